//! Requests: path, query, headers, credential and body.

use super::{Known, typed};
use crate::message::Message;
use portcullis_core::url::form_urlencoded;
use portcullis_facts::{Facts, Operation, Sent, escape, unknown_members};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub(super) fn judge(
    facts: &'static Facts,
    operation: &Operation,
    id: &str,
    sent: &Sent,
    message: &Message,
) -> (Known, Vec<String>) {
    let mut judge = Request { facts, operation, id, sent, found: Vec::new() };
    judge.query();
    judge.headers();
    judge.credential();
    judge.path();
    let body = judge.body(message);
    let query: BTreeSet<String> = sent.query.iter().map(|(name, _)| name.clone()).collect();
    (Known { id: id.to_owned(), body, query: query.into_iter().collect() }, judge.found)
}

struct Request<'a> {
    facts: &'static Facts,
    operation: &'a Operation,
    id: &'a str,
    sent: &'a Sent,
    found: Vec<String>,
}

impl Request<'_> {
    fn parameters(&self, place: &str) -> Vec<(&'static str, &'static Value)> {
        let all = self.operation.parameters(self.facts).into_iter();
        let ours = |parameter: &&Value| match parameter.get("x-only-operation") {
            Some(only) => {
                only == self.id || only.as_array().is_some_and(|all| all.iter().any(|id| id == self.id))
            }
            None => true,
        };
        let here = all.filter(|parameter| parameter["in"] == place).filter(ours);
        here.filter_map(|parameter| Some((parameter["name"].as_str()?, parameter))).collect()
    }

    fn fits(&self, schema: &Value, text: &str) -> Option<String> {
        let schema = self.facts.resolve(schema);
        let validator = jsonschema::options().should_validate_formats(true).build(schema).expect("a schema");
        validator.validate(&typed(self.facts, schema, text)).err().map(|error| error.to_string())
    }

    fn query(&mut self) {
        let known = self.parameters("query");
        for (name, value) in &self.sent.query {
            let found = known.iter().find(|(known, parameter)| {
                let deep = parameter["style"] == "deepObject";
                known == name
                    || known.trim_end_matches("[]") == name
                    || (deep && name.split('[').next() == Some(known))
            });
            let Some((_, parameter)) = found else {
                self.found.push(format!("unknown query parameter {name:?}"));
                continue;
            };
            if parameter["style"] != "deepObject" {
                let schema = self.facts.resolve(&parameter["schema"]);
                let schema = if schema["type"] == "array" { &schema["items"] } else { schema };
                let wrong = self.fits(schema, value);
                self.found.extend(wrong.map(|why| format!("query parameter {name:?}: {why}")));
            }
        }
        for (name, parameter) in known {
            if parameter["required"] == true && !self.sent.query.iter().any(|(key, _)| key == name) {
                self.found.push(format!("the query parameter {name:?} is missing"));
            }
        }
    }

    fn headers(&mut self) {
        for (name, parameter) in self.parameters("header") {
            let key = name.to_ascii_lowercase();
            if parameter["required"] == true && !self.sent.headers.iter().any(|(known, _)| *known == key) {
                self.found.push(format!("the header {name:?} is missing"));
            }
        }
    }

    /// The header with the credential that `security` asks for, and none where it asks for none.
    fn credential(&mut self) {
        let schemes = &self.facts.doc["components"]["securitySchemes"];
        let header = |name: &str| match (schemes[name]["type"].as_str(), schemes[name]["in"].as_str()) {
            (Some("http"), _) => Some("authorization".to_owned()),
            (_, Some("header")) => schemes[name]["name"].as_str().map(str::to_ascii_lowercase),
            _ => None,
        };
        let sent = |header: &str| self.sent.headers.iter().any(|(known, _)| known == header);
        let security =
            self.operation.value(self.facts).get("security").unwrap_or(&self.facts.doc["security"]);
        let Some(choices) = security.as_array() else { return };
        let names = |choice: &Value| -> Vec<String> {
            choice.as_object().map(|names| names.keys().cloned().collect()).unwrap_or_default()
        };
        let satisfied =
            |choice: &Value| names(choice).iter().all(|name| header(name).is_none_or(|header| sent(&header)));
        if choices.is_empty() {
            let all = names(schemes);
            let extra = all.iter().filter_map(|name| header(name)).find(|header| sent(header));
            self.found.extend(extra.map(|header| format!("a credential where none is needed, in {header}")));
        } else if !choices.iter().any(satisfied) {
            self.found.push(format!("the credential is missing: {security}"));
        }
    }

    fn path(&mut self) {
        let path = self.facts.without_base(&self.sent.path);
        for (name, parameter) in self.parameters("path") {
            let braced = format!("{{{name}}}");
            let segments = self.operation.path.split('/').zip(path.split('/'));
            for (_, value) in segments.filter(|(template, _)| *template == braced) {
                let wrong = self.fits(&parameter["schema"], &decoded(value));
                self.found.extend(wrong.map(|why| format!("path parameter {name:?}: {why}")));
            }
        }
    }

    /// The paths of the members that were sent.
    fn body(&mut self, message: &Message) -> Vec<String> {
        let facts = self.facts;
        let kind = self.sent.header("content-type").unwrap_or_default();
        let Some((body, _)) = facts.at(&format!("{}/requestBody", self.operation.pointer)) else {
            if !message.body.is_empty() && message.body != b"{}" {
                self.found.push(format!("a body of {kind:?} where none is known"));
            }
            return Vec::new();
        };
        if message.body.is_empty() {
            if body["required"] == true {
                self.found.push("the body is missing".to_owned());
            }
            return Vec::new();
        }
        let Some(pointer) = self.operation.body(facts, self.id, kind) else {
            self.found.push(format!("the content type {kind:?} is not known"));
            return Vec::new();
        };
        let json = kind.ends_with("json");
        let value = if json { self.sent.body.clone() } else { self.form(&pointer) };
        let unknown = unknown_members(facts, &pointer, &value);
        self.found.extend(unknown.iter().map(|name| format!("unknown member {name:?}")));
        // A part of a multipart body may be a file.
        if json || kind.ends_with("urlencoded") {
            self.found.extend(facts.invalid(&pointer, &value).into_iter().map(|why| format!("body: {why}")));
        }
        let mut paths = BTreeSet::new();
        collect(&value, "", &mut paths);
        paths.into_iter().collect()
    }

    /// A form's texts as the types that the schema wants.
    fn form(&self, pointer: &str) -> Value {
        let Some((_, at)) = self.facts.at(pointer) else { return self.sent.body.clone() };
        let property = |name: &str| self.facts.at(&format!("{at}/properties/{}", escape(name)));
        let mut form = Map::new();
        for (name, value) in self.sent.body.as_object().into_iter().flatten() {
            // PHP's `name[]` is the array `name`.
            let plain = name.strip_suffix("[]").unwrap_or(name);
            let (name, schema) = match (property(name), property(plain)) {
                (Some((schema, _)), _) => (name.as_str(), schema),
                (None, Some((schema, _))) => (plain, schema),
                (None, None) => (name.as_str(), &Value::Null),
            };
            let value = match value.as_str() {
                Some(text) if schema["type"] == "array" => json!([typed(self.facts, &schema["items"], text)]),
                Some(text) => typed(self.facts, schema, text),
                None => value.clone(),
            };
            form.insert(name.to_owned(), value);
        }
        Value::Object(form)
    }
}

fn decoded(segment: &str) -> String {
    let pair = format!("a={}", segment.replace('+', "%2B"));
    form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn collect(value: &Value, path: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                into.insert(path.clone());
                collect(member, &path, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, &format!("{path}[]"), into)),
        _ => {}
    }
}
