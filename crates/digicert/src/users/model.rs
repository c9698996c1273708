//! Users as the service shows them, and how they are found.

use crate::{AccessRole, ContainerId, ContainerRef, Extra, Role, Secret, Timestamp, UserId};
use portcullis_macros::{Body, Reply};

/// Which ordinary users to list; by default all.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct UserSearch {
    /// Users of this container.
    pub container_id: Option<ContainerId>,
    /// Users who have this role.
    #[body(name = "access_role_id")]
    pub role: Option<Role>,
    /// Leaves the container out of each user.
    pub without_container: Option<bool>,
    /// Text in user name, first name, last name or e-mail address, from its beginning; with `%` before it,
    /// anywhere in them.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Users in this state.
    #[body(name = "filters[status]")]
    pub status: Option<UserStatus>,
    /// Names of fields with commas between them, a minus before one for the reverse.
    pub sort: Option<String>,
}

/// Which service users to list; by default all.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct ServiceUserSearch {
    /// Users of this container.
    pub container_id: Option<ContainerId>,
    /// Text in the user's names or e-mail address, as in [`UserSearch`].
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Users in this state.
    #[body(name = "filters[status]")]
    pub status: Option<UserStatus>,
    /// Names of fields with commas between them, a minus before one for the reverse.
    pub sort: Option<String>,
}

portcullis_core::open_enum! {
    /// The state of a user.
    UserStatus {
        /// May sign in.
        Active = "active",
        /// May not sign in.
        Inactive = "inactive",
    }
}

portcullis_core::open_enum! {
    /// The kind of a user.
    UserType {
        /// An ordinary user.
        Standard = "standard",
    }
}

/// A user, as listings show one.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The name to sign in with.
    pub username: Option<String>,
    /// The account.
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
    pub access_roles: Vec<AccessRole>,
    /// Kind of user.
    #[reply(name = "type")]
    pub kind: Option<UserType>,
    /// Whether the user is confined to some containers.
    pub has_container_assignments: Option<bool>,
    /// The containers that the user is confined to.
    pub container_assignments: Vec<ContainerRef>,
}

/// A user in full.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UserDetail {
    /// The user's id.
    pub id: UserId,
    /// The name to sign in with.
    pub username: Option<String>,
    /// The account.
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
    pub access_roles: Vec<AccessRole>,
    /// Kind of user.
    #[reply(name = "type")]
    pub kind: Option<UserType>,
    /// Whether the user is confined to some containers.
    pub has_container_assignments: Option<bool>,
    /// The containers that the user is confined to.
    pub container_assignments: Vec<ContainerRef>,
    /// Whether the user belongs to CertCentral.
    pub is_cert_central: Option<bool>,
    /// Whether the account is an enterprise's.
    pub is_enterprise: Option<bool>,
    /// Whether the user may sign in by SAML single sign-on only.
    pub is_saml_sso_only: Option<bool>,
    /// The containers that the user sees.
    pub container_visibility: Vec<ContainerRef>,
    /// The user's language; 1 is English.
    pub language_id: Option<i64>,
    /// The account's language.
    pub account_language_id: Option<i64>,
    /// What else came: the end of the vendor's table could not be seen.
    pub extra: Extra,
}

/// A service user that was added.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct CreatedServiceUser {
    /// Its id.
    pub id: UserId,
    /// Its API key. It cannot be fetched again: keep it now.
    pub api_key: Secret,
}
