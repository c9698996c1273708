//! The service `settings`: settings of the deployment.

use portcullis_core::Client;

/// The service `settings`; made by [`Client::settings`](crate::Client::settings).
#[derive(Debug, Clone)]
pub struct Settings(pub(crate) Client);

impl Settings {}
