//! The service `vault`: secrets that programs and users keep in PrivX.

use portcullis_core::Client;

/// The service `vault`; made by [`Client::vault`](crate::Client::vault).
#[derive(Debug, Clone)]
pub struct Vault(pub(crate) Client);

impl Vault {}
