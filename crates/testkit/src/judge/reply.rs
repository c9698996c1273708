//! Replies: status, content type and body.

use super::Reply;
use crate::Body;
use portcullis_facts::{Facts, Operation};
use serde_json::Value;

pub(super) fn judge(facts: &'static Facts, operation: &Operation, id: &str, reply: &Reply) -> Vec<String> {
    let Some(pointer) = operation.response(facts, reply.status) else {
        return vec![format!("the status {} is not known", reply.status)];
    };
    let named = |key: &str| operation.value(facts)["responses"].get(key).is_some();
    if reply.status / 100 == 2 && !named(&reply.status.to_string()) && !named("2XX") {
        return vec![format!("{}: no success of this status is known", reply.status)];
    }
    let kinds = facts.media_types(&pointer);
    let header = reply.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let header = header.map(|(_, kind)| kind.split(';').next().unwrap_or_default().trim());
    let (mut value, kind) = match &reply.body {
        Body::Empty if kinds.is_empty() || reply.status / 100 != 2 => return Vec::new(),
        Body::Empty => return vec![format!("{}: an empty reply, not {kinds:?}", reply.status)],
        Body::Json(value) => (value.clone(), header.unwrap_or("application/json")),
        Body::Text(text, kind) => {
            let value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()));
            (value, header.unwrap_or(kind))
        }
    };
    if kinds.is_empty() {
        return vec![format!("{}: a body where none is known", reply.status)];
    }
    let Some(schema) = facts.content(&pointer, id, kind) else {
        return vec![format!("{}: the content type {kind:?} is not one of {kinds:?}", reply.status)];
    };
    // Any member may be null unless it is required. Unknown members are legal.
    remove_nulls(&mut value);
    facts.invalid(&schema, &value)
}

fn remove_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(remove_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_nulls),
        _ => {}
    }
}
