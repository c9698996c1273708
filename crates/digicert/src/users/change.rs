//! Users as they are to be.

use super::model::UserDetail;
use crate::{
    ContainerId, Error, Result, Role,
    ids::{self, Numbered},
};
use portcullis_core::{Input, input};
use portcullis_macros::Body;
use serde::{Serialize, Serializer};

/// An ordinary user to be added.
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
    /// E-mail address, where the invitation goes: at most 255 characters.
    pub email: String,
    /// The user's role.
    #[body(name = "access_roles", with = one_role)]
    pub role: Role,
    /// Job title: at most 64 characters. Whoever is to approve EV orders needs one.
    pub job_title: Option<String>,
    /// Telephone number: at most 64 characters. Whoever is to approve EV orders needs one.
    pub telephone: Option<String>,
    /// The container to make the user in; by default that of the key's owner. An older way to place a user:
    /// `container_assignments` goes before it.
    #[body(with = numbered)]
    pub container: Option<ContainerId>,
    /// The containers that the user is confined to.
    #[body(name = "container_id_assignments")]
    pub container_assignments: Option<ContainerAssignments>,
    /// Lets the user sign in by SAML single sign-on only.
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
        match &self.container {
            Some(id) => ids::whole("container", id.as_str()),
            None => Ok(()),
        }
    }
}

/// A service user to be added.
#[derive(Debug, Clone, Body)]
#[body(new(api_name, email), constant(is_api_only = true), check)]
#[non_exhaustive]
pub struct NewServiceUser {
    /// What it is called.
    pub api_name: String,
    /// E-mail address: at most 255 characters.
    pub email: String,
    /// What its key is good for; by default whatever the user may do.
    #[body(name = "restricted_to_role_id", with = key_role)]
    pub key_role: Option<KeyRole>,
    /// The containers that it is confined to.
    #[body(name = "container_id_assignments")]
    pub container_assignments: Option<ContainerAssignments>,
}

impl NewServiceUser {
    fn check(&self) -> Result<()> {
        input::required("api_name", &self.api_name)?;
        check_email(&self.email)?;
        match &self.key_role {
            Some(role) => ids::whole("key_role", role.as_str()),
            None => Ok(()),
        }
    }
}

portcullis_core::open_enum! {
    /// What an API key is good for, within what its owner may do.
    ///
    /// The service knows them by number: [`as_str`](Self::as_str) gives `"102"` for view only.
    KeyRole {
        /// Whatever the owner may do.
        Unrestricted = "0",
        /// Orders, requests and certificates.
        Orders = "100",
        /// Orders, domains and organizations.
        OrdersDomainsOrganizations = "101",
        /// Reading alone.
        ViewOnly = "102",
        /// Users.
        UserManagement = "103",
    }
}

/// An ordinary user's new profile.
///
/// It replaces the profile, and the server removes a job title or telephone number that it does not hold.
/// So it is made from the user as it is, and holds both until they are taken out:
///
/// ```no_run
/// # async fn f(digicert: digicert::Client, id: digicert::UserId) -> digicert::Result<()> {
/// use digicert::UserUpdate;
/// let mut update = UserUpdate::from(&digicert.users().get(&id).await?);
/// update.email = "ada@example.com".into();
/// update.telephone = None; // removed at the server
/// digicert.users().update(&id, &update).await
/// # }
/// ```
#[derive(Debug, Clone, Body)]
#[body(check)]
#[non_exhaustive]
pub struct UserUpdate {
    /// The name to sign in with: letters, digits, `@`, `-`, `_`, `+` and `.`.
    pub username: Option<String>,
    /// First name: 1 to 128 characters.
    pub first_name: Option<String>,
    /// Last name: 1 to 128 characters.
    pub last_name: Option<String>,
    /// E-mail address: at most 255 characters.
    pub email: String,
    /// Job title: at most 64 characters. The server removes it when this is `None`.
    pub job_title: Option<String>,
    /// Telephone number: at most 64 characters. The server removes it when this is `None`.
    pub telephone: Option<String>,
    /// Lets the user sign in by SAML single sign-on only.
    pub is_saml_sso_only: Option<bool>,
}

impl From<&UserDetail> for UserUpdate {
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

impl UserUpdate {
    /// A profile of this address and nothing else: without more, **job title and telephone are removed**. To
    /// change a part, begin with `UserUpdate::from(&user)`.
    pub fn replacing(email: impl Into<String>) -> Self {
        let user = UserDetail { email: Some(email.into()), ..UserDetail::default() };
        Self::from(&user)
    }

    /// E-mail address: at most 255 characters.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = email.into();
        self
    }

    fn check(&self) -> Result<()> {
        if let Some(username) = &self.username {
            check_username(username)?;
        }
        for (field, name) in [("first_name", &self.first_name), ("last_name", &self.last_name)] {
            if let Some(name) = name {
                input::length(field, name, 1..=128)?;
            }
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

/// Which containers a user is confined to.
///
/// To the server an empty list means every container. A list that came out empty by accident would open
/// everything, so here it is refused, also where input checks are off.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContainerAssignments {
    /// The user sees every container.
    Unrestricted,
    /// The user sees these alone; at least one.
    Only(Vec<ContainerId>),
}

impl Input for ContainerAssignments {
    fn check_always(&self) -> Result<()> {
        match self {
            Self::Only(ids) if ids.is_empty() => {
                Err(Error::input("container_assignments", "must name a container, or be `Unrestricted`"))
            }
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

/// `[{"id": 5}]`: the server takes a list and wants one.
fn one_role<S: Serializer>(role: &Role, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq([Numbered { id: role.as_str() }])
}

/// `{"id": 5}`.
fn numbered<S: Serializer>(id: &ContainerId, to: S) -> Result<S::Ok, S::Error> {
    Numbered { id: id.as_str() }.serialize(to)
}

/// The number alone.
fn key_role<S: Serializer>(role: &KeyRole, to: S) -> Result<S::Ok, S::Error> {
    ids::number(role.as_str(), to)
}

fn check_role(role: &Role) -> Result<()> {
    ids::whole("role", role.as_str())
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
