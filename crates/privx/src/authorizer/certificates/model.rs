//! Certificates that PrivX has issued.

use crate::ids::CertificateId;
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;

/// A certificate that PrivX has issued.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Certificate {
    /// The certificate's id.
    pub id: Option<CertificateId>,
    /// The kind of certificate.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
    /// The id of its owner.
    pub owner_id: Option<String>,
    /// When it was revoked; the form is not documented.
    pub revoked: Option<String>,
    /// Why it was revoked.
    pub revocation_reason: Option<String>,
    /// The certificate: PEM or base64.
    pub cert: Option<String>,
    /// The certificate chain.
    pub chain: Option<String>,
    /// The issuer.
    pub issuer: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The start of its validity.
    pub not_before: Option<Timestamp>,
    /// The end of its validity.
    pub not_after: Option<Timestamp>,
    /// The key usage of X.509.
    pub key_usage: Option<String>,
    /// The basic constraints of X.509.
    pub basic_constraints: Option<String>,
    /// The extensions.
    pub extensions: Option<String>,
    /// Its SHA-1 fingerprint.
    pub fingerprint_sha1: Option<String>,
    /// Its SHA-256 fingerprint.
    pub fingerprint_sha256: Option<String>,
    /// The subject key identifier.
    pub subject_key_id: Option<String>,
    /// The authority key identifier.
    pub authority_key_id: Option<String>,
    /// Its state; the words are not documented.
    pub status: Option<String>,
    /// Whether it has expired; only in older versions of PrivX.
    pub expiry_status: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
