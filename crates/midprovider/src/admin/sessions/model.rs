//! Sessions.

use crate::{ClientId, SessionId, UserId};
use portcullis_core::Extra;
use portcullis_macros::Reply;
use std::collections::BTreeMap;

/// A user session representation.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UserSession {
    /// The id.
    pub id: Option<SessionId>,
    /// The username.
    pub username: Option<String>,
    /// The userId.
    #[reply(name = "userId")]
    pub user_id: Option<UserId>,
    /// The ipAddress.
    #[reply(name = "ipAddress")]
    pub ip_address: Option<String>,
    /// Epoch ms.
    pub start: Option<i64>,
    /// Epoch ms.
    #[reply(name = "lastAccess")]
    pub last_access: Option<i64>,
    /// The rememberMe.
    #[reply(name = "rememberMe")]
    pub remember_me: Option<bool>,
    /// Client UUID → client id.
    pub clients: BTreeMap<String, ClientId>,
    /// The transientUser.
    #[reply(name = "transientUser")]
    pub transient_user: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}
