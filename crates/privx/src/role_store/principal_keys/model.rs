//! Key pairs of a role.

use crate::ids::PrincipalKeyId;
use portcullis_core::{Extra, Result, Secret, input};
use portcullis_macros::{Body, Reply};

/// A role's key pair, of which PrivX shows the public half.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PrincipalKey {
    /// The key's id.
    pub id: PrincipalKeyId,
    /// The public key.
    pub public_key: Option<String>,
    /// Members that this version does not know; kept.
    pub extra: Extra,
}

/// A private key to be imported, as its own request carries it.
#[derive(Body)]
#[body(check)]
pub(super) struct ImportedKey {
    pub(super) private_key: Secret,
}

impl ImportedKey {
    fn check(&self) -> Result<()> {
        input::required("private_key", self.private_key.expose_secret())
    }
}
