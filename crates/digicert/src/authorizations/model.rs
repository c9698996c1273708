//! Permissions.

use portcullis_core::Extra;
use portcullis_macros::Reply;

portcullis_core::open_enum! {
    /// A permission. The list is not complete: [`list`](super::Authorizations::list) returns every permission of
    /// the account.
    Permission {
        /// Create containers.
        CreateContainers = "create_containers",
        /// View a container.
        ViewContainer = "view_container",
        /// Edit a container.
        EditContainer = "edit_container",
        /// Manage the keys for guest access.
        ManageGuestKeys = "manage_guest_keys",
        /// Create users.
        CreateUsers = "create_users",
        /// Edit users.
        EditUsers = "edit_users",
        /// View users.
        ViewUsers = "view_users",
        /// Add domains.
        AddDomains = "add_domains",
        /// View domains.
        ViewDomains = "view_domains",
        /// Create organizations.
        CreateOrganizations = "create_organizations",
        /// View orders.
        ViewOrders = "view_orders",
    }
}

/// A permission, and whether the caller has it.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct Authorization {
    /// The permission.
    pub permission: Permission,
    /// Whether the caller has it.
    #[reply(default)]
    pub authorized: bool,
    /// Members that this version does not know.
    pub extra: Extra,
}
