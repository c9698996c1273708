//! Certificates of certificate authorities.

use crate::ids::{AccessGroupId, CaId};
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;

/// A key of a certificate authority, and its certificate.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CaCertificate {
    /// The key's id.
    pub id: Option<CaId>,
    /// The group of keys to which it belongs.
    pub group_id: Option<String>,
    /// The access group to which it belongs.
    pub access_group_id: Option<AccessGroupId>,
    /// The kind of key.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// The length of the key in bits.
    pub size: Option<i64>,
    /// The public key.
    pub public_key: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// The public key as OpenSSH writes it, in one line.
    pub public_key_string: Option<String>,
    /// The certificate: DER in base64, or PEM.
    pub x509_certificate: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The issuer.
    pub issuer: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
    /// The start of its validity.
    pub not_before: Option<Timestamp>,
    /// The end of its validity.
    pub not_after: Option<Timestamp>,
    /// Its SHA-1 fingerprint.
    pub fingerprint_sha1: Option<String>,
    /// Its SHA-256 fingerprint.
    pub fingerprint_sha256: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
