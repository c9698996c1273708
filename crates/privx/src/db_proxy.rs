//! The service `db-proxy`: the proxy for databases.

use crate::{CertificateInfo, ServiceStatus};
use portcullis_core::{Call, Client, Extra, lenient};
use portcullis_macros::Reply;

/// The service `db-proxy`; made by [`Client::db_proxy`](crate::Client::db_proxy).
#[derive(Debug, Clone)]
pub struct DbProxy(pub(crate) Client);

impl DbProxy {
    /// Returns the certificate authority of the database proxy.
    ///
    /// `GET /db-proxy/api/v1/conf`
    ///
    /// - Operation: `db_proxy.conf`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn conf(&self) -> Call<DbProxyConf> {
        self.0.get("/db-proxy/api/v1/conf").call()
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /db-proxy/api/v1/status`
    ///
    /// - Operation: `db_proxy.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/db-proxy/api/v1/status").without_credential().call()
    }
}

/// The certificate authority of the database proxy.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DbProxyConf {
    /// What is in the certificate.
    #[reply(with = lenient::or_default)]
    pub ca_certificate: Option<CertificateInfo>,
    /// The certificate and its issuers (PEM).
    pub ca_certificate_chain: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
