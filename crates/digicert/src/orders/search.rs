//! Filters of lists of orders.

use super::OrderStatus;
use crate::{
    CertificateId, ContainerId, CustomFieldId, Error, Flag, OrderId, OrganizationId, ProductId, Result,
    UserId,
};
use portcullis_core::{FieldValue, Input, Secret};
use portcullis_macros::Body;
use std::time::Duration;

/// Filters and order of a list of orders; by default all of them.
///
/// All filters must hold.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct OrderSearch {
    /// The order with this id.
    #[body(name = "filters[id]")]
    pub id: Option<OrderId>,
    /// Orders with this status. Documented are `pending`, `issued` (expired orders included), `rejected`, `revoked`,
    /// `waiting_pickup`, `reissue_pending` and `canceled`.
    #[body(name = "filters[status]")]
    pub status: Option<OrderStatus>,
    /// Orders of this organization.
    #[body(name = "filters[organization_id]")]
    pub organization_id: Option<OrganizationId>,
    /// Orders of this product.
    #[body(name = "filters[product_name_id]")]
    pub product_name_id: Option<ProductId>,
    /// Orders whose certificate expires in this time.
    #[body(name = "filters[valid_till]")]
    pub valid_till: Option<DateFilter>,
    /// Orders placed in this time.
    #[body(name = "filters[date_created]")]
    pub date_created: Option<DateFilter>,
    /// Orders of this user.
    #[body(name = "filters[user_id]")]
    pub user_id: Option<UserId>,
    /// Orders with this common name.
    #[body(name = "filters[common_name]")]
    pub common_name: Option<String>,
    /// Orders with this name, as the common name or another one.
    #[body(name = "filters[domain_name]")]
    pub domain_name: Option<String>,
    /// Orders of this container.
    #[body(name = "filters[container_id]")]
    pub container_id: Option<ContainerId>,
    /// Orders that have a value for this custom field.
    #[body(name = "filters[metadata_id]")]
    pub metadata_id: Option<CustomFieldId>,
    /// Orders that were renewed, or that were not.
    #[body(name = "filters[is_renewed]")]
    pub is_renewed: Option<Flag>,
    /// Orders whose e-mails about the renewal are switched off, or are not.
    #[body(name = "filters[disable_renewal_notifications]")]
    pub disable_renewal_notifications: Option<Flag>,
    /// Orders with this e-mail address.
    #[body(name = "filters[email]")]
    pub email: Option<String>,
    /// The order of this certificate.
    #[body(name = "filters[certificate_id]")]
    pub certificate_id: Option<CertificateId>,
    /// Orders that were placed in CertCentral, or that came from another system.
    #[body(name = "filters[origin]")]
    pub origin: Option<OrderOrigin>,
    /// The order whose certificate has this serial number.
    #[body(name = "filters[serial_number]")]
    pub serial_number: Option<String>,
    /// Text at the beginning of the e-mail address or the common name; after a leading `%`, anywhere in them.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Names of fields, separated by commas; a minus before a name reverses its order. Known are `order_id`,
    /// `date_created`, `common_name`, `status`, `validity_years`, `product_name` and `valid_till`.
    pub sort: Option<String>,
}

portcullis_core::open_enum! {
    /// Where an order was placed.
    OrderOrigin {
        /// In CertCentral.
        CertCentral = "certcentral",
        /// In another system, from which it was moved to CertCentral.
        Migrated = "migrated",
    }
}

/// A filter by date. Dates are `yyyy-MM-dd`.
///
/// ```
/// use digicert::orders::DateFilter;
/// assert_eq!(DateFilter::between("2031-01-01", "2031-02-01"), DateFilter::from("2031-01-01...2031-02-01"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateFilter(String);

impl DateFilter {
    /// Before this date.
    pub fn before(date: &str) -> Self {
        Self(format!("<{date}"))
    }

    /// After this date.
    pub fn after(date: &str) -> Self {
        Self(format!(">{date}"))
    }

    /// From the first date to the second. Whether these two days belong to it is not documented.
    pub fn between(first: &str, last: &str) -> Self {
        Self(format!("{first}...{last}"))
    }
}

impl From<&str> for DateFilter {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for DateFilter {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Input for DateFilter {}

impl FieldValue for DateFilter {
    fn each(&self, put: &mut dyn FnMut(&str, Option<&Secret>)) {
        put(&self.0, None);
    }
}

/// Which part of a list a CSV file has.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs, check)]
#[non_exhaustive]
pub struct CsvPage {
    /// The first order, counted from 0.
    pub offset: Option<u64>,
    /// How many orders at most: 1 to 1000, and 1000 by default.
    pub limit: Option<u64>,
}

impl CsvPage {
    fn check(&self) -> Result<()> {
        match self.limit {
            Some(limit) if !(1..=1000).contains(&limit) => Err(Error::input("limit", "must be 1 to 1000")),
            _ => Ok(()),
        }
    }
}

/// The longest time that [`Orders::status_changes`](super::Orders::status_changes) looks back: 7 days.
pub(super) const LONGEST: u64 = 7 * 86_400;

/// The time in which an order's status changed: the last 7 days at most.
#[derive(Debug, Clone, Default, Body)]
#[body(pairs, check)]
#[non_exhaustive]
pub struct StatusWindow {
    /// The last minutes: at most 10080. Minutes and seconds are added; the sum is at most 7 days.
    pub minutes: Option<u64>,
    /// The last seconds: at most 604800.
    pub seconds: Option<u64>,
    /// Two points in time, in place of minutes and seconds; made by [`between`](Self::between).
    #[body(name = "filters[status_last_updated]")]
    pub status_last_updated: Option<String>,
    /// Orders of this container. Seen in a client, and not documented.
    #[body(name = "filters[container_id]")]
    pub container_id: Option<ContainerId>,
}

impl StatusWindow {
    /// The last seconds; a part of a second counts as a whole one.
    pub fn last(time: Duration) -> Self {
        let seconds = time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0));
        Self { seconds: Some(seconds), ..Self::default() }
    }

    /// From the first point in time to the second: `yyyy-MM-dd` or `yyyy-MM-dd HH:mm:ss`. The vendor's page has a plus in
    /// place of the blank, which is the same in a URL.
    ///
    /// **The server reads both as Mountain Daylight Time**, and leaves out every order that changed again later: windows
    /// that follow each other miss orders. [`last`](Self::last) has neither surprise.
    pub fn between(first: &str, last: &str) -> Self {
        Self { status_last_updated: Some(format!("{first}...{last}")), ..Self::default() }
    }

    fn check(&self) -> Result<()> {
        let (minutes, seconds) = (self.minutes.unwrap_or_default(), self.seconds.unwrap_or_default());
        if self.minutes.is_none() && self.seconds.is_none() && self.status_last_updated.is_none() {
            return Err(Error::input("seconds", "must be set, or `minutes` or `status_last_updated`"));
        }
        if minutes.saturating_mul(60) > LONGEST {
            return Err(Error::input("minutes", "must be at most 10080"));
        }
        if minutes.saturating_mul(60).saturating_add(seconds) > LONGEST {
            return Err(Error::input("seconds", "must be at most 604800, with the minutes added"));
        }
        Ok(())
    }
}
