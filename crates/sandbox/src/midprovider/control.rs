//! The handle with which tests change how mID Provider behaves.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::authorize::Asked;
use super::codes::ActivationError;
use super::messages::SentMessage;
use super::sessions::Kind;
use super::state::State;
use super::store::{GROUPS, REALM_ROLES};
use super::user::{Otp, User};

/// An activation code that a request made.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActivationCode {
    /// The code.
    pub code: String,
    /// The end of its validity: epoch seconds as text.
    pub not_after: Option<String>,
    /// Whether the real server would not show it.
    pub secret: bool,
}

impl fmt::Debug for ActivationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActivationCode")
            .field("not_after", &self.not_after)
            .field("secret", &self.secret)
            .finish_non_exhaustive()
    }
}

/// Changes how mID Provider behaves, and counts. A clone controls the same servers.
#[derive(Clone)]
pub struct Control(Arc<State>);

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").finish_non_exhaustive()
    }
}

impl Control {
    pub(crate) fn new(state: Arc<State>) -> Self {
        Self(state)
    }

    /// The name of the seeded administrator, for the password grant.
    pub fn admin_username(&self) -> String {
        self.0.store().seed.admin_username.clone()
    }

    /// The password that the administrator started with.
    pub fn admin_password(&self) -> String {
        self.0.store().seed.admin_password.clone()
    }

    /// Takes every access token out of use; sessions and refresh tokens stay.
    pub fn revoke_tokens(&self) {
        self.0.store().sessions.forget_access_tokens();
    }

    /// Ends every session, and with it every access and refresh token.
    pub fn end_sessions(&self) {
        self.0.store().sessions.close_everything();
    }

    /// How many requests the token endpoint has had, refused ones included.
    pub fn token_requests(&self) -> usize {
        self.0.settings().token_requests
    }

    /// Takes the administrator's role from everybody: KOBIL's operations answer 401 to good tokens.
    pub fn role_missing(&self, missing: bool) {
        self.0.settings().role_missing = missing;
    }

    /// Sets the life of access tokens that are issued from now on, in place of the setting of the realm (300 s at first);
    /// whole seconds on the wire.
    pub fn set_token_life(&self, life: Duration) {
        self.0.settings().token_life = Some(life);
    }

    /// Whether every refresh brings a new refresh token and kills the old one; at first it does.
    pub fn rotate_refresh_tokens(&self, rotate: bool) {
        self.0.settings().rotate_refresh = rotate;
    }

    /// Moves the clock forward: tokens, codes, sessions and locks end by it, and it is the time in events.
    pub fn advance(&self, by: Duration) {
        self.0.store().advance(by);
    }

