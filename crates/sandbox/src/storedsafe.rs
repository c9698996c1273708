//! StoredSafe: logins and sessions, login types, users.

mod envelope;
mod login;
mod sessions;
mod totp;
mod users;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{OriginalUri, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use axum::{Extension, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::envelope::{Call, Outcome};
use self::sessions::Sessions;
use self::users::{ACTIVE, User};
use crate::server::PeerCertificate;
use crate::{Error, endpoints, random};

const ADMIN_NAME: &str = "sandbox-admin";
/// Read, Write, Admin, Audit, Active and UG-list.
const ADMIN_STATUS: u32 = 1 | 2 | 4 | 8 | 128 | 256;

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

/// What a restart keeps.
#[derive(Serialize, Deserialize)]
struct Saved {
    apikey: String,
    next_id: u64,
    users: Vec<User>,
}

struct Inner {
    apikey: String,
    next_id: u64,
    users: Vec<User>,
    sessions: Sessions,
    used_steps: HashSet<(String, u64)>,
    used_otps: HashSet<String>,
    /// The owners of TLS client certificates, by the certificate.
    certificates: HashMap<Vec<u8>, u64>,
    omit_created_id: bool,
    logins: usize,
    failed_logins: usize,
}

pub(crate) struct State {
    options: Options,
    inner: Mutex<Inner>,
}

impl State {
    pub(crate) fn load(saved: Option<Value>, options: Options) -> Result<Arc<Self>, Error> {
        let saved = match saved {
            Some(saved) => serde_json::from_value(saved)
                .map_err(|error| Error::new("cannot read the state of StoredSafe", error))?,
            None => seed(),
        };
        let inner = Inner {
            apikey: saved.apikey,
            next_id: saved.next_id,
            users: saved.users,
            sessions: Sessions::default(),
            used_steps: HashSet::new(),
            used_otps: HashSet::new(),
            certificates: HashMap::new(),
            omit_created_id: false,
            logins: 0,
            failed_logins: 0,
        };
        Ok(Arc::new(Self { options, inner: Mutex::new(inner) }))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn snapshot(&self) -> Value {
        let inner = self.lock();
        json!({ "apikey": inner.apikey, "next_id": inner.next_id, "users": inner.users })
    }

    /// The name that the seeded administrator's client certificate carries.
    pub(crate) fn admin(&self) -> String {
        self.lock().users.first().map(|user| user.username.clone()).unwrap_or_default()
    }

    pub(crate) fn register_certificate(&self, der: &[u8]) {
        let mut inner = self.lock();
        let admin = inner.users.first().map(|user| user.id);
        inner.certificates.extend(admin.map(|id| (der.to_owned(), id)));
    }

    pub(crate) fn details(
        &self,
        base_url: String,
        mtls_base_url: String,
        client_cert_pem_file: PathBuf,
        client_key_pem_file: PathBuf,
    ) -> endpoints::StoredSafe {
        let inner = self.lock();
        let admin = inner.users.first().cloned();
        endpoints::StoredSafe {
            base_url,
            username: admin.as_ref().map(|user| user.username.clone()).unwrap_or_default(),
            passphrase: admin.as_ref().map(|user| user.passphrase.clone()).unwrap_or_default(),
            apikey: inner.apikey.clone(),
            totp_secret: admin.and_then(|user| user.totp_secret).unwrap_or_default(),
            mtls_base_url,
            client_cert_pem_file,
            client_key_pem_file,
        }
    }
}

fn seed() -> Saved {
    let admin = User {
        id: 1,
        username: ADMIN_NAME.to_owned(),
        fullname: "Sandbox Administrator".to_owned(),
        email: "admin@sandbox.invalid".to_owned(),
        status: ADMIN_STATUS,
        passphrase: random::alphanumeric(20),
        totp_secret: Some(totp::new_secret()),
        otpprefixes: vec![modhex(12)],
        fingerprint: random::hex(40).to_uppercase(),
    };
    Saved { apikey: random::alphanumeric(10), next_id: 2, users: vec![admin] }
}

fn modhex(length: usize) -> String {
    let letters = b"cbdefghijklnrtuv";
    let digit = |digit: char| usize::try_from(digit.to_digit(16).unwrap_or(0)).unwrap_or(0);
    random::hex(length).chars().filter_map(|d| letters.get(digit(d))).copied().map(char::from).collect()
}

/// StoredSafe's switches and counters.
#[derive(Clone)]
#[non_exhaustive]
pub struct Control(Arc<State>);

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").field("sessions", &self.sessions()).finish_non_exhaustive()
    }
}

impl Control {
    pub(crate) fn new(state: Arc<State>) -> Self {
        Self(state)
    }

    /// How many logins succeeded.
    #[must_use]
    pub fn logins(&self) -> usize {
        self.0.lock().logins
    }

