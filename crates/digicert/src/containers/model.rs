//! Containers and roles as replies contain them.

use crate::ContainerId;
use portcullis_core::Extra;
use portcullis_macros::Reply;

portcullis_core::open_enum! {
    /// A role in the console.
    ///
    /// The service identifies a role by a number: [`as_str`](Self::as_str) returns `"1"` for the administrator.
    Role {
        /// All permissions.
        Administrator = "1",
        /// Own orders only.
        LimitedUser = "2",
        /// Finances.
        FinanceManager = "3",
        /// Users, organizations, domains and requests.
        Manager = "4",
        /// As a manager, but changes require an approval.
        StandardUser = "5",
    }
}

/// A role that a user has or can get.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct AccessRole {
    /// The role.
    pub id: Role,
    /// Its name in the console.
    pub name: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A container, as other objects contain it.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ContainerRef {
    /// The container's id.
    pub id: ContainerId,
    /// The public id.
    pub public_id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The parent container; `0` for the top one.
    pub parent_id: Option<ContainerId>,
    /// The template that the container was made from.
    pub template_id: Option<String>,
    /// The key of its branding.
    pub ekey: Option<String>,
    /// Whether it has a logo.
    pub has_logo: Option<bool>,
    /// Whether it is active.
    pub is_active: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}
