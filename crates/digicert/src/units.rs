//! Orders of units.

mod input;
mod model;

pub use input::{NewUnitOrder, NewUnits, UnitOrderSearch};
pub use model::{UnitBundle, UnitOrder, UnitOrderStatus};

use crate::{Call, List, UnitOrderId, client::Api};

/// Orders of units, with which a parent account pays for certificates of a subaccount in advance; from
/// [`Client::units`](crate::Client::units).
///
/// For subaccounts whose pricing method is units.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::units::{NewUnitOrder, NewUnits};
///
/// // Costs money.
/// let order = NewUnitOrder::new("320", vec![NewUnits::new("ssl_basic", 10u32)]);
/// let id = digicert.units().create_order(&order).await?;
/// if digicert.units().get_order(&id).await?.can_cancel == Some(true) {
///     digicert.units().cancel_order(&id).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Units(pub(crate) Api);

impl Units {
    /// Lists orders of units.
    ///
    /// `GET /units/order`
    ///
    /// At most 1000 orders a page, which is also the default. Without `bundle` and `can_cancel`, which
    /// [`get_order`](Self::get_order) returns.
    ///
    /// - Operation: `units.list_orders`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List unit orders" (dev.digicert.com, services-api/subaccount/list-unit-orders.html)
    #[inline]
    pub fn list_orders(&self, search: &UnitOrderSearch) -> List<UnitOrder> {
        self.0.get("/units/order").query_of(search).list("orders")
    }

    /// Orders units for a subaccount and returns the order's id.
    ///
    /// `POST /units/order`
    ///
    /// **Costs money.** After a lost reply do not send it again: look for the order with
    /// [`list_orders`](Self::list_orders), filtered by the subaccount and sorted by `-created_date`. The transfer of
    /// units must be enabled for the account. Success has status 200 or 201: the vendor's page shows none.
    ///
    /// - Operation: `units.create_order`
    /// - Retried: only when the request was provably not sent; a second order would cost a second time
    /// - Permission: not documented
    /// - Source: vendor page "Create unit order" (dev.digicert.com, services-api/subaccount/create-unit-order.html)
    #[inline]
    pub fn create_order(&self, order: &NewUnitOrder) -> Call<UnitOrderId> {
        self.0.post("/units/order").json(order).once().fresh().pick("id").call()
    }

    /// Returns one order of units.
    ///
    /// `GET /units/order/{order_id}`
    ///
    /// - Operation: `units.get_order`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Unit order details" (dev.digicert.com, services-api/subaccount/unit-order-details.html)
    #[inline]
    pub fn get_order(&self, id: &UnitOrderId) -> Call<UnitOrder> {
        self.0.get("/units/order/{order_id}").path(id).identified_by("id").call()
    }

    /// Cancels an order of units.
    ///
    /// `PUT /units/order/{order_id}/cancel`
    ///
    /// Within 30 days, and only while no unit was used: [`UnitOrder::can_cancel`] shows whether it is possible.
    ///
    /// - Operation: `units.cancel_order`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Cancel unit order" (dev.digicert.com, services-api/subaccount/cancel-unit-order.html)
    #[inline]
    pub fn cancel_order(&self, id: &UnitOrderId) -> Call<()> {
        self.0.put("/units/order/{order_id}/cancel").path(id).idempotent().done()
    }
}
