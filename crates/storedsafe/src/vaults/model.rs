//! Vaults as they are read.

use super::{Permission, highest};
use crate::{Object, PolicyId, Template, VaultId, php};
use portcullis_core::lenient;
use serde::{Deserialize, Serialize};

/// A vault.
// By serde: servers have two names for the name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Vault {
    /// The vault's id.
    pub id: VaultId,
    /// Its name.
    #[serde(default, rename = "groupname", alias = "vaultname", deserialize_with = "php::opt")]
    pub name: Option<String>,
    /// The password policy for the objects in it.
    #[serde(default, deserialize_with = "php::opt_as")]
    pub policy: Option<PolicyId>,
    /// Its description.
    #[serde(default, deserialize_with = "php::opt")]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "php::opt")]
    status: Option<String>,
    /// The server's word for the user's permission.
    #[serde(default, rename = "statustext", deserialize_with = "php::opt")]
    pub permission_text: Option<String>,
}

impl Vault {
    /// Returns the user's permission in it. `None` if the reply has none.
    pub fn permission(&self) -> Option<Permission> {
        highest(self.status.as_deref())
    }
}

/// A vault and its content.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Content")]
#[non_exhaustive]
pub struct VaultContent {
    /// The vault.
    pub vault: Vault,
    /// All objects, on every level: [`Object::parent`] is the object that contains each.
    pub objects: Vec<Object>,
    /// The templates used.
    pub templates: Vec<Template>,
}

// By serde: old servers have other names for the members.
#[derive(Deserialize)]
struct Content {
    #[serde(rename = "VAULT", alias = "GROUP", deserialize_with = "lenient::list")]
    vault: Vec<Vault>,
    // Without it a reply is an error and no empty vault.
    #[serde(rename = "OBJECTS", alias = "OBJECT", deserialize_with = "lenient::list")]
    objects: Vec<Object>,
    #[serde(default, rename = "TEMPLATES", alias = "TEMPLATESINFO", deserialize_with = "lenient::list")]
    templates: Vec<Template>,
}

impl TryFrom<Content> for VaultContent {
    type Error = &'static str;
    fn try_from(content: Content) -> Result<Self, Self::Error> {
        let mut vaults = content.vault.into_iter();
        match (vaults.next(), vaults.next()) {
            (Some(vault), None) if !vault.id.as_str().is_empty() => {
                Ok(Self { vault, objects: content.objects, templates: content.templates })
            }
            _ => Err("expected exactly one vault, with an id"),
        }
    }
}
