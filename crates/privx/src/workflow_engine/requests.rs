//! Requests for roles, and the decisions about them.

mod input;
mod model;
mod obtain;
mod outcome;

pub use input::{AccessRequestSearch, Decision, RequestFilter};
pub use model::{
    AccessRequest, ApproverDecision, RequestStatus, RequestStep, RequestStepApprover, UserHandle,
};
pub use outcome::{Obtained, RequestOutcome};

use crate::ids::RequestId;
use portcullis_core::{Call, Client, List};

/// Requests for roles; made by [`WorkflowEngine::requests`](super::WorkflowEngine::requests).
///
/// A user cannot approve their own request. One denial ends a request. Users of OIDC directories cannot make requests.
///
/// ```no_run
/// # async fn f(privx: privx::Client, ops: privx::RoleId, me: privx::UserId) -> privx::Result<()> {
/// use privx::workflow_engine::{AccessRequest, RequestOutcome};
/// use std::time::Duration;
///
/// let requests = privx.workflow_engine().requests();
/// let request = AccessRequest::floating(ops, me, 8).request_justification("ticket 4711");
/// let obtained = requests.obtain(&request, Duration::from_secs(600)).await?;
/// match obtained.outcome {
///     RequestOutcome::Approved(_) if obtained.role.is_some() => println!("go"),
///     RequestOutcome::Denied(_) => println!("denied"),
///     _ => println!("wait again for {}", obtained.id),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Requests(pub(super) Client);

impl Requests {
    /// Lists requests.
    ///
    /// `GET /workflow-engine/api/v1/requests`
    ///
    /// A page has 50 requests unless [`page_size`](List::page_size) sets another size, at most 100.
    /// [`RequestFilter::All`] requires `requests-view` (inferred).
    ///
    /// - Operation: `requests.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `workflows-requests`, `requests-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self, filter: &RequestFilter) -> List<AccessRequest> {
        self.0.get("/workflow-engine/api/v1/requests").query("filter", filter).list("items")
    }

    /// Requests a role and returns the id of the request.
    ///
    /// `POST /workflow-engine/api/v1/requests`
    ///
    /// The server replies before a decision: [`wait_decided`](Self::wait_decided) waits for one, and
    /// [`obtain`](Self::obtain) does both.
    ///
    /// Limits: a role and a user by id; a time-restricted grant has a start and an end, a floating one a length.
    ///
    /// - Operation: `requests.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `workflows-requests`; `workflows-requests-on-behalf` for another user (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, request: &AccessRequest) -> Call<RequestId> {
        self.0.post("/workflow-engine/api/v1/requests").create(request).pick("id").call()
    }

    /// Finds requests.
    ///
    /// `POST /workflow-engine/api/v1/requests/search`
    ///
    /// The filter is sent in the query and in the body, because one of the vendor's SDKs sends it in the query and another
    /// one in the body. Pages are as in [`list`](Self::list).
    ///
    /// - Operation: `requests.search`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `workflows-requests`, `requests-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &AccessRequestSearch) -> List<AccessRequest> {
        self.0
            .post("/workflow-engine/api/v1/requests/search")
            .read_only()
            .query("filter", &search.filter)
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Returns one request.
    ///
    /// `GET /workflow-engine/api/v1/requests/{request_id}`
    ///
    /// - Operation: `requests.get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `workflows-requests`, `requests-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &RequestId) -> Call<AccessRequest> {
        self.0.get("/workflow-engine/api/v1/requests/{request_id}").path(id).identified_by("id").call()
    }

    /// Deletes one request.
    ///
    /// `DELETE /workflow-engine/api/v1/requests/{request_id}`
    ///
    /// Whether a role that was granted by it stays is not documented.
    ///
    /// - Operation: `requests.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `workflows-requests` or `requests-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn delete(&self, id: &RequestId) -> Call<()> {
        self.0.delete("/workflow-engine/api/v1/requests/{request_id}").idempotent().path(id).done()
    }

    /// Approves or denies one step of a request.
    ///
    /// `POST /workflow-engine/api/v1/requests/{request_id}/decision`
    ///
    /// Only a waiting request can be decided. By the documentation a decision may also change the duration of the grant;
    /// the members for it are not documented.
    ///
    /// - Operation: `requests.decide`
    /// - Retried: only when the request was provably not sent
    /// - Permission: a mapped member of an approver role of the step
    /// - Source: vendor's documentation
    #[inline]
    pub fn decide(&self, id: &RequestId, decision: &Decision) -> Call<()> {
        self.0.post("/workflow-engine/api/v1/requests/{request_id}/decision").path(id).json(decision).done()
    }

    /// Revokes the role that was granted by a request.
    ///
    /// `POST /workflow-engine/api/v1/requests/{request_id}/role/revoke`
    ///
    /// - Operation: `requests.revoke_role`
    /// - Retried: also when the reply is lost
    /// - Permission: an approver, where `approver_can_revoke` is true (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn revoke_role(&self, id: &RequestId) -> Call<()> {
        self.0.post("/workflow-engine/api/v1/requests/{request_id}/role/revoke").idempotent().path(id).done()
    }
}
