//! Containers and roles as replies contain them.

use crate::{
    ContainerId, Flag, OrganizationId, ProductId, TemplateId, Timestamp, UserId, certificates::SignatureHash,
    validations::Validation,
};
use portcullis_core::Extra;
use portcullis_macros::Reply;
use serde_json::Value;

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
    pub template_id: Option<TemplateId>,
    /// The key of its branding.
    pub ekey: Option<String>,
    /// Whether it has a logo.
    pub has_logo: Option<bool>,
    /// Whether it is active.
    pub is_active: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A container with all details.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Container {
    /// The container's id.
    pub id: ContainerId,
    /// The public id.
    pub public_id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The parent container; `0` for the top one.
    pub parent_id: Option<ContainerId>,
    /// The template that the container was made from.
    pub template_id: Option<TemplateId>,
    /// The key of its branding.
    pub ekey: Option<String>,
    /// Whether it has a logo.
    pub has_logo: Option<bool>,
    /// Whether it is active.
    pub is_active: Option<bool>,
    /// The users that are assigned to it.
    pub user_id_assignments: Vec<UserId>,
    /// The domain names that can be used in it.
    pub allowed_domain_names: Vec<String>,
    /// The organizations that are assigned to it.
    pub organization_assignments: Vec<AssignedOrganization>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An organization that is assigned to a container.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct AssignedOrganization {
    /// The organization's id.
    pub id: Option<OrganizationId>,
    /// Status.
    pub status: Option<String>,
    /// The legal name.
    pub name: Option<String>,
    /// The name in the console.
    pub display_name: Option<String>,
    /// Whether it is active.
    pub is_active: Option<Flag>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A template that containers are made from.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ContainerTemplate {
    /// The template's id.
    pub id: TemplateId,
    /// The name.
    pub name: Option<String>,
    /// Creation; only older replies have it.
    pub date_created: Option<Timestamp>,
    /// The roles that users can have in such a container; empty in lists.
    pub access_roles: Vec<AccessRole>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An organization that certificates can be ordered for in a container.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ContainerOrganization {
    /// The organization's id.
    pub id: Option<OrganizationId>,
    /// Status.
    pub status: Option<String>,
    /// The legal name.
    pub name: Option<String>,
    /// The name that it does business under.
    pub assumed_name: Option<String>,
    /// The name in the console.
    pub display_name: Option<String>,
    /// Whether it is active.
    pub is_active: Option<bool>,
    /// Street and number.
    pub address: Option<String>,
    /// More of the address.
    pub address2: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// Its validations.
    pub validations: Vec<Validation>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The limits of the products that can be ordered in a container.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ProductLimits {
    /// Whether there are limits.
    pub is_limited: bool,
    /// The containers below that have limits of their own.
    pub limited_container_ids: Vec<ContainerId>,
    /// The limits; empty unless `is_limited`.
    pub product_limits: Vec<ProductLimit>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The limits of one product.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ProductLimit {
    /// The container that the limit is for.
    pub container_id: Option<ContainerId>,
    /// The role that the limit is for; `Role::Other("0")` is every role.
    #[reply(name = "role_id")]
    pub role: Option<Role>,
    /// The product.
    pub product_name_id: Option<ProductId>,
    /// The hash functions of signatures that can be chosen.
    pub allowed_hashes: Vec<SignatureHash>,
    /// The intermediate certificates that can be chosen, by their ids.
    pub allowed_intermediates: Vec<String>,
    /// The intermediate certificate that is used by default; absent unless it was changed.
    pub default_intermediate: Option<String>,
    /// How many years a certificate can be valid.
    pub allowed_lifetimes: Vec<String>,
    /// How many years an order can be valid.
    pub allowed_order_lifetimes: Vec<String>,
    /// Whether orders can be renewed automatically.
    pub allow_auto_renew: Option<bool>,
    /// Whether certificates can be reissued automatically.
    pub allow_auto_reissue: Option<bool>,
    /// Which wildcard names are allowed: a text or a boolean. Its form is not documented.
    pub allowed_wildcards: Option<Value>,
    /// Members that this version does not know.
    pub extra: Extra,
}
