//! Which managed accounts to find, and how to create and change them.

use crate::{
    Sort,
    secrets_manager::{AccountState, PasswordPolicyHandle},
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

/// A password that the caller sets.
#[derive(Debug, Body)]
#[body(check)]
pub(super) struct NewPassword {
    pub(super) password: Secret,
}

impl NewPassword {
    fn check(&self) -> Result<()> {
        if self.password.is_empty() { Err(Error::input("password", "must not be empty")) } else { Ok(()) }
    }
}
