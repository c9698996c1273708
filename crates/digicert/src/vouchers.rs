//! Vouchers: prepaid codes for certificates.

mod input;
mod model;

pub(crate) use input::check_vouchers;
pub use input::{NewVoucherOrder, VoucherItem};
pub use model::{
    VoucherCode, VoucherCodeUse, VoucherOrder, VoucherOrderStatus, VoucherProduct, VoucherStatus,
};

use crate::{Call, Download, List, VoucherOrderId, client::Api};

/// Vouchers, prepaid codes with which other people order certificates; from
/// [`Client::vouchers`](crate::Client::vouchers).
///
/// A code is enough to order a certificate: codes are [`Secret`](crate::Secret)s here.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client, send: impl Fn(&digicert::Secret)) -> digicert::Result<()> {
/// use digicert::{finance::PaymentMethod, vouchers::{NewVoucherOrder, VoucherItem}};
///
/// // Costs money.
/// let item = VoucherItem::new("ssl_basic", 5u32).validity_years(1u32);
/// let order = NewVoucherOrder::new(vec![item], PaymentMethod::Balance);
/// let codes = digicert.vouchers().create_order(&order).await?.codes;
/// codes.iter().filter_map(|code| code.value.as_ref()).for_each(send);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Vouchers(pub(crate) Api);

impl Vouchers {
    /// Lists orders of vouchers, without their codes.
    ///
    /// `GET /voucher`
    ///
    /// The reply has a page block with at most 1000 orders; whether the server honours a page size and an offset is
    /// not documented.
    ///
    /// - Operation: `vouchers.list_orders`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List all voucher orders" (dev.digicert.com,
    ///   services-api/vouchers/list-all-voucher-orders.html)
    #[inline]
    pub fn list_orders(&self) -> List<VoucherOrder> {
        self.0.get("/voucher").list("voucher_orders")
    }

    /// Buys vouchers and returns the order with the codes.
    ///
    /// `POST /voucher`
    ///
    /// **Costs money.** After a lost reply do not send it again: look for the order with
    /// [`list_orders`](Self::list_orders); [`get_order`](Self::get_order) returns its codes. The vendor recommends one
    /// order for each customer. [`voucher_price_estimate`](crate::finance::Finance::voucher_price_estimate) returns the
    /// price before.
    ///
    /// - Operation: `vouchers.create_order`
    /// - Retried: only when the request was provably not sent; a second order would cost a second time
    /// - Permission: not documented
    /// - Source: vendor page "Create voucher order" (dev.digicert.com,
    ///   services-api/vouchers/create-voucher-order.html)
    #[inline]
    pub fn create_order(&self, order: &NewVoucherOrder) -> Call<VoucherOrder> {
        self.0.post("/voucher").json(order).once().fresh().identified_by("id").call()
    }

    /// Returns one order of vouchers with its codes.
    ///
    /// `GET /voucher/{id}`
    ///
    /// - Operation: `vouchers.get_order`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Get voucher order details" (dev.digicert.com,
    ///   services-api/vouchers/get-voucher-order-details.html)
    #[inline]
    pub fn get_order(&self, id: &VoucherOrderId) -> Call<VoucherOrder> {
        self.0.get("/voucher/{id}").path(id).identified_by("id").call()
    }

    /// Lists the codes of an order and what they were used for.
    ///
    /// `GET /voucher/{voucher_order_id}/download`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `vouchers.list_codes`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List codes for voucher order" (dev.digicert.com,
    ///   services-api/vouchers/list-codes-for-voucher-order.html)
    #[inline]
    pub fn list_codes(&self, id: &VoucherOrderId) -> List<VoucherCodeUse> {
        self.0.get("/voucher/{voucher_order_id}/download").path(id).list_whole("codes")
    }

    /// Downloads what [`list_codes`](Self::list_codes) returns as a CSV file.
    ///
    /// `GET /voucher/{voucher_order_id}/download` (CSV)
    ///
    /// Sent with `Accept: text/csv`. The file contains the codes in plain text; its columns are not documented.
    ///
    /// - Operation: `vouchers.list_codes`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List codes for voucher order" (dev.digicert.com,
    ///   services-api/vouchers/list-codes-for-voucher-order.html)
    #[inline]
    pub fn list_codes_csv(&self, id: &VoucherOrderId) -> Download {
        self.0.get("/voucher/{voucher_order_id}/download").path(id).header("accept", "text/csv").download()
    }
}
