//! The admin tree of Keycloak: groups, roles, clients and client scopes of the tenant, and the links between them.

mod tables;
mod users;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, OriginalUri, Query, Request, State as Shared};
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use axum::{Extension, RequestExt};
use serde_json::Value;

use super::state::{Flavour, State};
use super::store::Store;
use super::wire::{Failure, RealmAdministrator, no_route};
use crate::collections::{self, Call, Coverage, Vendor as _, text};
use crate::facts::{Complaint, Kind, Operation, Route};
use crate::objects::Object;

type Checked = Result<(), Failure>;

/// Serves what no other route has: an operation of the admin tree, or none.
pub(super) async fn entry(
    Shared(state): Shared<Arc<State>>,
    Extension(flavour): Extension<Flavour>,
    OriginalUri(uri): OriginalUri,
    method: Method,
    mut request: Request,
) -> Result<Response, Failure> {
    let facts = state.store().facts;
    let (operation, mut path) = match facts.route(method.as_str(), uri.path()) {
        Route::Found(operation, path) if is_of(operation, flavour) => (operation, path),
        _ => return Err(no_route().await),
    };
    let not_served = || Failure::not_served(operation.ids().first().copied().unwrap_or_default());
    if !uri.path().starts_with("/auth/admin/") {
        return Err(not_served());
    }
    let _: RealmAdministrator = request.extract_parts_with_state(&state).await?;
    let Query(query) = Query::<Vec<(String, String)>>::try_from_uri(&uri).unwrap_or_default();
    let is_json = request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.to_str().is_ok_and(|kind| kind.to_ascii_lowercase().starts_with("application/json"))
    });
    let body = Bytes::from_request(request, &state).await.map_err(|_| Failure::unreadable())?;
    let sent: Value = serde_json::from_slice(&body).unwrap_or_default();
    let id = operation.id_of(&path, &query, &sent);
    if collections::coverage::<Store>(id) == Coverage::NotServed {
        return Err(not_served());
    }
    if operation.input(id).is_some() && !body.is_empty() {
        if !is_json {
            let error = "HTTP 415 Unsupported Media Type";
            return Err(Failure::stock(StatusCode::UNSUPPORTED_MEDIA_TYPE, error));
        }
        if sent.is_null() {
            return Err(Failure::unreadable());
        }
    }
    // There is one tenant.
    path.retain(|(name, _)| *name != "realm");
    let call = Call { operation, id, target: uri.path(), path, query, body: sent, caller: String::new() };
    let mut store = state.store();
    let reply = collections::serve(&mut *store, &call).unwrap_or_else(|| Err(not_served()))?;
    if let ("admin_users.delete", Some(user)) = (call.id, call.parameter("user_id")) {
        state.sessions().close_all_of(user);
    }
    Ok(reply)
}

/// Whether an operation exists in a flavour.
fn is_of(operation: &Operation, flavour: Flavour) -> bool {
    let name = match flavour {
        Flavour::Ssms => "ssms",
        Flavour::Shift => "shift",
    };
    operation.flavour.as_deref().is_none_or(|only| only == name)
}

/// Names are required although the description, which follows Keycloak's, does not demand them.
fn named(object: &Object, name: &str) -> Checked {
    if text(object, name).is_empty() {
        return Err(Store::invalid(vec![Complaint::new(Kind::Missing, name)]));
    }
    Ok(())
}

impl Failure {
    /// An operation that mID Provider has and the sandbox does not serve.
    fn not_served(id: &str) -> Self {
        Self::Admin { status: StatusCode::NOT_IMPLEMENTED, message: crate::facts::not_served(id) }
    }
}
