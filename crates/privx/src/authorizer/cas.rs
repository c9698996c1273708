//! Certificates of the certificate authorities of access groups.

mod input;
mod model;

pub use input::{CaFilter, CaQuery};
pub use model::CaCertificate;

use crate::ids::CaId;
use portcullis_core::{Client, Download, List};

/// Certificates of the certificate authorities of access groups; made by
/// [`Authorizer::cas`](super::Authorizer::cas).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> Result<(), Box<dyn std::error::Error>> {
/// # let mut file = std::fs::File::create("ca.crl")?;
/// use privx::authorizer::{CaFilter, CaQuery};
///
/// let cas = privx.authorizer().cas();
/// let mut valid = cas.search(&CaQuery::new().filter(CaFilter::Valid));
/// if let Some(id) = valid.try_next().await?.and_then(|ca| ca.id) {
///     let mut revocations = cas.crl(&id);
///     while let Some(bytes) = revocations.try_next().await? {
///         std::io::Write::write_all(&mut file, &bytes)?;
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Cas(pub(super) Client);

impl Cas {
    /// Lists the certificates of all access groups.
    ///
    /// `GET /authorizer/api/v1/cas`
    ///
    /// - Operation: `cas.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<CaCertificate> {
        self.0.get("/authorizer/api/v1/cas").list_whole("items")
    }

    /// Lists the certificates of one access group, or those in a state.
    ///
    /// `GET /authorizer/api/v1/cas`
    ///
    /// - Operation: `cas.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, query: &CaQuery) -> List<CaCertificate> {
        self.0.get("/authorizer/api/v1/cas").query_of(query).list_whole("items")
    }

    /// Downloads a certificate as a file, whose form is not documented.
    ///
    /// `GET /authorizer/api/v1/cas/{ca_id}`
    ///
    /// - Operation: `cas.download`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn download(&self, id: &CaId) -> Download {
        self.0.get("/authorizer/api/v1/cas/{ca_id}").path(id).download()
    }

    /// Downloads the revocation list of a certificate authority, whose form is not documented.
    ///
    /// `GET /authorizer/api/v1/cas/{ca_id}/crl`
    ///
    /// - Operation: `cas.crl`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn crl(&self, id: &CaId) -> Download {
        self.0.get("/authorizer/api/v1/cas/{ca_id}/crl").path(id).download()
    }
}
