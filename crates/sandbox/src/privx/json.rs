//! JSON values.

use serde_json::Value;

use crate::objects::Object;

/// The members of an object; of any other value, none.
pub(super) fn object(value: Value) -> Object {
    if let Value::Object(object) = value { object } else { Object::new() }
}
