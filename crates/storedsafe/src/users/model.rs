//! What goes in and what comes back.

use super::{Capabilities, Capability, from_mask};
use crate::{Permission, UserId, VaultId, texts, vaults::highest};
use portcullis_core::{Result, Secret, input, lenient, secret};
use portcullis_macros::Setters;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The users that a listing or a search found.
#[derive(Debug, Clone, Default, Deserialize)]
#[non_exhaustive]
pub struct UserListing {
    /// The users.
    #[serde(deserialize_with = "lenient::list")]
    pub users: Vec<User>,
    /// The names of the vaults that [`User::vaults`] mentions; newer servers only.
    #[serde(default, rename = "vaults", deserialize_with = "lenient::list")]
    pub vault_names: Vec<VaultName>,
}

/// A user.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The login name. Seen by callers with the Admin capability only.
    #[serde(deserialize_with = "texts::opt")]
    pub username: Option<String>,
    /// The full name.
    #[serde(deserialize_with = "texts::opt")]
    pub fullname: Option<String>,
    /// The e-mail address.
    #[serde(deserialize_with = "texts::opt")]
    pub email: Option<String>,
    #[serde(deserialize_with = "texts::opt")]
    status: Option<String>,
    /// The public id of the user's Yubikey, 12 characters; how several are written is not known. Seen by callers
    /// with the Admin capability only.
    #[serde(deserialize_with = "texts::opt")]
    pub otpprefix: Option<String>,
    /// The fingerprint of the user's PGP key. Seen by callers with the Admin capability only.
    #[serde(deserialize_with = "texts::opt")]
    pub fingerprint: Option<String>,
    /// Tags; newer servers only.
    #[serde(deserialize_with = "texts::list")]
    pub tags: Vec<String>,
    /// The server's names for the capabilities, by number of bit; newer servers only.
    #[serde(deserialize_with = "texts::map")]
    pub bits: BTreeMap<String, String>,
    /// The vaults that the user is a member of; newer servers only.
    #[serde(deserialize_with = "lenient::list")]
    pub vaults: Vec<UserVault>,
}

impl User {
    /// What the user may do. `None` if the server does not say, as to callers without the Admin capability.
    pub fn capabilities(&self) -> Option<Capabilities> {
        from_mask(self.status.as_deref())
    }
}

/// A user's place in a vault.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct UserVault {
    /// The vault.
    pub id: VaultId,
    #[serde(deserialize_with = "texts::opt")]
    status: Option<String>,
}

impl UserVault {
    /// What the user may do there. `None` if the server does not say.
    pub fn permission(&self) -> Option<Permission> {
        highest(self.status.as_deref())
    }
}

/// The name of a vault.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct VaultName {
    /// The vault.
    pub id: VaultId,
    /// Its name.
    #[serde(deserialize_with = "texts::opt")]
    pub name: Option<String>,
}

/// A user to be created.
#[derive(Debug, Clone, Serialize, Setters)]
#[non_exhaustive]
pub struct NewUser {
    /// The login name: 5 to 32 characters.
    pub username: String,
    /// The full name: 5 to 64 characters.
    pub fullname: String,
    /// The e-mail address: 5 to 128 characters.
    pub email: String,
    /// The first passphrase; the appliance's policy applies.
    #[serde(serialize_with = "secret::expose")]
    pub passphrase: Secret,
    /// What the user may do. Without [`Capability::Active`] the user cannot log in.
    #[serde(rename = "status")]
    pub capabilities: Capabilities,
    /// One press of the user's Yubikey, exactly 44 characters: it ties the key to the user.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "secret::expose")]
    pub yubikey: Option<Secret>,
    /// Whether the user logs in with an authenticator app. Sent as a JSON boolean; the vendor's sample sends a
    /// text, and how servers read that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub totp: Option<bool>,
}
impl portcullis_core::Input for NewUser {}

