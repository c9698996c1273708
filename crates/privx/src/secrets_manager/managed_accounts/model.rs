//! Managed accounts: what is read, created and written back.

use crate::authorizer::AccountSecretType;
use crate::ids::{CheckoutId, HostId, ManagedAccountId, SourceId, TargetDomainId, UserId};
use crate::secrets_manager::{AccountState, PasswordPolicyHandle, RotationOutcome, TargetDomainHandle};
use portcullis_core::{Extra, Result, Secret, Timestamp, input};
use portcullis_macros::Record;
use serde_json::Value;
use std::collections::BTreeMap;

/// An account of a target domain whose password PrivX manages.
#[derive(Debug, Clone, Default, Record)]
#[record(new(username), check)]
#[non_exhaustive]
pub struct ManagedAccount {
    /// The account's id; set by PrivX.
    #[record(id)]
    pub id: ManagedAccountId,
    /// The user name; unique within the domain.
    pub username: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The full name.
    pub full_name: Option<String>,
    /// The name of the account in Active Directory (`sAMAccountName`).
    pub sam_account_name: Option<String>,
    /// The directory that the account comes from.
    pub source_id: Option<SourceId>,
    /// The account's security identifier in the directory.
    pub security_id: Option<String>,
    /// Further attributes of the account in the directory.
    pub additional_data: Option<BTreeMap<String, String>>,
    /// The domain of the account.
    pub target_domain: Option<TargetDomainHandle>,
    /// The password policy.
    pub password_policy: Option<PasswordPolicyHandle>,
    /// Whether the account is used.
    pub enabled: Option<bool>,
    /// Whether its password is rotated by the policy.
    pub rotation_enabled: Option<bool>,
    /// Whether users may check its secret out.
    pub explicit_checkout: Option<bool>,
    /// Whether PrivX manages the account.
    #[record(server)]
    pub state: Option<AccountState>,
    /// A note.
    pub comment: Option<String>,
    /// The name of the secret in the vault.
    pub secret_name: Option<String>,
    /// Whether the account is locked because its password is being rotated.
    #[record(server)]
    pub locked: Option<bool>,
    /// Since when it has been locked.
    #[record(server)]
    pub locked_timestamp: Option<Timestamp>,
    /// The past rotations of its password. The order is not documented.
    #[record(server)]
    pub rotation_history: Vec<SecretRotationEvent>,
    /// The checkouts of its secret that have not ended.
    #[record(server)]
    pub checkouts: Vec<SecretCheckout>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Whether a login over RDP by certificate is off.
    pub disable_rdp_cert_auth: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl ManagedAccount {
    fn check(&self) -> Result<()> {
        input::required("username", self.username.as_deref().unwrap_or_default())
    }
}

/// The outcome of a rotation that is not among these events; `None` until there is one.
pub(super) fn ended(before: &[SecretRotationEvent], account: &ManagedAccount) -> Option<RotationOutcome> {
    let new = account.rotation_history.iter().filter(|event| !before.iter().any(|old| old.is(event)));
    // PrivX repeats what failed, so a success is later than a failure.
    let event = new
        .max_by_key(|event| (event.succeeded(), event.rotated.as_ref().and_then(Timestamp::unix_seconds)))?;
    let at = event.rotated.clone();
    if event.succeeded() {
        return Some(RotationOutcome::Rotated { at, version: event.version });
    }
    let reason = event.status.as_ref().map(ToString::to_string);
    let is_last = event.status == Some(RotationStatus::MaxRotationRetriesError);
    (is_last || account.locked != Some(true)).then_some(RotationOutcome::Failed { at, reason })
}

/// A rotation that has ended.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct SecretRotationEvent {
    /// The version of the secret.
    #[record(server)]
    pub version: Option<i64>,
    /// When the rotation took place.
    #[record(server)]
    pub rotated: Option<Timestamp>,
    /// Why the password was rotated.
    #[record(server)]
    pub trigger: Option<RotationTrigger>,
    /// How the rotation ended.
    #[record(server)]
    pub status: Option<RotationStatus>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl SecretRotationEvent {
    fn succeeded(&self) -> bool {
        self.status == Some(RotationStatus::Success)
    }

    fn is(&self, other: &Self) -> bool {
        (self.version, &self.rotated, &self.trigger, &self.status)
            == (other.version, &other.rotated, &other.trigger, &other.status)
    }
}

portcullis_core::open_enum! {
    /// Why a password was rotated. The words are documented, what they mean is inferred from them.
    RotationTrigger {
        /// A checkout was released.
        OnRelease = "ONRELEASE",
        /// A checkout expired.
        OnExpiry = "ONEXPIRY",
        /// The rotation interval of the policy had elapsed.
        Periodic = "PERIODIC",
        /// It was requested.
        Manual = "MANUAL",
    }
}

portcullis_core::open_enum! {
    /// How a rotation ended. The words are documented, what they mean is inferred from them.
    RotationStatus {
        /// The password is new.
        Success = "SUCCESS",
        /// It failed.
        Error = "ERROR",
        /// It failed as often as the policy permits: PrivX does not repeat it.
        MaxRotationRetriesError = "MAX_ROTATION_RETRIES_ERROR",
    }
}

/// A secret that a user has checked out.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct SecretCheckout {
    /// The checkout's id.
    #[record(server)]
    pub id: CheckoutId,
    /// Whether the secret is that of a host or of a target domain.
    #[record(name = "type", server)]
    pub kind: Option<AccountSecretType>,
    /// Who checked it out.
    #[record(server)]
    pub user_id: Option<UserId>,
    /// When the checkout ends.
    #[record(server)]
    pub expires: Option<Timestamp>,
    /// When it was checked out.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Whether the user requested the checkout.
    #[record(server)]
    pub explicit_checkout: Option<bool>,
    /// The secret's versions.
    #[record(server)]
    pub secrets: Vec<SecretVersion>,
    /// The user name of the account.
    #[record(server)]
    pub username: Option<String>,
    /// The e-mail address of the account.
    #[record(server)]
    pub email: Option<String>,
    /// The full name of the account.
    #[record(server)]
    pub full_name: Option<String>,
    /// The domain of the account.
    #[record(server)]
    pub target_domain_id: Option<TargetDomainId>,
    /// The managed account.
    #[record(server)]
    pub managed_account_id: Option<ManagedAccountId>,
    /// The host of the account.
    #[record(server)]
    pub host_id: Option<HostId>,
    /// The name of the secret in the vault.
    #[record(server)]
    pub secret_name: Option<String>,
    /// More data: a text by the vendor's SDK for Go, an object by the documentation.
    #[record(server)]
    pub meta: Option<Value>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A version of a secret.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct SecretVersion {
    /// The version.
    #[record(server)]
    pub version: Option<i64>,
    /// The secret itself.
    #[record(server)]
    pub secret: Option<Secret>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