    /// Time since 1970 by that clock.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.0.store().now()
    }

    /// Makes a new key for a realm, which signs from now on. The old key stays published until
    /// [`drop_old_keys`](Self::drop_old_keys). Returns whether there is such a realm and a key could be made.
    pub fn rotate_key(&self, realm: &str) -> bool {
        self.0.named(realm).is_some_and(|state| state.keys.rotate(&state.realm).is_ok())
    }

    /// Publishes of a realm only the key that signs. Returns whether there is such a realm.
    pub fn drop_old_keys(&self, realm: &str) -> bool {
        self.0.named(realm).map(|state| state.keys.drop_old(&state.realm)).is_some()
    }

    /// Records that a user of the tenant agreed to the scopes of a client. Returns whether both exist.
    pub fn add_consent(&self, username: &str, client_id: &str, scopes: &[&str]) -> bool {
        let mut store = self.0.store();
        let (user, known) = (store.id_of(username), store.client(client_id).is_some());
        let user = user.filter(|_| known);
        user.map(|user| store.add_consent(&user, client_id, scopes)).is_some()
    }

    /// Registers an address that the authorize endpoint may redirect to. Loopback addresses over http need none.
    pub fn register_redirect_uri(&self, uri: impl Into<String>) {
        self.0.settings().redirect_uris.insert(uri.into());
    }

    /// Mints an authorization code for the seeded client, as if this user had just logged in at the browser.
    ///
    /// `code_challenge` is the S256 challenge of PKCE. `None` comes back if there is no such user.
    pub fn mint_code(
        &self,
        username: &str,
        redirect_uri: &str,
        code_challenge: Option<&str>,
    ) -> Option<String> {
        let (user, client) = {
            let store = self.0.store();
            (store.id_of(username)?, store.seed.client_id.clone())
        };
        let challenge = code_challenge.map(|challenge| ("S256", challenge));
        let asked = Asked { redirect_uri, scope: "openid", nonce: None, challenge };
        Some(self.0.code_for(&user, &client, &asked))
    }

    /// Makes a group that users can be created in; `ks-users` is there from the start.
    pub fn add_group(&self, name: impl Into<String>) {
        self.0.store().add_group(&name.into());
    }

    /// Gives a user a device and returns its id; `None` if there is no such user.
    pub fn add_device(&self, username: &str) -> Option<String> {
        let mut store = self.0.store();
        let device = store.new_device();
        let id = device.id.clone();
        store.change(username, |user| user.devices.push(device)).map(|()| id)
    }

    /// Enters an activation code in the app of a new device: the code is used up, and the user has the device, of which
    /// the id comes back.
    ///
    /// # Errors
    ///
    /// [`ActivationError`]: the user or the code does not permit it.
    pub fn activate(&self, username: &str, code: &str) -> Result<String, ActivationError> {
        self.0.store().activate(username, code)
    }

    /// Notes that the app has fetched a transaction: the time for the answer begins. Returns whether one was pending.
    pub fn retrieve_transaction(&self, id: &str) -> bool {
        self.0.store().move_on(id, None)
    }

    /// Confirms a transaction as its user would. Returns whether one was pending.
    pub fn confirm_transaction(&self, id: &str) -> bool {
        self.0.store().move_on(id, Some("ACCEPTED"))
    }

    /// Rejects a transaction as its user would. Returns whether one was pending.
    pub fn reject_transaction(&self, id: &str) -> bool {
        self.0.store().move_on(id, Some("REJECTED"))
    }

    /// The body with which a transaction was started, if it is still known.
    pub fn transaction(&self, id: &str) -> Option<Value> {
        self.0.store().asked(id)
    }

    /// What was sent to a user's app, the oldest first.
    pub fn sent_messages(&self, username: &str) -> Vec<SentMessage> {
        let store = self.0.store();
        store.id_of(username).map(|user| store.sent_to(&user)).unwrap_or_default()
    }

    /// Keeps a file as a user would send it in the chat, and returns the id of the media.
    pub fn add_media(&self, content: &[u8]) -> String {
        self.0.store().add_media(content)
    }

    /// Opens a session of a user at the IDP. Returns whether the user exists.
    pub fn open_session(&self, username: &str) -> bool {
        let mut store = self.0.store();
        store.id_of(username).is_some_and(|user| !store.open_session(&user, Kind::Browser).is_empty())
    }

    /// Opens a session of a user at the SSMS. Returns whether the user exists.
    pub fn open_ssms_session(&self, username: &str) -> bool {
        self.0.store().change(username, |user| user.ssms_session = true).is_some()
    }

    /// Records one wrong one-time password; the fifth locks. Returns whether the user exists.
    pub fn fail_otp(&self, username: &str) -> bool {
        let last_millis = self.0.store().millis();
        let fail = |user: &mut User| {
            let failures = user.otp.as_ref().map_or(0, |otp| otp.failures);
            user.otp = Some(Otp { failures: failures.saturating_add(1), last_millis });
        };
        self.0.store().change(username, fail).is_some()
    }

    /// The activation codes of a user, the newest last, secret ones included.
    pub fn activation_codes(&self, username: &str) -> Vec<ActivationCode> {
        let store = self.0.store();
        let codes = store.by_name(username).map(|user| user.codes).unwrap_or_default();
        codes
            .into_iter()
            .map(|code| ActivationCode { code: code.digits, not_after: code.not_after, secret: code.secret })
            .collect()
    }

    /// A user with everything that no reply shows, roles and groups, but without the password.
    pub fn user(&self, username: &str) -> Option<Value> {
        let store = self.0.store();
        let user = store.by_name(username)?;
        let mut out = store.shown(&user, true);
        if let Some(out) = out.as_object_mut() {
            out.insert("groups".to_owned(), json!(store.names(GROUPS, &user.id, "admin_groups")));
            out.insert("realmRoles".to_owned(), json!(store.names(REALM_ROLES, &user.id, "admin_roles")));
            out.insert("clientRoles".to_owned(), json!(store.client_roles(&user.id)));
        }
        Some(out)
    }

    /// Whether this password opens the user's account, whatever else bars it.
    pub fn has_password(&self, username: &str, password: &str) -> bool {
        let store = self.0.store();
        store.by_name(username).is_some_and(|user| user.password.as_deref() == Some(password))
    }
}
