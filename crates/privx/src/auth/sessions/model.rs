//! A login session.

use crate::ids::{SessionId, SourceId, UserId};
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;

/// A login session.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Session {
    /// The session's id, which older servers call `session_id`.
    #[reply(alias = "session_id")]
    pub id: SessionId,
    /// The user.
    pub user_id: Option<UserId>,
    /// The directory that the user belongs to.
    pub source_id: Option<SourceId>,
    /// By which way the user logged in.
    pub domain: Option<SessionDomain>,
    /// The name of the user.
    pub username: Option<String>,
    /// The address that the user logged in from.
    pub remote_addr: Option<String>,
    /// The browser or program.
    pub user_agent: Option<String>,
    /// The kind of session, such as `login`.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// The session that this one was opened from; empty if none.
    pub parent_session_id: Option<SessionId>,
    /// When it began.
    pub created: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// When its token expires.
    pub token_expires: Option<Timestamp>,
    /// Whether the user has logged out.
    pub logged_out: Option<bool>,
    /// Whether it is the session that the call was made in.
    pub current: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The OAuth domain of a session.
    SessionDomain {
        /// The user interface.
        PrivxUi = "privx-ui",
        /// Programs that call the API.
        PrivxExternal = "privx-external",
        /// Services of PrivX, among themselves.
        PrivxService = "privx-service",
    }
}
