//! Operations: verb, path, the ids that share them, and where their bodies and replies are described.

use crate::{Facts, escape, list, map, names, text};
use serde_json::Value;
use std::cmp::Reverse;

/// A verb and a path, with the ids that share them.
#[derive(Debug)]
pub struct Operation {
    /// The verb in capitals.
    pub verb: String,
    /// The path template as the vendor has it.
    pub path: String,
    /// `ssms` or `shift` where the path belongs to one flavour.
    pub flavour: Option<String>,
    /// The ids.
    pub ids: Vec<Id>,
    /// The JSON pointer of the operation in the document.
    pub pointer: String,
    /// The template in the document, with the names of its parameters: `x-path` can have others.
    pub(crate) documented: String,
    /// The templates that a request's path may match.
    pub(crate) templates: Vec<String>,
}

/// An operation's id.
#[derive(Debug)]
pub struct Id {
    /// The id, such as `roles.create`.
    pub name: String,
    /// Whether a repetition leaves the same state.
    pub idempotent: bool,
    /// What disambiguates it from other ids of the same verb and path: `x-told-by`, else null.
    pub(crate) mark: Value,
}

const VERBS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// All operations, and the base paths of all servers (the longest first).
pub(crate) fn operations(doc: &Value) -> (Vec<Operation>, Vec<String>) {
    let mut found = Vec::new();
    let mut bases = base_paths(doc);
    for (path, item) in map(doc, "paths") {
        let root = format!("/paths/{}", escape(path));
        let usual = VERBS.iter().filter_map(|verb| Some((*verb, item.get(verb)?, format!("{root}/{verb}"))));
        let more = map(item, "x-additionalOperations").map(|(verb, operation)| {
            (verb.as_str(), operation, format!("{root}/x-additionalOperations/{}", escape(verb)))
        });
        for (verb, operation, pointer) in usual.chain(more) {
            bases.extend(base_paths(operation));
            found.push(read(verb, path, operation, pointer));
        }
    }
    bases.sort_by_key(|base| (Reverse(base.len()), base.clone()));
    bases.dedup();
    (found, bases)
}

fn read(verb: &str, path: &str, operation: &Value, pointer: String) -> Operation {
    let documented = path.to_owned();
    let path = text(operation, "x-path").unwrap_or(path);
    let idempotent = |of: &Value| of.get("x-idempotent").and_then(Value::as_bool);
    let all = idempotent(operation).unwrap_or_default();
    let mut ids: Vec<Id> = list(operation, "x-operations")
        .filter_map(|one| {
            let mark = one.get("x-told-by").cloned().unwrap_or_default();
            Some(Id { name: text(one, "id")?.to_owned(), idempotent: idempotent(one).unwrap_or(all), mark })
        })
        .collect();
    if ids.is_empty() {
        // Of two flavours only `x-operation` has the id without the flavour.
        let name = text(operation, "x-operation").or_else(|| text(operation, "operationId"));
        let name = name.expect("an operation has an id").to_owned();
        ids.push(Id { name, idempotent: all, mark: Value::Null });
    }
    let alternatives = list(operation, "x-path-alternatives").filter_map(Value::as_str);
    Operation {
        verb: verb.to_uppercase(),
        templates: [path].into_iter().chain(alternatives).map(str::to_owned).collect(),
        path: path.to_owned(),
        documented,
        flavour: text(operation, "x-flavour").map(str::to_owned),
        ids,
        pointer,
    }
}

/// The paths of the servers' URLs with the defaults of their variables.
fn base_paths(of: &Value) -> Vec<String> {
    let path = |server: &Value| {
        let mut url = text(server, "url")?.to_owned();
        for (name, variable) in map(server, "variables") {
            url = url.replace(&format!("{{{name}}}"), text(variable, "default").unwrap_or_default());
        }
        let (_, rest) = url.split_once("://")?;
        let (_, path) = rest.split_once('/')?;
        let path = path.trim_end_matches('/');
        (!path.is_empty()).then(|| format!("/{path}"))
    };
    list(of, "servers").filter_map(path).collect()
}

