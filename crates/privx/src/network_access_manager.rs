//! The service `network-access-manager`: networks that users reach through PrivX.

use portcullis_core::Client;

/// The service `network-access-manager`; made by [`Client::network_access_manager`](crate::Client::network_access_manager).
#[derive(Debug, Clone)]
pub struct NetworkAccessManager(pub(crate) Client);

impl NetworkAccessManager {}
