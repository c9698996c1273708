//! Filters and order of lists.

use super::orders::OrderStatus;
use crate::{
    CertificateId, ContainerId, CustomFieldId, Flag, OrderId, OrganizationId, ProductId, UserId,
    domains::DcvMethod,
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

/// Filters and order of a list of subaccounts' orders; by default all of them.
///
/// Both dates take `yyyy-MM-dd`, the same after `<` or `>`, or a range of two dates with `...` between them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct SubaccountOrderSearch {
    /// The order with this id.
    #[body(name = "filters[id]")]
    pub id: Option<OrderId>,
    /// Orders with this status. [`Issued`](OrderStatus::Issued) also finds orders that are expired.
    #[body(name = "filters[status]")]
    pub status: Option<OrderStatus>,
    /// Orders of this organization.
    #[body(name = "filters[organization_id]")]
    pub organization_id: Option<OrganizationId>,
    /// Orders of this product.
    #[body(name = "filters[product_name_id]")]
    pub product_name_id: Option<ProductId>,
    /// Orders whose certificates are valid until this date.
    #[body(name = "filters[valid_till]")]
    pub valid_till: Option<String>,
    /// Orders of this date.
    #[body(name = "filters[date_created]")]
    pub date_created: Option<String>,
    /// Orders of this user.
    #[body(name = "filters[user_id]")]
    pub user_id: Option<UserId>,
    /// Orders of certificates with this common name.
    #[body(name = "filters[common_name]")]
    pub common_name: Option<String>,
    /// Orders of certificates with this common name or alternative name.
    #[body(name = "filters[domain_name]")]
    pub domain_name: Option<String>,
    /// Orders of this container.
    #[body(name = "filters[container_id]")]
    pub container_id: Option<ContainerId>,
    /// Orders with this custom field.
    #[body(name = "filters[metadata_id]")]
    pub metadata_id: Option<CustomFieldId>,
    /// Orders that were renewed, or that were not.
    #[body(name = "filters[is_renewed]")]
    pub is_renewed: Option<Flag>,
    /// Orders for which no notices about renewals are sent, or for which they are.
    #[body(name = "filters[disable_renewal_notifications]")]
    pub disable_renewal_notifications: Option<Flag>,
    /// Orders with this e-mail address.
    #[body(name = "filters[email]")]
    pub email: Option<String>,
    /// The order of this certificate.
    #[body(name = "filters[certificate_id]")]
    pub certificate_id: Option<CertificateId>,
    /// Orders that were made in this system.
    #[body(name = "filters[origin]")]
    pub origin: Option<OrderOrigin>,
    /// The order of the certificate with this serial number.
    #[body(name = "filters[serial_number]")]
    pub serial_number: Option<String>,
    /// Text at the beginning of the e-mail address or common name; after a leading `%`, anywhere in them.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Names of fields, separated by commas; a minus before a name reverses its order.
    pub sort: Option<String>,
}

portcullis_core::open_enum! {
    /// The system in which an order was made.
    OrderOrigin {
        /// CertCentral.
        CertCentral = "certcentral",
        /// An older console, from which it was moved.
        Migrated = "migrated",
    }
}

/// Filters and order of a list of a subaccount's domains; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct SubaccountDomainSearch {
    /// Active or inactive domains.
    #[body(name = "filters[status]")]
    pub status: Option<StatusFilter>,
    /// Domains whose validation is in this state.
    #[body(name = "filters[validation]")]
    pub validation: Option<DomainValidationFilter>,
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

portcullis_core::open_enum! {
    /// Whether a domain or an organization can be used.
    StatusFilter {
        /// It can.
        Active = "active",
        /// It cannot.
        Inactive = "inactive",
    }
}

portcullis_core::open_enum! {
    /// The state of a domain's validation.
    DomainValidationFilter {
        /// Not finished.
        Pending = "pending",
        /// Finished.
        Completed = "completed",
        /// The OV validation expired in the last 7 days.
        OvExpiredInLast7Days = "ov_expired_in_last_7_days",
        /// The OV validation expires within 7 days.
        OvExpiringWithin7Days = "ov_expiring_within_7_days",
        /// The OV validation expires within 30 days.
        OvExpiringWithin30Days = "ov_expiring_within_30_days",
        /// The OV validation expires in 31 to 60 days.
        OvExpiringFrom31To60Days = "ov_expiring_from_31_to_60_days",
        /// The OV validation expires in 61 to 90 days.
        OvExpiringFrom61To90Days = "ov_expiring_from_61_to_90_days",
        /// The EV validation expired in the last 7 days.
        EvExpiredInLast7Days = "ev_expired_in_last_7_days",
        /// The EV validation expires within 7 days.
        EvExpiringWithin7Days = "ev_expiring_within_7_days",
        /// The EV validation expires within 30 days.
        EvExpiringWithin30Days = "ev_expiring_within_30_days",
        /// The EV validation expires in 31 to 60 days.
        EvExpiringFrom31To60Days = "ev_expiring_from_31_to_60_days",
        /// The EV validation expires in 61 to 90 days.
        EvExpiringFrom61To90Days = "ev_expiring_from_61_to_90_days",
        /// The validation ends earlier than it was to, because rules of the industry changed.
        ShortenedByIndustryChanges = "shortened_by_industry_changes",
    }
}

/// Filters and order of a list of a subaccount's organizations; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct SubaccountOrganizationSearch {
    /// Active or inactive organizations.
    #[body(name = "filters[status]")]
    pub status: Option<StatusFilter>,
    /// Organizations with or without a validation that is not finished.
    #[body(name = "filters[validation]")]
    pub validation: Option<OrganizationValidationFilter>,
    /// Text at the beginning of the name; after a leading `%`, anywhere in it.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Names of fields, separated by commas; a minus before a name reverses its order.
    pub sort: Option<String>,
}

portcullis_core::open_enum! {
    /// Whether an organization has a validation that is not finished.
    OrganizationValidationFilter {
        /// It has one.
        Pending = "pending",
        /// It has none.
        NotPending = "not_pending",
    }
}
