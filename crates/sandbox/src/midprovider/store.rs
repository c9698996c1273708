//! What is saved: the seed, and the realms with the objects of the admin tree, users among them.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::realms::{MANAGEMENT_ROLES, MASTER, REALM, REQUIRED_ACTIONS, Realms, defaults};
use super::sessions::Sessions;
use super::user::User;
use crate::clock;
use crate::collections::{no_objects, text};
use crate::facts::Facts;
use crate::objects::{Object, Objects, Row};
use crate::random;
use crate::store::{Single, Tables, Tracked};

/// The links from users to what they were granted, and to their groups.
pub(super) const REALM_ROLES: &str = "user_realm_roles";
pub(super) const CLIENT_ROLES: &str = "user_client_roles";
pub(super) const GROUPS: &str = "user_groups";
pub(super) const DEFAULT_GROUPS: &str = "default_groups";

/// The client of each realm whose roles open the admin tree.
pub(super) const MANAGEMENT: &str = "realm-management";
/// Keycloak's own public client; it has the password grant and no secret.
pub(super) const PUBLIC_CLIENT: &str = "admin-cli";

/// Everything that survives a restart, and the sessions, which do not.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) facts: &'static Facts,
    pub(super) seed: Single<Seed>,
    pub(super) realms: Realms,
    clock: Single<Clock>,
    pub(super) sessions: Sessions,
    /// The id of the realm that the request is about.
    pub(super) current: String,
    /// Who sent the request.
    pub(super) acting: Acting,
}

/// How far the clock is ahead of that of the machine.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Clock {
    ahead: Duration,
}

/// The token of a request to the admin tree.
#[derive(Debug, Default, Clone)]
pub(super) struct Acting {
    /// The id of the realm that issued the token.
    pub(super) realm: String,
    pub(super) client: String,
    pub(super) user: String,
    /// The address of the server as the caller wrote it.
    pub(super) base: String,
}

impl Tables for Store {
    fn tables(&mut self) -> Vec<(&'static str, &mut dyn Tracked)> {
        vec![("seed", &mut self.seed), ("clock", &mut self.clock), ("realms", &mut self.realms)]
    }
}

/// What opens the tenant.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Seed {
    pub(super) tenant: String,
    /// The id of the tenant's realm.
    pub(super) realm: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) admin_username: String,
    pub(super) admin_password: String,
}

impl Store {
    pub(super) fn empty(facts: &'static Facts) -> Self {
        Self {
            facts,
            seed: Single::default(),
            realms: Realms::new(Box::new(move || no_objects::<Self>(facts))),
            clock: Single::default(),
            sessions: Sessions::default(),
            current: String::new(),
            acting: Acting::default(),
        }
    }

    /// The tenant and `master`, each with an administrator and a service client of the same names.
    pub(super) fn seed(&mut self) {
        self.seed = Single::from(Seed {
            tenant: "sandbox".to_owned(),
            realm: random::uuid(),
            client_id: "portcullis-provisioner".to_owned(),
            client_secret: random::alphanumeric(32),
            admin_username: "administrator".to_owned(),
            admin_password: format!("Ad-{}", random::alphanumeric(24)),
        });
        let (tenant, realm) = (self.seed.tenant.clone(), self.seed.realm.clone());
        let master = random::uuid();
        self.add_realm(&master, MASTER, Object::new());
        self.within(&master, |store| {
            for name in ["admin", "create-realm"] {
                store.add_role(name);
            }
            store.add_administrators(&["admin"]);
        });
        self.add_realm(&realm, &tenant, Object::new());
        self.within(&realm, |store| {
            store.fill_tenant();
            store.add_administrators(&["admin", "digitanium_admin"]);
        });
    }

    /// What KOBIL gives to a realm that is a tenant.
    pub(super) fn fill_tenant(&mut self) {
        for name in ["admin", "digitanium_admin", "digitanium_user"] {
            self.add_role(name);
        }
        let client = self.add_client(json!({ "clientId": "ks-management", "bearerOnly": true }));
        self.add_client_role(&client, "Admin");
        self.add_group("ks-users");
    }

    /// The administrator and the service client, with these roles of the realm and all rights over it.
    fn add_administrators(&mut self, roles: &[&str]) {
        let (client, secret) = (self.seed.client_id.clone(), self.seed.client_secret.clone());
        let id = self.add_client(json!({
            "clientId": client, "secret": secret, "publicClient": false, "serviceAccountsEnabled": true,
            "directAccessGrantsEnabled": true, "standardFlowEnabled": true, "implicitFlowEnabled": true,
        }));
        let account = self.service_account(&id).unwrap_or_default();
        let admin = random::uuid();
        let user = json!({
            "id": admin, "username": self.seed.admin_username, "password": self.seed.admin_password,
            "enabled": true, "emailVerified": true, "createdTimestamp": self.millis(),
        });
        if let Ok(user) = serde_json::from_value(user) {
            self.put(&user);
        }
        for user in [admin, account] {
            self.grant_all(&user, roles);
        }
    }

