//! The service `connection-manager`: connections, their audit trails, and the analysis of behaviour.

use portcullis_core::Client;

/// The service `connection-manager`; made by [`Client::connection_manager`](crate::Client::connection_manager).
#[derive(Debug, Clone)]
pub struct ConnectionManager(pub(crate) Client);

impl ConnectionManager {}
