//! Bodies: each has a shape, or the mark that it is not known.

use serde_json::Value;

use crate::facts::view::{View, content};
use crate::workspace::list_at;

/// Checks the bodies of requests and replies.
pub(super) fn check(view: &View<'_>, problems: &mut Vec<String>) {
    for operation in &view.operations {
        let id = operation.id;
        if let Some(body) = operation.value.get("requestBody").map(|body| view.full(body)) {
            if content(body).next().is_none() {
                problems.push(format!("{id}: a request body without `content`"));
            }
            if body.get("required").is_none() {
                problems.push(format!("{id}: a request body without `required`"));
            }
            for (kind, _) in content(body).filter(|(kind, schema)| lacks_shape(view, kind, schema)) {
                problems.push(format!("{id}: the {kind} body has no shape and no `x-unknown`"));
            }
        }
        for (status, reply) in operation.replies(view) {
            for (kind, _) in content(reply).filter(|(kind, schema)| lacks_shape(view, kind, schema)) {
                problems.push(format!("{id}: {status} {kind} has no shape and no `x-unknown`"));
            }
        }
    }
}

fn lacks_shape(view: &View<'_>, kind: &str, schema: &Value) -> bool {
    let kind = kind.split(';').next().unwrap_or_default();
    let structured = kind.starts_with("application/") && (kind.ends_with("/json") || kind.ends_with("+json"))
        || ["application/x-www-form-urlencoded", "multipart/form-data"].contains(&kind);
    structured && !has_shape(view, schema, &mut Vec::new())
}

fn has_shape(view: &View<'_>, schema: &Value, seen: &mut Vec<String>) -> bool {
    if schema.get("x-unknown").is_some() || schema.get("x-empty").is_some() {
        return true;
    }
    if let Some(to) = schema.get("$ref").and_then(Value::as_str) {
        if seen.iter().any(|name| name == to) {
            return true;
        }
        seen.push(to.to_owned());
        return view.target(to).is_some_and(|target| has_shape(view, target, seen));
    }
    if schema.get("properties").and_then(Value::as_object).is_some_and(|all| !all.is_empty()) {
        return true;
    }
    for word in ["oneOf", "anyOf", "allOf"] {
        if schema.get(word).is_some() {
            let mut branches =
                list_at(schema, word).filter(|branch| branch.get("type") != Some(&"null".into()));
            return branches.all(|branch| has_shape(view, branch, seen));
        }
    }
    let is = |wanted: &str| match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(|one| one == wanted),
        one => one.and_then(Value::as_str) == Some(wanted),
    };
    let map =
        schema.get("additionalProperties").and_then(Value::as_object).is_some_and(|map| !map.is_empty());
    match (is("object"), is("array")) {
        (true, true) => map || schema.get("items").is_some(),
        (true, false) => map,
        (false, true) => schema.get("items").is_some(),
        (false, false) => ["type", "const", "enum"].iter().any(|word| schema.get(word).is_some()),
    }
}