    /// How many logins were refused.
    #[must_use]
    pub fn failed_logins(&self) -> usize {
        self.0.lock().failed_logins
    }

    /// How many sessions are open.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.0.lock().sessions.len()
    }

    /// Ends every session: all tokens issued until now get code 1200.
    pub fn revoke_session(&self) {
        self.0.lock().sessions.clear();
    }

    /// Whether the reply to a new user leaves `CALLINFO.id` out, as the vendor's sample does; its table has it, and
    /// so does this server unless told otherwise. `CALLINFO.user` is there in both cases.
    pub fn omit_created_id(&self, omit: bool) {
        self.0.lock().omit_created_id = omit;
    }

    /// A TOTP code for a user that no login has used yet, or `None` if the user has no TOTP or used them all. The
    /// server takes the codes of three steps, so that three logins fit into 30 seconds.
    #[must_use]
    pub fn totp_code(&self, username: &str) -> Option<String> {
        let inner = self.0.lock();
        let user = inner.users.iter().find(|user| user.username == username)?;
        let secret = user.totp_secret.as_ref()?;
        let now = totp::now();
        let unused =
            |step: &u64| self.0.options.totp_reuse || !inner.used_steps.contains(&(secret.clone(), *step));
        let step = [now, now + 1, now.saturating_sub(1)].into_iter().find(unused)?;
        totp::code(secret, step)
    }

    /// The TOTP secret of a user in base32.
    #[must_use]
    pub fn totp_secret(&self, username: &str) -> Option<String> {
        self.0.lock().users.iter().find(|user| user.username == username)?.totp_secret.clone()
    }

    /// One press of a user's Yubikey: 44 letters that start with the key's registered prefix.
    #[must_use]
    pub fn yubikey_otp(&self, username: &str) -> Option<String> {
        let inner = self.0.lock();
        let user = inner.users.iter().find(|user| user.username == username)?;
        user.otpprefixes.first().map(|prefix| format!("{prefix}{}", modhex(32)))
    }
}

pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new().fallback(entry).with_state(state)
}

async fn entry(
    Shared(state): Shared<Arc<State>>,
    method: Method,
    uri: OriginalUri,
    headers: HeaderMap,
    peer: Option<Extension<PeerCertificate>>,
    body: Bytes,
) -> Response {
    let certificate = peer.map(|Extension(PeerCertificate(der))| der.to_vec());
    let call = Call::read(method, &uri, &headers, certificate, &body);
    respond(&state, &call).reply(&call)
}

fn respond(state: &State, call: &Call) -> Outcome {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    let handler = match path.first().copied() {
        Some("auth") => "AuthHandler",
        Some("authinfo") => "AuthInfoHandler",
        Some("user") => "UserHandler",
        _ => "RouteHandler",
    };
    let unknown = || Outcome::refused(handler, ["No such route.".to_owned()]).status(StatusCode::NOT_FOUND);
    let mut inner = state.lock();
    let log_in = call.method == Method::POST && path == ["auth"];
    // The port that asks for a certificate knows the login alone.
    if call.certificate.is_some() && !log_in {
        return unknown();
    }
    if call.malformed {
        return Outcome::refused(handler, ["The request is not a JSON object.".to_owned()]);
    }
    match (call.method.as_str(), path.as_slice()) {
        // A slash at the end is no route: it is what is left of an empty id.
        (_, [.., ""]) => return unknown(),
        ("POST", ["auth"]) => return login::log_in(&mut inner, &state.options, call),
        ("GET", ["authinfo", "logintypes"]) => {
            let types = json!({ "enabled_login_types": [["totp", "yubikey_otp", "smartcard"]] });
            return Outcome::success(handler, types);
        }
        ("POST", ["auth", "check"])
        | ("GET", ["auth", "logout"])
        | ("GET" | "POST", ["user"])
        | ("GET" | "PUT" | "DELETE", ["user", _]) => {}
        _ => return unknown(),
    }
    let session = call
        .token
        .as_deref()
        .and_then(|token| inner.sessions.touch(token, state.options.rotation, state.options.idle_timeout));
    // A user that was deactivated loses the session with the next call.
    let session = session.and_then(|(id, token)| {
        let user = inner.users.iter().find(|user| user.id == id && user.status & ACTIVE != 0)?;
        Some((user.status, token))
    });
    let Some((caller, token)) = session else {
        return Outcome::not_logged_in(handler, state.options.unauthenticated());
    };
    let mut outcome = match path.as_slice() {
        ["auth", "check"] => Outcome::success(handler, Value::Null),
        ["auth", _] => {
            inner.sessions.close(&token);
            Outcome::success(handler, json!({ "logout": "Bye bye" }))
        }
        _ => users::handle(&mut inner, call, caller).unwrap_or_else(unknown),
    };
    outcome.token = Some(token);
    outcome
}
