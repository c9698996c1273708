//! Containers, and the roles of users in them.

mod input;
mod model;

pub use input::{Assignments, ContainerUpdate, FirstUser, NewContainer};
pub use model::{
    AccessRole, AssignedOrganization, Container, ContainerOrganization, ContainerRef, ContainerTemplate,
    ProductLimit, ProductLimits, Role,
};

use crate::{Call, ContainerId, List, OrganizationId, TemplateId, UserId, client::Api};
use input::{NewDomains, NewOrganizations, NewUsers};

/// Containers, called divisions in the console; from [`Client::containers`](crate::Client::containers).
///
/// The containers of an account are a tree. The `parent_id` of the one at the top is 0.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::containers::NewContainer;
///
/// let containers = digicert.containers();
/// let top = "12".into();
/// for template in containers.list_templates(&top).all().await? {
///     println!("{} {}", template.id, template.name.unwrap_or_default());
/// }
/// let id = containers.create_child(&top, &NewContainer::new("Laboratory", "7")).await?;
/// println!("{:?}", containers.get(&id).await?.name);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Containers(pub(crate) Api);

impl Containers {
    /// Lists all containers.
    ///
    /// `GET /container`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `containers.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List containers" (dev.digicert.com, services-api/containers/list-containers.html)
    #[inline]
    pub fn list(&self) -> List<Container> {
        self.0.get("/container").list_whole("containers")
    }

    /// Returns one container.
    ///
    /// `GET /container/{container_id}`
    ///
    /// - Operation: `containers.get`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Container info" (dev.digicert.com, services-api/containers/container-info.html)
    #[inline]
    pub fn get(&self, id: &ContainerId) -> Call<Container> {
        self.0.get("/container/{container_id}").path(id).identified_by("id").call()
    }

    /// Lists the containers directly below one, without those below them.
    ///
    /// `GET /container/{container_id}/children`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `containers.list_children`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List child containers" (dev.digicert.com,
    ///   services-api/containers/list-child-containers.html)
    #[inline]
    pub fn list_children(&self, id: &ContainerId) -> List<Container> {
        self.0.get("/container/{container_id}/children").path(id).list_whole("containers")
    }

    /// Creates a container below another and returns its id.
    ///
    /// `POST /container/{container_id}/children`
    ///
    /// If the reply is lost, search with [`list_children`](Self::list_children): the container may exist.
    ///
    /// - Operation: `containers.create_child`
    /// - Retried: only when the request was provably not sent; a second call may create a second container
    /// - Permission: not documented
    /// - Source: vendor page "Add container" (dev.digicert.com, services-api/containers/add-container.html)
    #[inline]
    pub fn create_child(&self, parent: &ContainerId, container: &NewContainer) -> Call<ContainerId> {
        self.0.post("/container/{container_id}/children").path(parent).json(container).pick("id").call()
    }

    /// Returns the container above one.
    ///
    /// `GET /container/{container_id}/parent`
    ///
    /// The vendor's current pages do not describe this operation.
    ///
    /// - Operation: `containers.get_parent`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a Go client (pkix/digicert)
    #[inline]
    pub fn get_parent(&self, id: &ContainerId) -> Call<Container> {
        self.0.get("/container/{container_id}/parent").path(id).identified_by("id").call()
    }

    /// Changes a container's name, description and branding.
    ///
    /// `PUT /container/{container_id}`
    ///
    /// **What becomes of a description that is not sent is not known.** Make the update from what [`get`](Self::get)
    /// returns, which copies the fields. The vendor's current pages do not describe this operation; status 204 is
    /// assumed, and any 2xx is accepted.
    ///
    /// - Operation: `containers.update`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a Go client (pkix/digicert)
    #[inline]
    pub fn update(&self, id: &ContainerId, container: &ContainerUpdate) -> Call<()> {
        self.0.put("/container/{container_id}").path(id).json(container).idempotent().done()
    }

    /// Makes a container active.
    ///
    /// `PUT /container/{container_id}/activate`
    ///
    /// The vendor's current pages do not describe this operation, and the clients of others differ: one has
    /// `/active` as the end of the path. Where that is right, the call is refused with 404 and `not_found|route`.
    ///
    /// - Operation: `containers.activate`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a Go client (pkix/digicert) and the list of actions of an integration (withone.ai)
    #[inline]
    pub fn activate(&self, id: &ContainerId) -> Call<()> {
        self.0.put("/container/{container_id}/activate").path(id).idempotent().done()
    }

