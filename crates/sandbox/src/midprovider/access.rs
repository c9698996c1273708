//! Whether a token is valid, and what it permits.

use super::sessions::Access;
use super::state::State;

impl State {
    /// The live access token of this text whose user still exists and may log in.
    pub(super) fn live_access(&self, token: &str) -> Option<Access> {
        let access = self.sessions().access(token)?.clone();
        let store = self.store();
        let service = access.user == store.seed.service_account_id;
        let usable = service || store.user(&access.user).is_some_and(|user| user.enabled);
        usable.then_some(access)
    }

    pub(super) fn serves_as_admin(&self, access: &Access) -> bool {
        if self.settings().role_missing {
            return false;
        }
        let store = self.store();
        access.user == store.seed.service_account_id || store.is_admin(&access.user)
    }
}
