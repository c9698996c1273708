//! Which roles a user or a group has: those granted directly, by a group and its parents, and by composites.

use std::collections::{BTreeMap, BTreeSet};

use super::store::{CLIENT_ROLES, GROUPS, REALM_ROLES, Store};
use crate::collections::text;
use crate::objects::Row;

pub(super) const COMPOSITES: &str = "role_composites";
pub(super) const GROUP_REALM_ROLES: &str = "group_realm_roles";
pub(super) const GROUP_CLIENT_ROLES: &str = "group_client_roles";

impl Store {
    /// The ids that an owner is linked to.
    pub(super) fn links(&self, kept: &str, owner: &str) -> Vec<String> {
        let links = self.objects().rows(kept).filter(|row| row.scope == owner);
        links.map(|row| row.key.clone()).collect()
    }

    /// The objects that a user is linked to.
    pub(super) fn linked(&self, kept: &str, user: &str, group: &str) -> Vec<&Row> {
        let links = self.objects().rows(kept).filter(|row| row.scope == user);
        let find = |id: &str| self.objects().rows(group).find(|row| text(&row.object, "id") == id);
        links.filter_map(|link| find(&link.key)).collect()
    }

    pub(super) fn names(&self, kept: &str, user: &str, group: &str) -> Vec<&str> {
        self.linked(kept, user, group).into_iter().map(|row| text(&row.object, "name")).collect()
    }

    /// The client roles of a user, by the name of the client.
    pub(super) fn client_roles(&self, user: &str) -> BTreeMap<&str, Vec<&str>> {
        self.by_client(self.linked(CLIENT_ROLES, user, "admin_client_roles"))
    }

    fn by_client<'a>(&'a self, rows: Vec<&'a Row>) -> BTreeMap<&'a str, Vec<&'a str>> {
        let mut roles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for role in rows {
            if let Some(client) = self.objects().get("admin_clients", "", &role.scope) {
                roles.entry(text(client, "clientId")).or_default().push(text(&role.object, "name"));
            }
        }
        roles
    }

    /// A group and the groups above it.
    pub(super) fn with_parents<'a>(&'a self, group: &'a str) -> Vec<String> {
        let mut found = Vec::new();
        let mut next = group;
        while let Some(object) = self.objects().get("admin_groups", "", next) {
            if found.iter().any(|known| known == next) {
                break;
            }
            found.push(next.to_owned());
            next = text(object, "parentId");
        }
        found
    }

    /// The ids of all roles of a group.
    pub(super) fn roles_of_group(&self, group: &str) -> BTreeSet<String> {
        let above = self.with_parents(group);
        let kinds = [GROUP_REALM_ROLES, GROUP_CLIENT_ROLES];
        let direct = above.iter().flat_map(|group| kinds.map(|kept| self.links(kept, group))).flatten();
        self.with_composites(direct.collect())
    }

    /// The ids of all roles of a user.
    pub(super) fn roles_of_user(&self, user: &str) -> BTreeSet<String> {
        let mut found: BTreeSet<String> =
            self.links(GROUPS, user).iter().flat_map(|group| self.roles_of_group(group)).collect();
        let direct = [REALM_ROLES, CLIENT_ROLES].map(|kept| self.links(kept, user)).concat();
        found.extend(self.with_composites(direct));
        found
    }

    fn with_composites(&self, mut open: Vec<String>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        while let Some(id) = open.pop() {
            if found.insert(id.clone()) {
                open.extend(self.links(COMPOSITES, &id));
            }
        }
        found
    }

    /// The names of all roles of the realm that a user has.
    pub(super) fn all_realm_roles(&self, user: &str) -> Vec<&str> {
        let ids = self.roles_of_user(user);
        let rows = self.objects().rows("admin_roles");
        let rows = rows.filter(|row| ids.contains(text(&row.object, "id")));
        rows.map(|row| text(&row.object, "name")).collect()
    }

    /// The names of all roles of clients that a user has, by the name of the client.
    pub(super) fn all_client_roles(&self, user: &str) -> BTreeMap<&str, Vec<&str>> {
        let ids = self.roles_of_user(user);
        let rows = self.objects().rows("admin_client_roles");
        self.by_client(rows.filter(|row| ids.contains(text(&row.object, "id"))).collect())
    }

    /// Whether KOBIL's operations serve this user's tokens.
    pub(super) fn is_admin(&self, user: &str) -> bool {
        let realm = self.all_realm_roles(user);
        realm.iter().any(|role| matches!(*role, "admin" | "digitanium_admin"))
            || self.all_client_roles(user).get("ks-management").is_some_and(|roles| roles.contains(&"Admin"))
    }
}
