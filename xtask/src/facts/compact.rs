//! The compact files that the sandbox ships: the descriptions without what only people read.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::load;
use crate::Result;
use crate::workspace::VENDORS;

/// Members that the sandbox does not read.
const LEFT_OUT: [&str; 31] = [
    "description",
    "example",
    "examples",
    "externalDocs",
    "info",
    "security",
    "securitySchemes",
    "servers",
    "summary",
    "tags",
    "title",
    "webhooks",
    "x-always-sent",
    "x-conventions",
    "x-evidence",
    "x-evidence of a member",
    "x-extends",
    "x-idempotent",
    "x-inferred",
    "x-limit-source",
    "x-name-guessed",
    "x-of-failures",
    "x-paginated",
    "x-path-printed-for-shift",
    "x-permission",
    "x-seen",
    "x-since",
    "x-source",
    "x-sources",
    "x-success-guessed",
    "x-vendor",
];

/// Where the compact file of a vendor is.
pub(super) fn path(vendor: &str) -> String {
    format!("crates/sandbox/facts/{vendor}.json")
}

/// Writes the compact file of every vendor.
pub(super) fn write(root: &Path) -> Result {
    for vendor in VENDORS {
        let text = compact(&load(root, vendor)?);
        let path = path(vendor);
        fs::create_dir_all(root.join("crates/sandbox/facts"))?;
        println!("{path}: {} bytes", text.len());
        fs::write(root.join(path), text)?;
    }
    Ok(())
}

/// Whether the compact file is what the description gives.
pub(super) fn is_current(root: &Path, vendor: &str, description: &Value) -> bool {
    fs::read_to_string(root.join(path(vendor))).is_ok_and(|text| text == compact(description))
}

/// The compact form. Each path and each schema is a line of its own, so that a change is a small difference.
fn compact(description: &Value) -> String {
    let mut document = strip(description, false);
    inline(&mut document, description);
    drop_failures(&mut document);
    let schemas = used_schemas(&document);
    let mut text = String::from("{");
    for (name, value) in document.as_object().into_iter().flatten() {
        if name != "paths" && name != "components" {
            let _ = write!(text, "\"{name}\":{value},");
        }
    }
    text.push_str("\"paths\":{\n");
    text.push_str(&lines(document.get("paths").and_then(Value::as_object), |_| true));
    text.push_str("\n},\"components\":{\"schemas\":{\n");
    let all = document.pointer("/components/schemas").and_then(Value::as_object);
    text.push_str(&lines(all, |name| schemas.contains(name)));
    text.push_str("\n}}}\n");
    text
}

fn lines(members: Option<&Map<String, Value>>, wanted: impl Fn(&str) -> bool) -> String {
    let members = members.into_iter().flatten().filter(|(name, _)| wanted(name));
    let lines = members.map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())));
    lines.collect::<Vec<_>>().join(",\n")
}

/// Without the members that are left out. The names of properties are not such members, whatever they are.
fn strip(value: &Value, names: bool) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| names || !LEFT_OUT.contains(&name.as_str()));
            let kept = kept.map(|(name, value)| {
                let names =
                    !names && matches!(name.as_str(), "properties" | "schemas" | "responses" | "headers");
                (name.clone(), strip(value, names))
            });
            Value::Object(kept.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| strip(item, false)).collect()),
        other => other.clone(),
    }
}

/// Puts shared replies, parameters and bodies where they are used; schemas stay references.
fn inline(value: &mut Value, description: &Value) {
    let target =
        value.get("$ref").and_then(Value::as_str).filter(|to| !to.starts_with("#/components/schemas/"));
    if let Some(target) = target.and_then(|to| description.pointer(to.trim_start_matches('#'))) {
        *value = strip(target, false);
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(|value| inline(value, description)),
        Value::Array(items) => items.iter_mut().for_each(|value| inline(value, description)),
        _ => {}
    }
}

/// A failure is worded by the vendor's own module of the sandbox.
fn drop_failures(document: &mut Value) {
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in items.into_iter().flat_map(Map::values_mut) {
        failures(item);
        let more = item.get_mut("x-additionalOperations");
        more.into_iter().for_each(failures);
    }
}

fn failures(item: &mut Value) {
    for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(replies) = operation.get_mut("responses").and_then(Value::as_object_mut) {
            replies.retain(|status, _| !status.starts_with(['4', '5', 'd']));
        }
    }
}

/// The schemas that a path needs, and those that these need.
fn used_schemas(document: &Value) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut open = Vec::new();
    references(document.get("paths").unwrap_or(&Value::Null), &mut open);
    while let Some(name) = open.pop() {
        if let Some(schema) = document.pointer(&format!("/components/schemas/{name}"))
            && used.insert(name)
        {
            references(schema, &mut open);
        }
    }
    used
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let target = members.get("$ref").and_then(Value::as_str);
            found.extend(target.and_then(|to| to.strip_prefix("#/components/schemas/")).map(str::to_owned));
            members.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn description() -> Value {
        json!({
            "openapi": "3.1.1", "info": {"title": "T"},
            "paths": {"/a/{id}": {"get": {
                "operationId": "a.get", "summary": "Gets", "x-scopes": ["a-view"],
                "responses": {
                    "200": {"$ref": "#/components/responses/A"},
                    "default": {"description": "f", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}}},
                },
            }}},
            "components": {
                "schemas": {
                    "A": {"type": "object", "description": "An A", "properties": {
                        "description": {"type": "string", "description": "Text", "x-masked": "*"},
                        "b": {"$ref": "#/components/schemas/B"},
                    }},
                    "B": {"type": "string", "x-evidence": "docs"},
                    "Failure": {"type": "object"},
                },
                "responses": {"A": {"description": "one", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}},
            },
        })
    }

    #[test]
    fn texts_and_failures_go_and_what_the_sandbox_reads_stays() {
        let compact: Value = serde_json::from_str(&compact(&description())).unwrap();
        let expected = json!({
            "openapi": "3.1.1",
            "paths": {"/a/{id}": {"get": {
                "operationId": "a.get", "x-scopes": ["a-view"],
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}},
            }}},
            "components": {"schemas": {
                "A": {"type": "object", "properties": {
                    "description": {"type": "string", "x-masked": "*"}, "b": {"$ref": "#/components/schemas/B"},
                }},
                "B": {"type": "string"},
            }},
        });
        assert_eq!(compact, expected);
    }

    #[test]
    fn each_path_and_each_schema_is_a_line() {
        let text = compact(&description());
        assert_eq!(text.lines().filter(|line| line.starts_with('"')).count(), 3, "{text}");
    }
}
