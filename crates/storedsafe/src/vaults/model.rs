//! What goes in and what comes back.

use super::{Permission, highest};
use crate::{Object, PolicyId, Template, VaultId, texts};
use portcullis_core::{Result, input, lenient};
use portcullis_macros::Setters;
use serde::{Deserialize, Serialize};

/// A vault.
#[derive(Debug, Clone, Default, Deserialize)]
#[non_exhaustive]
pub struct Vault {
    /// The vault's id.
    pub id: VaultId,
    /// Its name.
    #[serde(default, rename = "groupname", alias = "vaultname", deserialize_with = "texts::opt")]
    pub name: Option<String>,
    /// The password policy for what is in it.
    #[serde(default, deserialize_with = "texts::opt_as")]
    pub policy: Option<PolicyId>,
    /// What it is for.
    #[serde(default, deserialize_with = "texts::opt")]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "texts::opt")]
    status: Option<String>,
    /// The server's word for the user's permission.
    #[serde(default, rename = "statustext", deserialize_with = "texts::opt")]
    pub permission_text: Option<String>,
}

impl Vault {
    /// What the user may do in it. `None` if the server does not say.
    pub fn permission(&self) -> Option<Permission> {
        highest(self.status.as_deref())
    }
}

/// A vault and what is in it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Content")]
#[non_exhaustive]
pub struct VaultContent {
    /// The vault.
    pub vault: Vault,
    /// All objects, on every level: [`Object::parent`] says where each lies.
    pub objects: Vec<Object>,
    /// The templates used.
    pub templates: Vec<Template>,
}

#[derive(Deserialize)]
struct Content {
    #[serde(rename = "VAULT", alias = "GROUP", deserialize_with = "lenient::list")]
    vault: Vec<Vault>,
    #[serde(default, rename = "OBJECTS", alias = "OBJECT", deserialize_with = "lenient::list")]
    objects: Vec<Object>,
    #[serde(default, rename = "TEMPLATES", alias = "TEMPLATESINFO", deserialize_with = "lenient::list")]
    templates: Vec<Template>,
}

impl TryFrom<Content> for VaultContent {
    type Error = &'static str;
    fn try_from(content: Content) -> Result<Self, Self::Error> {
        let mut vaults = content.vault.into_iter();
        match (vaults.next(), vaults.next()) {
            (Some(vault), None) => Ok(Self { vault, objects: content.objects, templates: content.templates }),
            _ => Err("expected exactly one vault"),
        }
    }
}

/// A vault to be created.
#[derive(Debug, Clone, Serialize, Setters)]
#[non_exhaustive]
pub struct NewVault {
    /// The name.
    #[serde(rename = "groupname")]
    pub name: String,
    /// The password policy; without one the server takes the policy without rules, or asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyId>,
    /// What it is for; the name unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}
impl portcullis_core::Input for NewVault {}

impl NewVault {
    /// A vault of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), policy: None, description: None }
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("groupname", &self.name)
    }
}

/// Changes to a vault: what is not set stays as it is.
#[derive(Debug, Clone, Default, Serialize, Setters)]
#[non_exhaustive]
pub struct VaultUpdate {
    /// Another name.
    #[serde(rename = "groupname", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Another password policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyId>,
    /// Another description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}
impl portcullis_core::Input for VaultUpdate {}

impl VaultUpdate {
    /// No change yet.
    pub fn new() -> Self {
        Self::default()
    }
}
