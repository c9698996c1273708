//! Which managed accounts to find, and what to change of them.

use crate::{
    Sort,
    ids::{ManagedAccountId, ScannedAccountId},
    secrets_manager::{AccountState, PasswordPolicyHandle, some_ids},
};
use portcullis_core::{Error, Result, Secret, Timestamp};
use portcullis_macros::Body;

/// Which managed accounts to find; without conditions, all of the domain.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct ManagedAccountSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// Only accounts that are enabled, or only those that are not.
    pub enabled: Option<bool>,
    /// Only accounts that were created after this.
    pub created_after: Option<Timestamp>,
    /// Only accounts that were created before this.
    pub created_before: Option<Timestamp>,
    /// Only accounts that were changed after this.
    pub updated_after: Option<Timestamp>,
    /// Only accounts that were changed before this.
    pub updated_before: Option<Timestamp>,
    /// Only accounts in this state.
    pub state: Option<AccountState>,
    /// Only accounts whose passwords are rotated, or only the others.
    pub rotation_enabled: Option<bool>,
    /// Only accounts whose secrets may be checked out, or only the others.
    pub explicit_checkout: Option<bool>,
    /// The order of the accounts.
    #[body(skip)]
    pub sort: Sort,
}

impl ManagedAccountSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

/// The settings of managed accounts that are made of scanned ones.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct ManagedAccountCreateData {
    /// Whether the accounts are used.
    pub enabled: Option<bool>,
    /// Whether their passwords are rotated by the policy.
    pub rotation_enabled: Option<bool>,
    /// Whether their passwords are rotated now.
    pub rotate: Option<bool>,
    /// Whether their secrets may be checked out.
    pub explicit_checkout: Option<bool>,
    /// Whether a login over RDP by certificate is off.
    pub disable_rdp_cert_auth: Option<bool>,
    /// The password policy.
    pub password_policy: Option<PasswordPolicyHandle>,
    /// A note.
    pub comment: Option<String>,
}

/// What to change of managed accounts. What is unset is kept.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct ManagedAccountChangeSet {
    /// Whether the account is used.
    pub enabled: Option<bool>,
    /// Whether its password is rotated by the policy.
    pub rotation_enabled: Option<bool>,
    /// Whether its secret may be checked out.
    pub explicit_checkout: Option<bool>,
    /// Whether a login over RDP by certificate is off.
    pub disable_rdp_cert_auth: Option<bool>,
    /// The password policy.
    pub password_policy: Option<PasswordPolicyHandle>,
    /// A note.
    pub comment: Option<String>,
}

/// Which managed accounts to delete or to rotate.
#[derive(Debug, Body)]
#[body(check_always)]
pub(super) struct Batch {
    /// The accounts.
    pub(super) ids: Vec<ManagedAccountId>,
}

impl Batch {
    fn check_always(&self) -> Result<()> {
        some_ids(self.ids.iter())
    }
}

/// What to change of which managed accounts.
#[derive(Debug, Body)]
#[body(check_always)]
pub(super) struct EditBatch {
    /// The accounts.
    pub(super) ids: Vec<ManagedAccountId>,
    /// What to change.
    pub(super) changes: ManagedAccountChangeSet,
}

impl EditBatch {
    fn check_always(&self) -> Result<()> {
        some_ids(self.ids.iter())
    }
}

/// Of which scanned accounts to make managed ones.
#[derive(Debug, Body)]
#[body(check_always)]
pub(super) struct CreateBatch {
    /// The scanned accounts.
    pub(super) ids: Vec<ScannedAccountId>,
    /// The settings of the new accounts.
    pub(super) data: ManagedAccountCreateData,
}

impl CreateBatch {
    fn check_always(&self) -> Result<()> {
        some_ids(self.ids.iter())
    }
}

/// A password that is set by hand.
#[derive(Debug, Body)]
#[body(check)]
pub(super) struct NewPassword {
    /// The password.
    pub(super) password: Secret,
}

impl NewPassword {
    fn check(&self) -> Result<()> {
        if self.password.is_empty() { Err(Error::input("password", "must not be empty")) } else { Ok(()) }
    }
}
