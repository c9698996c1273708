//! Containers, and the roles that users may have in them.

use crate::{ContainerId, List, client::Api};
use portcullis_macros::Reply;

/// Containers, which the console calls divisions; from [`Client::containers`](crate::Client::containers).
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// for role in digicert.containers().list_roles(&"12".into()).all().await? {
///     println!("{} {}", role.id, role.name.unwrap_or_default());
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Containers(pub(crate) Api);

impl Containers {
    /// Lists the roles that the caller may hand out in a container.
    ///
    /// `GET /container/{container_id}/role`
    ///
    /// Complete in one answer: a page size has no use here.
    ///
    /// - Operation: `containers.list_roles`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List container roles" (dev.digicert.com,
    ///   services-api/containers/list-container-roles.html)
    pub fn list_roles(&self, id: &ContainerId) -> List<AccessRole> {
        self.0.get("/container/{container_id}/role").path(id).list_whole("access_roles")
    }
}

portcullis_core::open_enum! {
    /// A role in the console.
    ///
    /// The service knows them by number: [`as_str`](Self::as_str) gives `"1"` for the administrator.
    Role {
        /// May do everything.
        Administrator = "1",
        /// Sees and makes orders of its own.
        LimitedUser = "2",
        /// Deals with money.
        FinanceManager = "3",
        /// Manages users, organizations, domains and requests.
        Manager = "4",
        /// Works like a manager, but changes wait for somebody's approval.
        StandardUser = "5",
    }
}

/// A role that somebody has or may have.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct AccessRole {
    /// Which one.
    pub id: Role,
    /// What the console calls it.
    pub name: Option<String>,
}

/// A container as other objects speak of it.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ContainerRef {
    /// Its id.
    pub id: ContainerId,
    /// Its id in public places.
    pub public_id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The container that it lies in; `0` is the top.
    pub parent_id: Option<ContainerId>,
    /// The template that it was made from.
    pub template_id: Option<String>,
    /// The key of its branding.
    pub ekey: Option<String>,
    /// Whether it has a logo.
    pub has_logo: Option<bool>,
    /// Whether it is in use.
    pub is_active: Option<bool>,
}
