//! Events of logins and of administrators, by Keycloak's admin API.

mod event_type;
mod input;
mod model;

pub use event_type::EventType;
pub use input::{AdminEventSearch, EventDirection, EventSearch};
pub use model::{AdminEvent, AuthDetails, Event, EventConfig, OperationType, ResourceType};

use crate::flavour::Core;
use portcullis_core::{Call, List};

/// Events of logins and of administrators; from [`Admin::events`](super::Admin::events).
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// use midprovider::admin::events::{EventSearch, EventType};
///
/// let search = EventSearch::new().types([EventType::LoginError]).date_from("2031-03-01");
/// let mut events = mid.admin().events().list(&search);
/// while let Some(event) = events.try_next().await? {
///     println!("{:?} {:?} {:?}", event.time_ms, event.user_id, event.error);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Events(pub(crate) Core);

impl Events {
    /// Lists events of logins, newest first unless the direction is set.
    ///
    /// `GET /auth/admin/realms/{realm}/events`
    ///
    /// Pages of 100 events unless set. Events that are stored meanwhile shift the pages: set `date_to` for a long
    /// listing. The realm stores events only while [`events_enabled`](EventConfig::events_enabled) is true. 400 for a
    /// filter that the server cannot read.
    ///
    /// - Operation: `admin_events.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-events`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn list(&self, search: &EventSearch) -> List<Event> {
        self.0.get("/auth/admin/realms/{realm}/events").query_of(search).list("")
    }

    /// **Deletes all** stored events of logins of the realm.
    ///
    /// `DELETE /auth/admin/realms/{realm}/events`
    ///
    /// **Partly guessed.** Path, members and permission are those of Keycloak; no source of the vendor confirms the
    /// operation.
    ///
    /// They cannot be restored: list them first if they are needed.
    ///
    /// - Operation: `admin_events.clear`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-events`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn clear(&self) -> Call<()> {
        self.0.delete("/auth/admin/realms/{realm}/events").idempotent().done()
    }

    /// Lists events of administrators: what was changed, and by whom.
    ///
    /// `GET /auth/admin/realms/{realm}/admin-events`
    ///
    /// Pages of 100 events unless set; their order is not documented unless the direction is set. Stored only while
    /// [`admin_events_enabled`](EventConfig::admin_events_enabled) is true. 400 for a filter that the server cannot
    /// read.
    ///
    /// - Operation: `admin_events.admin_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-events`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn admin_list(&self, search: &AdminEventSearch) -> List<AdminEvent> {
        self.0.get("/auth/admin/realms/{realm}/admin-events").query_of(search).list("")
    }

    /// **Deletes all** stored events of administrators of the realm.
    ///
    /// `DELETE /auth/admin/realms/{realm}/admin-events`
    ///
    /// **Partly guessed.** Path, members and permission are those of Keycloak; no source of the vendor confirms the
    /// operation.
    ///
    /// They cannot be restored: list them first if they are needed.
    ///
    /// - Operation: `admin_events.admin_clear`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-events`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn admin_clear(&self) -> Call<()> {
        self.0.delete("/auth/admin/realms/{realm}/admin-events").idempotent().done()
    }

    /// Returns which events the realm stores, and for how long.
    ///
    /// `GET /auth/admin/realms/{realm}/events/config`
    ///
    /// **Partly guessed.** Path, members and permission are those of Keycloak; no source of the vendor confirms the
    /// operation.
    ///
    /// - Operation: `admin_events.config_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-events`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn config_get(&self) -> Call<EventConfig> {
        self.0.get("/auth/admin/realms/{realm}/events/config").call()
    }

    /// Changes which events the realm stores, and for how long.
    ///
    /// `PUT /auth/admin/realms/{realm}/events/config`
    ///
    /// **Partly guessed.** Path, members and permission are those of Keycloak; no source of the vendor confirms the
    /// operation.
    ///
    /// Whether the server keeps or resets what is absent is not documented: change what
    /// [`config_get`](Self::config_get) returned. A change by others in between is lost.
    ///
    /// - Operation: `admin_events.config_update`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-events`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn config_update(&self, config: &EventConfig) -> Call<()> {
        self.0.put("/auth/admin/realms/{realm}/events/config").idempotent().json(config).done()
    }
}
