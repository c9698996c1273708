//! Which key of a group, a private key to be imported, and data to be signed.

use crate::ids::{AccessGroupId, GroupKeyId};
use portcullis_core::{Result, Secret, input};
use portcullis_macros::Body;

/// Which of a group's keys to return.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct PrincipalQuery {
    /// The key.
    pub key_id: Option<GroupKeyId>,
    /// A filter; its values are not documented.
    pub filter: Option<String>,
}

/// A private key to be imported.
#[derive(Debug, Clone, Body)]
#[body(new(algorithm, data), check)]
#[non_exhaustive]
pub struct PrincipalKeyImport {
    /// The name of the key's algorithm.
    pub algorithm: String,
    /// The private key.
    pub data: Secret,
}

impl PrincipalKeyImport {
    fn check(&self) -> Result<()> {
        input::required("algorithm", &self.algorithm)?;
        input::required("data", self.data.expose_secret())
    }
}

/// Data to be signed with a group's key.
#[derive(Debug, Clone, Default, Body)]
#[body(new(data))]
#[non_exhaustive]
pub struct SigningRequest {
    /// The data; its form is not documented.
    pub data: Option<String>,
    /// The key to sign with.
    #[body(skip)]
    pub key_id: Option<GroupKeyId>,
    /// The id of the key, as the request's own member; its use beside `key_id` is not documented.
    pub id: Option<GroupKeyId>,
    /// The group to which the key belongs.
    pub group_id: Option<AccessGroupId>,
    /// The public half of the key.
    #[body(name = "publicKey")]
    pub public_key: Option<String>,
    /// The kind of signature or key; its values are not documented.
    #[body(name = "type")]
    pub kind: Option<String>,
}

impl SigningRequest {
    /// Sets the key to sign with.
    pub fn key_id(mut self, key: impl Into<GroupKeyId>) -> Self {
        self.key_id = Some(key.into());
        self
    }
}

pub(super) fn named(key: &GroupKeyId) -> Result<()> {
    input::required("key_id", key.as_str())
}
