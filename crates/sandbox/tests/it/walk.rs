//! Walks every operation of a vendor's description against the sandbox, with code that shares nothing with it.
//!
//! What the sandbox serves must accept a made-up request (required members alone, then all members), reply what the
//! schema permits, and refuse the request when a required member is missing or a member has a wrong type. What is
//! kept must obey the laws of [`laws`].

mod description;
mod laws;
mod sample;
pub use sample::csr;
mod served;
mod vendors;

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use self::description::{Description, Operation};
use self::sample::{Made, wrong};
use crate::https::{Client, Connection, Result};

/// What is encoded in paths and queries.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// How far an operation is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Served,
    Stub,
    NotServed,
}

pub struct Answer {
    pub status: u16,
    pub stub: bool,
    pub json: Value,
    /// The last segment of the location.
    pub location: Option<String>,
}

pub struct Walk {
    description: &'static Description,
    connection: Connection,
    base: String,
    /// The address of the operations of another group, which have one of their own.
    elsewhere: Option<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    /// Whether a refusal complains about this member.
    complains: fn(&Value, &str) -> bool,
    /// Groups whose collections others need, in the order in which they are made.
    first: &'static [&'static str],
    made: Made,
    notes: Vec<String>,
    verdicts: BTreeMap<String, Verdict>,
    skipped: BTreeSet<String>,
    skipped_pointers: BTreeSet<String>,
    /// Members of the body that the description cannot express, by the operation.
    more: Box<dyn Fn(&str) -> Value + Send + Sync>,
    /// Operations whose request cannot be made up, and how they refuse it.
    refused: &'static [(&'static str, u16)],
    /// Groups whose objects are read in another form than they are sent in: the laws do not hold for them.
    reshaped: &'static [&'static str],
    /// The groups whose requests and replies are checked; of the others is seen only whether they are served.
    checked: fn(&str) -> bool,
    counts: Counts,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    valid: usize,
    nothing_there: usize,
    missing: usize,
    wrong_type: usize,
    collections: usize,
}

impl Walk {
    /// An id that is there from the start.
    fn given(&mut self, name: &str, id: impl Into<Value>) {
        self.made.given.insert(name.to_owned(), id.into());
        self.made.forget();
    }

    pub async fn call(&mut self, verb: &str, target: &str, body: &Value) -> Result<Answer> {
        let mut headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        headers.push(("accept", "application/json"));
        let text = if body.is_null() { String::new() } else { body.to_string() };
        if !body.is_null() {
            headers.push(("content-type", "application/json"));
        }
        let base = if target.starts_with("https:") { "" } else { self.base.as_str() };
        let reply = self.connection.send(verb, &format!("{base}{target}"), &headers, text).await?;
        let location = reply.headers.get("location").and_then(|value| value.to_str().ok());
        Ok(Answer {
            status: reply.status.as_u16(),
            stub: reply.headers.contains_key("x-sandbox-stub"),
            location: location.and_then(|value| value.rsplit('/').next()).map(str::to_owned),
            json: reply.json,
        })
    }

