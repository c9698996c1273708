//! The service `host-store`: hosts, the certificates of their sessions, and command whitelists.

use portcullis_core::Client;

/// The service `host-store`; made by [`Client::host_store`](crate::Client::host_store).
#[derive(Debug, Clone)]
pub struct HostStore(pub(crate) Client);

impl HostStore {}