    /// Makes a container inactive.
    ///
    /// `PUT /container/{container_id}/deactivate`
    ///
    /// The vendor's current pages do not describe this operation.
    ///
    /// - Operation: `containers.deactivate`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a Go client (pkix/digicert)
    #[inline]
    pub fn deactivate(&self, id: &ContainerId) -> Call<()> {
        self.0.put("/container/{container_id}/deactivate").path(id).idempotent().done()
    }

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
    #[inline]
    pub fn list_roles(&self, id: &ContainerId) -> List<AccessRole> {
        self.0.get("/container/{container_id}/role").path(id).list_whole("access_roles")
    }

    /// Lists the templates that containers below one can be made from, without their roles.
    ///
    /// `GET /container/{container_id}/template`
    ///
    /// Complete in one reply: a page size has no effect. The vendor's current pages do not describe this operation.
    ///
    /// - Operation: `containers.list_templates`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a Ruby client (riboseinc/digicert)
    #[inline]
    pub fn list_templates(&self, id: &ContainerId) -> List<ContainerTemplate> {
        self.0.get("/container/{container_id}/template").path(id).list_whole("container_templates")
    }

    /// Returns one template with its roles.
    ///
    /// `GET /container/{container_id}/template/{template_id}`
    ///
    /// - Operation: `containers.get_template`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Template info" (dev.digicert.com, services-api/containers/template-info.html)
    #[inline]
    pub fn get_template(&self, id: &ContainerId, template: &TemplateId) -> Call<ContainerTemplate> {
        let request = self.0.get("/container/{container_id}/template/{template_id}");
        request.path(id).path(template).identified_by("id").call()
    }

    /// Lists the organizations that certificates can be ordered for in a container.
    ///
    /// `GET /container/{container_id}/order/organization`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `containers.list_organizations`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List container organizations" (dev.digicert.com,
    ///   services-api/containers/list-container-organizations.html)
    #[inline]
    pub fn list_organizations(&self, id: &ContainerId) -> List<ContainerOrganization> {
        self.0.get("/container/{container_id}/order/organization").path(id).list_whole("organizations")
    }

    /// Replaces the set of users that are assigned to a container.
    ///
    /// `PUT /container/{container_id}/user-assignments`
    ///
    /// There is no conditional write: a change that another client makes after the set was read is lost.
    ///
    /// - Operation: `containers.update_user_assignments`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update user assignments" (dev.digicert.com,
    ///   services-api/containers/update-user-assignments.html)
    #[inline]
    pub fn update_user_assignments(&self, id: &ContainerId, users: &Assignments<UserId>) -> Call<()> {
        let request = self.0.put("/container/{container_id}/user-assignments");
        request.path(id).json(&NewUsers { users }).idempotent().done()
    }

    /// Replaces the set of organizations that are assigned to a container.
    ///
    /// `PUT /container/{container_id}/organization-assignments`
    ///
    /// There is no conditional write: a change that another client makes after the set was read is lost. The status of
    /// success is assumed; any 2xx is accepted.
    ///
    /// - Operation: `containers.update_organization_assignments`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update organization assignments" (dev.digicert.com,
    ///   services-api/containers/update-organization-assignments.html)
    #[inline]
    pub fn update_organization_assignments(
        &self,
        id: &ContainerId,
        organizations: &Assignments<OrganizationId>,
    ) -> Call<()> {
        let request = self.0.put("/container/{container_id}/organization-assignments");
        request.path(id).json(&NewOrganizations { organizations }).idempotent().done()
    }

    /// Replaces the set of domain names that can be used in a container.
    ///
    /// `PUT /container/{container_id}/allowed-domain-names`
    ///
    /// **Partly guessed.** Verb and path come from the list of actions of an integration. The body is guessed from the
    /// field of the same name in [`Container`]; that the set is replaced, and status 204, are guessed from the two
    /// operations beside this one. Any 2xx is accepted.
    ///
    /// - Operation: `containers.update_allowed_domains`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: the list of actions of an integration (withone.ai), name and path only
    #[inline]
    pub fn update_allowed_domains(&self, id: &ContainerId, domains: &Assignments<String>) -> Call<()> {
        let request = self.0.put("/container/{container_id}/allowed-domain-names");
        request.path(id).json(&NewDomains { domains }).idempotent().done()
    }

    /// Returns the limits of the products that can be ordered in a container.
    ///
    /// `GET /container/{container_id}/product-limits`
    ///
    /// - Operation: `containers.product_limits`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Product limits" (dev.digicert.com, services-api/containers/product-limits.html)
    #[inline]
    pub fn product_limits(&self, id: &ContainerId) -> Call<ProductLimits> {
        self.0.get("/container/{container_id}/product-limits").path(id).call()
    }
}
