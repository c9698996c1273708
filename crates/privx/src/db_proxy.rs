//! The service `db-proxy`: the proxy for databases.

use portcullis_core::Client;

/// The service `db-proxy`; made by [`Client::db_proxy`](crate::Client::db_proxy).
#[derive(Debug, Clone)]
pub struct DbProxy(pub(crate) Client);

impl DbProxy {}
