//! Which audit events are wanted.

use crate::{
    Sort,
    ids::{AccessGroupId, ConnectionId, HostId, SourceId, UserId},
};
use portcullis_core::Timestamp;
use portcullis_macros::Body;

/// In which order audit events are listed, and how they are counted.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct AuditEventQuery {
    /// Whether the server may estimate how many there are, which is faster. The pages then go on until one is empty.
    pub fuzzycount: Option<bool>,
    /// A text that the events must match; known from the vendor's SDK for Python alone.
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
    /// The user.
    pub user_id: Option<UserId>,
    /// The connection.
    pub connection_id: Option<ConnectionId>,
    /// The host.
    pub host_id: Option<HostId>,
    /// The directory.
    pub source_id: Option<SourceId>,
    /// The id of the session.
    pub session_id: Option<String>,
    /// The id of the access group.
    pub access_group_id: Option<AccessGroupId>,
    /// From when on.
    pub start_time: Option<Timestamp>,
    /// Until when.
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
