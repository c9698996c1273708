//! Sessions.

use crate::{ClientId, SessionId, UserId};
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;
use std::collections::BTreeMap;

/// A session of a user.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UserSession {
    /// The id.
    pub id: Option<SessionId>,
    /// The user's login name.
    pub username: Option<String>,
    /// The user's UUID.
    #[reply(name = "userId")]
    pub user_id: Option<UserId>,
    /// The network address that the user logged in from.
    #[reply(name = "ipAddress")]
    pub ip_address: Option<String>,
    /// When the session began, in milliseconds since 1970.
    pub start: Option<i64>,
    /// When it was last used, in milliseconds since 1970.
    #[reply(name = "lastAccess")]
    pub last_access: Option<i64>,
    /// Whether the user chose to stay logged in.
    #[reply(name = "rememberMe")]
    pub remember_me: Option<bool>,
    /// The clients of the session: their client ids by UUID.
    pub clients: BTreeMap<String, ClientId>,
    /// Whether the user is, by the member's name, a transient one: the description has no more.
    #[reply(name = "transientUser")]
    pub transient_user: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl UserSession {
    /// Returns when the session began.
    pub fn started(&self) -> Option<Timestamp> {
        self.start.map(Timestamp::from_unix_millis)
    }

    /// Returns when it was last used.
    pub fn last_accessed(&self) -> Option<Timestamp> {
        self.last_access.map(Timestamp::from_unix_millis)
    }
}
