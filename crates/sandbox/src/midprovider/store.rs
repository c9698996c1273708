//! What is saved: the seed, and the objects of the admin tree, users among them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::user::User;
use crate::collections::{no_objects, text};
use crate::facts::Facts;
use crate::objects::{Object, Objects, Row};
use crate::random;
use crate::store::{Single, Tables, Tracked};

/// The links from users to what they were granted, and to their groups.
pub(super) const REALM_ROLES: &str = "user_realm_roles";
pub(super) const CLIENT_ROLES: &str = "user_client_roles";
pub(super) const GROUPS: &str = "user_groups";

/// Everything that survives a restart.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) facts: &'static Facts,
    pub(super) seed: Single<Seed>,
    pub(super) objects: Objects,
}

impl Tables for Store {
    fn tables(&mut self) -> Vec<(&'static str, &mut dyn Tracked)> {
        vec![("seed", &mut self.seed), ("objects", &mut self.objects)]
    }
}

/// What opens the tenant.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Seed {
    pub(super) tenant: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) service_account_id: String,
    pub(super) admin_username: String,
    pub(super) admin_password: String,
}

impl Store {
    pub(super) fn empty(facts: &'static Facts) -> Self {
        Self { facts, seed: Single::default(), objects: no_objects::<Self>(facts) }
    }

    /// A tenant with one administrator, one service client, the roles of KOBIL and the group of ordinary users.
    pub(super) fn seed(&mut self) {
        let seed = Seed {
            tenant: "sandbox".to_owned(),
            client_id: "portcullis-provisioner".to_owned(),
            client_secret: random::alphanumeric(32),
            service_account_id: random::uuid(),
            admin_username: "administrator".to_owned(),
            admin_password: format!("Ad-{}", random::alphanumeric(24)),
        };
        let admin = random::uuid();
        let user = json!({
            "id": admin, "username": seed.admin_username, "password": seed.admin_password, "enabled": true,
            "emailVerified": true, "attributes": {}, "requiredActions": [], "codes": [], "devices": [],
            "ssmsSession": false,
        });
        let tenant = seed.tenant.clone();
        self.seed = Single::from(seed);
        for name in ["admin", "digitanium_admin", "digitanium_user"] {
            self.add(
                "admin_roles",
                "",
                name,
                json!({ "name": name, "clientRole": false, "containerId": tenant }),
            );
        }
        let client = random::uuid();
        self.add(
            "admin_clients",
            "",
            &client,
            json!({ "id": client, "clientId": "ks-management", "enabled": true }),
        );
        let role = json!({ "name": "Admin", "clientRole": true, "containerId": client });
        self.add("admin_client_roles", &client, "Admin", role);
        self.add_group("ks-users");
        let roles = ["admin", "digitanium_admin"].map(str::to_owned);
        let roles = self.ids("admin_roles", None, &roles).unwrap_or_default();
        self.link(REALM_ROLES, &admin, roles);
        self.add("admin_users", "", &admin, user);
    }

    /// Adds an object, with an id if it has none.
    fn add(&mut self, kept: &str, scope: &str, key: &str, object: Value) {
        if let Value::Object(mut object) = object {
            object.entry("id").or_insert_with(|| random::uuid().into());
            self.objects.put(kept, scope, key, object);
        }
    }

    pub(super) fn add_group(&mut self, name: &str) {
        let id = random::uuid();
        self.add("admin_groups", "", &id, json!({ "id": id, "name": name }));
    }

    pub(super) fn user(&self, id: &str) -> Option<User> {
        let user = self.objects.get("admin_users", "", id)?;
        serde_json::from_value(Value::Object(user.clone())).ok()
    }

    pub(super) fn users(&self) -> impl Iterator<Item = User> {
        let users = self.objects.list("admin_users", "");
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
        let user = self.objects.find("admin_users", "", "username", &username.to_lowercase())?;
        Some(user.key.clone())
    }

    pub(super) fn by_name(&self, username: &str) -> Option<User> {
        self.user(&self.id_of(username)?)
    }

    /// Whether somebody other than this user has the address.
    pub(super) fn email_taken(&self, email: &str, but_for: &str) -> bool {
        self.objects.is_taken("admin_users", "", "email", &email.to_lowercase(), but_for)
    }

    /// The ids of the objects of these names, or nothing if one of them does not exist.
    pub(super) fn ids(&self, kept: &str, scope: Option<&str>, names: &[String]) -> Option<Vec<String>> {
        let id = |name: &String| {
            let is_of = |row: &&Row| scope.is_none_or(|scope| row.scope == scope);
            let has =
                |row: &&Row| ["name", "clientId"].iter().any(|member| text(&row.object, member) == name);
            let row = self.objects.rows(kept).filter(is_of).find(has)?;
            Some(text(&row.object, "id").to_owned())
        };
        names.iter().map(id).collect()
    }

    pub(super) fn link(&mut self, kept: &str, user: &str, ids: Vec<String>) {
        for id in ids {
            self.objects.put(kept, user, &id, Object::new());
        }
    }

    /// Replaces what a user is linked to.
    pub(super) fn relink(&mut self, kept: &str, user: &str, ids: Vec<String>) {
        let old = self.objects.rows(kept).filter(|row| row.scope == user);
        for id in old.map(|row| row.key.clone()).collect::<Vec<_>>() {
            self.objects.remove(kept, user, &id);
        }
        self.link(kept, user, ids);
    }

    /// The objects that a user is linked to.
    pub(super) fn linked(&self, kept: &str, user: &str, group: &str) -> Vec<&Row> {
        let links = self.objects.rows(kept).filter(|row| row.scope == user);
        let find = |id: &str| self.objects.rows(group).find(|row| text(&row.object, "id") == id);
        links.filter_map(|link| find(&link.key)).collect()
    }

    pub(super) fn names(&self, kept: &str, user: &str, group: &str) -> Vec<&str> {
        self.linked(kept, user, group).into_iter().map(|row| text(&row.object, "name")).collect()
    }

    /// The client roles of a user, by the name of the client.
    pub(super) fn client_roles(&self, user: &str) -> BTreeMap<&str, Vec<&str>> {
        let mut roles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for role in self.linked(CLIENT_ROLES, user, "admin_client_roles") {
            if let Some(client) = self.objects.get("admin_clients", "", &role.scope) {
                roles.entry(text(client, "clientId")).or_default().push(text(&role.object, "name"));
            }
        }
        roles
    }

    /// Whether KOBIL's operations serve this user's tokens.
    pub(super) fn is_admin(&self, user: &str) -> bool {
        let realm = self.names(REALM_ROLES, user, "admin_roles");
        realm.iter().any(|role| matches!(*role, "admin" | "digitanium_admin"))
            || self.client_roles(user).get("ks-management").is_some_and(|roles| roles.contains(&"Admin"))
    }
}
