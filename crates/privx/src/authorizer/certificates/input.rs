//! Which certificates to find.

use crate::Sort;
use crate::ids::CertificateId;
use portcullis_core::Timestamp;
use portcullis_macros::Body;

/// Which certificates to find; without conditions, those that are neither revoked nor expired (inferred).
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct CertificateSearch {
    /// The kind of certificate; the kinds are not documented.
    #[body(name = "type")]
    pub kind: Option<String>,
    /// The certificate's id.
    pub id: Option<CertificateId>,
    /// The id of its key.
    pub key_id: Option<String>,
    /// The id of its owner.
    pub owner_id: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The issuer.
    pub issuer: Option<String>,
    /// The start of its validity.
    pub not_before: Option<Timestamp>,
    /// The end of its validity.
    pub not_after: Option<Timestamp>,
    /// Whether revoked certificates are found, too.
    pub include_revoked: Option<bool>,
    /// Whether expired certificates are found, too.
    pub include_expired: Option<bool>,
    /// The order of the certificates.
    #[body(skip)]
    pub sort: Sort,
}

impl CertificateSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}
