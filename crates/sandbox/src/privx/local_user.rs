//! The parts of a local user that the state needs.

use serde_json::json;

use super::clock::Clock;
use super::json::object;
use crate::objects::Object;
use crate::random;

/// A user for the first start.
pub(super) fn seeded(username: &str, password: &str, clock: &Clock) -> Object {
    let fields = json!({
        "id": random::uuid(),
        "created": clock.nanos(),
        "updated": clock.nanos(),
        "updated_by": "Superuser",
        "author": "Superuser",
        "username": username,
        "full_name": "Sandbox Administrator",
        "password": { "password": password, "created": clock.seconds() },
    });
    object(fields)
}

/// The password of a stored user, which no reply shows.
pub(super) fn password(user: &Object) -> Option<&str> {
    user.get("password")?.get("password")?.as_str()
}
