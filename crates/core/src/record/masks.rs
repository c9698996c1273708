//! Masks: a server shows a secret as a run of asterisks, which must never be written back.

use crate::Extra;
use serde_json::Value;

/// Whether a text is a mask (`***`).
pub fn is_mask(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|byte| byte == b'*')
}

impl Extra {
    /// Whether there is a mask anywhere.
    #[doc(hidden)]
    pub fn has_mask(&self) -> bool {
        self.iter().any(|(_, value)| has_mask(value))
    }

    /// Takes out every mask.
    #[doc(hidden)]
    pub fn drop_masks(&mut self) {
        self.retain(|value| !drop_masks(value));
    }
}

pub(super) fn has_mask(value: &Value) -> bool {
    match value {
        Value::String(text) => is_mask(text),
        Value::Array(items) => items.iter().any(has_mask),
        Value::Object(members) => members.values().any(has_mask),
        _ => false,
    }
}

/// Takes out the masks; whether the value is one itself.
pub(super) fn drop_masks(value: &mut Value) -> bool {
    match value {
        Value::String(text) => return is_mask(text),
        Value::Array(items) => items.retain_mut(|item| !drop_masks(item)),
        Value::Object(members) => members.retain(|_, value| !drop_masks(value)),
        _ => {}
    }
    false
}