    /// Gives a user these roles of the realm and all rights over it.
    pub(super) fn grant_all(&mut self, user: &str, roles: &[&str]) {
        let roles: Vec<String> = roles.iter().map(|name| (*name).to_owned()).collect();
        let roles = self.ids("admin_roles", None, &roles).unwrap_or_default();
        let management = self.client(MANAGEMENT).map(|row| row.key.clone()).unwrap_or_default();
        let rights = self.ids("admin_client_roles", Some(&management), &["realm-admin".to_owned()]);
        self.link(REALM_ROLES, user, roles);
        self.link(CLIENT_ROLES, user, rights.unwrap_or_default());
    }

    /// Adds a realm with what Keycloak gives to each.
    pub(super) fn add_realm(&mut self, id: &str, name: &str, settings: Object) {
        let mut realm = defaults();
        realm.extend(settings);
        realm.insert("id".to_owned(), id.into());
        realm.insert("realm".to_owned(), name.into());
        self.realms.add(id, realm);
        self.within(id, |store| {
            for (priority, (alias, enabled)) in (0_u64..).zip(REQUIRED_ACTIONS) {
                let action = json!({
                    "alias": alias, "name": alias, "providerId": alias, "enabled": enabled,
                    "defaultAction": false, "priority": priority * 10, "config": {},
                });
                if let Value::Object(action) = action {
                    store.objects_mut().put("admin_required_actions", "", alias, action);
                }
            }
            let public = json!({
                "clientId": PUBLIC_CLIENT, "publicClient": true, "directAccessGrantsEnabled": true,
                "standardFlowEnabled": true, "implicitFlowEnabled": true,
            });
            store.add_client(public);
            store.add_client(json!({ "clientId": "account", "publicClient": true }));
            let management = store.add_client(json!({ "clientId": MANAGEMENT, "bearerOnly": true }));
            for role in MANAGEMENT_ROLES {
                store.add_client_role(&management, role);
            }
        });
    }

    /// Deletes a realm with all that it holds.
    pub(super) fn remove_realm(&mut self, id: &str) {
        self.realms.remove(id);
        self.sessions.close_realm(id, true);
    }

