//! Users as replies contain them.

use crate::{
    Extra, Secret, Timestamp, UserId,
    containers::{AccessRole, ContainerRef},
};
use portcullis_macros::Reply;

portcullis_core::open_enum! {
    /// The status of a user.
    UserStatus {
        /// Can sign in.
        Active = "active",
        /// Cannot sign in.
        Inactive = "inactive",
    }
}

portcullis_core::open_enum! {
    /// The type of a user.
    UserType {
        /// An ordinary user.
        Standard = "standard",
    }
}

/// A user, as an item of a list.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The name to sign in with.
    pub username: Option<String>,
    /// The account's id.
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
    /// Status.
    pub status: Option<UserStatus>,
    /// Last sign-in; absent before the first. The vendor has two formats, with and without a time zone.
    pub last_login_date: Option<Timestamp>,
    /// The container that the user belongs to.
    pub container: Option<ContainerRef>,
    /// The user's roles: one in practice.
    pub access_roles: Vec<AccessRole>,
    /// Type of user.
    #[reply(name = "type")]
    pub kind: Option<UserType>,
    /// Whether the user is restricted to some containers.
    pub has_container_assignments: Option<bool>,
    /// The containers that the user is restricted to.
    pub container_assignments: Vec<ContainerRef>,
}

/// A user with all details.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UserDetail {
    /// The user's id.
    pub id: UserId,
    /// The name to sign in with.
    pub username: Option<String>,
    /// The account's id.
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
    /// Status.
    pub status: Option<UserStatus>,
    /// Last sign-in; absent before the first. The vendor has two formats, with and without a time zone.
    pub last_login_date: Option<Timestamp>,
    /// The container that the user belongs to.
    pub container: Option<ContainerRef>,
    /// The user's roles: one in practice.
    pub access_roles: Vec<AccessRole>,
    /// Type of user.
    #[reply(name = "type")]
    pub kind: Option<UserType>,
    /// Whether the user is restricted to some containers.
    pub has_container_assignments: Option<bool>,
    /// The containers that the user is restricted to.
    pub container_assignments: Vec<ContainerRef>,
    /// Whether the user belongs to CertCentral.
    pub is_cert_central: Option<bool>,
    /// Whether the account is an enterprise account.
    pub is_enterprise: Option<bool>,
    /// Whether the user can sign in by SAML single sign-on only.
    pub is_saml_sso_only: Option<bool>,
    /// The containers that the user can view.
    pub container_visibility: Vec<ContainerRef>,
    /// The user's language; 1 is English.
    pub language_id: Option<i64>,
    /// The account's language.
    pub account_language_id: Option<i64>,
    /// Members that this version does not know: the vendor's list of fields is known in part.
    pub extra: Extra,
}

/// A service user that was created.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct CreatedServiceUser {
    /// The user's id.
    pub id: UserId,
    /// The API key. The server returns it once: store it now.
    pub api_key: Secret,
}

/// A person inside another object.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UserRef {
    /// The id.
    pub id: Option<UserId>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The email.
    pub email: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
