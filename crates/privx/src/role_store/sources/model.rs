//! Directories of users and hosts.

use super::SourceConnection;
use crate::ids::SourceId;
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Record;

/// A directory of users or hosts.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, connection))]
#[non_exhaustive]
pub struct Source {
    /// The directory's id; set by PrivX.
    #[record(id)]
    pub id: SourceId,
    /// The name; unique (inferred).
    pub name: Option<String>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// Who changed it last: an id, or the name of a built-in actor.
    #[record(server)]
    pub updatedby: Option<String>,
    /// How often the directory is read, in seconds.
    pub ttl: Option<i64>,
    /// The regions to import.
    pub region_filter: Option<Vec<String>>,
    /// A note.
    pub comment: Option<String>,
    /// Tags.
    pub tags: Option<Vec<String>>,
    /// The state, such as `OK`.
    #[record(server)]
    pub status_code: Option<String>,
    /// The state in words.
    #[record(server)]
    pub status_text: Option<String>,
    /// How PrivX reaches the directory; only the members of its kind are filled.
    pub connection: Option<SourceConnection>,
    /// The user names that are accepted.
    pub username_pattern: Option<Vec<String>>,
    /// How this directory's users are matched with those of another.
    pub external_user_mapping: Option<Vec<UserMapping>>,
    /// Whether the directory is used.
    pub enabled: Option<bool>,
    /// Whether session passwords are on.
    pub session_password_enabled: Option<bool>,
    /// The rules for session passwords.
    pub session_password_policy: Option<SessionPasswordPolicy>,
    /// After how many seconds child sessions end when their parent ended.
    pub child_session_auto_logout_delay: Option<i64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// How users of one directory are matched with another's.
#[derive(Debug, Clone, Default, Record)]
#[record(new(source_id, source_search_field))]
#[non_exhaustive]
pub struct UserMapping {
    /// The other directory.
    pub source_id: Option<SourceId>,
    /// The attribute to be matched.
    pub source_search_field: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// Rules for session passwords.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct SessionPasswordPolicy {
    /// Minimum length.
    pub password_min_length: Option<i64>,
    /// Maximum length.
    pub password_max_length: Option<i64>,
    /// Special characters.
    pub use_special_characters: Option<bool>,
    /// Lower-case letters.
    pub use_lower_case: Option<bool>,
    /// Upper-case letters.
    pub use_upper_case: Option<bool>,
    /// Digits.
    pub use_numbers: Option<bool>,
    /// Required entropy.
    pub password_entropy: Option<i64>,
    /// E.g. STRONG.
    pub password_strength: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