    /// Runs something for another realm.
    pub(super) fn within<T>(&mut self, realm: &str, run: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.current, realm.to_owned());
        let result = run(self);
        self.current = outer;
        result
    }

    /// The objects of the current realm.
    pub(super) fn objects(&self) -> &Objects {
        self.realms.of(&self.current)
    }

    pub(super) fn objects_mut(&mut self) -> &mut Objects {
        self.realms.of_mut(&self.current)
    }

    /// A setting of the current realm.
    pub(super) fn setting(&self, name: &str) -> Option<&Value> {
        self.objects().get(REALM, "", REALM)?.get(name)
    }

    pub(super) fn is_on(&self, name: &str) -> bool {
        self.setting(name) == Some(&Value::Bool(true))
    }

    pub(super) fn number(&self, name: &str) -> u64 {
        self.setting(name).and_then(Value::as_u64).unwrap_or_default()
    }

    pub(super) fn realm_name(&self) -> String {
        self.setting("realm").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    pub(super) fn is_master(&self, realm: &str) -> bool {
        self.realms.object(realm).is_some_and(|realm| text(realm, "realm") == MASTER)
    }

    /// Time since 1970.
    pub(super) fn now(&self) -> Duration {
        clock::unix().saturating_add(self.clock.ahead)
    }

    pub(super) fn millis(&self) -> u64 {
        u64::try_from(self.now().as_millis()).unwrap_or(u64::MAX)
    }

    pub(super) fn advance(&mut self, by: Duration) {
        self.clock.ahead = self.clock.ahead.saturating_add(by);
    }

    /// Adds an object, with an id if it has none.
    pub(super) fn add(&mut self, kept: &str, scope: &str, key: &str, object: Value) {
        if let Value::Object(mut object) = object {
            object.entry("id").or_insert_with(|| random::uuid().into());
            self.objects_mut().put(kept, scope, key, object);
        }
    }

    pub(super) fn add_role(&mut self, name: &str) {
        let role = json!({ "name": name, "clientRole": false, "containerId": self.current });
        self.add("admin_roles", "", name, role);
    }

    pub(super) fn add_client_role(&mut self, client: &str, name: &str) {
        let role = json!({ "name": name, "clientRole": true, "containerId": client });
        self.add("admin_client_roles", client, name, role);
    }

    /// Adds a client and returns its UUID.
    fn add_client(&mut self, mut client: Value) -> String {
        let id = random::uuid();
        if let Some(client) = client.as_object_mut() {
            client.insert("id".to_owned(), id.clone().into());
            client.insert("enabled".to_owned(), true.into());
            client.insert("protocol".to_owned(), "openid-connect".into());
        }
        self.add("admin_clients", "", &id, client);
        id
    }

    pub(super) fn add_group(&mut self, name: &str) {
        let id = random::uuid();
        self.add("admin_groups", "", &id, json!({ "id": id, "name": name }));
    }

    /// The client with this client id.
    pub(super) fn client(&self, client_id: &str) -> Option<&Row> {
        self.objects().find("admin_clients", "", "clientId", client_id)
    }

    /// The user behind a client, made at its first use; none if the client has no service account.
    pub(super) fn service_account(&mut self, client: &str) -> Option<String> {
        let object = self.objects().get("admin_clients", "", client)?;
        if object.get("serviceAccountsEnabled") != Some(&true.into()) {
            return None;
        }
        let client_id = text(object, "clientId").to_owned();
        let name = format!("service-account-{}", client_id.to_lowercase());
        if let Some(id) = self.id_of(&name) {
            return Some(id);
        }
        let id = random::uuid();
        let user = json!({
            "id": id, "username": name, "enabled": true, "serviceAccountClientId": client_id,
            "createdTimestamp": self.millis(),
        });
        self.put(&serde_json::from_value(user).ok()?);
        Some(id)
    }

    pub(super) fn user(&self, id: &str) -> Option<User> {
        let user = self.objects().get("admin_users", "", id)?;
        serde_json::from_value(Value::Object(user.clone())).ok()
    }

    /// Every user that is no service account.
    pub(super) fn users(&self) -> impl Iterator<Item = User> {
        let users = self.objects().list("admin_users", "");
        let users = users.filter(|user| !user.contains_key("serviceAccountClientId"));
        users.filter_map(|user| serde_json::from_value(Value::Object(user.clone())).ok())
    }

    /// The user as KOBIL's reads show it. Lists leave the id out.
    pub(super) fn shown(&self, user: &User, with_id: bool) -> Value {
        let mut out = Object::new();
        if with_id {
            out.insert("id".to_owned(), json!(user.id));
        }
        out.insert("username".to_owned(), json!(user.username));
        let names = [("firstName", &user.first_name), ("lastName", &user.last_name), ("email", &user.email)];
        for (name, value) in names {
            if let Some(value) = value {
                out.insert(name.to_owned(), json!(value));
            }
        }
        out.insert("enabled".to_owned(), json!(user.enabled));
        out.insert("emailVerified".to_owned(), json!(user.email_verified));
        out.insert("attributes".to_owned(), json!(user.attributes));
        out.insert("requiredActions".to_owned(), json!(user.required_actions));
        out.insert("admin".to_owned(), json!(self.is_admin(&user.id)));
        Value::Object(out)
    }

    /// The id of the user of this name. Names are kept and compared in lower case.
    pub(super) fn id_of(&self, username: &str) -> Option<String> {
        let user = self.objects().find("admin_users", "", "username", &username.to_lowercase())?;
        Some(user.key.clone())
    }

    pub(super) fn by_name(&self, username: &str) -> Option<User> {
        self.user(&self.id_of(username)?)
    }

    /// Whether somebody other than this user has the address.
    pub(super) fn email_taken(&self, email: &str, but_for: &str) -> bool {
        self.objects().is_taken("admin_users", "", "email", &email.to_lowercase(), but_for)
    }

    /// The ids of the objects of these names, or nothing if one of them does not exist.
    pub(super) fn ids(&self, kept: &str, scope: Option<&str>, names: &[String]) -> Option<Vec<String>> {
        let id = |name: &String| {
            let is_of = |row: &&Row| scope.is_none_or(|scope| row.scope == scope);
            let has =
                |row: &&Row| ["name", "clientId"].iter().any(|member| text(&row.object, member) == name);
            let row = self.objects().rows(kept).filter(is_of).find(has)?;
            Some(text(&row.object, "id").to_owned())
        };
        names.iter().map(id).collect()
    }

    pub(super) fn link(&mut self, kept: &str, user: &str, ids: Vec<String>) {
        for id in ids {
            self.objects_mut().put(kept, user, &id, Object::new());
        }
    }

    /// Replaces what a user is linked to.
    pub(super) fn relink(&mut self, kept: &str, user: &str, ids: Vec<String>) {
        for id in self.links(kept, user) {
            self.objects_mut().remove(kept, user, &id);
        }
        self.link(kept, user, ids);
    }

    /// What a new user gets without a request for it: the default groups and required actions.
    pub(super) fn welcome(&mut self, user: &str) -> Vec<String> {
        let groups = self.links(DEFAULT_GROUPS, "");
        self.link(GROUPS, user, groups);
        let actions = self.objects().list("admin_required_actions", "");
        let is_on = |action: &Object, name: &str| action.get(name) == Some(&true.into());
        let given = actions.filter(|action| is_on(action, "enabled") && is_on(action, "defaultAction"));
        given.map(|action| text(action, "alias").to_owned()).collect()
    }
}
