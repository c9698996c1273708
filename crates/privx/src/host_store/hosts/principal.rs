//! Accounts of a host.

use super::{HostServiceOptions, HostSource};
use crate::{
    RoleHandle,
    host_store::{ShellVariant, WhitelistHandle},
    ids::{RoleId, WhitelistId},
    secrets_manager::TargetDomainHandle,
};
use portcullis_core::{Error, Extra, Result, Secret};
use portcullis_macros::Record;

/// An account of a host, and which roles may use it.
#[derive(Debug, Clone, Default, Record)]
#[record(new(principal))]
#[non_exhaustive]
pub struct HostPrincipal {
    /// The name of the account.
    pub principal: Option<String>,
    /// The domain that the account belongs to.
    pub target_domain: Option<TargetDomainHandle>,
    /// The password. It comes back as a mask (`***`), which is never written: see
    /// [`drop_masked`](super::Host::drop_masked).
    pub passphrase: Option<Secret>,
    /// Whether PrivX changes the password.
    pub rotate: Option<bool>,
    /// Whether PrivX changes passwords by this account.
    pub use_for_password_rotation: Option<bool>,
    /// The attribute of the user that names the account.
    pub username_attribute: Option<String>,
    /// Whether the account is the one named like the user.
    pub use_user_account: Option<bool>,
    /// How the account was entered.
    pub source: Option<HostSource>,
    /// The roles that may use the account.
    pub roles: Option<Vec<RoleHandle>>,
    /// The programs that the account may start.
    pub applications: Option<Vec<HostApplication>>,
    /// What the account allows.
    pub service_options: Option<HostServiceOptions>,
    /// Which commands the account may run.
    pub command_restrictions: Option<HostCommandRestrictions>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl HostPrincipal {
    /// Makes an account that is named like the user who connects.
    pub fn own_account() -> Self {
        Self { use_user_account: Some(true), ..Self::default() }
    }

    /// Makes an account that an attribute of the user names.
    pub fn from_attribute(username_attribute: impl Into<String>) -> Self {
        Self { username_attribute: Some(username_attribute.into()), ..Self::default() }
    }

    /// Sets the roles that may use the account, by their ids.
    #[must_use]
    pub fn granted_to(mut self, roles: impl IntoIterator<Item = impl Into<RoleId>>) -> Self {
        self.roles = Some(roles.into_iter().map(|id| RoleHandle::new(id)).collect());
        self
    }
}

/// A program that an account may start.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, application))]
#[non_exhaustive]
pub struct HostApplication {
    /// The name that users see.
    pub name: Option<String>,
    /// The program.
    pub application: Option<String>,
    /// The arguments of the program.
    pub arguments: Option<String>,
    /// The folder in which it starts.
    pub working_directory: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// Which commands an account may run over SSH.
#[derive(Debug, Clone, Default, Record)]
#[record(check)]
#[non_exhaustive]
pub struct HostCommandRestrictions {
    /// Whether they apply.
    pub enabled: Option<bool>,
    /// The restricted shell; needed where they apply.
    pub rshell_variant: Option<ShellVariant>,
    /// The whitelist for all users; needed where they apply.
    pub default_whitelist: Option<WhitelistHandle>,
    /// More whitelists, for some roles.
    pub whitelists: Option<Vec<WhitelistGrant>>,
    /// Whether a command that no pattern matches is allowed.
    pub allow_no_match: Option<bool>,
    /// Whether each allowed command is an audit event.
    pub audit_match: Option<bool>,
    /// Whether each refused command is an audit event.
    pub audit_no_match: Option<bool>,
    /// The text that the restricted terminal shows.
    pub banner: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl HostCommandRestrictions {
    /// Makes restrictions that apply, with the whitelist for all users.
    pub fn new(shell: ShellVariant, default_whitelist: impl Into<WhitelistId>) -> Self {
        Self {
            enabled: Some(true),
            rshell_variant: Some(shell),
            default_whitelist: Some(WhitelistHandle::new(default_whitelist)),
            ..Self::default()
        }
    }

    fn check(&self) -> Result<()> {
        let lacks = |name: &str| self.extra.get(name).is_none();
        if self.enabled != Some(true) {
            Ok(())
        } else if self.rshell_variant.is_none() && lacks("rshell_variant") {
            Err(Error::input("rshell_variant", "is needed where command restrictions are enabled"))
        } else if self.default_whitelist.is_none() && lacks("default_whitelist") {
            Err(Error::input("default_whitelist", "is needed where command restrictions are enabled"))
        } else {
            Ok(())
        }
    }
}

/// A whitelist for some roles.
#[derive(Debug, Clone, Default, Record)]
#[record(new(whitelist, roles))]
#[non_exhaustive]
pub struct WhitelistGrant {
    /// The whitelist.
    pub whitelist: Option<WhitelistHandle>,
    /// The roles to which it applies.
    pub roles: Option<Vec<RoleHandle>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
