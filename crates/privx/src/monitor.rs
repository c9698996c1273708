//! The service `monitor-service`: audit events, and the state of the components.

use portcullis_core::Client;

/// The service `monitor-service`; made by [`Client::monitor`](crate::Client::monitor).
#[derive(Debug, Clone)]
pub struct Monitor(pub(crate) Client);

impl Monitor {}
