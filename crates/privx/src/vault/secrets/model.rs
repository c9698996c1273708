//! Secrets: what is read, created and written back.

use crate::{
    RoleHandle,
    ids::{SecretName, UserId},
    vault::SecretData,
};
use portcullis_core::{Error, Extra, Result, Timestamp, input};
use portcullis_macros::Record;

/// A secret of the vault.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, data))]
#[non_exhaustive]
pub struct VaultSecret {
    /// The name; unique, and the key of the secret.
    pub name: Option<SecretName>,
    /// The roles whose members may read the data.
    pub read_roles: Option<Vec<RoleHandle>>,
    /// The roles whose members may replace the data.
    pub write_roles: Option<Vec<RoleHandle>>,
    /// The content. It is `None` in lists and in metadata, and if the caller may not read it.
    pub data: Option<SecretData>,
    /// The owner.
    pub owner_id: Option<UserId>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// The path of the secret.
    #[record(server)]
    pub path: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl VaultSecret {
    pub(in crate::vault) fn has_name(&self) -> Result<()> {
        input::required("name", self.name.as_ref().map(SecretName::as_str).unwrap_or_default())
    }

    /// Otherwise a secret that was read under another name would overwrite this one.
    pub(in crate::vault) fn replaces(&self, name: &SecretName) -> Result<()> {
        match &self.name {
            Some(own) if own != name => Err(Error::input("name", "must be that of the secret that was read")),
            _ => Ok(()),
        }
    }

    pub(in crate::vault) fn has_data(&self) -> Result<()> {
        match self.data {
            Some(_) => Ok(()),
            None => {
                Err(Error::input("data", "must be given: it was not read, or may not be read by the caller"))
            }
        }
    }
}
