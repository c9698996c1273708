//! AuthKeys as replies contain them.

use crate::{AuthKeyId, Extra, Secret, Timestamp};
use portcullis_macros::Reply;

/// An AuthKey.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct AuthKey {
    /// The id. A DV order needs it if the account has several AuthKeys.
    pub auth_key_id: AuthKeyId,
    /// The secret itself.
    pub auth_key: Secret,
    /// When it expires, in UTC; absent for a permanent key.
    pub expiration_datetime: Option<Timestamp>,
    /// Members that this version does not know.
    pub extra: Extra,
}