    /// The path of an operation with ids of what was made, and the query that it requires.
    pub fn target(&mut self, operation: &Operation) -> String {
        let group = operation.id.split('.').next().unwrap_or_default();
        let parameters = operation.value["parameters"].as_array().into_iter().flatten();
        let parameters: Vec<&'static Value> =
            parameters.map(|parameter| self.description.resolve(parameter)).collect();
        let elsewhere = self.elsewhere.as_ref().filter(|(other, _)| *other == group);
        let base = elsewhere.map(|(_, base)| base.clone()).unwrap_or_default();
        let mut path = format!("{base}{}", operation.path);
        let mut query = Vec::new();
        for parameter in parameters {
            // An operation that is filed under another path may give the parameter another name.
            let name = parameter["x-name"].as_str().or(parameter["name"].as_str()).unwrap();
            let own = self.made.ids.get(&format!("{group}/{name}")).or_else(|| self.made.ids.get(name));
            let value = own
                .cloned()
                .or_else(|| self.made.value(self.description, &parameter["schema"], name, false, 0));
            let value = value.unwrap_or_else(|| sample::uuid(0).into());
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let text = utf8_percent_encode(&text, ENCODED).to_string();
            if parameter["in"] == "path" {
                path = path.replace(&format!("{{{name}}}"), &text);
            } else if parameter["in"] == "query" && parameter["required"] == true {
                query.push(format!("{name}={text}"));
            }
        }
        // A path of the vendor may name a parameter that its description does not list.
        let path = path.replace(['{', '}'], "");
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    fn rank(&self, operation: &Operation) -> (u8, usize, usize) {
        let (group, action) = operation.id.split_once('.').unwrap();
        let place = self.first.iter().position(|first| *first == group).unwrap_or(self.first.len());
        let depth = operation.path.split('/').count();
        match action {
            _ if is_creation(action) => (0, place, depth),
            // What belongs to an object is deleted before it.
            _ if action.contains("delete") || action.contains("terminate") => {
                (3, usize::MAX - place, usize::MAX - depth)
            }
            _ if ["update", "set_"].iter().any(|word| action.starts_with(word)) => (2, place, depth),
            _ if action.contains("remove") => (2, place, depth),
            _ => (1, place, depth),
        }
    }

    pub fn body(&mut self, operation: &Operation, full: bool) -> Value {
        let Some(schema) = self.description.input(operation) else { return Value::Null };
        let mut body = self.made.value(self.description, schema, "", full, 0).unwrap_or_else(|| json!({}));
        let usual = operation.value["requestBody"]["x-usually-sent"].as_array().into_iter().flatten();
        let known = &self.description.resolve(schema)["properties"];
        for name in usual.filter_map(Value::as_str) {
            if let (Some(known), None) = (known.get(name), body.get(name)) {
                body[name] = self.made.value(self.description, known, name, true, 1).unwrap_or_default();
            }
        }
        merge(&mut body, &(self.more)(&operation.id));
        body
    }

    async fn every_operation(&mut self) -> Result<()> {
        let description = self.description;
        let walked = description.operations.iter().filter(|operation| !self.is_skipped(operation));
        let mut operations: Vec<&Operation> = walked.collect();
        operations.sort_by_key(|operation| self.rank(operation));
        for operation in operations {
            self.one(operation).await?;
        }
        Ok(())
    }

    fn is_skipped(&self, operation: &Operation) -> bool {
        self.skipped.contains(&operation.id) || self.skipped_pointers.contains(&operation.pointer)
    }

    async fn one(&mut self, operation: &Operation) -> Result<()> {
        let description = self.description;
        let schema = description.input(operation);
        let (status, output) = Description::success(operation);
        // Without a body, both requests are the same.
        let passes: &[bool] = if schema.is_some() { &[false, true] } else { &[false] };
        for full in passes.iter().copied() {
            let body = self.body(operation, full);
            let target = self.target(operation);
            let answer = self.call(&operation.verb, &target, &body).await?;
            let verdict = match answer {
                Answer { status: 405 | 501, .. } => Verdict::NotServed,
                Answer { stub: true, .. } => Verdict::Stub,
                _ => Verdict::Served,
            };
            self.verdicts.insert(operation.id.clone(), verdict);
            let group = operation.id.split('.').next().unwrap_or_default();
            match answer.status {
                405 | 501 => return Ok(()),
                _ if !(self.checked)(group) => return Ok(()),
                status if self.refused.contains(&(operation.id.as_str(), status)) => return Ok(()),
                404 if !self.can_be_made(&operation.id) => {
                    self.counts.nothing_there += 1;
                    return Ok(());
                }
                300.. => {
                    self.notes.push(format!(
                        "{} (full: {full}): {} {} to {target} {body}",
                        operation.id, answer.status, answer.json
                    ));
                    return Ok(());
                }
                other if other != status => {
                    self.notes.push(format!("{}: status {other} instead of {status}", operation.id));
                }
                _ => {}
            }
            if let Some(pointer) = &output {
                let errors = description.invalid(pointer, &answer.json);
                if !errors.is_empty() {
                    self.notes.push(format!("{}: {errors:?}", operation.id));
                }
            }
            self.remember(operation, &target, &answer).await?;
        }
        self.counts.valid += 1;
        match schema {
            Some(schema) => self.refusals(operation, description.resolve(schema)).await,
            None => Ok(()),
        }
    }

    /// Whether an object of the operation's group can be made at all.
    fn can_be_made(&self, id: &str) -> bool {
        let group = id.split('.').next().unwrap_or_default();
        let creation = |(known, verdict): (&String, &Verdict)| {
            let (known, action) = known.split_once('.').unwrap();
            known == group && is_creation(action) && *verdict == Verdict::Served
        };
        self.verdicts.iter().any(creation)
    }

    /// Keeps the id of what a creation made, and the object itself as it was created or replaced.
    async fn remember(&mut self, operation: &Operation, target: &str, reply: &Answer) -> Result<()> {
        let (group, action) = operation.id.split_once('.').unwrap();
        let description = self.description;
        if let ("update", true) = (action, self.made.objects.contains_key(group)) {
            let target = self.target(description.find(&format!("{group}.get")).unwrap());
            let object = self.call("GET", &target, &Value::Null).await?.json;
            self.made.objects.insert(group.to_owned(), object);
        }
        if !is_creation(action) {
            return Ok(());
        }
        let find = |prefix: &str, words: &[&str]| {
            words.iter().find_map(|word| description.find(&format!("{group}.{prefix}{word}")))
        };
        let prefix = ["create", "generate", "import"].iter().find_map(|word| action.strip_suffix(word));
        let Some(read) = prefix.and_then(|prefix| find(prefix, &["get", "update", "delete"])) else {
            return Ok(());
        };
        let Some(parameter) = parameter_names(&read.path).pop() else { return Ok(()) };
        let members = ["id", "name", "webhook_id", "report_identifier", "auth_key_id"];
        let sent = members.iter().find_map(|name| reply.json.get(*name)).cloned();
        let id = reply.location.clone().map(Value::from).filter(|_| sent.is_none()).or(sent);
        let id = id.or_else(|| target.rsplit('/').next().map(Value::from)).unwrap();
        self.made.ids.insert(format!("{group}/{parameter}"), id.clone());
        self.made.ids.insert(parameter, id.clone());
        if action == "create" {
            self.made.ids.insert(group.to_owned(), id);
            if read.id.ends_with("get") {
                let target = self.target(read);
                let object = self.call("GET", &target, &Value::Null).await?.json;
                self.made.objects.insert(group.to_owned(), object);
            }
        }
        Ok(())
    }

    async fn refusals(&mut self, operation: &Operation, schema: &'static Value) -> Result<()> {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let mut body = self.body(operation, false);
            body.as_object_mut().map(|members| members.remove(name));
            self.is_refused(operation, name, &body).await?;
            self.counts.missing += 1;
        }
        for (name, known) in schema["properties"].as_object().into_iter().flatten() {
            let read_only = known["readOnly"] == true || self.description.resolve(known)["readOnly"] == true;
            let Some(value) = wrong(self.description, known).filter(|_| !read_only && name != "id") else {
                continue;
            };
            let mut body = self.body(operation, false);
            body[name] = value;
            self.is_refused(operation, name, &body).await?;
            self.counts.wrong_type += 1;
        }
        Ok(())
    }

