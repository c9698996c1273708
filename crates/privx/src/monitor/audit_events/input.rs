//! Which audit events to list.

use crate::{
    Sort,
    ids::{AccessGroupId, ConnectionId, HostId, SessionId, SourceId, UserId},
};
use portcullis_core::Timestamp;
use portcullis_macros::Body;

/// In which order audit events are listed, and how they are counted.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct AuditEventQuery {
    /// Whether the server may estimate how many events there are, which is faster. The estimate is not used: the listing
    /// ends with an empty page.
    pub fuzzycount: Option<bool>,
    /// A text that the events must match; only the vendor's SDK for Python has it.
    pub query: Option<String>,
    /// The order; `created` is the only key that is documented.
    #[body(skip)]
    pub sort: Sort,
}

impl AuditEventQuery {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

/// Which audit events to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct AuditEventSearch {
    /// Words to look for, such as the names of services, separated by commas.
    pub keywords: Option<String>,
    /// Only those of this user.
    pub user_id: Option<UserId>,
    /// Only those of this connection.
    pub connection_id: Option<ConnectionId>,
    /// Only those of this host.
    pub host_id: Option<HostId>,
    /// Only those of this directory.
    pub source_id: Option<SourceId>,
    /// Only those of this login session.
    pub session_id: Option<SessionId>,
    /// Only those of this access group.
    pub access_group_id: Option<AccessGroupId>,
    /// Only those from this time on.
    pub start_time: Option<Timestamp>,
    /// Only those up to this time.
    pub end_time: Option<Timestamp>,
    /// The order, and how the events are counted.
    #[body(skip)]
    pub query: AuditEventQuery,
}

impl AuditEventSearch {
    /// Sets the order, and how the events are counted.
    pub fn query(mut self, query: AuditEventQuery) -> Self {
        self.query = query;
        self
    }
}
