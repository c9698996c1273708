//! Which orders a report is about.

use crate::{
    ContainerId, Error, Flag, OrderId, OrganizationId, ProductId, Result, UserId,
    orders::{DateFilter, OrderStatus},
};
use portcullis_core::input;
use portcullis_macros::Body;
use serde_json::Value;

/// What [`expiring`](super::Reports::expiring) counts; by default the orders of the account.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct ExpiringSearch {
    /// Orders of this container.
    pub container_id: Option<ContainerId>,
    /// Also counts certificates; by default not.
    pub include_expiring_certs: Option<bool>,
}

/// The most orders that one part of the list has.
const MOST_ORDERS: i64 = 100_000;

/// Which orders [`orders_csv`](super::Reports::orders_csv) lists, and which part of them; by default the first 50,000
/// of all.
///
/// All filters must hold.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs, check)]
#[non_exhaustive]
pub struct OrderReport {
    /// The order with this id.
    #[body(name = "filters[id]")]
    pub id: Option<OrderId>,
    /// Orders with this common name.
    #[body(name = "filters[common_name]")]
    pub common_name: Option<String>,
    /// Orders with this status.
    #[body(name = "filters[status]")]
    pub status: Option<OrderStatus>,
    /// Orders of this date. Elsewhere in this API a leading `<` or `>` compares, and `a...b` is a range.
    #[body(name = "filters[date_created]")]
    pub date_created: Option<DateFilter>,
    /// Orders that are valid until this date. Elsewhere in this API a leading `<` or `>` compares, and `a...b` is a
    /// range.
    #[body(name = "filters[valid_till]")]
    pub valid_till: Option<DateFilter>,
    /// Orders of this organization.
    #[body(name = "filters[organization_id]")]
    pub organization_id: Option<OrganizationId>,
    /// Orders of this user.
    #[body(name = "filters[user_id]")]
    pub user_id: Option<UserId>,
    /// Orders of this product.
    #[body(name = "filters[product_name_id]")]
    pub product_name_id: Option<ProductId>,
    /// Orders that are renewed, or those that are not.
    #[body(name = "filters[is_renewed]")]
    pub is_renewed: Option<Flag>,
    /// Orders of this container.
    #[body(name = "filters[container_id]")]
    pub container_id: Option<ContainerId>,
    /// The most orders of the reply: 1 to 100,000, by default 50,000.
    pub limit: Option<i64>,
    /// How many orders of the list to skip; by default none.
    pub offset: Option<i64>,
}

impl OrderReport {
    fn check(&self) -> Result<()> {
        if self.limit.is_some_and(|limit| !(1..=MOST_ORDERS).contains(&limit)) {
            return Err(Error::input("limit", "must be 1 to 100000"));
        }
        if self.offset.is_some_and(|offset| offset < 0) {
            return Err(Error::input("offset", "must not be negative"));
        }
        Ok(())
    }
}

/// A query over orders in GraphQL.
#[derive(Debug, Clone, Body)]
#[body(new(query), check)]
#[non_exhaustive]
pub struct ReportQuery {
    /// The query: `order_details(status, limit, sort)` or `order_details_by_id`, with at least one field.
    pub query: String,
    /// The values of the query's variables: an object.
    pub variables: Option<Value>,
}

impl ReportQuery {
    fn check(&self) -> Result<()> {
        input::required("query", &self.query)?;
        match &self.variables {
            Some(variables) if !variables.is_object() => Err(Error::input("variables", "must be an object")),
            _ => Ok(()),
        }
    }
}
