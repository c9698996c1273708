//! Requests that wait for approval.

mod input;
mod model;

pub use input::{RequestDecision, RequestSearch};
pub use model::{
    CertificateOfRequest, ListedRequest, OrderOfRequest, RequestInfo, RequestStatus, RequestType,
};

use crate::{Call, List, RequestId, client::Api};

/// Requests for orders, reissues, duplicates and revocations, on which an approver decides; from
/// [`Client::requests`](crate::Client::requests).
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::requests::{RequestDecision, RequestSearch, RequestStatus};
///
/// let requests = digicert.requests();
/// let search = RequestSearch::new().status(RequestStatus::Pending);
/// for request in requests.list(&search).all().await? {
///     let details = requests.get(&request.id).await?;
///     println!("{}: {}", request.id, details.comments.unwrap_or_default());
///     requests.update_status(&request.id, &RequestDecision::approve()).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Requests(pub(crate) Api);

impl Requests {
    /// Lists requests.
    ///
    /// `GET /request`
    ///
    /// The server keeps no snapshot: a request that is decided leaves a list that is filtered by status, and the later
    /// ones move up. Collect the list first if you decide while you read it.
    ///
    /// - Operation: `requests.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List requests" (dev.digicert.com, services-api/requests/list-requests.html)
    #[inline]
    pub fn list(&self, search: &RequestSearch) -> List<ListedRequest> {
        self.0.get("/request").query_of(search).list("requests")
    }

    /// Returns one request, with its order.
    ///
    /// `GET /request/{request_id}`
    ///
    /// - Operation: `requests.get`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Request info" (dev.digicert.com, services-api/requests/request-info.html)
    #[inline]
    pub fn get(&self, id: &RequestId) -> Call<RequestInfo> {
        self.0.get("/request/{request_id}").path(id).identified_by("id").call()
    }

    /// Approves or rejects a request.
    ///
    /// `PUT /request/{request_id}/status`
    ///
    /// **An approval can place an order, which costs money, or revoke certificates**: read the request before.
    /// The requester is refused as its approver, with 403 and
    /// [`INVALID_APPROVER`](crate::code::INVALID_APPROVER).
    ///
    /// - Operation: `requests.update_status`
    /// - Retried: also when the reply is lost
    /// - Permission: an approver who is not the requester
    /// - Source: vendor page "Update request status" (dev.digicert.com,
    ///   services-api/requests/update-request-status.html)
    #[inline]
    pub fn update_status(&self, id: &RequestId, decision: &RequestDecision) -> Call<()> {
        self.0.put("/request/{request_id}/status").path(id).json(decision).idempotent().done()
    }
}
