//! Whether a token is valid, and what it permits.

use std::time::Duration;

use super::sessions::Access;
use super::state::State;
use super::store::{MANAGEMENT, Store};

impl State {
    /// The live access token of this text whose user still exists and may log in.
    pub(super) fn live_access(&self, token: &str) -> Option<Access> {
        let mut store = self.store();
        let access = store.sessions.access(token, store.now())?.clone();
        store
            .within(&access.realm, |store| {
                let late = access.issued < Duration::from_secs(store.number("notBefore"));
                store.user(&access.user).is_some_and(|user| user.enabled) && !late && store.is_on("enabled")
            })
            .then_some(access)
    }

    /// Whether KOBIL's operations serve a token: one of the realm itself alone.
    pub(super) fn serves_as_admin(&self, access: &Access) -> bool {
        !self.settings().role_missing && access.realm == self.realm && self.store().is_admin(&access.user)
    }

    /// Whether a token permits an operation of the admin tree on the realm.
    pub(super) fn may(&self, access: &Access, id: &str, verb: &str) -> bool {
        !self.settings().role_missing && self.store().may(access, id, verb)
    }
}

impl Store {
    fn may(&mut self, access: &Access, id: &str, verb: &str) -> bool {
        let of_master = self.is_master(&access.realm);
        let rights: Vec<String> = self.within(&access.realm, |store| {
            let realm = store.all_realm_roles(&access.user);
            let realm = realm.into_iter().filter(|_| of_master);
            let mut by_client = store.all_client_roles(&access.user);
            realm.chain(by_client.remove(MANAGEMENT).unwrap_or_default()).map(str::to_owned).collect()
        });
        let has = |wanted: &str| rights.iter().any(|right| right == wanted);
        if of_master && has("admin") {
            return true;
        }
        match id {
            "admin_realms.create" => of_master && has("create-realm"),
            "admin_realms.delete" => false,
            "admin_realms.list" | "admin_server.info" => !rights.is_empty(),
            _ if access.realm != self.current => false,
            _ => {
                let area = area(id);
                has("realm-admin")
                    || area == "impersonation" && has(area)
                    || has(&format!("manage-{area}"))
                    || verb == "GET" && has(&format!("view-{area}"))
            }
        }
    }
}

/// The part of the roles' names after the verb: what they are about.
fn area(id: &str) -> &'static str {
    match id {
        "admin_users.impersonate" => "impersonation",
        "admin_realms.logout_all" => "users",
        "admin_users.profile_config_get" | "admin_users.profile_config_update" => "realm",
        _ if id.starts_with("admin_groups.default_") => "realm",
        _ => match id.split('.').next().unwrap_or_default() {
            "admin_clients" | "admin_client_roles" | "admin_client_scopes" => "clients",
            "admin_roles" | "admin_realms" | "admin_required_actions" => "realm",
            "admin_events" => "events",
            _ => "users",
        },
    }
}
