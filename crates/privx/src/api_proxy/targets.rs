//! HTTP APIs that are reached through PrivX.

mod input;
mod model;

pub use input::ApiTargetSearch;
pub use model::{
    ApiTarget, ApiTargetDisabled, ApiTargetEndpoint, EndpointMethod, EndpointProtocol, TargetCredential,
    TargetCredentialType,
};

use crate::{Sort, SortDirection, ids::ApiTargetId};
use portcullis_core::{Call, Client, List};

/// API targets; made by [`ApiProxy::targets`](super::ApiProxy::targets). Since PrivX 42.
///
/// ```no_run
/// # async fn f(privx: privx::Client, group: String, ops: privx::RoleId) -> privx::Result<()> {
/// use privx::{RoleHandle, Secret};
/// use privx::api_proxy::{ApiTarget, ApiTargetEndpoint, EndpointMethod, EndpointProtocol, TargetCredential};
///
/// let targets = privx.api_proxy().targets();
/// let reads = ApiTargetEndpoint::new("api.example.org", [EndpointProtocol::Https], [EndpointMethod::Get], ["/v1/**"]);
/// let target = ApiTarget::new("billing", group, [RoleHandle::new(ops)], [reads])
///     .target_credential(TargetCredential::token(Secret::from("hunter2")));
/// let id = targets.create(&target).await?;
/// # drop(id);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ApiTargets(pub(super) Client);

impl ApiTargets {
    /// Lists all API targets.
    ///
    /// `GET /api-proxy/api/v1/api-targets`
    ///
    /// A page has 50 targets unless [`page_size`](List::page_size) sets another size; the largest allowed is not
    /// documented.
    ///
    /// - Operation: `api_targets.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list(&self) -> List<ApiTarget> {
        self.0.get("/api-proxy/api/v1/api-targets").list("items")
    }

    /// Lists API targets in an order, or those that match a filter, whose values are not documented.
    ///
    /// `GET /api-proxy/api/v1/api-targets`
    ///
    /// - Operation: `api_targets.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list_sorted(&self, sort: &Sort, filter: Option<&str>) -> List<ApiTarget> {
        self.0.get("/api-proxy/api/v1/api-targets").query_of(sort).query_opt("filter", filter).list("items")
    }

    /// Finds API targets.
    ///
    /// `POST /api-proxy/api/v1/api-targets/search`
    ///
    /// Pages are as in [`list`](Self::list).
    ///
    /// - Operation: `api_targets.search`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn search(&self, search: &ApiTargetSearch) -> List<ApiTarget> {
        self.0
            .post("/api-proxy/api/v1/api-targets/search")
            .read_only()
            .query_of(&search.sort)
            .query_opt("filter", search.filter.as_ref())
            .json(search)
            .list("items")
    }

    /// Lists the tags in use on API targets, in ascending order.
    ///
    /// `GET /api-proxy/api/v1/api-targets/tags`
    ///
    /// A bare list and a listing with a count are both accepted.
    ///
    /// - Operation: `api_targets.tags`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn tags(&self) -> List<String> {
        self.0.get("/api-proxy/api/v1/api-targets/tags").list("items")
    }

    /// Lists the tags in use on API targets, in either order.
    ///
    /// `GET /api-proxy/api/v1/api-targets/tags`
    ///
    /// - Operation: `api_targets.tags`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn tags_sorted(&self, direction: &SortDirection) -> List<String> {
        self.0.get("/api-proxy/api/v1/api-targets/tags").query("sortdir", direction).list("items")
    }

    /// Creates an API target and returns its id.
    ///
    /// `POST /api-proxy/api/v1/api-targets`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// Limits: a name without blanks around it; an access group; roles and both lists of endpoints, which may be empty; no
    /// empty tag.
    ///
    /// - Operation: `api_targets.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `api-targets-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, target: &ApiTarget) -> Call<ApiTargetId> {
        self.0.post("/api-proxy/api/v1/api-targets").create(target).pick("id").call()
    }

    /// Returns one API target.
    ///
    /// `GET /api-proxy/api/v1/api-targets/{api_target_id}`
    ///
    /// The secrets of `target_credential` are masked (`***`).
    ///
    /// - Operation: `api_targets.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &ApiTargetId) -> Call<ApiTarget> {
        self.0.get("/api-proxy/api/v1/api-targets/{api_target_id}").path(id).identified_by("id").call()
    }

    /// Replaces one API target as a whole: what `target` does not hold is reset.
    ///
    /// `PUT /api-proxy/api/v1/api-targets/{api_target_id}`
    ///
    /// Masked secrets (`***`) are refused: supply them anew. What the server does with the stored secrets if the credential
    /// has none is not documented. A change by others between reading and writing is lost. The limits are those of
    /// [`create`](Self::create).
    ///
    /// - Operation: `api_targets.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace(&self, id: &ApiTargetId, target: &ApiTarget) -> Call<()> {
        self.0.put("/api-proxy/api/v1/api-targets/{api_target_id}").idempotent().replace(id, target).done()
    }

    /// Deletes one API target.
    ///
    /// `DELETE /api-proxy/api/v1/api-targets/{api_target_id}`
    ///
    /// - Operation: `api_targets.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, id: &ApiTargetId) -> Call<()> {
        self.0.delete("/api-proxy/api/v1/api-targets/{api_target_id}").idempotent().path(id).done()
    }
}
