//! What is done with every request before and after its handler.

use std::sync::Arc;

use axum::Router;
use axum::extract::{OriginalUri, Request, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;

use super::caller::Caller;
use super::envelope::{Call, Outcome, no};
use super::options::Options;
use super::store::{Inner, State};
use super::user::ACTIVE;
use super::{login, routes};
use crate::facts;
use crate::server::PeerCertificate;
use crate::vendor::Vendor;

pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new().fallback(entry).with_state(state)
}

async fn entry(Shared(state): Shared<Arc<State>>, uri: OriginalUri, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let certificate = parts.extensions.get().map(|PeerCertificate(der)| der.to_vec());
    let most = state.lock().switches.max_file_size;
    let call = Call::read(&parts, &uri, certificate, body, most).await;
    let outcome = respond(&mut state.lock(), &state.options, &call);
    outcome.reply(&call, routes::handler_name(&call))
}

fn respond(inner: &mut Inner, options: &Options, call: &Call) -> Outcome {
    let unknown = || {
        let path = format!("/{}", call.path.join("/"));
        let (status, text) = match facts::not_served_by(Vendor::StoredSafe, call.method.as_str(), &path) {
            Some(text) if call.certificate.is_none() => (StatusCode::NOT_IMPLEMENTED, text),
            _ => (StatusCode::NOT_FOUND, "No such route.".to_owned()),
        };
        Outcome::refused([text]).status(status)
    };
    let open = routes::is_open(call);
    let route = routes::find(call);
    // The port that asks for a certificate serves only the login.
    let elsewhere = call.certificate.is_some() && !routes::is_login(call);
    if elsewhere || route.is_none() && !open {
        return unknown();
    }
    if call.malformed || call.form && !routes::takes_form(call) {
        return no("The request is not a JSON object.").into();
    }
    if routes::is_login(call) {
        return login::log_in(inner, options, call);
    }
    let Some(route) = route else { return routes::login_types() };
    let Some(caller) = caller(inner, options, call) else {
        return Outcome::not_logged_in(options.unauthenticated());
    };
    let mut outcome = route(inner, call, &caller).unwrap_or_else(Outcome::from);
    outcome.token = Some(caller.token);
    outcome
}

/// The user of the session. The session of a deactivated user is invalid from the next request on.
fn caller(inner: &mut Inner, options: &Options, call: &Call) -> Option<Caller> {
    let token = call.token.as_deref()?;
    let (id, token) = inner.sessions.touch(token, options.rotation, options.idle_timeout)?;
    let user = inner.users.get(&id).filter(|user| user.status & ACTIVE != 0)?;
    Some(Caller { id, status: user.status, token })
}
