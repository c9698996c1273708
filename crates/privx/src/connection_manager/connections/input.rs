//! Which connections to find, and with how much detail.

use super::{AuthenticationMethod, ConnectionMode, ConnectionStatus, ConnectionType};
use crate::{
    Sort,
    ids::{ConnectionId, HostId, SessionId, UserId},
};
use portcullis_core::Timestamp;
use portcullis_macros::Body;

/// In which order connections are listed, and with how much detail.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct ConnectionOptions {
    /// Whether the server may estimate how many connections there are, which is fast with many. The estimate is not
    /// used: the listing ends with an empty page.
    pub fuzzycount: Option<bool>,
    /// Whether every detail is returned. With `false` the server leaves out `user_roles` and shortens the snapshots of
    /// user and host. Since v43.
    pub verbose: Option<bool>,
    /// The order of the connections.
    #[body(skip)]
    pub sort: Sort,
}

impl ConnectionOptions {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

/// Which connections to find; without conditions, all. A list finds connections to which one of its values applies
/// (inferred).
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct ConnectionSearch {
    /// Only these connections.
    pub id: Option<Vec<ConnectionId>>,
    /// Only those that these proxies carried.
    pub proxy_id: Option<Vec<String>>,
    /// Only those of these protocols.
    #[body(name = "type")]
    pub kind: Option<Vec<ConnectionType>>,
    /// Only those that were opened in these ways.
    pub mode: Option<Vec<ConnectionMode>>,
    /// Only those of these client programs.
    pub user_agent: Option<Vec<String>>,
    /// Only those with these methods of authentication.
    pub authentication_method: Option<Vec<AuthenticationMethod>>,
    /// Only those of these users.
    pub user_id: Option<Vec<UserId>>,
    /// Only those of users with these names.
    pub user_display_name: Option<Vec<String>>,
    /// Only those of users with these roles, by name or id; by reports the server ignores this.
    pub user_roles: Option<Vec<String>>,
    /// Only those to these hosts.
    pub target_host_id: Option<Vec<HostId>>,
    /// Only those to hosts with these names.
    pub target_host_common_name: Option<Vec<String>>,
    /// Only those to these addresses.
    pub target_host_address: Option<Vec<String>>,
    /// Only those to these accounts.
    pub target_host_account: Option<Vec<String>>,
    /// Only those to which these roles gave access.
    pub target_host_roles: Option<Vec<String>>,
    /// Only those from these addresses.
    pub remote_address: Option<Vec<String>>,
    /// Only those that began in this interval.
    pub connected: Option<TimestampSearch>,
    /// Only those that ended in this interval.
    pub disconnected: Option<TimestampSearch>,
    /// Only those in these states.
    pub status: Option<Vec<ConnectionStatus>>,
    /// Only those last used in this interval.
    pub last_activity: Option<TimestampSearch>,
    /// Only those whose end was requested at these times.
    pub force_disconnect: Option<Vec<String>>,
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// Only those that members of these roles may view.
    pub access_roles: Option<Vec<String>>,
    /// Only those that have such roles, or that have none.
    pub has_access_roles: Option<bool>,
    /// Only those of this login session.
    pub session_id: Option<SessionId>,
    /// Only those with these tags; by reports the server finds nothing.
    pub tags: Option<Vec<String>>,
    /// The order of the connections, and the detail.
    #[body(skip)]
    pub options: ConnectionOptions,
}

impl ConnectionSearch {
    /// Sets the order and the detail.
    pub fn options(mut self, options: ConnectionOptions) -> Self {
        self.options = options;
        self
    }
}

/// An interval of time. The names of its members are those that the vendor's SDK for Go sends; no other source
/// confirms them.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct TimestampSearch {
    /// The start.
    #[body(name = "Start")]
    pub start: Option<Timestamp>,
    /// The end.
    #[body(name = "End")]
    pub end: Option<Timestamp>,
}
