//! Users to be created or changed, and filters of lists.

use super::model::{UserDetail, UserStatus};
use crate::{
    ContainerId, Error, Result,
    containers::Role,
    ids::{self, Numbered},
};
use portcullis_core::{Input, input};
use portcullis_macros::Body;
use serde::{Serialize, Serializer};

/// Filters and order of a list of ordinary users; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct UserSearch {
    /// Users of this container.
    pub container_id: Option<ContainerId>,
    /// Users with this role.
    #[body(name = "access_role_id")]
    pub role: Option<Role>,
    /// Omits the container from each user.
    pub without_container: Option<bool>,
    /// Text at the beginning of the user name, first name, last name or e-mail address; after a leading `%`,
    /// anywhere in them.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Users with this status.
    #[body(name = "filters[status]")]
    pub status: Option<UserStatus>,
    /// Names of fields, separated by commas; a minus before a name reverses its order.
    pub sort: Option<String>,
}

/// Filters and order of a list of service users; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct ServiceUserSearch {
    /// Users of this container.
    pub container_id: Option<ContainerId>,
    /// Text in the user's names or e-mail address, as in [`UserSearch`].
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Users with this status.
    #[body(name = "filters[status]")]
    pub status: Option<UserStatus>,
    /// Names of fields, separated by commas; a minus before a name reverses its order.
    pub sort: Option<String>,
}

/// An ordinary user to be created.
#[derive(Debug, Clone, Body)]
#[body(new(username, first_name, last_name, email, role), check)]
#[non_exhaustive]
pub struct NewUser {
    /// The name to sign in with: letters, digits, `@`, `-`, `_`, `+` and `.`.
    pub username: String,
    /// First name: 1 to 128 characters.
    pub first_name: String,
    /// Last name: 1 to 128 characters.
    pub last_name: String,
    /// E-mail address that the invitation is sent to: at most 255 characters.
    pub email: String,
    /// The user's role.
    #[body(name = "access_roles", with = one_role)]
    pub role: Role,
    /// Job title: at most 64 characters. Required of users who approve EV orders.
    pub job_title: Option<String>,
    /// Telephone number: at most 64 characters. Required of users who approve EV orders.
    pub telephone: Option<String>,
    /// The container to create the user in; by default that of the key's owner. An older way to place a user:
    /// `container_assignments` overrides it.
    #[body(with = ids::numbered)]
    pub container: Option<ContainerId>,
    /// The containers that the user is restricted to.
    #[body(name = "container_id_assignments")]
    pub container_assignments: Option<ContainerAssignments>,
    /// Whether the user can sign in by SAML single sign-on only.
    pub is_saml_sso_only: Option<bool>,
}

impl NewUser {
    fn check(&self) -> Result<()> {
        check_username(&self.username)?;
        input::length("first_name", &self.first_name, 1..=128)?;
        input::length("last_name", &self.last_name, 1..=128)?;
        check_email(&self.email)?;
        check_role(&self.role)?;
        check_short("job_title", self.job_title.as_deref())?;
        check_short("telephone", self.telephone.as_deref())?;
        self.container.as_ref().map_or(Ok(()), |id| ids::check_number("container", id.as_str()))
    }
}

/// A service user to be created.
#[derive(Debug, Clone, Body)]
#[body(new(api_name, email), constant(is_api_only = true), check)]
#[non_exhaustive]
pub struct NewServiceUser {
    /// The name.
    pub api_name: String,
    /// E-mail address: at most 255 characters.
    pub email: String,
    /// The role of the API key; by default the key has all permissions of the user.
    #[body(name = "restricted_to_role_id", with = key_role)]
    pub key_role: Option<KeyRole>,
    /// The containers that the user is restricted to.
    #[body(name = "container_id_assignments")]
    pub container_assignments: Option<ContainerAssignments>,
}

impl NewServiceUser {
    fn check(&self) -> Result<()> {
        input::required("api_name", &self.api_name)?;
        check_email(&self.email)?;
        self.key_role.as_ref().map_or(Ok(()), |role| ids::check_number("key_role", role.as_str()))
    }
}

portcullis_core::open_enum! {
    /// The role of an API key, which restricts its owner's permissions.
    ///
    /// The service identifies a role by a number: [`as_str`](Self::as_str) returns `"102"` for view only.
    KeyRole {
        /// All permissions of the owner.
        Unrestricted = "0",
        /// Orders, requests and certificates.
        Orders = "100",
        /// Orders, domains and organizations.
        OrdersDomainsOrganizations = "101",
        /// Read-only.
        ViewOnly = "102",
        /// Users.
        UserManagement = "103",
    }
}

