//! Logged certificates as replies contain them.

use crate::SerialNumber;
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;

/// A certificate in Certificate Transparency logs.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CtCertificate {
    /// The serial number.
    pub serial: SerialNumber,
    /// The logs that contain it.
    pub ctlogs: Vec<CtLog>,
    /// Whether DigiCert issued it.
    pub digicert_issued: Option<bool>,
    /// The start of its validity; the format is not documented.
    pub not_before: Option<String>,
    /// The end of its validity; the format is not documented.
    pub not_after: Option<String>,
    /// Members that this version does not know, with the common name and the issuer among them: the vendor's list of
    /// fields is known in part.
    pub extra: Extra,
}

/// An entry in a Certificate Transparency log.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CtLog {
    /// When the log accepted the certificate.
    pub logged_on: Option<Timestamp>,
    /// The number of the entry in the log.
    pub entry_no: Option<String>,
    /// The name of the log.
    pub log_name: Option<String>,
    /// Who operates the log.
    pub operated_by: Option<String>,
    /// The URL of the log.
    pub log_url: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
