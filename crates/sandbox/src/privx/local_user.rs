//! The parts of a local user that the state needs.

use serde_json::json;

use super::json::object;
use crate::objects::Object;
use crate::{clock, random};

/// A user for the first start.
pub(super) fn seeded(username: &str, password: &str) -> Object {
    let fields = json!({
        "id": random::uuid(),
        "created": clock::now_rfc3339_nanos(),
        "updated": clock::now_rfc3339_nanos(),
        "updated_by": "Superuser",
        "author": "Superuser",
        "username": username,
        "full_name": "Sandbox Administrator",
        "password": { "password": password, "created": clock::now_rfc3339() },
    });
    object(fields)
}

/// The password of a stored user, which no reply shows.
pub(super) fn password(user: &Object) -> Option<&str> {
    user.get("password")?.get("password")?.as_str()
}
