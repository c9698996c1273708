//! Audit events: actions of users and of PrivX.

mod input;
mod model;

pub use input::{AuditEventQuery, AuditEventSearch};
pub use model::{AuditEvent, AuditEventCodes, AuditEventInfo};

use crate::connection_manager::without_estimate;
use portcullis_core::{Call, Client, List, Request};

/// Audit events; made by [`Monitor::audit_events`](super::Monitor::audit_events).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::monitor::AuditEventSearch;
///
/// let events = privx.monitor().audit_events();
/// let search = AuditEventSearch::new().keywords("AUTH").start_time("2026-01-01T00:00:00Z");
/// let mut found = events.search(&search);
/// while let Some(event) = found.try_next().await? {
///     // ...
/// #   drop(event);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct AuditEvents(pub(super) Client);

impl AuditEvents {
    /// Lists all audit events, the oldest first.
    ///
    /// `GET /monitor-service/api/v1/auditevents`
    ///
    /// A page has 50 events unless [`page_size`](List::page_size) sets another size, at most 1000. New events come at
    /// the end and shift no page.
    ///
    /// - Operation: `audit_events.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `logs-view`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<AuditEvent> {
        self.0.get("/monitor-service/api/v1/auditevents").list("items")
    }

    /// Lists audit events in an order, or those that match a text.
    ///
    /// `GET /monitor-service/api/v1/auditevents`
    ///
    /// With the newest first, each new event shifts the pages, and some events come twice. A
    /// [`search`](Self::search) with an `end_time` avoids that.
    ///
    /// - Operation: `audit_events.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `logs-view`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_matching(&self, query: &AuditEventQuery) -> List<AuditEvent> {
        listed(self.0.get("/monitor-service/api/v1/auditevents"), query)
    }

    /// Finds audit events.
    ///
    /// `POST /monitor-service/api/v1/auditevents/search`
    ///
    /// Pages are as in [`list`](Self::list).
    ///
    /// - Operation: `audit_events.search`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `logs-view`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &AuditEventSearch) -> List<AuditEvent> {
        let request = self.0.post("/monitor-service/api/v1/auditevents/search").read_only().json(search);
        listed(request, &search.query)
    }

    /// Returns the codes of all audit events, with what they mean.
    ///
    /// `GET /monitor-service/api/v1/auditevents/codes`
    ///
    /// The vendor's documentation and its SDK have different forms: all of them are accepted.
    ///
    /// - Operation: `audit_events.codes`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `logs-view`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn codes(&self) -> Call<AuditEventCodes> {
        self.0.get("/monitor-service/api/v1/auditevents/codes").call()
    }
}

fn listed(request: Request, query: &AuditEventQuery) -> List<AuditEvent> {
    without_estimate(request.query_of(&query.sort).query_of(query), query.fuzzycount).list("items")
}
