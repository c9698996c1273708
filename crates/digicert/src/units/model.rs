//! Orders of units as replies contain them.

use crate::{ProductId, SubaccountId, Timestamp, UnitOrderId, finance::Amount};
use portcullis_core::Extra;
use portcullis_macros::Reply;

portcullis_core::open_enum! {
    /// The status of an order of units.
    UnitOrderStatus {
        /// Bought.
        Completed = "completed",
        /// Canceled.
        Canceled = "canceled",
    }
}

/// An order of units.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UnitOrder {
    /// The order's id.
    pub id: UnitOrderId,
    /// The subaccount that the units are for.
    pub unit_account_id: Option<SubaccountId>,
    /// The subaccount's name.
    pub unit_account_name: Option<String>,
    /// The units of each product; empty in lists.
    pub bundle: Vec<UnitBundle>,
    /// The price of the whole order.
    pub cost: Option<Amount>,
    /// The currency, such as `USD`.
    pub currency: Option<String>,
    /// Status.
    pub status: Option<UnitOrderStatus>,
    /// The day on which the units expire, as `yyyy-MM-dd`.
    pub expiration_date: Option<String>,
    /// Creation, as `yyyy-MM-dd hh:mm:ss` without a time zone.
    pub created_date: Option<Timestamp>,
    /// Whether the order can be canceled; absent in lists.
    pub can_cancel: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The units of one product in an order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UnitBundle {
    /// The product.
    pub product_name_id: Option<ProductId>,
    /// The product's name.
    pub product_name: Option<String>,
    /// How many units.
    pub units: Option<i64>,
    /// Their price.
    pub cost: Option<Amount>,
    /// Members that this version does not know.
    pub extra: Extra,
}
