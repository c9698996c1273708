//! Settings: a scope is an object of sections. Which settings PrivX has is not known: here those exist that were written.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::state::Inner;
use crate::collections::{Answer, Call, Collection};
use crate::objects::Object;

type Kept = Collection<Inner>;

/// The scope of the shared settings (inferred from its name).
const SHARED: &str = "GLOBAL";

fn scope<'a>(call: &'a Call<'_>) -> &'a str {
    call.parameter("scope").unwrap_or_default()
}

fn kept(inner: &Inner, scope: &str) -> Object {
    inner.objects.get("settings", "", scope).cloned().unwrap_or_default()
}

/// What the path names: a scope, or a section of it.
fn named(call: &Call<'_>, mut sections: Object) -> Value {
    match call.parameter("section") {
        None => sections.into(),
        Some(section) => sections.remove(section).unwrap_or_else(|| json!({})),
    }
}

pub(super) fn get(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let mut sections = kept(inner, scope(call));
    if call.query("merge").is_some_and(|merge| merge.eq_ignore_ascii_case("true")) {
        for (name, shared) in kept(inner, SHARED) {
            let own = sections.entry(name).or_insert_with(|| json!({}));
            if let (Some(own), Value::Object(shared)) = (own.as_object_mut(), shared) {
                for (key, value) in shared {
                    own.entry(key).or_insert(value);
                }
            }
        }
    }
    Ok(call.reply(named(call, sections)))
}

pub(super) fn set(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let sections = match call.parameter("section") {
        None => call.body.as_object().cloned().unwrap_or_default(),
        Some(section) => {
            let mut sections = kept(inner, scope(call));
            sections.insert(section.to_owned(), call.body.clone());
            sections
        }
    };
    inner.objects.put("settings", "", scope(call), sections);
    Ok(call.reply(Value::Null))
}

/// Which settings need a restart is not known: here every one whose value would change.
pub(super) fn restart_required(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let old = kept(inner, scope(call));
    let mut restart = false;
    let mut settings = Object::new();
    for (section, values) in call.body.as_object().into_iter().flatten() {
        let mut needs = Object::new();
        for (key, value) in values.as_object().into_iter().flatten() {
            let changes = old.get(section).and_then(|old| old.get(key)) != Some(value);
            restart |= changes;
            needs.insert(key.clone(), changes.into());
        }
        settings.insert(section.clone(), needs.into());
    }
    Ok(call.reply(json!({ "restart": restart, "settings": settings })))
}

/// A schema of what was written.
pub(super) fn schema(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(schema_of(&named(call, kept(inner, scope(call))))))
}

fn schema_of(value: &Value) -> Value {
    match value {
        Value::Null => json!({ "type": "null" }),
        Value::Bool(_) => json!({ "type": "boolean" }),
        Value::Number(number) if number.is_f64() => json!({ "type": "number" }),
        Value::Number(_) => json!({ "type": "integer" }),
        Value::String(_) => json!({ "type": "string" }),
        Value::Array(_) => json!({ "type": "array" }),
        Value::Object(members) => {
            let properties: Object =
                members.iter().map(|(name, value)| (name.clone(), schema_of(value))).collect();
            json!({ "type": "object", "properties": properties })
        }
    }
}
