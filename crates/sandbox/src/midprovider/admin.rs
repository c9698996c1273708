//! The admin tree of Keycloak: realms, and in each of them users, groups, roles, clients and client scopes, with the
//! links between them.

mod clients;
mod credentials;
mod events;
mod groups;
mod identities;
mod import;
mod kept;
mod mappings;
mod profile;
mod realms;
mod roles;
mod search;
mod sessions;
mod tables;
mod users;

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{FromRequest, OriginalUri, Query, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use super::sessions::Access;
use super::state::{Flavour, State};
use super::store::{Acting, Store};
use super::wire::{Failure, Shared, bearer, no_route};
use crate::collections::{self, Call, Coverage, Vendor as _, text};
use crate::facts::{Complaint, Kind, Operation, Route};
use crate::objects::Object;

type Checked = Result<(), Failure>;

/// Serves what no other route has: an operation of the admin tree, or none.
pub(super) async fn entry(
    Shared(state): Shared,
    Extension(flavour): Extension<Flavour>,
    OriginalUri(uri): OriginalUri,
    method: Method,
    request: Request,
) -> Result<Response, Failure> {
    let facts = state.store().facts;
    let target = one_segment(uri.path());
    let (operation, mut path) = match facts.route(method.as_str(), &target) {
        Route::Found(operation, path) if is_of(operation, flavour) => (operation, path),
        _ => return Err(no_route().await),
    };
    let first = operation.ids().first().copied().unwrap_or_default();
    if !uri.path().starts_with("/auth/admin/") {
        return Err(Failure::not_served(first));
    }
    let headers = request.headers().clone();
    let access = bearer(&headers).and_then(|token| state.live_access(token));
    let access = access.ok_or_else(Failure::unauthorized)?;
    if !state.may(&access, first, method.as_str()) {
        return Err(Failure::forbidden());
    }
    let Query(query) = Query::<Vec<(String, String)>>::try_from_uri(&uri).unwrap_or_default();
    let body = Bytes::from_request(request, &state).await.map_err(|_| Failure::unreadable())?;
    let mut sent: Value = serde_json::from_slice(&body).unwrap_or_default();
    let id = operation.id_of(&path, &query, &sent);
    if collections::coverage::<Store>(id) == Coverage::NotServed {
        return Err(Failure::not_served(id));
    }
    let unsupported =
        || Failure::stock(StatusCode::UNSUPPORTED_MEDIA_TYPE, "HTTP 415 Unsupported Media Type");
    if id == "admin_users.credential_set_label" {
        if !has_type(&headers, "text/plain") {
            return Err(unsupported());
        }
        sent = String::from_utf8_lossy(&body).into_owned().into();
    } else if operation.input(id).is_some() && !body.is_empty() {
        if !has_type(&headers, "application/json") {
            return Err(unsupported());
        }
        if sent.is_null() {
            return Err(Failure::unreadable());
        }
    }
    // The engine's paths begin within the realm.
    path.retain(|(name, _)| *name != "realm");
    let call =
        Call { operation, id, target: uri.path(), path, query, body: sent, caller: access.user.clone() };
    serve(&state, &access, &headers, &method, &call)
}

fn serve(
    state: &Arc<State>,
    access: &Access,
    headers: &HeaderMap,
    method: &Method,
    call: &Call<'_>,
) -> Result<Response, Failure> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let mut store = state.store();
    store.acting = Acting {
        realm: access.realm.clone(),
        client: access.client.clone(),
        user: access.user.clone(),
        base: format!("https://{host}"),
    };
    let not_served = || Failure::not_served(call.id);
    let all = mappings::remove_all(&mut store, call);
    let reply = all.or_else(|| collections::serve(&mut *store, call)).unwrap_or_else(|| Err(not_served()))?;
    store.admin_event(call, method, &reply);
    if call.id == "admin_realms.delete" {
        state.keys.forget(&state.realm);
    }
    Ok(reply)
}

fn has_type(headers: &HeaderMap, wanted: &str) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with(wanted)
}

/// The path of a group may hold slashes: they become a part of one segment.
fn one_segment(path: &str) -> String {
    match path.split_once("/group-by-path/") {
        Some((before, group)) => format!("{before}/group-by-path/{}", group.replace('/', "%2F")),
        None => path.to_owned(),
    }
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
