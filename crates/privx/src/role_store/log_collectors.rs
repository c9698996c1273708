//! Services that receive the logs of PrivX.

mod model;

pub use model::LogCollector;

use crate::ids::LogCollectorId;
use portcullis_core::{Call, Client, List};

/// Services that receive the logs of PrivX; made by [`RoleStore::log_collectors`](super::RoleStore::log_collectors).
#[derive(Debug, Clone)]
pub struct LogCollectors(pub(super) Client);

impl LogCollectors {
    /// Lists all log collectors.
    ///
    /// `GET /role-store/api/v1/logconf/collectors`
    ///
    /// - Operation: `log_collectors.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-view` or `logs-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list(&self) -> List<LogCollector> {
        self.0.get("/role-store/api/v1/logconf/collectors").list_whole("items")
    }

    /// Creates a log collector and returns its id.
    ///
    /// `POST /role-store/api/v1/logconf/collectors`
    ///
    /// - Operation: `log_collectors.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `settings-manage` or `logs-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn create(&self, collector: &LogCollector) -> Call<LogCollectorId> {
        self.0.post("/role-store/api/v1/logconf/collectors").create(collector).pick("id").call()
    }

    /// Returns one log collector.
    ///
    /// `GET /role-store/api/v1/logconf/collectors/{collector_id}`
    ///
    /// - Operation: `log_collectors.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-view` or `logs-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, id: &LogCollectorId) -> Call<LogCollector> {
        self.0.get("/role-store/api/v1/logconf/collectors/{collector_id}").path(id).identified_by("id").call()
    }

    /// Replaces one log collector as a whole.
    ///
    /// `PUT /role-store/api/v1/logconf/collectors/{collector_id}`
    ///
    /// A change by others between reading and writing is lost. Masked values (`***`) are refused.
    ///
    /// - Operation: `log_collectors.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-manage` or `logs-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace(&self, id: &LogCollectorId, collector: &LogCollector) -> Call<()> {
        self.0
            .put("/role-store/api/v1/logconf/collectors/{collector_id}")
            .idempotent()
            .replace(id, collector)
            .done()
    }

    /// Deletes one log collector.
    ///
    /// `DELETE /role-store/api/v1/logconf/collectors/{collector_id}`
    ///
    /// - Operation: `log_collectors.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-manage` or `logs-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, id: &LogCollectorId) -> Call<()> {
        self.0.delete("/role-store/api/v1/logconf/collectors/{collector_id}").idempotent().path(id).done()
    }
}
