//! Secrets that are never returned, and secrets that are returned masked.

use serde_json::Value;

use crate::facts::{Facts, Schema};

/// Takes out what never comes back, and masks what comes back masked.
pub(super) fn mask(facts: &Facts, schema: &Schema, value: &mut Value) {
    let schema = facts.resolve(schema);
    match value {
        Value::Array(items) => {
            for item in items {
                if let Some(kind) = &schema.items {
                    mask(facts, kind, item);
                }
            }
        }
        Value::Object(members) => {
            members.retain(|name, _| schema.properties.get(name).is_none_or(|known| !known.write_only));
            for (name, value) in members {
                match schema.properties.get(name) {
                    Some(Schema { masked: Some(sign), .. })
                        if value.as_str().is_some_and(|text| !text.is_empty()) =>
                    {
                        *value = sign.repeat(8).into();
                    }
                    Some(known) => mask(facts, known, value),
                    None => {}
                }
            }
        }
        _ => {}
    }
}

/// Puts the old value in the place of a mask.
pub(super) fn unmask(facts: &Facts, schema: &Schema, value: &mut Value, old: &Value) {
    let schema = facts.resolve(schema);
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                if let (Some(kind), Some(old)) = (&schema.items, old.get(index)) {
                    unmask(facts, kind, item, old);
                }
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                let (Some(known), Some(old)) = (schema.properties.get(name), old.get(name)) else { continue };
                let masked = known.masked.as_deref();
                if masked.is_some_and(|sign| value.as_str() == Some(sign.repeat(8).as_str())) {
                    *value = old.clone();
                } else {
                    unmask(facts, known, value, old);
                }
            }
        }
        _ => {}
    }
}
