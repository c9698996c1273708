//! What tests read and change while the server runs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::local_user;
use super::state::{ADMIN_NAME, State};
use super::tokens::Subject;
use crate::{clock, random};

/// PrivX's switches and counters.
#[derive(Clone)]
#[non_exhaustive]
pub struct Control(Arc<State>);

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").field("token_requests", &self.token_requests()).finish_non_exhaustive()
    }
}

impl Control {
    pub(crate) fn new(state: Arc<State>) -> Self {
        Self(state)
    }

    /// How many requests asked for a token, on any of the three paths.
    #[must_use]
    pub fn token_requests(&self) -> usize {
        self.0.lock().token_requests
    }

    /// How many of them were refused.
    #[must_use]
    pub fn refused_token_requests(&self) -> usize {
        self.0.lock().refused_token_requests
    }

    /// How many access tokens are valid now.
    #[must_use]
    pub fn live_tokens(&self) -> usize {
        self.0.lock().tokens.alive()
    }

    /// How many requests came without the affinity cookie. The first request of a client always does.
    #[must_use]
    pub fn requests_without_cookie(&self) -> usize {
        self.0.lock().without_cookie
    }

    /// Makes every access token that was issued until now invalid.
    pub fn revoke_tokens(&self) {
        self.0.lock().tokens.revoke_access();
    }

    /// Makes every refresh token that was issued until now invalid.
    pub fn revoke_refresh_tokens(&self) {
        self.0.lock().tokens.revoke_refresh();
    }

    /// Changes the life of the access tokens that will be issued.
    pub fn set_token_life(&self, life: Duration) {
        self.0.lock().life = life;
    }

    /// Opens or closes the client credentials grant. It is open at the start.
    pub fn open_client_credentials(&self, open: bool) {
        self.0.lock().client_credentials_open = open;
    }

    /// A JWT of a trusted identity provider, for the token exchange. It names the seeded administrator and lives 90
    /// seconds.
    #[must_use]
    pub fn external_jwt(&self) -> String {
        let mut inner = self.0.lock();
        let subject = Subject { id: inner.seed.admin_id.clone() };
        inner.tokens.external(subject, ADMIN_NAME)
    }

    /// The name of the seeded local user, who is an administrator.
    #[must_use]
    pub fn admin_username(&self) -> &'static str {
        ADMIN_NAME
    }

    /// Imports an AWS role, as a refresh from AWS does. Returns its id.
    #[must_use]
    pub fn add_aws_role(&self, name: &str, arn: &str) -> String {
        let mut inner = self.0.lock();
        let id = random::uuid();
        let role = json!({ "id": id, "name": name, "arn": arn, "updated": clock::now_rfc3339_nanos() });
        inner.objects.put("aws_roles", "", &id, role.as_object().cloned().unwrap_or_default());
        id
    }

    /// The password of the seeded local user; empty if the user was deleted.
    #[must_use]
    pub fn admin_password(&self) -> String {
        let inner = self.0.lock();
        let admin = inner.objects.get("local_users", "", &inner.seed.admin_id);
        admin.and_then(local_user::password).unwrap_or_default().to_owned()
    }
}
