//! Containers to be created or changed.

use super::model::{Container, Role};
use crate::{
    Error, OrganizationId, Result, TemplateId, UserId,
    ids::{self, Numbered},
};
use portcullis_core::{Input, input};
use portcullis_macros::Body;
use serde::{Serialize, Serializer};

/// A container to be created.
#[derive(Debug, Clone, Body)]
#[body(new(name, template_id), check)]
#[non_exhaustive]
pub struct NewContainer {
    /// The name; not empty.
    pub name: String,
    /// The template, from [`list_templates`](super::Containers::list_templates).
    #[body(with = ids::number)]
    pub template_id: TemplateId,
    /// The description.
    pub description: Option<String>,
    /// A user to be created in the container. The vendor's current page does not have this member.
    pub user: Option<FirstUser>,
}

impl NewContainer {
    fn check(&self) -> Result<()> {
        input::required("name", &self.name)?;
        ids::check_number("template_id", self.template_id.as_str())
    }
}

/// A user who is created together with a container.
#[derive(Debug, Clone, Body)]
#[body(new(username, first_name, last_name, email, role), check)]
#[non_exhaustive]
pub struct FirstUser {
    /// The name to sign in with; not empty.
    pub username: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// The user's role.
    #[body(name = "access_roles", with = one_role)]
    pub role: Role,
}

impl FirstUser {
    fn check(&self) -> Result<()> {
        input::required("username", &self.username)?;
        input::email("email", &self.email)?;
        ids::check_number("role", self.role.as_str())
    }
}

/// A container's name, description and branding, which replace those at the server.
///
/// What becomes of a field that is not sent is not known. `ContainerUpdate::from(&container)` copies all three from a
/// container that was read; an update from [`new`](Self::new) has the name alone.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client, id: digicert::ContainerId) -> digicert::Result<()> {
/// use digicert::containers::ContainerUpdate;
/// let mut update = ContainerUpdate::from(&digicert.containers().get(&id).await?);
/// update.name = "Laboratory".into();
/// digicert.containers().update(&id, &update).await
/// # }
/// ```
#[derive(Debug, Clone, Body)]
#[body(new(name), check)]
#[non_exhaustive]
pub struct ContainerUpdate {
    /// The name; not empty.
    pub name: String,
    /// The description.
    pub description: Option<String>,
    /// The key of its branding.
    pub ekey: Option<String>,
}

impl From<&Container> for ContainerUpdate {
    fn from(container: &Container) -> Self {
        Self {
            name: container.name.clone().unwrap_or_default(),
            description: container.description.clone(),
            ekey: container.ekey.clone(),
        }
    }
}

impl ContainerUpdate {
    fn check(&self) -> Result<()> {
        input::required("name", &self.name)
    }
}

/// A set of users, organizations or domain names, which replaces the one of a container.
///
/// The server treats an empty list as a set without members. A list that is empty by mistake would remove all of them,
/// so an empty `Only` is refused, also with [`check_input(false)`](crate::ClientBuilder::check_input).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Assignments<T> {
    /// No member: every assignment is removed.
    Clear,
    /// These members; at least one.
    Only(Vec<T>),
}

impl<T: AsRef<str>> Assignments<T> {
    fn members(&self) -> &[T] {
        match self {
            Self::Clear => &[],
            Self::Only(members) => members,
        }
    }

    fn check_always(&self, field: &str) -> Result<()> {
        match self {
            Self::Only(members) if members.is_empty() => {
                Err(Error::input(field, "must have at least one member, or be `Clear`"))
            }
            _ => self.members().iter().try_for_each(|member| input::required(field, member.as_ref())),
        }
    }
}

// The structs around it check it: they have the field's name.
impl<T> Input for Assignments<T> {}

impl<T> From<Vec<T>> for Assignments<T> {
    fn from(members: Vec<T>) -> Self {
        Self::Only(members)
    }
}

impl<T: AsRef<str>> Serialize for Assignments<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.members().iter().map(AsRef::as_ref))
    }
}

/// A container's new users.
#[derive(Body)]
#[body(check_always)]
pub(super) struct NewUsers<'a> {
    #[body(name = "user_id_assignments")]
    pub(super) users: &'a Assignments<UserId>,
}

impl NewUsers<'_> {
    fn check_always(&self) -> Result<()> {
        self.users.check_always("users")
    }
}

/// A container's new organizations.
#[derive(Body)]
#[body(check, check_always)]
pub(super) struct NewOrganizations<'a> {
    #[body(name = "organization_id_assignments", with = numbers)]
    pub(super) organizations: &'a Assignments<OrganizationId>,
}

impl NewOrganizations<'_> {
    fn check(&self) -> Result<()> {
        let mut ids = self.organizations.members().iter();
        ids.try_for_each(|id| ids::check_number("organizations", id.as_str()))
    }

    fn check_always(&self) -> Result<()> {
        self.organizations.check_always("organizations")
    }
}

/// A container's new domain names.
#[derive(Body)]
#[body(check_always)]
pub(super) struct NewDomains<'a> {
    #[body(name = "allowed_domain_names")]
    pub(super) domains: &'a Assignments<String>,
}

impl NewDomains<'_> {
    fn check_always(&self) -> Result<()> {
        self.domains.check_always("domains")
    }
}

/// Writes `[{"id": 5}]`: the service expects a list of one role.
fn one_role<S: Serializer>(role: &Role, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq([Numbered { id: role.as_str() }])
}

/// Writes a list of numbers: the service accepts no texts here.
fn numbers<S: Serializer>(organizations: &Assignments<OrganizationId>, to: S) -> Result<S::Ok, S::Error> {
    ids::numbers(organizations.members(), to)
}
