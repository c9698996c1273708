//! Users as the service shows them, and how they are found.

use crate::{AccessRole, ContainerId, ContainerRef, Extra, Role, Secret, Timestamp, UserId};
use portcullis_core::lenient;
use portcullis_macros::Setters;
use serde::Deserialize;

/// Which ordinary users to list; by default all.
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct UserSearch {
    /// Users of this container.
    pub container_id: Option<ContainerId>,
    /// Users who have this role.
    pub role: Option<Role>,
    /// Leaves the container out of each user.
    pub without_container: Option<bool>,
    /// Text in user name, first name, last name or e-mail address, from its beginning; with `%` before it,
    /// anywhere in them.
    pub search: Option<String>,
    /// Users in this state.
    pub status: Option<UserStatus>,
    /// Names of fields with commas between them, a minus before one for the reverse.
    pub sort: Option<String>,
}

impl UserSearch {
    /// All users.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Which service users to list; by default all.
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct ServiceUserSearch {
    /// Users of this container.
    pub container_id: Option<ContainerId>,
    /// Text in the user's names or e-mail address, as in [`UserSearch`].
    pub search: Option<String>,
    /// Users in this state.
    pub status: Option<UserStatus>,
    /// Names of fields with commas between them, a minus before one for the reverse.
    pub sort: Option<String>,
}

impl ServiceUserSearch {
    /// All service users.
    pub fn new() -> Self {
        Self::default()
    }
}

portcullis_core::words! {
    /// The state of a user.
    UserStatus {
        /// May sign in.
        Active = "active",
        /// May not sign in.
        Inactive = "inactive",
    }
}

portcullis_core::words! {
    /// The kind of a user.
    UserType {
        /// An ordinary user.
        Standard = "standard",
    }
}

/// A user, as listings show one.
#[derive(Debug, Clone, Default, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The name to sign in with.
    pub username: Option<String>,
    /// The account.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub account_id: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// State.
    pub status: Option<UserStatus>,
    /// Last sign-in, absent before the first. The vendor writes it in two ways, with and without a zone.
    pub last_login_date: Option<Timestamp>,
    /// The container that the user belongs to.
    pub container: Option<ContainerRef>,
    /// The user's roles: one in practice.
    #[serde(default, deserialize_with = "lenient::list")]
    pub access_roles: Vec<AccessRole>,
    /// Kind of user.
    #[serde(rename = "type")]
    pub kind: Option<UserType>,
    /// Whether the user is confined to some containers.
    #[serde(default, deserialize_with = "lenient::opt_bool")]
    pub has_container_assignments: Option<bool>,
    /// The containers that the user is confined to.
    #[serde(default, deserialize_with = "lenient::list")]
    pub container_assignments: Vec<ContainerRef>,
}

/// A user in full.
#[derive(Debug, Clone, Default, Deserialize)]
#[non_exhaustive]
pub struct UserDetail {
    /// The user's id.
    pub id: UserId,
    /// The name to sign in with.
    pub username: Option<String>,
    /// The account.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub account_id: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// State.
    pub status: Option<UserStatus>,
    /// Last sign-in, absent before the first. The vendor writes it in two ways, with and without a zone.
    pub last_login_date: Option<Timestamp>,
    /// The container that the user belongs to.
    pub container: Option<ContainerRef>,
    /// The user's roles: one in practice.
    #[serde(default, deserialize_with = "lenient::list")]
    pub access_roles: Vec<AccessRole>,
    /// Kind of user.
    #[serde(rename = "type")]
    pub kind: Option<UserType>,
    /// Whether the user is confined to some containers.
    #[serde(default, deserialize_with = "lenient::opt_bool")]
    pub has_container_assignments: Option<bool>,
    /// The containers that the user is confined to.
    #[serde(default, deserialize_with = "lenient::list")]
    pub container_assignments: Vec<ContainerRef>,
    /// Whether the user belongs to CertCentral.
    #[serde(default, deserialize_with = "lenient::opt_bool")]
    pub is_cert_central: Option<bool>,
    /// Whether the account is an enterprise's.
    #[serde(default, deserialize_with = "lenient::opt_bool")]
    pub is_enterprise: Option<bool>,
    /// Whether the user may sign in by SAML single sign-on only.
    #[serde(default, deserialize_with = "lenient::opt_bool")]
    pub is_saml_sso_only: Option<bool>,
    /// The containers that the user sees.
    #[serde(default, deserialize_with = "lenient::list")]
    pub container_visibility: Vec<ContainerRef>,
    /// The user's language; 1 is English.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub language_id: Option<i64>,
    /// The account's language.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub account_language_id: Option<i64>,
    /// What else came: the end of the vendor's table could not be seen.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A service user that was added.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct CreatedServiceUser {
    /// Its id.
    pub id: UserId,
    /// Its API key. It cannot be fetched again: keep it now.
    pub api_key: Secret,
}
