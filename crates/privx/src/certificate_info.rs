use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;

/// What the certificate of a proxy's CA contains.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CertificateInfo {
    /// The subject.
    pub subject: Option<String>,
    /// The issuer.
    pub issuer: Option<String>,
    /// The serial number.
    pub serial: Option<String>,
    /// From when it is valid.
    pub not_before: Option<Timestamp>,
    /// Until when it is valid.
    pub not_after: Option<Timestamp>,
    /// The fingerprint by SHA-1.
    pub fingerprint_sha1: Option<String>,
    /// The fingerprint by SHA-256.
    pub fingerprint_sha256: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
