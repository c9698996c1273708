//! The service `api-proxy`: targets that programs reach through PrivX, and the credentials for them.

use portcullis_core::Client;

/// The service `api-proxy`; made by [`Client::api_proxy`](crate::Client::api_proxy).
#[derive(Debug, Clone)]
pub struct ApiProxy(pub(crate) Client);

impl ApiProxy {}