    async fn is_refused(&mut self, operation: &Operation, name: &str, body: &Value) -> Result<()> {
        let target = self.target(operation);
        let answer = self.call(&operation.verb, &target, body).await?;
        if answer.status != 400 || !(self.complains)(&answer.json, name) {
            self.notes.push(format!(
                "{} is not refused because of {name}: {} {} to {body}",
                operation.id, answer.status, answer.json
            ));
        }
        Ok(())
    }
}

/// Sets members; those of an object are set one by one.
fn merge(body: &mut Value, more: &Value) {
    for (name, value) in more.as_object().into_iter().flatten() {
        match body.get_mut(name) {
            Some(known) if known.is_object() && value.is_object() && name == "certificate" => {
                merge(known, value);
            }
            _ => body[name] = value.clone(),
        }
    }
}

fn is_creation(action: &str) -> bool {
    ["create", "generate", "import"].iter().any(|word| action.ends_with(word))
}

pub fn parameter_names(path: &str) -> Vec<String> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.map(str::to_owned).collect()
}

impl Walk {
    fn new(vendor: &str, sandbox: &Sandbox, base: String, headers: Vec<(&'static str, String)>) -> Self {
        Self {
            description: Box::leak(Box::new(Description::of(vendor))),
            connection: Connection::new(&Client::new(sandbox)),
            base,
            elsewhere: None,
            headers,
            complains: |_, _| true,
            first: &[],
            made: Made::default(),
            notes: Vec::new(),
            verdicts: BTreeMap::new(),
            skipped: BTreeSet::new(),
            skipped_pointers: BTreeSet::new(),
            more: Box::new(|_| Value::Null),
            refused: &[],
            reshaped: &[],
            checked: |_| true,
            counts: Counts::default(),
        }
    }
}
