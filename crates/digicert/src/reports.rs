//! Counts of orders and requests, the list of orders as CSV, and queries in GraphQL.

mod input;
mod model;

pub use input::{ExpiringSearch, OrderReport, ReportQuery};
pub use model::{
    ExpiringCertificates, ExpiringCounts, ExpiringOrders, ExpiryWindow, OrderData, OrderDetails,
    RequestCount, RequestSummary,
};

use crate::{Call, ContainerId, Download, client::Api};

/// Reports; from [`Client::reports`](crate::Client::reports).
///
/// These are on the server of all other operations. Scheduled reports are in the
/// [Report Library](crate::report_library::ReportLibrary), which has another.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use digicert::reports::{ExpiringSearch, OrderReport};
///
/// for count in digicert.reports().expiring(&ExpiringSearch::new()).await?.expiring_orders {
///     println!("{:?}: {:?}", count.days_expiring, count.orders());
/// }
///
/// let mut csv = digicert.reports().orders_csv(&OrderReport::new().status("issued"));
/// let mut file = std::fs::File::create("orders.csv")?;
/// while let Some(bytes) = csv.try_next().await? {
///     std::io::Write::write_all(&mut file, &bytes)?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Reports(pub(crate) Api);

impl Reports {
    /// Counts the orders that expire soon, and the certificates if the search includes them.
    ///
    /// `GET /report/order/expiring`
    ///
    /// With [`include_expiring_certs`](ExpiringSearch::include_expiring_certs) the server returns the counts of
    /// orders under another name; [`ExpiringOrders::orders`] reads either. The name of the list of certificates is
    /// guessed.
    ///
    /// - Operation: `reports.expiring`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Expiring orders and certificates" (dev.digicert.com,
    ///   services-api/reports/expiring-orders-and-certificates.html)
    #[inline]
    pub fn expiring(&self, search: &ExpiringSearch) -> Call<ExpiringCounts> {
        self.0.get("/report/order/expiring").query_of(search).call()
    }

    /// Counts the pending requests by type, of one container or of the account.
    ///
    /// `GET /report/request`
    ///
    /// - Operation: `reports.requests`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Request summary" (dev.digicert.com, services-api/reports/request-summary.html)
    #[inline]
    pub fn requests(&self, container: Option<&ContainerId>) -> Call<RequestSummary> {
        let request = self.0.get("/report/request").query_opt("container_id", container);
        request.pick("request").call()
    }

    /// Downloads a part of the list of orders as CSV, one row for each order below a row of headings.
    ///
    /// `GET /report/order`
    ///
    /// At most [`limit`](OrderReport::limit) orders, 50,000 by default. **The reply does not contain the number of
    /// all orders:** if a part has as many rows as its limit, request the next one, with
    /// [`offset`](OrderReport::offset) moved by the number of rows, until a part has fewer. Count rows with a reader of
    /// CSV: every value is in quotation marks, and the value `csr` has line breaks.
    ///
    /// - Operation: `reports.orders_csv`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Order report" (dev.digicert.com, services-api/reports/order-report.html)
    #[inline]
    pub fn orders_csv(&self, report: &OrderReport) -> Download {
        self.0.get("/report/order").query_of(report).download()
    }

    /// Queries orders in GraphQL, and reads `data` of the reply as a type of the caller's.
    ///
    /// `POST /reports/query`
    ///
    /// The fields of the reply are those that the query names: read them into a type of your own, or into
    /// [`OrderData`]. If the reply contains errors the call fails with their texts, also if it contains data beside
    /// them.
    ///
    /// ```no_run
    /// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
    /// use digicert::reports::{OrderData, ReportQuery};
    ///
    /// let query = ReportQuery::new("{ order_details(status: \"issued\", limit: 5) { id status } }");
    /// let data: OrderData = digicert.reports().query(&query).await?;
    /// for order in data.order_details {
    ///     println!("{:?} {:?}", order.id, order.extra.get("status"));
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// - Operation: `reports.query`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Custom Reports API" (dev.digicert.com, custom-reports-api)
    #[inline]
    pub fn query<T>(&self, query: &ReportQuery) -> Call<T> {
        self.0.post("/reports/query").json(query).read_only().pick("data").call()
    }
}
