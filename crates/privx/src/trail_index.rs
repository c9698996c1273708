//! The service `trail-index`: the index of the contents of recordings.

mod input;
mod model;

pub use input::TranscriptSearch;
pub use model::{
    HttpTransport, TrailSlice, TrailSliceConnection, TrailSliceDetails, TrailSliceProtocol, TranscriptStatus,
};

use crate::{ServiceStatus, ids::ConnectionId};
use portcullis_core::{Call, Client, List};

/// The service `trail-index`; made by [`Client::trail_index`](crate::Client::trail_index).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::trail_index::TranscriptSearch;
///
/// let index = privx.trail_index();
/// let mut found = index.search(&TranscriptSearch::new().keywords("shutdown"));
/// while let Some(slice) = found.try_next().await? {
///     println!("{:?} at {:?} ms: {:?}", slice.connection_id, slice.position, slice.content);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct TrailIndex(pub(crate) Client);

impl TrailIndex {
    /// Finds places in recordings that are indexed.
    ///
    /// `POST /trail-index/api/v1/index/search`
    ///
    /// A page has 50 places unless [`page_size`](List::page_size) sets another size.
    ///
    /// - Operation: `trail_index.search`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &TranscriptSearch) -> List<TrailSlice> {
        self.0
            .post("/trail-index/api/v1/index/search")
            .read_only()
            .query_opt("sortdir", search.sort.as_ref())
            .json(search)
            .list("items")
    }

    /// Starts the indexing of recordings, and returns the state of each.
    ///
    /// `POST /trail-index/api/v1/index/start`
    ///
    /// The indexing goes on after the call: [`indexing_statuses`](Self::indexing_statuses) returns its state.
    ///
    /// - Operation: `trail_index.start`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-view`
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn start(&self, connections: &[ConnectionId]) -> Call<Vec<TranscriptStatus>> {
        self.0.post("/trail-index/api/v1/index/start").idempotent().json(connections).many().call()
    }

    /// Returns the state of the indexing of recordings.
    ///
    /// `POST /trail-index/api/v1/index/status`
    ///
    /// - Operation: `trail_index.indexing_statuses`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-view`
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn indexing_statuses(&self, connections: &[ConnectionId]) -> List<TranscriptStatus> {
        self.0.post("/trail-index/api/v1/index/status").read_only().json(connections).list_whole("items")
    }

    /// Returns the state of the indexing of one recording.
    ///
    /// `GET /trail-index/api/v1/index/{connection_id}/status`
    ///
    /// - Operation: `trail_index.indexing_status`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-view`
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn indexing_status(&self, connection: &ConnectionId) -> Call<TranscriptStatus> {
        self.0.get("/trail-index/api/v1/index/{connection_id}/status").path(connection).call()
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /trail-index/api/v1/status`
    ///
    /// - Operation: `trail_index.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/trail-index/api/v1/status").without_credential().call()
    }
}
