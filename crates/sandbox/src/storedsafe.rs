//! StoredSafe: the whole API, with state.
//!
//! Where the vendor's documentation is silent, the choice that was made stands beside the code that makes it.

mod certificates;
mod control;
mod envelope;
mod filedata;
mod files;
mod form;
mod login;
mod members;
mod mime;
mod objects;
mod policies;
mod pwgen;
mod routes;
mod sessions;
mod store;
mod templates;
mod totp;
mod transparent;
mod users;
mod utils;
mod vaults;
mod x509;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{OriginalUri, Request, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;

use self::envelope::{Call, Outcome, no};
use self::routes::Caller;
use self::store::Inner;
use self::users::ACTIVE;
use crate::server::PeerCertificate;

pub use self::control::{ClientCertificate, Control};
pub use self::filedata::FileData;
pub(crate) use self::store::State;

/// What happens to a session's token when it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Rotation {
    /// Every reply carries the same token.
    #[default]
    Off,
    /// Every reply carries a new token; the one before stays valid for five seconds.
    ReplaceWithGrace,
    /// Every reply carries a new token; the one before is dead at once.
    ReplaceAtOnce,
}

#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) rotation: Rotation,
    pub(crate) totp_reuse: bool,
    pub(crate) idle_timeout: Duration,
    pub(crate) bad_token_is_403: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rotation: Rotation::Off,
            totp_reuse: false,
            idle_timeout: Duration::from_secs(4 * 60 * 60),
            bad_token_is_403: false,
        }
    }
}

impl Options {
    fn unauthenticated(&self) -> StatusCode {
        if self.bad_token_is_403 { StatusCode::FORBIDDEN } else { StatusCode::UNAUTHORIZED }
    }
}

pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new().fallback(entry).with_state(state)
}

async fn entry(Shared(state): Shared<Arc<State>>, uri: OriginalUri, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let certificate = parts.extensions.get().map(|PeerCertificate(der)| der.to_vec());
    let most = state.lock().switches.max_file_size;
    let call = Call::read(&parts, &uri, certificate, body, most).await;
    let outcome = respond(&mut state.lock(), &state.options, &call);
    outcome.reply(&call, routes::handler(&call))
}

fn respond(inner: &mut Inner, options: &Options, call: &Call) -> Outcome {
    let unknown = || Outcome::refused(["No such route.".to_owned()]).status(StatusCode::NOT_FOUND);
    let open = routes::is_open(call);
    let route = routes::find(call);
    // The port that asks for a certificate knows the login alone.
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

/// Who calls. A user that was deactivated loses the session with the next call.
fn caller(inner: &mut Inner, options: &Options, call: &Call) -> Option<Caller> {
    let token = call.token.as_deref()?;
    let (id, token) = inner.sessions.touch(token, options.rotation, options.idle_timeout)?;
    let user = inner.users.iter().find(|user| user.id == id && user.status & ACTIVE != 0)?;
    Some(Caller { id, status: user.status, token })
}
