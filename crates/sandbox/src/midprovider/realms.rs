//! The realms: what each of them is, and the objects that it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Value, json};

use crate::collections::text;
use crate::objects::{Object, Objects};
use crate::store::{Change, Tracked};

/// The realm whose administrators serve every realm.
pub(super) const MASTER: &str = "master";
/// The place of a realm's own object among its objects.
pub(super) const REALM: &str = "realm";
pub(super) const UNREGISTERED: &str = "unregistered_required_actions";

struct Make(Box<dyn Fn() -> Objects + Send>);

impl fmt::Debug for Make {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Make")
    }
}

/// The objects of every realm, by the id of the realm.
#[derive(Debug)]
pub(super) struct Realms {
    /// Makes the place for the objects of a new realm.
    make: Make,
    all: BTreeMap<String, Objects>,
    /// What a request works on whose realm was deleted meanwhile.
    none: Objects,
    /// Realms that are gone and not yet saved as such.
    gone: BTreeSet<String>,
}

impl Realms {
    pub(super) fn new(make: Box<dyn Fn() -> Objects + Send>) -> Self {
        let (all, gone, none) = (BTreeMap::new(), BTreeSet::new(), make());
        Self { make: Make(make), all, none, gone }
    }

    pub(super) fn of(&self, id: &str) -> &Objects {
        self.all.get(id).unwrap_or(&self.none)
    }

    pub(super) fn of_mut(&mut self, id: &str) -> &mut Objects {
        match self.all.get_mut(id) {
            Some(objects) => objects,
            None => &mut self.none,
        }
    }

    fn is_there(&self, id: &str) -> bool {
        self.all.contains_key(id) && !self.gone.contains(id)
    }

    pub(super) fn object(&self, id: &str) -> Option<&Object> {
        self.of(id).get(REALM, "", REALM)
    }

    pub(super) fn ids(&self) -> Vec<String> {
        self.all.keys().filter(|id| self.is_there(id)).cloned().collect()
    }

    /// The id of the realm of this name.
    pub(super) fn id_of(&self, name: &str) -> Option<String> {
        let is_named = |id: &&String| self.object(id).is_some_and(|realm| text(realm, "realm") == name);
        self.all.keys().filter(|id| self.is_there(id)).find(is_named).cloned()
    }

    pub(super) fn add(&mut self, id: &str, realm: Object) {
        let objects = self.all.entry(id.to_owned()).or_insert_with(&*self.make.0);
        objects.put(REALM, "", REALM, realm);
        self.gone.remove(id);
    }

    pub(super) fn remove(&mut self, id: &str) {
        if let Some(objects) = self.all.get_mut(id) {
            objects.clear();
            self.gone.insert(id.to_owned());
        }
    }
}

/// The key of a row is that of the object, with the realm before it.
impl Tracked for Realms {
    fn rows(&self, table: &str) -> serde_json::Result<Vec<Change>> {
        let mut rows = Vec::new();
        for (id, objects) in &self.all {
            rows.extend(Tracked::rows(objects, table)?.into_iter().map(|change| within(id, change)));
        }
        Ok(rows)
    }

    fn take_changes(&mut self, table: &str) -> serde_json::Result<Vec<Change>> {
        let mut changes = Vec::new();
        for (id, objects) in &mut self.all {
            changes.extend(objects.take_changes(table)?.into_iter().map(|change| within(id, change)));
        }
        self.drop_gone();
        Ok(changes)
    }

    fn forget_changes(&mut self) {
        self.all.values_mut().for_each(Objects::forget_changes);
        self.drop_gone();
    }

    fn apply(&mut self, key: Value, row: Option<Value>) -> serde_json::Result<()> {
        let (id, key): (String, Value) = serde_json::from_value(key)?;
        let objects = self.all.entry(id.clone()).or_insert_with(&*self.make.0);
        objects.apply(key, row)?;
        if objects.get(REALM, "", REALM).is_some() {
            self.gone.remove(&id);
        } else {
            self.gone.insert(id);
        }
        Ok(())
    }
}

impl Realms {
    fn drop_gone(&mut self) {
        for id in std::mem::take(&mut self.gone) {
            self.all.remove(&id);
        }
    }
}

fn within(id: &str, Change(table, key, row): Change) -> Change {
    Change(table, json!([id, key]), row)
}

/// The settings of a new realm, in seconds where they are times.
pub(super) fn defaults() -> Object {
    let defaults = json!({
        "enabled": true, "sslRequired": "external", "notBefore": 0, "revokeRefreshToken": true,
        "refreshTokenMaxReuse": 0, "accessTokenLifespan": 300, "ssoSessionIdleTimeout": 1800,
        "ssoSessionMaxLifespan": 36_000, "offlineSessionIdleTimeout": 2_592_000, "accessCodeLifespan": 60,
        "loginWithEmailAllowed": true, "editUsernameAllowed": false, "bruteForceProtected": false,
        "permanentLockout": false, "maxFailureWaitSeconds": 900, "minimumQuickLoginWaitSeconds": 60,
        "waitIncrementSeconds": 60, "quickLoginCheckMilliSeconds": 0, "maxDeltaTimeSeconds": 43_200,
        "failureFactor": 30, "eventsEnabled": false, "eventsListeners": ["jboss-logging"],
        "enabledEventTypes": [], "adminEventsEnabled": false, "adminEventsDetailsEnabled": false,
    });
    if let Value::Object(defaults) = defaults { defaults } else { Object::new() }
}

/// The required actions of a new realm, and whether they are on.
pub(super) const REQUIRED_ACTIONS: [(&str, bool); 15] = [
    ("VERIFY_EMAIL", true),
    ("UPDATE_PROFILE", true),
    ("CONFIGURE_TOTP", true),
    ("UPDATE_PASSWORD", true),
    ("TERMS_AND_CONDITIONS", false),
    ("terms_and_conditions", false),
    ("VERIFY_PROFILE", true),
    ("UPDATE_EMAIL", false),
    ("CONFIGURE_RECOVERY_AUTHN_CODES", true),
    ("webauthn-register", true),
    ("webauthn-register-passwordless", true),
    ("delete_account", false),
    ("update_user_locale", true),
    ("kobil-2fa-required-action", true),
    ("kobil-reg-status-required-action", true),
];

/// The roles of the client `realm-management`.
pub(super) const MANAGEMENT_ROLES: [&str; 19] = [
    "create-client",
    "impersonation",
    "realm-admin",
    "manage-authorization",
    "manage-clients",
    "manage-events",
    "manage-identity-providers",
    "manage-realm",
    "manage-users",
    "query-clients",
    "query-groups",
    "query-realms",
    "query-users",
    "view-authorization",
    "view-clients",
    "view-events",
    "view-identity-providers",
    "view-realm",
    "view-users",
];
