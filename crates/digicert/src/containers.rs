//! Containers, and the roles of users in them.

mod model;

pub use model::{AccessRole, ContainerRef, Role};

use crate::{ContainerId, List, client::Api};

/// Containers, called divisions in the console; from [`Client::containers`](crate::Client::containers).
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
    /// Lists the roles that the caller can assign in a container.
    ///
    /// `GET /container/{container_id}/role`
    ///
    /// Complete in one reply: a page size has no effect.
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
