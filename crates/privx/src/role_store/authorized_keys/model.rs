//! SSH public keys that users log in with.

use crate::ids::{AuthorizedKeyId, UserId};
use portcullis_core::{Extra, Result, Timestamp, input};
use portcullis_macros::Record;

/// An SSH public key that a user logs in with.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, public_key), check)]
#[non_exhaustive]
pub struct AuthorizedKey {
    /// The key's id; set by PrivX.
    #[record(id)]
    pub id: AuthorizedKeyId,
    /// The user to whom the key belongs.
    pub user_id: Option<UserId>,
    /// The user's name.
    pub username: Option<String>,
    /// Where the key comes from.
    pub source: Option<String>,
    /// The public key, as a line of `authorized_keys` has it.
    pub public_key: Option<String>,
    /// From when the key is accepted.
    pub not_before: Option<Timestamp>,
    /// Until when the key is accepted.
    pub not_after: Option<Timestamp>,
    /// How long the key is accepted from now on, in seconds; instead of `not_after`.
    pub expires_in: Option<i64>,
    /// The addresses and networks (CIDR) from which the key is accepted.
    pub source_address: Option<Vec<String>>,
    /// The key's fingerprints.
    #[record(server)]
    pub fingerprints: Option<Vec<String>>,
    /// Whether the key may be used together with interactive authentication.
    pub enable_interactive_auth: Option<bool>,
    /// The label of the key.
    pub name: Option<String>,
    /// A note.
    pub comment: Option<String>,
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
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl AuthorizedKey {
    fn check(&self) -> Result<()> {
        input::required("name", self.name.as_deref().unwrap_or_default())?;
        input::required("public_key", self.public_key.as_deref().unwrap_or_default())
    }
}
