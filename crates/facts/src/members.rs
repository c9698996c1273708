//! The members that a schema knows.

use crate::Facts;
use serde_json::Value;
use std::collections::BTreeSet;

/// A member, flattened: `password.created`, `items[].id`, `users{}.name`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The path.
    pub path: String,
    /// The schema that has it, and its name there: what several operations share is listed once.
    pub owner: String,
    /// `""`, or why no test must send or read it: `server`, `deprecated`, `partial`, `alias`, `legacy`, `echo`.
    pub excuse: String,
}

/// Every member of what this pointer leads to.
pub fn members(facts: &Facts, pointer: &str) -> Vec<Member> {
    let mut found = BTreeSet::new();
    walk(facts, pointer, "", "", &mut Vec::new(), &mut found);
    found.into_iter().collect()
}

/// Why a property is not asked for.
pub(crate) fn excuse(property: &Value, target: &Value) -> &'static str {
    let has = |key: &str| property.get(key).or_else(|| target.get(key));
    let yes = |key: &str| has(key) == Some(&Value::Bool(true));
    if yes("deprecated") || has("x-deprecated").is_some() {
        "deprecated"
    } else if has("x-evidence").and_then(Value::as_str) == Some("partial") || yes("x-name-guessed") {
        "partial"
    } else if has("x-alias-of").is_some() {
        "alias"
    } else if has("x-legacy").is_some() {
        "legacy"
    } else if has("x-echo").is_some() {
        "echo"
    } else if yes("readOnly") {
        "server"
    } else {
        ""
    }
}

fn walk(
    facts: &Facts,
    pointer: &str,
    path: &str,
    excused: &str,
    stack: &mut Vec<String>,
    found: &mut BTreeSet<Member>,
) {
    let Some((schema, at)) = facts.at(pointer) else { return };
    if stack.contains(&at) {
        return;
    }
    stack.push(at.clone());
    for word in ["oneOf", "anyOf", "allOf"] {
        for index in 0..schema.get(word).and_then(Value::as_array).map_or(0, Vec::len) {
            walk(facts, &format!("{at}/{word}/{index}"), path, excused, stack, found);
        }
    }
    if schema.get("items").is_some() {
        walk(facts, &format!("{at}/items"), &format!("{path}[]"), excused, stack, found);
    }
    if schema.get("additionalProperties").is_some_and(Value::is_object) {
        walk(facts, &format!("{at}/additionalProperties"), &format!("{path}{{}}"), excused, stack, found);
    }
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let below = format!("{at}/properties/{}", crate::escape(name));
        let target = facts.at(&below).map_or(property, |(target, _)| target);
        let own = excuse(property, target);
        let excused = if excused.is_empty() { own } else { excused };
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        found.insert(Member {
            path: path.clone(),
            owner: format!("{}.{name}", at.rsplit('/').next().unwrap_or_default()),
            excuse: excused.to_owned(),
        });
        walk(facts, &below, &path, excused, stack, found);
    }
    stack.pop();
}

/// The members of a value that its schema does not know. A schema that lets other members be, says so.
pub fn unknown_members(facts: &Facts, pointer: &str, value: &Value) -> Vec<String> {
    let mut unknown = Vec::new();
    check(facts, &[pointer.to_owned()], value, "", &mut unknown);
    unknown
}

/// Every schema that may speak of the value: branches of a choice count together.
fn spread(facts: &Facts, pointer: &str, into: &mut Vec<String>) {
    let Some((schema, at)) = facts.at(pointer) else { return };
    if into.contains(&at) {
        return;
    }
    into.push(at.clone());
    for word in ["oneOf", "anyOf", "allOf"] {
        for index in 0..schema.get(word).and_then(Value::as_array).map_or(0, Vec::len) {
            spread(facts, &format!("{at}/{word}/{index}"), into);
        }
    }
}

fn check(facts: &Facts, pointers: &[String], value: &Value, path: &str, unknown: &mut Vec<String>) {
    let mut all = Vec::new();
    for pointer in pointers {
        spread(facts, pointer, &mut all);
    }
    let schemas: Vec<&Value> = all.iter().filter_map(|at| facts.doc.pointer(at)).collect();
    match value {
        Value::Array(items) => {
            let below: Vec<String> = all
                .iter()
                .filter(|at| facts.doc.pointer(&format!("{at}/items")).is_some())
                .map(|at| format!("{at}/items"))
                .collect();
            for item in items.iter().filter(|_| !below.is_empty()) {
                check(facts, &below, item, &format!("{path}[]"), unknown);
            }
        }
        Value::Object(members) => {
            let open = |schema: &&Value| match schema.get("additionalProperties") {
                Some(Value::Bool(open)) => *open,
                Some(_) => true,
                None => schema.get("x-unknown").is_some() || schema.get("x-extra-fields").is_some(),
            };
            let open_at = schemas.iter().any(open);
            // A schema of which nothing is known but that it is an object knows every member.
            let silent = schemas.iter().all(|schema| schema.get("properties").is_none());
            for (name, member) in members {
                let key = crate::escape(name);
                let mut below: Vec<String> = all
                    .iter()
                    .map(|at| format!("{at}/properties/{key}"))
                    .filter(|at| facts.doc.pointer(at).is_some())
                    .collect();
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if below.is_empty() {
                    below = all
                        .iter()
                        .map(|at| format!("{at}/additionalProperties"))
                        .filter(|at| facts.doc.pointer(at).is_some_and(Value::is_object))
                        .collect();
                    if below.is_empty() && !open_at && !silent {
                        unknown.push(path);
                        continue;
                    }
                }
                if !below.is_empty() {
                    check(facts, &below, member, &path, unknown);
                }
            }
        }
        _ => {}
    }
}