/// The whole profile of an ordinary user, which replaces the one at the server.
///
/// **The server removes job title and telephone if the profile does not contain them.** `UserProfile::from(&user)`
/// copies both from a user that was read; a profile from [`new`](Self::new) removes them.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client, id: digicert::UserId) -> digicert::Result<()> {
/// use digicert::users::UserProfile;
/// let mut profile = UserProfile::from(&digicert.users().get(&id).await?);
/// profile.email = "ada@example.com".into();
/// profile.telephone = None; // removed at the server
/// digicert.users().replace(&id, &profile).await
/// # }
/// ```
#[derive(Debug, Clone, Body)]
#[body(new(email), check)]
#[non_exhaustive]
pub struct UserProfile {
    /// The name to sign in with: letters, digits, `@`, `-`, `_`, `+` and `.`.
    pub username: Option<String>,
    /// First name: 1 to 128 characters.
    pub first_name: Option<String>,
    /// Last name: 1 to 128 characters.
    pub last_name: Option<String>,
    /// E-mail address: at most 255 characters.
    pub email: String,
    /// Job title: at most 64 characters. The server removes it if this is `None`.
    pub job_title: Option<String>,
    /// Telephone number: at most 64 characters. The server removes it if this is `None`.
    pub telephone: Option<String>,
    /// Whether the user can sign in by SAML single sign-on only.
    pub is_saml_sso_only: Option<bool>,
}

impl From<&UserDetail> for UserProfile {
    fn from(user: &UserDetail) -> Self {
        Self {
            username: user.username.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user.email.clone().unwrap_or_default(),
            job_title: user.job_title.clone(),
            telephone: user.telephone.clone(),
            is_saml_sso_only: user.is_saml_sso_only,
        }
    }
}

impl UserProfile {
    // The derive writes setters of optional fields only.
    /// E-mail address: at most 255 characters.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = email.into();
        self
    }

    fn check(&self) -> Result<()> {
        self.username.as_deref().map_or(Ok(()), check_username)?;
        for (field, name) in [("first_name", &self.first_name), ("last_name", &self.last_name)] {
            name.as_deref().map_or(Ok(()), |name| input::length(field, name, 1..=128))?;
        }
        check_email(&self.email)?;
        check_short("job_title", self.job_title.as_deref())?;
        check_short("telephone", self.telephone.as_deref())
    }
}

/// A service user's new address.
#[derive(Body)]
#[body(check)]
pub(super) struct NewEmail<'a> {
    pub(super) email: &'a str,
}

impl NewEmail<'_> {
    fn check(&self) -> Result<()> {
        check_email(self.email)
    }
}

/// A user's new role.
#[derive(Body)]
#[body(check)]
pub(super) struct NewRole<'a> {
    #[body(name = "access_roles", with = one_role)]
    pub(super) role: &'a Role,
}

impl NewRole<'_> {
    fn check(&self) -> Result<()> {
        check_role(self.role)
    }
}

/// A user's new containers.
#[derive(Body)]
pub(super) struct NewAssignments<'a> {
    #[body(name = "container_id_assignments")]
    pub(super) containers: &'a ContainerAssignments,
}

/// The containers that a user is restricted to.
///
/// The server treats an empty list as access to every container. A list that is empty by mistake would grant
/// access to all of them, so an empty `Only` is refused, also with
/// [`check_input(false)`](crate::ClientBuilder::check_input).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContainerAssignments {
    /// Access to every container.
    Unrestricted,
    /// Access to these containers; at least one.
    Only(Vec<ContainerId>),
}

// `Input` and `Serialize` are written by hand: `Body` derives structs, and this is one value with two meanings.
impl Input for ContainerAssignments {
    fn check_always(&self) -> Result<()> {
        match self {
            Self::Only(ids) if ids.is_empty() => Err(Error::input(
                "container_assignments",
                "must have at least one container, or be `Unrestricted`",
            )),
            Self::Only(ids) => {
                ids.iter().try_for_each(|id| input::required("container_assignments", id.as_str()))
            }
            Self::Unrestricted => Ok(()),
        }
    }
}

impl From<Vec<ContainerId>> for ContainerAssignments {
    fn from(ids: Vec<ContainerId>) -> Self {
        Self::Only(ids)
    }
}

impl Serialize for ContainerAssignments {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unrestricted => to.collect_seq::<[&str; 0]>([]),
            Self::Only(ids) => to.collect_seq(ids),
        }
    }
}

/// Writes `[{"id": 5}]`: the service expects a list of one role.
fn one_role<S: Serializer>(role: &Role, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq([Numbered { id: role.as_str() }])
}

/// Writes the number alone.
fn key_role<S: Serializer>(role: &KeyRole, to: S) -> Result<S::Ok, S::Error> {
    ids::number(role.as_str(), to)
}

fn check_role(role: &Role) -> Result<()> {
    ids::check_number("role", role.as_str())
}

fn check_email(email: &str) -> Result<()> {
    input::length("email", email, 1..=255)?;
    input::email("email", email)
}

pub(super) fn check_username(username: &str) -> Result<()> {
    input::required("username", username)?;
    let rule = "letters, digits, `@`, `-`, `_`, `+` and `.`";
    input::characters("username", username, rule, |c| c.is_alphanumeric() || "@-_+.".contains(c))
}

fn check_short(field: &str, text: Option<&str>) -> Result<()> {
    text.map_or(Ok(()), |text| input::length(field, text, 0..=64))
}
