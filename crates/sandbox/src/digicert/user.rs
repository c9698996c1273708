//! What a user is.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct User {
    pub(super) id: u64,
    pub(super) username: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) email: String,
    pub(super) job_title: Option<String>,
    pub(super) telephone: Option<String>,
    /// Seconds since 1970; nobody signs in to the sandbox, so only seeded users have one.
    pub(super) last_login: Option<u64>,
    pub(super) roles: Vec<u64>,
    pub(super) container: u64,
    pub(super) assignments: Vec<u64>,
    pub(super) is_api_only: bool,
    pub(super) is_saml_sso_only: bool,
}
