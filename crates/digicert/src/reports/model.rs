//! Counts, and what a query returns.

use crate::{OrderId, requests::RequestType};
use portcullis_core::Extra;
use portcullis_macros::Reply;
use serde_json::Value;

/// How many orders, and how many certificates, expire soon.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ExpiringCounts {
    /// Orders, one entry for each window.
    pub expiring_orders: Vec<ExpiringOrders>,
    /// Certificates, one entry for each window, if the search includes them. The name of this list is guessed.
    pub expiring_certs: Vec<ExpiringCertificates>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// A span of days before the end of validity. The service identifies it by a number:
    /// [`as_str`](Self::as_str) returns `"90"` for the first.
    ExpiryWindow {
        /// In 60 to 90 days.
        Days60To90 = "90",
        /// In 30 to 59 days.
        Days30To59 = "60",
        /// In less than 30 days.
        Under30Days = "30",
        /// The last week. By the sign of the number, what expired within the past seven days.
        LastWeek = "-7",
    }
}

/// How many orders expire within a window.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ExpiringOrders {
    /// The window.
    pub days_expiring: Option<ExpiryWindow>,
    /// The number of orders in a reply without certificates.
    pub order_count: Option<i64>,
    /// The number of orders in a reply with certificates.
    pub count: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl ExpiringOrders {
    /// The number of orders, under either name.
    pub fn orders(&self) -> Option<i64> {
        self.order_count.or(self.count)
    }
}

/// How many certificates expire within a window.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ExpiringCertificates {
    /// The window.
    pub days_expiring: Option<ExpiryWindow>,
    /// The number of certificates.
    pub count: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// How many requests are pending.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct RequestSummary {
    /// Of all types.
    pub total: Option<i64>,
    /// By type.
    pub types: Vec<RequestCount>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// How many requests of a type are pending.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct RequestCount {
    /// The type.
    #[reply(name = "type")]
    pub kind: Option<RequestType>,
    /// The number.
    pub request_count: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The result of a query over orders.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderData {
    /// The orders that `order_details` found.
    pub order_details: Vec<OrderDetails>,
    /// What `order_details_by_id` found. Its form is not documented, and its name is guessed after that of the query.
    pub order_details_by_id: Option<Value>,
    /// Other members, such as those with an alias of the query.
    pub extra: Extra,
}

/// An order, with the fields that the query names.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderDetails {
    /// The order's id, if the query names it.
    pub id: Option<OrderId>,
    /// All other fields.
    pub extra: Extra,
}
