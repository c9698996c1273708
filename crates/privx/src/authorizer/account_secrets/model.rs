//! Account secrets and their checkouts.

use crate::ids::{AccountSecretPath, CheckoutId, HostId, ManagedAccountId, UserId};
use crate::secrets_manager::TargetDomainHandle;
use portcullis_core::{Extra, Secret, Timestamp, lenient};
use portcullis_macros::Reply;

/// The secret of an account that the caller may check out: all but the secret.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct AccountSecret {
    /// The path by which it is checked out.
    pub path: Option<AccountSecretPath>,
    /// Where the account is.
    #[reply(name = "type")]
    pub kind: Option<AccountSecretType>,
    /// The account's name.
    pub username: Option<String>,
    /// The account's e-mail address.
    pub email: Option<String>,
    /// The name of the person whose account it is.
    pub full_name: Option<String>,
    /// The target domain to which the account belongs.
    #[reply(with = lenient::or_default)]
    pub target_domain: Option<TargetDomainHandle>,
    /// The host to which the account belongs.
    pub host: Option<HostHandle>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An account secret that is checked out.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct Checkout {
    /// The checkout's id.
    pub id: CheckoutId,
    /// The path by which the secret was checked out.
    pub path: Option<AccountSecretPath>,
    /// Where the account is.
    #[reply(name = "type")]
    pub kind: Option<AccountSecretType>,
    /// When PrivX ends the checkout.
    pub expires: Option<Timestamp>,
    /// When the secret was checked out.
    pub created: Option<Timestamp>,
    /// Whether the secret was requested as such; otherwise PrivX uses it for a connection (inferred).
    pub explicit_checkout: Option<bool>,
    /// The versions of the secret; [`secret`](Self::secret) returns the newest.
    pub secrets: Vec<SecretVersion>,
    /// The account's name.
    pub username: Option<String>,
    /// The account's e-mail address.
    pub email: Option<String>,
    /// The name of the person whose account it is.
    pub full_name: Option<String>,
    /// The host to which the account belongs.
    pub host: Option<HostHandle>,
    /// The target domain to which the account belongs.
    #[reply(with = lenient::or_default)]
    pub target_domain: Option<TargetDomainHandle>,
    /// The account, where PrivX manages it.
    pub managed_account_id: Option<ManagedAccountId>,
    /// Who has checked it out (inferred).
    pub user_id: Option<UserId>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl Checkout {
    /// Returns the newest version of the secret: that with the highest number (inferred).
    pub fn secret(&self) -> Option<&Secret> {
        self.secrets.iter().max_by_key(|version| version.version)?.secret.as_ref()
    }
}

/// One version of a secret.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct SecretVersion {
    /// The number of the version.
    pub version: Option<i64>,
    /// The secret.
    pub secret: Option<Secret>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A host as account secrets refer to it.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct HostHandle {
    /// The host's id.
    pub id: Option<HostId>,
    /// Its addresses.
    pub addresses: Vec<String>,
    /// Its name.
    pub common_name: Option<String>,
    /// Its id in the directory that it comes from.
    pub external_id: Option<String>,
    /// Its id at the cloud provider.
    pub instance_id: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// Where the account of a secret is.
    AccountSecretType {
        /// In a target domain.
        TargetDomain = "TARGET_DOMAIN_SECRET",
        /// On a host.
        Host = "HOST_SECRET",
    }
}
