//! Host secrets: what is read, created and written back.

use crate::ids::{AccessGroupId, HostId, PasswordPolicyId, ScriptTemplateId};
use crate::{host_store::CertificateValidation, secrets_manager::RotationOutcome};
use portcullis_core::{Error, Extra, Result, Secret, Timestamp};
use portcullis_macros::{Record, Reply};

/// How the passwords of a host are rotated, and when they were.
#[derive(Debug, Clone, Default, Record)]
#[record(new(metadata, accounts), check)]
#[non_exhaustive]
pub struct HostSecretMetadata {
    /// What holds for the host.
    pub metadata: Option<HostSecret>,
    /// What holds for each of its accounts.
    pub accounts: Option<Vec<AccountSecret>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl HostSecretMetadata {
    fn check(&self) -> Result<()> {
        if self.metadata.is_none() {
            return Err(Error::input("metadata", "is required"));
        }
        if self.accounts.is_none() {
            return Err(Error::input("accounts", "is required"));
        }
        Ok(())
    }
}

/// How PrivX reaches a host to rotate passwords.
#[derive(Debug, Clone, Default, Record)]
#[record(new(host_id))]
#[non_exhaustive]
pub struct HostSecret {
    /// The host.
    pub host_id: Option<HostId>,
    /// The access group that the object belongs to.
    pub access_group_id: Option<AccessGroupId>,
    /// The address of the host: IPv4, IPv6 or a name.
    pub address: Option<String>,
    /// The port.
    pub port: Option<i64>,
    /// The operating system.
    pub operating_system: Option<HostSecretSystem>,
    /// The protocol, such as `SSH` or `WINRM`.
    pub protocol: Option<String>,
    /// Whether the certificate of the host is checked.
    pub certificate_validation_options: Option<CertificateValidation>,
    /// The trust anchors of WinRM, as PEM.
    pub winrm_host_certificate_trust_anchors: Option<String>,
    /// Whether one account rotates the passwords of all.
    pub use_main_account: Option<bool>,
    /// The account that rotates the passwords of the others.
    pub main_account: Option<String>,
    /// The password policy.
    pub policy_id: Option<PasswordPolicyId>,
    /// The script template.
    pub script_template_id: Option<ScriptTemplateId>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Who created it.
    #[record(server)]
    pub created_by: Option<String>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// The password policy, under the name that the documentation has for `policy_id`.
    #[record(server)]
    pub password_policy_id: Option<PasswordPolicyId>,
    /// The password of the main account; known from the documentation alone.
    #[record(server)]
    pub winrm_main_account_password: Option<Secret>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The password of one account of a host: when it was rotated.
#[derive(Debug, Clone, Default, Record)]
#[record(new(account), check)]
#[non_exhaustive]
pub struct AccountSecret {
    /// The name of the account.
    pub account: Option<String>,
    /// The host.
    pub host_id: Option<HostId>,
    /// When the rotation that is going on began.
    pub rotation_initiate: Option<Timestamp>,
    /// When the password was last rotated.
    pub last_rotated: Option<Timestamp>,
    /// When a rotation last failed.
    pub last_error: Option<Timestamp>,
    /// Why it failed.
    pub last_error_details: Option<String>,
    /// The password that the account has before its first rotation; only sent.
    pub initial_password: Option<Secret>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Who created it.
    #[record(server)]
    pub created_by: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl AccountSecret {
    fn check(&self) -> Result<()> {
        portcullis_core::input::required("account", self.account.as_deref().unwrap_or_default())
    }
}

portcullis_core::open_enum! {
    /// The operating system of a host whose passwords are rotated. Hosts themselves have it in upper case.
    HostSecretSystem {
        /// Windows.
        Windows = "windows",
        /// Linux.
        Linux = "linux",
    }
}

/// A host, as far as it shows rotations.
#[derive(Debug, Reply)]
pub(super) struct RotatedHost {
    password_rotation: Option<Rotations>,
}

#[derive(Debug, Reply)]
struct Rotations {
    rotation_status: Vec<AccountRotation>,
}

/// The last rotations of one account.
#[derive(Debug, Clone, Default, Reply)]
pub(super) struct AccountRotation {
    principal: Option<String>,
    last_rotated: Option<Timestamp>,
    last_error: Option<Timestamp>,
    last_error_details: Option<String>,
}

impl RotatedHost {
    pub(super) fn status(&self, account: &str) -> AccountRotation {
        let all = self.password_rotation.iter().flat_map(|rotations| &rotations.rotation_status);
        all.clone().find(|one| one.principal.as_deref() == Some(account)).cloned().unwrap_or_default()
    }
}

impl AccountRotation {
    /// How a rotation ended that this earlier state does not show; nothing while none has.
    pub(super) fn ended_since(&self, before: &Self) -> Option<RotationOutcome> {
        let new = |now: &Option<Timestamp>, old: &Option<Timestamp>| {
            now.clone().filter(|now| old.as_ref() != Some(now))
        };
        let rotated = new(&self.last_rotated, &before.last_rotated);
        let failed = new(&self.last_error, &before.last_error);
        let seconds = |at: &Option<Timestamp>| at.as_ref().and_then(Timestamp::unix_seconds);
        if rotated.is_some() && (failed.is_none() || seconds(&rotated) >= seconds(&failed)) {
            return Some(RotationOutcome::Rotated { at: rotated, version: None });
        }
        let reason = self.last_error_details.clone();
        failed.map(|at| RotationOutcome::Failed { at: Some(at), reason })
    }
}
