//! What is in the certificate of a host.

use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Record;

/// What is in the certificate of a host.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct HostCertificateInfo {
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
    /// The subject's alternative names: names of hosts.
    pub dns_names: Option<Vec<String>>,
    /// The subject's alternative names: e-mail addresses.
    pub email_addresses: Option<Vec<String>>,
    /// The subject's alternative names: IP addresses.
    pub ip_addresses: Option<Vec<String>>,
    /// The subject's alternative names: URIs.
    pub uris: Option<Vec<String>>,
    /// The fingerprint by SHA-1.
    pub fingerprint_sha1: Option<String>,
    /// The fingerprint by SHA-256.
    pub fingerprint_sha256: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
