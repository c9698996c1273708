//! The parts of a local user that the state needs.

use serde_json::{Value, json};

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
    if let Value::Object(fields) = fields { fields } else { Object::new() }
}

/// The password of a stored user, which no reply shows.
pub(super) fn password(user: &Object) -> Option<&str> {
    user.get("password")?.get("password")?.as_str()
}
