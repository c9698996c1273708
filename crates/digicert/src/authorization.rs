//! What the API key's owner may do.

use crate::{Call, ContainerRef, List, client::Api};
use portcullis_macros::Reply;

/// What the API key's owner may do; from [`Client::authorizations`](crate::Client::authorizations).
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::Permission;
/// if !digicert.authorizations().check(&Permission::CreateUsers).await? {
///     println!("this key cannot add users");
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Authorizations(pub(crate) Api);

impl Authorizations {
    /// Lists every permission, and whether the caller has it.
    ///
    /// `GET /authorization`
    ///
    /// Complete in one answer: a page size has no use here.
    ///
    /// - Operation: `authorization.list`
    /// - Retried: also when the reply is lost
    /// - Permission: any key
    /// - Source: vendor page "List permissions" (dev.digicert.com,
    ///   services-api/authorization/list-permissions.html)
    pub fn list(&self) -> List<Authorization> {
        self.0.get("/authorization").list_whole("authorizations")
    }

    /// Tells whether the caller has one permission.
    ///
    /// `GET /authorization/{permission}`
    ///
    /// - Operation: `authorization.check`
    /// - Retried: also when the reply is lost
    /// - Permission: any key
    /// - Source: vendor page "Check permission" (dev.digicert.com,
    ///   services-api/authorization/check-permission.html)
    pub fn check(&self, permission: &Permission) -> Call<bool> {
        self.0.get("/authorization/{permission}").path(permission).pick("authorized").call()
    }

    /// Lists the containers in which the caller has one permission.
    ///
    /// `GET /authorization/{permission}/container`
    ///
    /// Complete in one answer: a page size has no use here.
    ///
    /// - Operation: `authorization.list_containers`
    /// - Retried: also when the reply is lost
    /// - Permission: any key
    /// - Source: vendor page "List containers" (dev.digicert.com,
    ///   services-api/authorization/list-containers.html)
    pub fn list_containers(&self, permission: &Permission) -> List<ContainerRef> {
        self.0.get("/authorization/{permission}/container").path(permission.as_str()).list_whole("containers")
    }
}

portcullis_core::open_enum! {
    /// A permission. The vendor has more than could be seen; [`Authorizations::list`] tells them all.
    Permission {
        /// Add containers.
        CreateContainers = "create_containers",
        /// See a container.
        ViewContainer = "view_container",
        /// Change a container.
        EditContainer = "edit_container",
        /// Manage access for guests.
        ManageGuestKeys = "manage_guest_keys",
        /// Add users.
        CreateUsers = "create_users",
        /// Change users.
        EditUsers = "edit_users",
        /// See users.
        ViewUsers = "view_users",
        /// Add domains.
        AddDomains = "add_domains",
        /// See domains.
        ViewDomains = "view_domains",
        /// Add organizations.
        CreateOrganizations = "create_organizations",
        /// See orders.
        ViewOrders = "view_orders",
    }
}

/// A permission, and whether the caller has it.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct Authorization {
    /// Which one.
    pub permission: Permission,
    /// Whether the caller has it.
    #[reply(default)]
    pub authorized: bool,
}
