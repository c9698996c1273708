//! Where the proxy listens, and its CA.

use crate::CertificateInfo;
use portcullis_core::Extra;
use portcullis_macros::Reply;

/// Where the proxy for APIs listens, and the CA of its certificates.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ApiProxyConf {
    /// The addresses at which the proxy listens.
    pub addresses: Vec<String>,
    /// The certificate of the CA.
    pub ca_certificate: Option<CertificateInfo>,
    /// The chain of the CA, in PEM.
    pub ca_certificate_chain: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
