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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn facts() -> Facts {
        let text = r##"{"paths": {}, "components": {"schemas": {
            "Item": {"type": "object", "properties": {
                "key": {"type": "string", "x-masked": "*"}, "word": {"type": "string", "writeOnly": true}}},
            "Box": {"type": "object", "properties": {
                "items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}}}}}}"##;
        Facts::read(text).unwrap()
    }

    fn schema() -> Schema {
        serde_json::from_value(json!({ "$ref": "#/components/schemas/Box" })).unwrap()
    }

    #[test]
    fn a_reply_masks_one_secret_and_leaves_out_the_other() {
        let mut value = json!({ "items": [{ "key": "hunter2", "word": "w" }, { "key": "" }] });
        mask(&facts(), &schema(), &mut value);
        assert_eq!(value, json!({ "items": [{ "key": "********" }, { "key": "" }] }));
    }

    #[test]
    fn a_mask_that_is_sent_back_leaves_the_secret() {
        let old = json!({ "items": [{ "key": "hunter2" }, { "key": "other" }] });
        let mut value = json!({ "items": [{ "key": "********" }, { "key": "new" }] });
        unmask(&facts(), &schema(), &mut value, &old);
        assert_eq!(value, json!({ "items": [{ "key": "hunter2" }, { "key": "new" }] }));
    }
}