impl NewUser {
    /// An active user without further capabilities; more come by [`with`](Self::with).
    pub fn new(
        username: impl Into<String>,
        fullname: impl Into<String>,
        email: impl Into<String>,
        passphrase: Secret,
    ) -> Self {
        Self {
            username: username.into(),
            fullname: fullname.into(),
            email: email.into(),
            passphrase,
            capabilities: Capabilities::from([Capability::Active]),
            yubikey: None,
            totp: None,
        }
    }

    /// Adds a capability.
    #[must_use]
    pub fn with(mut self, capability: Capability) -> Self {
        self.capabilities.insert(capability);
        self
    }

    /// Sets all capabilities, in place of those there are.
    #[must_use]
    pub fn capabilities(mut self, capabilities: impl Into<Capabilities>) -> Self {
        self.capabilities = capabilities.into();
        self
    }

    pub(super) fn check(&self) -> Result<()> {
        input::length("username", &self.username, 5..=32)?;
        input::length("fullname", &self.fullname, 5..=64)?;
        input::length("email", &self.email, 5..=128)?;
        input::required("passphrase", self.passphrase.expose_secret())?;
        match &self.yubikey {
            Some(otp) => input::length("yubikey", otp.expose_secret(), 44..=44),
            None => Ok(()),
        }
    }
}

/// A user who has been created.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Saved")]
#[non_exhaustive]
pub struct CreatedUser {
    /// The new id; some servers do not say it: look for the name then.
    pub id: Option<UserId>,
    /// What the server calls the new user: the login name or the full name.
    pub name: Option<String>,
    /// What the new user may do.
    pub capabilities: Option<Capabilities>,
    /// The new user, from servers that send it.
    pub user: Option<User>,
    /// Notices, such as `BAD_POLICY`: saved, but against the passphrase policy.
    pub notices: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Saved {
    id: Option<UserId>,
    #[serde(rename = "user_created", deserialize_with = "texts::opt")]
    name: Option<String>,
    #[serde(deserialize_with = "texts::opt")]
    calculated_status: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    user: Vec<User>,
    #[serde(deserialize_with = "texts::list")]
    general: Vec<String>,
}

impl From<Saved> for CreatedUser {
    fn from(saved: Saved) -> Self {
        let known = |id: &UserId| !id.as_str().is_empty();
        let user = saved.user.into_iter().next();
        let id = saved.id.filter(known).or_else(|| user.as_ref().map(|user| user.id.clone()).filter(known));
        Self {
            id,
            name: saved.name,
            capabilities: from_mask(saved.calculated_status.as_deref()),
            user,
            notices: saved.general,
        }
    }
}

/// A change of a user: what is set is changed.
#[derive(Debug, Clone, Default, Serialize, Setters)]
#[non_exhaustive]
pub struct UserUpdate {
    /// The login name: 5 to 32 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The full name: 5 to 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fullname: Option<String>,
    /// The e-mail address: 5 to 128 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// All that the user may do: replaces the whole set, [`Capability::Active`] included.
    #[serde(rename = "status", skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Capabilities>,
    /// The public id of a Yubikey to be added, exactly 12 characters; a user has three at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otpprefix: Option<String>,
}
impl portcullis_core::Input for UserUpdate {}

impl UserUpdate {
    /// A change of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn check(&self) -> Result<()> {
        let limits = [
            ("username", &self.username, 5..=32),
            ("fullname", &self.fullname, 5..=64),
            ("email", &self.email, 5..=128),
            ("otpprefix", &self.otpprefix, 12..=12),
        ];
        limits.into_iter().try_for_each(|(field, value, range)| match value {
            Some(value) => input::length(field, value, range),
            None => Ok(()),
        })
    }
}

/// A user who has been changed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Saved")]
#[non_exhaustive]
pub struct UpdatedUser {
    /// What the server calls the user: the login name or the full name.
    pub name: Option<String>,
    /// What the user may do now.
    pub capabilities: Option<Capabilities>,
    /// Notices.
    pub notices: Vec<String>,
}

impl From<Saved> for UpdatedUser {
    fn from(saved: Saved) -> Self {
        Self {
            name: saved.name,
            capabilities: from_mask(saved.calculated_status.as_deref()),
            notices: saved.general,
        }
    }
}
