//! The license.

use portcullis_core::{Error, Extra, Input, Result, Secret, Timestamp, secret};
use portcullis_macros::{Body, Reply};
use serde::{Serialize, Serializer};

/// The license of the deployment: what it permits, and how much of that is used.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct License {
    /// Whether usage statistics are on.
    pub analytics_enabled: Option<bool>,
    /// How many audited hosts are in use.
    pub audit_hosts_in_use: Option<i64>,
    /// When the license was created.
    pub creation_date: Option<Timestamp>,
    /// The customer.
    pub customer: Option<String>,
    /// When the license expires.
    pub expiry_date: Option<Timestamp>,
    /// The licensed features.
    pub features: Vec<String>,
    /// How many hosts are in use.
    pub hosts_in_use: Option<i64>,
    /// Whether the license works without a license server.
    pub isoffline: Option<bool>,
    /// When the license was last fetched from the license server.
    pub last_refreshed_date: Option<Timestamp>,
    /// The license code.
    pub license_code: Option<Secret>,
    /// The state of the license as a sentence.
    pub license_message: Option<String>,
    /// The state of the license.
    pub license_status: Option<LicenseStatus>,
    /// The maximum number of audited hosts.
    pub max_audited_hosts: Option<i64>,
    /// The maximum number of HTTPS connections at a time.
    pub max_concurrent_https_conns: Option<i64>,
    /// The maximum number of RDP connections at a time.
    pub max_concurrent_rdp_conns: Option<i64>,
    /// The maximum number of SSH connections at a time.
    pub max_concurrent_ssh_conns: Option<i64>,
    /// The maximum number of VNC connections at a time.
    pub max_concurrent_vnc_conns: Option<i64>,
    /// The maximum number of hosts.
    pub max_hosts: Option<i64>,
    /// The maximum number of users.
    pub max_users: Option<i64>,
    /// The code of a message. The numbers are not documented.
    pub message: Option<i64>,
    /// The product.
    pub product: Option<String>,
    /// The serial number: digits, more than 53 bits hold.
    pub serial_number: Option<String>,
    /// The code of the state. The numbers are not documented.
    pub status: Option<i64>,
    /// The code of the kind of license. The numbers are not documented.
    #[reply(name = "type")]
    pub kind: Option<i64>,
    /// How many users the license is used for.
    pub users_in_use: Option<i64>,
    /// The version; only older SDKs of the vendor have it.
    pub version: Option<String>,
    /// Whether usage statistics are on; only older SDKs of the vendor have it.
    pub optin: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The state of a license. There are more words than the documentation shows.
    LicenseStatus {
        /// It is valid.
        Valid = "VALID",
        /// It is not valid.
        Invalid = "INVALID",
        /// Its data cannot be read.
        MalformedData = "MALFORMED_DATA",
        /// Its signature is wrong.
        InvalidSignature = "INVALID_SIGNATURE",
        /// It is not valid yet.
        NotValidYet = "NOT_VALID_YET",
        /// It has expired.
        Expired = "EXPIRED",
    }
}

/// A license code, which is the whole body.
pub(super) struct Code<'a>(pub(super) &'a Secret);

impl Serialize for Code<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        secret::expose(self.0, to)
    }
}

impl Input for Code<'_> {
    fn check(&self) -> Result<()> {
        if self.0.is_empty() { Err(Error::input("code", "must not be empty")) } else { Ok(()) }
    }
}

/// Whether usage statistics are sent.
#[derive(Debug, Body)]
pub(super) struct Statistics {
    pub(super) optin: bool,
}
