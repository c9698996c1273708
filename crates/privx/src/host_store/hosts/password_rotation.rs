//! How PrivX changes the passwords of a host's accounts.

use super::CertificateValidation;
use crate::ids::{AccessGroupId, PasswordPolicyId, ScriptTemplateId};
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Record;

/// How PrivX changes the passwords of a host's accounts.
#[derive(Debug, Clone, Default, Record)]
#[record(new(operating_system, protocol))]
#[non_exhaustive]
pub struct HostPasswordRotation {
    /// The access group that the object belongs to.
    pub access_group_id: Option<AccessGroupId>,
    /// Whether one account changes the passwords of all.
    pub use_main_account: Option<bool>,
    /// The operating system.
    pub operating_system: Option<OperatingSystem>,
    /// The address for WinRM.
    pub winrm_address: Option<String>,
    /// The port for WinRM; 0 is the usual one.
    pub winrm_port: Option<i64>,
    /// Whether the host's certificate is checked.
    pub certificate_validation_options: Option<CertificateValidation>,
    /// The certificates (PEM) that are trusted for WinRM.
    pub winrm_host_certificate_trust_anchors: Option<String>,
    /// The protocol by which PrivX changes them.
    pub protocol: Option<RotationProtocol>,
    /// The outcome of the last rotations, for each account.
    #[record(server)]
    pub rotation_status: Option<Vec<HostRotationStatus>>,
    /// The policy for new passwords.
    pub password_policy_id: Option<PasswordPolicyId>,
    /// The script that changes a password.
    pub script_template_id: Option<ScriptTemplateId>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who created it.
    #[record(server)]
    pub created_by: Option<String>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The outcome of the last rotations of an account's password.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct HostRotationStatus {
    /// The account.
    pub principal: Option<String>,
    /// When the password was last changed.
    pub last_rotated: Option<Timestamp>,
    /// When a change last failed.
    pub last_error: Option<Timestamp>,
    /// Why it failed.
    pub last_error_details: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// An operating system, in the spelling of hosts.
    OperatingSystem {
        /// Linux.
        Linux = "LINUX",
        /// Windows.
        Windows = "WINDOWS",
    }
}

portcullis_core::open_enum! {
    /// The protocol by which PrivX changes passwords.
    RotationProtocol {
        /// By SSH.
        Ssh = "SSH",
        /// By WinRM.
        Winrm = "WINRM",
    }
}
