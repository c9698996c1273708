//! The reply to a login.

use crate::{Capabilities, UserId, php, users};
use portcullis_core::{Secret, lenient};
use portcullis_macros::Reply;
use std::{collections::BTreeMap, time::Duration};

/// The reply to a login.
///
/// The server repeats the passphrase in its reply; it is not read.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct LoginInfo {
    /// The token of the new session. A reply without one is an error.
    #[reply(with = lenient::token)]
    pub token: Secret,
    /// The user's id.
    #[reply(name = "userid", with = php::or_none)]
    pub user_id: Option<UserId>,
    /// The login name as the server stores it, which may differ from the one that was sent.
    #[reply(with = php::or_none)]
    pub username: Option<String>,
    /// The user's full name.
    #[reply(with = php::or_none)]
    pub fullname: Option<String>,
    /// The fingerprint of the user's PGP key.
    #[reply(with = php::or_none)]
    pub fingerprint: Option<String>,
    #[reply(with = php::or_none)]
    userstatus: Option<String>,
    #[reply(with = php::or_none)]
    timeout: Option<String>,
    /// The number of templates for files; 0 means that files are not supported.
    #[reply(name = "filesupport", with = lenient::int_or_none)]
    pub file_templates: Option<i64>,
    /// The version of the server; one entry, or none.
    #[reply(with = php::list)]
    pub version: Vec<String>,
    /// Notices of the system.
    #[reply(default, with = php::or_default)]
    pub audit: Audit,
    /// Notices about this login, such as that the passphrase is weak.
    #[reply(name = "general", with = php::list)]
    pub notices: Vec<String>,
}

impl LoginInfo {
    /// Returns the user's capabilities. `None` if the reply has none.
    pub fn capabilities(&self) -> Option<Capabilities> {
        users::from_mask(self.userstatus.as_deref())
    }

    /// Returns the time that a session without calls stays valid. The server counts in milliseconds, contrary to the
    /// vendor's page: the vendor's own clients read it so.
    pub fn idle_timeout(&self) -> Option<Duration> {
        self.timeout.as_deref()?.trim().parse().ok().map(Duration::from_millis)
    }
}

/// Notices of the system about policies, by name.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Audit {
    /// Violations of a policy.
    #[reply(with = php::map)]
    pub violations: BTreeMap<String, String>,
    /// Violations that will occur soon.
    #[reply(with = php::map)]
    pub warnings: BTreeMap<String, String>,
}
