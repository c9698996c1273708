//! Keys of access groups, and what they sign.

use crate::ids::{AccessGroupId, GroupKeyId};
use portcullis_core::Extra;
use portcullis_macros::Reply;

/// The public half of an access group's key pair.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Principal {
    /// The key's id.
    pub id: Option<GroupKeyId>,
    /// The group to which it belongs.
    pub group_id: Option<AccessGroupId>,
    /// The kind of key.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// The name; not part of what [`Authorizer::authorize`](super::super::Authorizer::authorize) returns.
    pub name: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// The public key.
    pub public_key: Option<String>,
    /// The public key as OpenSSH writes it, in one line.
    pub public_key_string: Option<String>,
    /// The length of the key in bits.
    pub size: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// What was signed.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Signature {
    /// The signature in base64.
    pub signature: Option<String>,
    /// The service's own result code; its values are not documented.
    pub response_code: Option<i64>,
    /// A text about the result.
    pub message: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
