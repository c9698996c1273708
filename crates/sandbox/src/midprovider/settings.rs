//! What tests change while the servers run.

use std::collections::BTreeSet;
use std::time::Duration;

#[derive(Debug)]
pub(super) struct Settings {
    pub(super) token_requests: usize,
    pub(super) role_missing: bool,
    /// Instead of the setting of the realm.
    pub(super) token_life: Option<Duration>,
    pub(super) rotate_refresh: bool,
    pub(super) redirect_uris: BTreeSet<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token_requests: 0,
            role_missing: false,
            token_life: None,
            rotate_refresh: true,
            redirect_uris: BTreeSet::new(),
        }
    }
}
