//! What OAuth applications, their codes and their grants are.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Application {
    pub(super) profile: String,
    pub(super) name: String,
    pub(super) redirect_uri: String,
    pub(super) scopes: Vec<String>,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) retrieved: bool,
    pub(super) nonces: BTreeSet<String>,
    pub(super) created: Duration,
}

/// An authorization code, from the consent until it is exchanged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Code {
    /// The profile that consented.
    pub(super) profile: String,
    pub(super) client_id: String,
    pub(super) nonce: String,
    pub(super) scope: Vec<String>,
    pub(super) text: String,
    pub(super) expires: Duration,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Grant {
    pub(super) profile: String,
    pub(super) client_id: String,
    pub(super) scope: Vec<String>,
    pub(super) refresh: String,
    pub(super) refresh_expires: Duration,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum OAuthWork {
    Register { name: String, redirect_uri: String, scopes: Vec<String> },
    RequestCode { client_id: String, nonce: String, scope: Vec<String> },
}
