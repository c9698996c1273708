//! KOBIL mID Provider: one tenant in both flavours, with the OIDC tree that both carry.
//!
//! Operations: discovery, the token endpoint (password, client credentials, refresh, authorization code with PKCE,
//! token exchange), authorize, userinfo, logout, introspection, revocation, certs and the realm; of the users create,
//! list, get, both updates, delete, enable, disable, both logouts, devices (SSMS only) and the state of the
//! one-time passwords, locked and unlocked.
//!
//! Checks: clients, codes, verifiers and rotating refresh tokens; the administrator's role; content types; the
//! characters of user names, required and unique fields, flags, groups. Attributes come back as lists of texts, hidden
//! ones never; `enabled` is false in a create and true in an update unless it is sent; a create makes an activation
//! code unless it is told not to. Errors have the shape of whoever makes them: KOBIL's envelope, Keycloak's
//! `{"error": …}`, or a page where `Accept` prefers one.
//!
//! Two clients are known: the seeded one, whose service account is an administrator, and the public `admin-cli`.
//! [`Control`] opens what a test needs from the other side: sessions, devices, codes, wrong one-time passwords. What
//! the vendor leaves open is decided once, beside the code that needs it: the way stock Keycloak does it where that is
//! known, otherwise towards the stricter side.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::routing::{delete, get, post, put};
use axum::{Extension, Router, middleware};

use crate::store::{Directories, Persistent, Save};
use crate::{Error, Vendor, endpoints};

mod accounts;
mod attributes;
mod authorize;
mod control;
mod grants;
mod input;
mod oidc;
mod sessions;
mod store;
mod users;
mod wire;

pub use control::{ActivationCode, Control};
use sessions::Sessions;
use store::Store;

/// The two sets of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// `/digitanium/…`; the tenant is the sub-domain.
    Ssms,
    /// `/auth/realms/{tenant}/v3_user…`
    Shift,
}

/// Everything that the servers of both flavours share.
#[derive(Debug)]
pub(crate) struct State {
    store: Persistent<Store>,
    sessions: Mutex<Sessions>,
    settings: Mutex<control::Settings>,
}

impl Save for State {
    fn save(&self) -> Result<(), Error> {
        self.store.save()
    }
}

impl State {
    /// Takes up the state of an earlier run, or seeds a new one. Tokens and sessions do not survive.
    pub(crate) fn open(directories: &Directories) -> Result<Arc<Self>, Error> {
        let store = Persistent::open(directories, Vendor::MidProvider, Store::default(), Store::seed)?;
        Ok(Arc::new(Self {
            store,
            sessions: Mutex::default(),
            settings: Mutex::new(control::Settings::default()),
        }))
    }

    /// Addresses and what opens the tenant.
    pub(crate) fn details(&self, ssms_base_url: String, shift_base_url: String) -> endpoints::MidProvider {
        let store = self.store();
        endpoints::MidProvider {
            ssms_base_url,
            shift_base_url,
            tenant: store.seed.tenant.clone(),
            client_id: store.seed.client_id.clone(),
            client_secret: store.seed.client_secret.clone(),
        }
    }

    fn tenant(&self) -> String {
        self.store().seed.tenant.clone()
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock()
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn settings(&self) -> MutexGuard<'_, control::Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The SSMS flavour, served at the tenant's own host.
pub(crate) fn ssms_router(state: Arc<State>) -> Router {
    let users = Router::new()
        .route("/v4/users", post(users::create).get(users::list))
        .route("/v4/users/{user}", delete(users::delete))
        .route("/v4/users/{user}/profile", get(users::get).put(users::update_profile))
        .route("/v4/users/{user}/update", put(users::update))
        .route("/v4/users/{user}/enable", put(accounts::enable))
        .route("/v4/users/{user}/disable", put(accounts::disable))
        .route("/v4/users/{user}/logout", put(accounts::logout))
        .route("/v4/users/{user}/ssms/logout", put(accounts::ssms_logout))
        .route("/v4/users/{user}/devices", get(accounts::devices))
        .route("/v4/users/{user}/otp-brute-force", delete(accounts::otp_unlock))
        .route("/v3/users/{user}/otp-brute-force", get(accounts::otp_status))
        .route("/v3/users/otp-brute-force", delete(accounts::otp_unlock_all));
    let admin = "/auth/admin/realms/{realm}/attack-detection/otp-brute-force/users/{user}";
    let router = Router::new()
        .nest("/digitanium", users)
        .nest("/auth/realms/{realm}", oidc())
        .route("/auth/realms/{realm}", get(oidc::realm_info))
        .route(admin, get(accounts::status_admin));
    finish(router, state, Flavour::Ssms)
}

/// The SHIFT flavour, served at a host for all tenants.
pub(crate) fn shift_router(state: Arc<State>) -> Router {
    // The fixed names win over a user of the same name, for every method: what the fixed path does not know is 405.
    let users = Router::new()
        .route("/v3_user", post(users::create))
        .route("/v3_user/getusers", get(users::list))
        .route("/v3_user/getusers/", get(users::list))
        .route("/v3_user/otp-brute-force", delete(accounts::otp_unlock_all))
        .route("/v3_user/devices", post(wire::no_route))
        .route("/v3_user/tms", post(wire::no_route))
        .route("/v3_user/{user}", get(users::get).delete(users::delete))
        .route("/v3_user/{user}/profile", put(users::update_profile))
        .route("/v3_user/{user}/update", put(users::update))
        .route("/v3_user/{user}/enable", put(accounts::enable))
        .route("/v3_user/{user}/disable", put(accounts::disable))
        .route("/v3_user/{user}/ssms/logout", put(accounts::shift_logout))
        .route("/v3_user/{user}/otp-brute-force", get(accounts::otp_status).delete(accounts::otp_unlock));
    let router = Router::new()
        .nest("/auth/realms/{realm}", oidc().merge(users))
        .route("/auth/realms/{realm}", get(oidc::realm_info));
    finish(router, state, Flavour::Shift)
}

fn oidc() -> Router<Arc<State>> {
    let tree = "/protocol/openid-connect";
    Router::new()
        .route("/.well-known/openid-configuration", get(oidc::discovery))
        .route(&format!("{tree}/token"), post(grants::token))
        .route(&format!("{tree}/token/introspect"), post(oidc::introspect))
        .route(&format!("{tree}/auth"), get(authorize::authorize))
        .route(&format!("{tree}/userinfo"), get(oidc::userinfo))
        .route(&format!("{tree}/logout"), post(oidc::logout))
        .route(&format!("{tree}/revoke"), post(oidc::revoke))
        .route(&format!("{tree}/certs"), get(oidc::certs))
}

fn finish(router: Router<Arc<State>>, state: Arc<State>, flavour: Flavour) -> Router {
    router
        .fallback(wire::no_route)
        .layer(Extension(flavour))
        .layer(middleware::from_fn_with_state(Arc::clone(&state), wire::gate))
        .with_state(state)
}
