//! Events, and which of them a realm stores.

use super::EventType;
use crate::{ClientId, SessionId, UserId};
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::{Record, Reply};
use std::collections::BTreeMap;

portcullis_core::open_enum! {
    /// What an administrator did to an object.
    OperationType {
        /// It was created.
        Create = "CREATE",
        /// It was changed.
        Update = "UPDATE",
        /// It was deleted.
        Delete = "DELETE",
        /// Something else was done with it.
        Action = "ACTION",
    }
}

portcullis_core::open_enum! {
    /// The kind of object that an event is about. A server has more; the facts name only two.
    ResourceType {
        /// A user.
        User = "USER",
        /// That a user belongs to a group.
        GroupMembership = "GROUP_MEMBERSHIP",
    }
}

/// An event of a login.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Event {
    /// The id; only newer versions of Keycloak send it.
    pub id: Option<String>,
    /// When it happened, in milliseconds since 1970.
    #[reply(name = "time")]
    pub time_ms: Option<i64>,
    /// What happened.
    #[reply(name = "type")]
    pub kind: Option<EventType>,
    /// The id of the realm.
    #[reply(name = "realmId")]
    pub realm_id: Option<String>,
    /// The client.
    #[reply(name = "clientId")]
    pub client_id: Option<ClientId>,
    /// The user.
    #[reply(name = "userId")]
    pub user_id: Option<UserId>,
    /// The session.
    #[reply(name = "sessionId")]
    pub session_id: Option<SessionId>,
    /// The network address that the request came from.
    #[reply(name = "ipAddress")]
    pub ip_address: Option<String>,
    /// Why it failed, if it did.
    pub error: Option<String>,
    /// More facts about it; the names depend on the type.
    pub details: BTreeMap<String, String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl Event {
    /// When it happened.
    pub fn time(&self) -> Option<Timestamp> {
        self.time_ms.map(Timestamp::from_unix_millis)
    }
}

/// An event of an administrator: a change.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct AdminEvent {
    /// The id; only newer versions of Keycloak send it.
    pub id: Option<String>,
    /// When it happened, in milliseconds since 1970.
    #[reply(name = "time")]
    pub time_ms: Option<i64>,
    /// The id of the realm.
    #[reply(name = "realmId")]
    pub realm_id: Option<String>,
    /// Who made the change.
    #[reply(name = "authDetails")]
    pub auth_details: Option<AuthDetails>,
    /// What was done.
    #[reply(name = "operationType")]
    pub operation_type: Option<OperationType>,
    /// The kind of the object.
    #[reply(name = "resourceType")]
    pub resource_type: Option<ResourceType>,
    /// The path of the object below the realm.
    #[reply(name = "resourcePath")]
    pub resource_path: Option<String>,
    /// The body of the request, as text that holds JSON. Older versions of Keycloak repeat secrets in it. Stored only
    /// while [`admin_events_details_enabled`](EventConfig::admin_events_details_enabled) is true (inferred).
    pub representation: Option<Secret>,
    /// Why it failed, if it did.
    pub error: Option<String>,
    /// More facts about it; only newer versions of Keycloak send them.
    pub details: BTreeMap<String, String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl AdminEvent {
    /// When it happened.
    pub fn time(&self) -> Option<Timestamp> {
        self.time_ms.map(Timestamp::from_unix_millis)
    }
}

/// Who made a change.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct AuthDetails {
    /// The id of the realm of the administrator.
    #[reply(name = "realmId")]
    pub realm_id: Option<String>,
    /// The client that the administrator used. Whether it is the client id or the UUID is not documented.
    #[reply(name = "clientId")]
    pub client_id: Option<String>,
    /// The administrator.
    #[reply(name = "userId")]
    pub user_id: Option<UserId>,
    /// The network address that the request came from.
    #[reply(name = "ipAddress")]
    pub ip_address: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Which events a realm stores, and for how long.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct EventConfig {
    /// Whether events of logins are stored.
    #[record(name = "eventsEnabled")]
    pub events_enabled: Option<bool>,
    /// How long events of logins are kept, in seconds. The meaning of 0 is not documented.
    #[record(name = "eventsExpiration")]
    pub events_expiration: Option<i64>,
    /// The names of what receives events as they happen.
    #[record(name = "eventsListeners")]
    pub events_listeners: Option<Vec<String>>,
    /// The types of events of logins that are stored. The meaning of an empty list is not documented.
    #[record(name = "enabledEventTypes")]
    pub enabled_event_types: Option<Vec<EventType>>,
    /// Whether events of administrators are stored.
    #[record(name = "adminEventsEnabled")]
    pub admin_events_enabled: Option<bool>,
    /// Whether events of administrators hold the bodies of requests, which may hold secrets.
    #[record(name = "adminEventsDetailsEnabled")]
    pub admin_events_details_enabled: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
