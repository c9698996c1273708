//! Which events to list.

use super::{EventType, OperationType, ResourceType};
use crate::{ClientId, UserId};
use portcullis_core::{Error, Result};
use portcullis_macros::Body;

portcullis_core::open_enum! {
    /// The order of a listing of events, by time.
    EventDirection {
        /// The oldest first.
        Ascending = "asc",
        /// The newest first.
        Descending = "desc",
    }
}

/// Which events of logins to list; all filters that are set must match.
///
/// A date is a day, such as `2031-03-01`, or a number of milliseconds since 1970 as text; anything else is refused.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs, check)]
#[non_exhaustive]
pub struct EventSearch {
    /// Only events of these types.
    #[body(name = "type")]
    pub types: Option<Vec<EventType>>,
    /// Only events of this client.
    pub client: Option<ClientId>,
    /// Only events of this user.
    pub user: Option<UserId>,
    /// Only events from this network address.
    #[body(name = "ipAddress")]
    pub ip_address: Option<String>,
    /// Only events from this date on.
    #[body(name = "dateFrom")]
    pub date_from: Option<String>,
    /// Only events up to this date.
    #[body(name = "dateTo")]
    pub date_to: Option<String>,
    /// The order.
    pub direction: Option<EventDirection>,
}

impl EventSearch {
    fn check(&self) -> Result<()> {
        dates(self.date_from.as_deref(), self.date_to.as_deref())
    }
}

/// Which events of administrators to list; all filters that are set must match.
///
/// A date is a day, such as `2031-03-01`, or a number of milliseconds since 1970 as text; anything else is refused.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs, check)]
#[non_exhaustive]
pub struct AdminEventSearch {
    /// Only events of these kinds of change.
    #[body(name = "operationTypes")]
    pub operation_types: Option<Vec<OperationType>>,
    /// Only events about objects of these kinds.
    #[body(name = "resourceTypes")]
    pub resource_types: Option<Vec<ResourceType>>,
    /// Only events about the object at this path. Whether a part of a path matches is not documented.
    #[body(name = "resourcePath")]
    pub resource_path: Option<String>,
    /// Only events of administrators of this realm; whether it is the realm's name or its id is not documented.
    #[body(name = "authRealm")]
    pub auth_realm: Option<String>,
    /// Only events of administrators who used this client; whether it is the client id or the UUID is not documented.
    #[body(name = "authClient")]
    pub auth_client: Option<String>,
    /// Only events of this administrator.
    #[body(name = "authUser")]
    pub auth_user: Option<UserId>,
    /// Only events of administrators at this network address.
    #[body(name = "authIpAddress")]
    pub auth_ip_address: Option<String>,
    /// Only events from this date on.
    #[body(name = "dateFrom")]
    pub date_from: Option<String>,
    /// Only events up to this date.
    #[body(name = "dateTo")]
    pub date_to: Option<String>,
    /// The order.
    pub direction: Option<EventDirection>,
}

impl AdminEventSearch {
    fn check(&self) -> Result<()> {
        dates(self.date_from.as_deref(), self.date_to.as_deref())
    }
}

fn dates(from: Option<&str>, to: Option<&str>) -> Result<()> {
    for (field, date) in [("date_from", from), ("date_to", to)] {
        if date.is_some_and(|date| !is_date(date)) {
            return Err(Error::input(field, "must be a day as `yyyy-MM-dd`, or milliseconds since 1970"));
        }
    }
    Ok(())
}

fn is_date(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    match *parts.as_slice() {
        [millis] => digits(millis),
        [year, month, day] => [(year, 4), (month, 2), (day, 2)]
            .iter()
            .all(|(part, length)| part.len() == *length && digits(part)),
        _ => false,
    }
}
