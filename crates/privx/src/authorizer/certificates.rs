//! Certificates that PrivX has issued.

mod input;
mod model;

pub use input::CertificateSearch;
pub use model::Certificate;

use crate::ids::CertificateId;
use portcullis_core::{Call, Client, List};

/// Certificates that PrivX has issued; made by [`Authorizer::certificates`](super::Authorizer::certificates).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::authorizer::CertificateSearch;
///
/// let search = CertificateSearch::new().issuer("CN=PrivX").include_expired(true);
/// let mut found = privx.authorizer().certificates().search(&search);
/// while let Some(certificate) = found.try_next().await? {
///     println!("{:?} {:?}", certificate.subject, certificate.not_after);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Certificates(pub(super) Client);

impl Certificates {
    /// Lists certificates.
    ///
    /// `GET /authorizer/api/v1/cert`
    ///
    /// No pages are documented: [`search`](Self::search) has them.
    ///
    /// - Operation: `certificates.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `certificates-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list(&self) -> List<Certificate> {
        self.0.get("/authorizer/api/v1/cert").list_whole("items")
    }

    /// Finds certificates.
    ///
    /// `POST /authorizer/api/v1/cert/search`
    ///
    /// A page has 50 certificates unless [`page_size`](List::page_size) sets another size, at most 100.
    ///
    /// - Operation: `certificates.search`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &CertificateSearch) -> List<Certificate> {
        self.0
            .post("/authorizer/api/v1/cert/search")
            .read_only()
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Returns one certificate.
    ///
    /// `GET /authorizer/api/v1/cert/{certificate_id}`
    ///
    /// - Operation: `certificates.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `certificates-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, id: &CertificateId) -> Call<Certificate> {
        self.0.get("/authorizer/api/v1/cert/{certificate_id}").path(id).identified_by("id").call()
    }
}
