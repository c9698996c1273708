//! Filters and order of lists.

use crate::{
    domains::{self, DcvMethod, DomainStatus},
    organizations::{self, OrganizationStatus},
};
use portcullis_macros::Body;

/// Filter and order of a list of subaccounts; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct SubaccountSearch {
    /// Text at the beginning of the organization's name; after a leading `%`, anywhere in it.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Names of fields, separated by commas: `account_id`, `account_type`, `organization_name`, `date_created`,
    /// `account_manager`. A minus before a name reverses its order.
    pub sort: Option<String>,
}

/// Filter and order of a list of invitations; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct InviteSearch {
    /// Text in the invitation; which fields are searched is not documented.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Names of fields, separated by commas; a minus before a name reverses its order.
    pub sort: Option<String>,
}

/// Filters and order of a list of a subaccount's domains; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct SubaccountDomainSearch {
    /// Active or inactive domains.
    #[body(name = "filters[status]")]
    pub status: Option<DomainStatus>,
    /// Domains whose validation is in this state.
    #[body(name = "filters[validation]")]
    pub validation: Option<domains::ValidationFilter>,
    /// Adds to each domain until when its validation can be reused:
    /// [`dcv_expiration`](crate::domains::Domain::dcv_expiration) has four more fields then.
    #[body(name = "filters[include_validation_reuse_status]")]
    pub include_validation_reuse_status: Option<bool>,
    /// Domains whose control is proved in this way.
    #[body(name = "filters[dcv_method]")]
    pub dcv_method: Option<DcvMethod>,
    /// Text at the beginning of the name; after a leading `%`, anywhere in it.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Names of fields, separated by commas; a minus before a name reverses its order.
    pub sort: Option<String>,
}

/// Filters and order of a list of a subaccount's organizations; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct SubaccountOrganizationSearch {
    /// Active or inactive organizations.
    #[body(name = "filters[status]")]
    pub status: Option<OrganizationStatus>,
    /// Organizations with or without a validation that is not finished.
    #[body(name = "filters[validation]")]
    pub validation: Option<organizations::ValidationFilter>,
    /// Text at the beginning of the name; after a leading `%`, anywhere in it.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Names of fields, separated by commas; a minus before a name reverses its order.
    pub sort: Option<String>,
}