impl Facts {
    /// A path without the part that belongs to a server's base URL.
    pub fn without_base<'a>(&self, path: &'a str) -> &'a str {
        let rest = |base: &String| path.strip_prefix(base.as_str()).filter(|rest| rest.starts_with('/'));
        self.bases.iter().find_map(rest).unwrap_or(path)
    }

    /// The operations with this id: several where each flavour has a path of its own.
    pub fn with_id<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Operation> {
        self.operations.iter().filter(move |operation| operation.has(id))
    }
}

impl Operation {
    /// Whether this id is one of its ids.
    pub fn has(&self, id: &str) -> bool {
        self.ids.iter().any(|known| known.name == id)
    }

    /// Its part of the document.
    pub fn value<'a>(&self, facts: &'a Facts) -> &'a Value {
        facts.doc.pointer(&self.pointer).expect("an operation of this document")
    }

    /// Its parameters and those of its path.
    pub fn parameters<'a>(&self, facts: &'a Facts) -> Vec<&'a Value> {
        let item = match self.pointer.split_once("/x-additionalOperations/") {
            Some((item, _)) => item,
            None => self.pointer.rsplit_once('/').map_or("", |(item, _)| item),
        };
        let shared = facts.doc.pointer(item).expect("the path of an operation");
        let all = list(self.value(facts), "parameters").chain(list(shared, "parameters"));
        all.map(|parameter| facts.resolve(parameter)).collect()
    }

    /// The pointer of the schema of a body of this media type. `None` where the type is not known.
    pub fn body(&self, facts: &Facts, id: &str, kind: &str) -> Option<String> {
        facts.content(&format!("{}/requestBody", self.pointer), id, kind)
    }

    /// The pointer of the response for this status: its own, else `2XX` and the like, else `default`.
    pub fn response(&self, facts: &Facts, status: u16) -> Option<String> {
        let responses = self.value(facts).get("responses")?;
        let keys = [status.to_string(), format!("{}XX", status / 100), "default".to_owned()];
        let key = keys.into_iter().find(|key| responses.get(key).is_some())?;
        let (_, pointer) = facts.at(&format!("{}/responses/{}", self.pointer, escape(&key)))?;
        Some(pointer)
    }

    /// The first success with a JSON body: its status and the pointer of the schema.
    pub fn success(&self, facts: &Facts, id: &str) -> Option<(u16, String)> {
        map(self.value(facts), "responses").filter(|(key, _)| key.starts_with('2')).find_map(|(key, _)| {
            let status = key.parse().unwrap_or(200);
            let schema = facts.content(&self.response(facts, status)?, id, "application/json")?;
            Some((status, schema))
        })
    }
}

impl Facts {
    /// The media types of what has a `content` (a response, a request body).
    pub fn media_types(&self, pointer: &str) -> Vec<&str> {
        self.at(pointer)
            .map_or_else(Vec::new, |(of, _)| map(of, "content").map(|(kind, _)| kind.as_str()).collect())
    }

    /// The pointer of the schema for a media type of what has a `content`: of a choice, the member of this operation.
    pub fn content(&self, pointer: &str, id: &str, kind: &str) -> Option<String> {
        let (of, at) = self.at(pointer)?;
        let json = |kind: &str| kind.ends_with("json");
        let (kind, _) = map(of, "content")
            .find(|(known, _)| *known == kind || *known == "*/*" || (json(known) && json(kind)))?;
        let schema = format!("{at}/content/{}/schema", escape(kind));
        let (choice, at) = self.at(&schema)?;
        let of_others = |word: &str| {
            let mut branches = list(choice, word).peekable();
            let other = |branch: &Value| branch.get("x-operation").is_some_and(|of| !names(of, id));
            branches.peek().is_some() && branches.all(other)
        };
        if of_others("oneOf") || of_others("anyOf") {
            return None;
        }
        let of_operation = |word: &str| {
            let ours = |branch: &Value| branch.get("x-operation").is_some_and(|of| names(of, id));
            let index = list(choice, word).position(ours)?;
            Some(format!("{at}/{word}/{index}"))
        };
        Some(of_operation("oneOf").or_else(|| of_operation("anyOf")).unwrap_or(schema))
    }
}
