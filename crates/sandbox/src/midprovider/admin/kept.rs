//! The collections by their names, for what has an object and no request for it.

use serde_json::Value;

use crate::collections::{Collection, Vendor};
use crate::facts::Schema;
use crate::midprovider::store::Store;
use crate::objects::Object;

pub(super) const USERS: &str = "admin_users";
pub(super) const GROUPS: &str = "admin_groups";
pub(super) const ROLES: &str = "admin_roles";
pub(super) const ROLES_OF_CLIENTS: &str = "admin_client_roles";
pub(super) const CLIENTS: &str = "admin_clients";

fn collection(kept: &str) -> Option<&'static Collection<Store>> {
    Store::COLLECTIONS.iter().find(|collection| collection.kept() == kept)
}

impl Store {
    /// Removes an object, what belongs to it, and every reference to it.
    pub(super) fn remove_from(&mut self, kept: &str, scope: &str, key: &str) {
        if let Some(collection) = collection(kept) {
            collection.remove(self, scope, key);
        }
    }

    /// An object with what a reply has besides.
    pub(super) fn viewed_as(&self, kept: &str, object: &Object) -> Object {
        collection(kept).map(|collection| collection.viewed(self, object)).unwrap_or_default()
    }

    /// An object as a reply shows it.
    pub(super) fn shown_as(&self, kept: &str, schema: Option<&Schema>, object: &Object) -> Value {
        collection(kept).map(|collection| collection.shown(self, schema, object)).unwrap_or_default()
    }
}
