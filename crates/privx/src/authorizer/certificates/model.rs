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
    /// The certificates that it is based on.
    pub chain: Option<String>,
    /// Who signed it.
    pub issuer: Option<String>,
    /// Whose certificate it is.
    pub subject: Option<String>,
    /// From when it is valid.
    pub not_before: Option<Timestamp>,
    /// Until when it is valid.
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
    /// The id of its own key.
    pub subject_key_id: Option<String>,
    /// The id of the key that signed it.
    pub authority_key_id: Option<String>,
    /// Its state; the words are not documented.
    pub status: Option<String>,
    /// Whether it has expired; older versions of PrivX alone have it.
    pub expiry_status: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
