//! Orders of certificates.

mod actions;
mod create;
mod create_eu;
mod created;
mod dcv;
mod details;
mod info;
mod input;
mod listing;
mod new;
mod parts;
mod reference;
mod reissue;
mod safe;
mod seal;
mod search;
mod shared;
mod status;
mod validity;
mod wait;
mod wait_all;

pub use created::{CreatedOrder, FoundOrder, ReissuedOrder};
pub use dcv::{
    ApprovalScope, ChangedDcv, CheckedDnsName, DcvCheck, DcvCheckResult, DcvRandomValue, DeliveryOption,
    DnsNameStatus, DnsNameValidation, EmailStatus, EmailValidationStatus, OrderEmail, OrderValidation,
};
pub use details::UploadedLogo;
pub use info::{OrderCertificate, OrderInfo};
pub use input::{ContactUpdate, DcvEmails, DomainApprovalEmail, MarkUpdate, NewDnsNames, StatusUpdate};
pub use listing::{CertificateEntry, ListedCertificate, Order, StatusChange};
pub use new::*;
pub use parts::{
    BenefitType, CompetitiveReplacement, OrderApiKey, OrderBenefits, OrderBenefitsData, OrderCustomField,
    OrderKeyType, OrderMark, OrderPaymentProfile, OrderPrice, OrderProduct, OrderedValidity, RequestOfOrder,
    Shipment,
};
pub use reference::OrderReference;
pub use reissue::{Duplicate, Reissue, ReissueCertificate, SignaturePurchase};
pub use safe::{Placement, UnknownOrder};
pub use seal::{
    KeylockerSignatures, KeylockerUser, SealNumber, SealSettings, SealSize, SignatureCount, SiteSeal,
};
pub use search::{CsvPage, DateFilter, OrderOrigin, OrderSearch, StatusWindow};
pub use shared::{MarkType, MarkTypeData, OrderDomain, ShipMethod};
pub(crate) use status::status;
pub use status::{CertificateStatus, NewOrderStatus, OrderStatus};
pub use validity::Validity;
pub(crate) use validity::is_date;
pub use wait::{OrderWait, WaitOutcome};

use crate::{Call, Download, List, OrderId, client::Api};

/// Orders of certificates; from [`Client::orders`](crate::Client::orders).
///
/// An order is a purchase: it has one primary certificate, with its reissues and duplicates, and the requests that an
/// approver decides on.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::orders::{DateFilter, OrderSearch, OrderStatus};
///
/// let orders = digicert.orders();
/// let search = OrderSearch::new().status(OrderStatus::Issued).valid_till(DateFilter::before("2031-03-01"));
/// let mut expiring = orders.list(&search.sort("order_id"));
/// while let Some(order) = expiring.try_next().await? {
///     let order = orders.get(&order.id).await?;
///     println!("{}: {:?}", order.id, order.certificate.and_then(|certificate| certificate.valid_till));
/// }
/// # Ok(()) }
/// ```
///
/// [`wait_issued`](Self::wait_issued) waits for one certificate and [`wait_all_issued`](Self::wait_all_issued) for many.
#[derive(Debug, Clone)]
pub struct Orders(pub(crate) Api);

impl Orders {
    /// Lists orders.
    ///
    /// `GET /order/certificate`
    ///
    /// At most 1000 orders a page, which is also the default. The server keeps no snapshot: sort by a field that does
    /// not change.
    ///
    /// - Operation: `orders.list`
    /// - Retried: also when the reply is lost
    /// - Permission: any key role but 103
    /// - Source: vendor page "List orders" (dev.digicert.com, services-api/orders/list-orders.html)
    #[inline]
    pub fn list(&self, search: &OrderSearch) -> List<Order> {
        self.0.get("/order/certificate").header("accept", "application/json").query_of(search).list("orders")
    }

    /// Downloads one page of the list of orders as CSV.
    ///
    /// `GET /order/certificate`
    ///
    /// The columns are not documented. The file has no total: the list ends with a page that has fewer lines than its
    /// limit.
    ///
    /// - Operation: `orders.list_csv`
    /// - Retried: also when the reply is lost
    /// - Permission: any key role but 103
    /// - Source: vendor page "List orders" (dev.digicert.com, services-api/orders/list-orders.html)
    #[inline]
    pub fn list_csv(&self, search: &OrderSearch, page: &CsvPage) -> Download {
        self.0
            .get("/order/certificate")
            .header("accept", "text/csv")
            .query_of(search)
            .query_of(page)
            .download()
    }

    /// Returns one order.
    ///
    /// `GET /order/certificate/{order_id}`
    ///
    /// The thumbprint or the serial number of the primary certificate is accepted in place of the id; those of
    /// duplicates are not. With `.optional()` an order that does not exist is `None`.
    ///
    /// - Operation: `orders.get`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Order info" (dev.digicert.com, services-api/orders/order-info.html)
    #[inline]
    pub fn get(&self, id: &OrderId) -> Call<OrderInfo> {
        self.0.get("/order/certificate/{order_id}").path(id).identified_by("id").call()
    }

    /// Returns one order with the results of the checks of CAA records
    /// ([`caa_status_message`](OrderInfo::caa_status_message)): for pending orders of TLS and S/MIME certificates.
    ///
    /// `GET /order/certificate/{order_id}`
    ///
    /// - Operation: `orders.get`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Order info" (dev.digicert.com, services-api/orders/order-info.html)
    #[inline]
    pub fn get_with_caa_status(&self, id: &OrderId) -> Call<OrderInfo> {
        self.0
            .get("/order/certificate/{order_id}")
            .path(id)
            .query("include_caa_status", true)
            .identified_by("id")
            .call()
    }

    /// Lists the duplicates of an order's certificate, archived ones included if wanted.
    ///
    /// `GET /order/certificate/{order_id}/duplicate`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `orders.list_duplicates`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List duplicates" (dev.digicert.com, services-api/orders/list-duplicates.html)
    #[inline]
    pub fn list_duplicates(&self, id: &OrderId, show_archived: bool) -> List<CertificateEntry> {
        self.0
            .get("/order/certificate/{order_id}/duplicate")
            .path(id)
            .query_opt("show_archived", show_archived.then_some(true))
            .list_whole("certificates")
    }

    /// Lists the reissues of an order's certificate, archived ones included if wanted.
    ///
    /// `GET /order/certificate/{order_id}/reissue`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `orders.list_reissues`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List reissues" (dev.digicert.com, services-api/orders/list-reissues.html)
    #[inline]
    pub fn list_reissues(&self, id: &OrderId, show_archived: bool) -> List<CertificateEntry> {
        self.0
            .get("/order/certificate/{order_id}/reissue")
            .path(id)
            .query_opt("show_archived", show_archived.then_some(true))
            .list_whole("certificates")
    }

    /// Lists the orders whose status changed lately.
    ///
    /// `GET /order/certificate/status-changes`
    ///
    /// One request for any number of orders: read those that are listed with [`get`](Self::get), or wait with
    /// [`wait_all_issued`](Self::wait_all_issued). Let the windows of successive calls overlap. Complete in one reply: a
    /// page size has no effect. A window of more than 7 days is refused with
    /// [`TIME_FRAME_TOO_LONG`](crate::code::TIME_FRAME_TOO_LONG), and here before it is sent.
    ///
    /// - Operation: `orders.status_changes`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Status change list" (dev.digicert.com,
    ///   services-api/orders/status-change-list.html)
    #[inline]
    pub fn status_changes(&self, window: &StatusWindow) -> List<StatusChange> {
        self.0.get("/order/certificate/status-changes").query_of(window).list_whole("orders")
    }
}
