//! The members that a schema knows.

use crate::{Facts, escape, is_true, map, text};
use serde_json::Value;
use std::{collections::BTreeSet, fmt};

/// Why no test has to send or read a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Excuse {
    /// Only the server sets it.
    Server,
    /// It is deprecated.
    Deprecated,
    /// It is guessed.
    Partial,
    /// It is another spelling of a member; a reply has one of the two.
    Alias,
    /// Only old servers send it.
    Legacy,
    /// It repeats the request.
    Echo,
    /// It belongs to the wrapping of the content.
    Envelope,
    /// It says how many items a listing has.
    Page,
}

impl fmt::Display for Excuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Server => "server",
            Self::Deprecated => "deprecated",
            Self::Partial => "partial",
            Self::Alias => "alias",
            Self::Legacy => "legacy",
            Self::Echo => "echo",
            Self::Envelope => "envelope",
            Self::Page => "page",
        })
    }
}

impl Excuse {
    /// The excuse that a property has by its own marks; the marks may stand beside or behind its `$ref`.
    pub(crate) fn of(property: &Value, target: &Value) -> Option<Self> {
        let has = |key: &str| property.get(key).or_else(|| target.get(key)).is_some();
        let yes = |key: &str| is_true(property, key) || is_true(target, key);
        let evidence = text(property, "x-evidence").or_else(|| text(target, "x-evidence"));
        if yes("deprecated") || has("x-deprecated") {
            Some(Self::Deprecated)
        } else if evidence == Some("partial") || yes("x-name-guessed") {
            Some(Self::Partial)
        } else if has("x-alias-of") {
            Some(Self::Alias)
        } else if has("x-legacy") {
            Some(Self::Legacy)
        } else if has("x-echo") {
            Some(Self::Echo)
        } else if yes("readOnly") {
            Some(Self::Server)
        } else {
            None
        }
    }
}

/// A member at any depth.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Member {
    /// The path: `password.created`, `items[].id`, `users{}.name`.
    pub path: String,
    /// The schema that has it and its name there (`LocalUser.email`), the same in all operations that use the schema.
    pub owner: String,
    /// Why no test has to send it.
    pub excuse: Option<Excuse>,
}

/// Every member of the schema at this pointer.
pub fn members(facts: &Facts, pointer: &str) -> Vec<Member> {
    let mut walk = Walk { facts, stack: Vec::new(), found: BTreeSet::new() };
    walk.schema(pointer, "", None);
    walk.found.into_iter().collect()
}

struct Walk<'a> {
    facts: &'a Facts,
    stack: Vec<String>,
    found: BTreeSet<Member>,
}

impl Walk<'_> {
    fn schema(&mut self, pointer: &str, path: &str, excuse: Option<Excuse>) {
        let Some((schema, at)) = self.facts.at(pointer) else { return };
        if self.stack.contains(&at) {
            return;
        }
        self.stack.push(at.clone());
        for branch in branches(schema, &at) {
            self.schema(&branch, path, excuse);
        }
        self.schema(&format!("{at}/items"), &format!("{path}[]"), excuse);
        self.schema(&format!("{at}/additionalProperties"), &format!("{path}{{}}"), excuse);
        for (name, property) in map(schema, "properties") {
            let below = format!("{at}/properties/{}", escape(name));
            let excuse = excuse.or_else(|| Excuse::of(property, self.facts.resolve(property)));
            let path = join(path, name);
            self.found.insert(Member { path: path.clone(), owner: owner(&at, name), excuse });
            self.schema(&below, &path, excuse);
        }
        self.stack.pop();
    }
}

/// The schema that has a property, and its name there.
pub(crate) fn owner(schema: &str, name: &str) -> String {
    format!("{}.{name}", schema.rsplit('/').next().unwrap_or_default())
}

pub(crate) fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The pointers of all members of choices and unions.
fn branches(schema: &Value, at: &str) -> Vec<String> {
    let count = |word: &str| schema.get(word).and_then(Value::as_array).map_or(0, Vec::len);
    ["oneOf", "anyOf", "allOf"]
        .into_iter()
        .flat_map(|word| (0..count(word)).map(move |index| format!("{at}/{word}/{index}")))
        .collect()
}

/// The members of a value that its schema does not know.
pub fn unknown_members(facts: &Facts, pointer: &str, value: &Value) -> Vec<String> {
    let mut unknown = Vec::new();
    compare(facts, &[pointer.to_owned()], value, "", &mut unknown);
    unknown
}

/// Every schema that describes the value, branches of choices included.
fn spread(facts: &Facts, pointer: &str, into: &mut Vec<String>) {
    let Some((schema, at)) = facts.at(pointer) else { return };
    if into.contains(&at) {
        return;
    }
    into.push(at.clone());
    for branch in branches(schema, &at) {
        spread(facts, &branch, into);
    }
}

fn compare(facts: &Facts, pointers: &[String], value: &Value, path: &str, unknown: &mut Vec<String>) {
    let mut all = Vec::new();
    for pointer in pointers {
        spread(facts, pointer, &mut all);
    }
    let below = |part: &str| -> Vec<String> {
        let pointers = all.iter().map(|at| format!("{at}/{part}"));
        pointers.filter(|at| facts.doc.pointer(at).is_some_and(Value::is_object)).collect()
    };
    match value {
        Value::Array(items) => {
            let below = below("items");
            for item in items.iter().filter(|_| !below.is_empty()) {
                compare(facts, &below, item, &format!("{path}[]"), unknown);
            }
        }
        Value::Object(members) => {
            let schemas: Vec<&Value> = all.iter().filter_map(|at| facts.doc.pointer(at)).collect();
            let open = |schema: &&Value| match schema.get("additionalProperties") {
                Some(additional) => *additional != Value::Bool(false),
                None => schema.get("x-unknown").is_some() || schema.get("x-extra-fields").is_some(),
            };
            // A schema without properties allows every member.
            let open = schemas.iter().any(open) || schemas.iter().all(|s| s.get("properties").is_none());
            for (name, member) in members {
                let path = join(path, name);
                let mut known = below(&format!("properties/{}", escape(name)));
                if known.is_empty() {
                    known = below("additionalProperties");
                }
                if !known.is_empty() {
                    compare(facts, &known, member, &path, unknown);
                } else if !open {
                    unknown.push(path);
                }
            }
        }
        _ => {}
    }
}
