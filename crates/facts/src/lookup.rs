//! Which operation a request is.

use crate::{Facts, escape};
use serde_json::Value;
use std::cmp::Reverse;

/// A verb and a path, with the ids that share them.
#[derive(Debug)]
pub struct Operation {
    /// The verb, in capitals.
    pub verb: String,
    /// The path template as the vendor has it.
    pub path: String,
    /// `ssms` or `shift`, where the path belongs to one flavour.
    pub flavour: Option<String>,
    /// Ids, and what tells them apart.
    pub ids: Vec<(String, Value)>,
    /// Where it stands in the document.
    pub pointer: String,
    /// The templates under which it is found.
    templates: Vec<String>,
}

/// A request, as far as operations are told apart by it.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// The verb.
    pub verb: String,
    /// The path, without what a server's base URL has.
    pub path: String,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// Headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body: JSON, or the members of a form.
    pub body: Value,
}

const VERBS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

pub(crate) fn operations(doc: &Value) -> (Vec<Operation>, Vec<String>) {
    let mut found = Vec::new();
    let mut bases = base_paths(doc);
    for (path, item) in doc.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let root = format!("/paths/{}", escape(path));
        let usual = VERBS.iter().filter_map(|verb| Some((*verb, item.get(verb)?, format!("{root}/{verb}"))));
        let more = item.get("x-additionalOperations").and_then(Value::as_object).into_iter().flatten();
        let more = more.map(|(verb, operation)| {
            (verb.as_str(), operation, format!("{root}/x-additionalOperations/{}", escape(verb)))
        });
        for (verb, operation, pointer) in usual.chain(more) {
            bases.extend(base_paths(operation));
            let mut one = read(verb, path, operation, pointer);
            let spellings = operation.get("x-path-alternatives").and_then(Value::as_array);
            one.templates
                .extend(spellings.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
            found.push(one);
        }
    }
    bases.sort_by_key(|base| Reverse(base.len()));
    bases.dedup();
    (found, bases)
}

fn read(verb: &str, path: &str, operation: &Value, pointer: String) -> Operation {
    let text = |of: &Value, key: &str| of.get(key).and_then(Value::as_str).map(str::to_owned);
    let true_path = text(operation, "x-path").unwrap_or_else(|| path.to_owned());
    let name = text(operation, "operationId").unwrap_or_default();
    let plain = name.split('@').next().unwrap_or_default().to_owned();
    let ids = match operation.get("x-operations").and_then(Value::as_array) {
        Some(several) => several
            .iter()
            .map(|one| {
                (text(one, "id").unwrap_or_default(), one.get("x-told-by").cloned().unwrap_or_default())
            })
            .collect(),
        None => vec![(text(operation, "x-operation").unwrap_or(plain), Value::Null)],
    };
    Operation {
        verb: verb.to_uppercase(),
        templates: vec![true_path.clone()],
        path: true_path,
        flavour: text(operation, "x-flavour"),
        ids,
        pointer,
    }
}

/// The paths of the servers' URLs, their variables filled with the defaults.
fn base_paths(of: &Value) -> Vec<String> {
    let servers = of.get("servers").and_then(Value::as_array).into_iter().flatten();
    let path = |server: &Value| {
        let mut url = server.get("url")?.as_str()?.to_owned();
        for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
            let default = variable.get("default").and_then(Value::as_str).unwrap_or_default();
            url = url.replace(&format!("{{{name}}}"), default);
        }
        let (_, rest) = url.split_once("://")?;
        let (_, path) = rest.split_once('/')?;
        let path = path.trim_end_matches('/');
        (!path.is_empty()).then(|| format!("/{path}"))
    };
    servers.filter_map(path).collect()
}

impl Facts {
    /// A path without what comes from a server's base URL.
    pub fn without_base<'a>(&self, path: &'a str) -> &'a str {
        let cut = |base: &String| path.strip_prefix(base.as_str()).filter(|rest| rest.starts_with('/'));
        self.bases.iter().find_map(cut).unwrap_or(path)
    }

    /// The operations whose verb and path template this request has; what names more of the path wins.
    pub fn asked(&self, verb: &str, path: &str) -> Vec<&Operation> {
        let path = self.without_base(path);
        let mut found: Vec<(usize, &Operation)> = Vec::new();
        for operation in self.operations.iter().filter(|operation| operation.verb == verb) {
            let most = operation.templates.iter().filter_map(|template| named(template, path)).max();
            found.extend(most.map(|most| (most, operation)));
        }
        let most = found.iter().map(|(named, _)| *named).max().unwrap_or_default();
        found.into_iter().filter(|(named, _)| *named == most).map(|(_, operation)| operation).collect()
    }

    /// Verb and path with this id, and how many have it.
    pub fn with_id(&self, id: &str) -> Vec<&Operation> {
        self.operations
            .iter()
            .filter(|operation| operation.ids.iter().any(|(known, _)| known == id))
            .collect()
    }

    /// The operation of a request and its id: where several share verb and path, by what tells them apart; where that is
    /// not in the request, every id that it can be.
    pub fn identify(&self, sent: &Sent) -> Vec<(&Operation, &str)> {
        let mut found = Vec::new();
        for operation in self.asked(&sent.verb, &sent.path) {
            if let [(id, _)] = operation.ids.as_slice() {
                found.push((operation, id.as_str()));
                continue;
            }
            let told = |(_, by): &&(String, Value)| {
                by.get("otherwise").is_none()
                    && told(by, sent, operation, self.without_base(&sent.path)) == Some(true)
            };
            let mut sure: Vec<_> = operation.ids.iter().filter(told).collect();
            if sure.is_empty() {
                sure = operation.ids.iter().filter(|(_, by)| by.get("otherwise").is_some()).collect();
            }
            if sure.is_empty() {
                let may = |(_, by): &&(String, Value)| {
                    told_maybe(by, sent, operation, self.without_base(&sent.path))
                };
                sure = operation.ids.iter().filter(may).collect();
            }
            found.extend(sure.into_iter().map(|(id, _)| (operation, id.as_str())));
        }
        found
    }
}

fn told_maybe(by: &Value, sent: &Sent, operation: &Operation, path: &str) -> bool {
    told(by, sent, operation, path) != Some(false)
}

/// Whether a mark is there; `None` where the request cannot tell.
fn told(by: &Value, sent: &Sent, operation: &Operation, path: &str) -> Option<bool> {
    let name = by.get("name")?.as_str()?;
    if let Some(unless) = by.get("unless")
        && told(unless, sent, operation, path) == Some(true)
    {
        return Some(false);
    }
    let values: Vec<String> = match (by.get("value"), by.get("values")) {
        (_, Some(Value::Array(values))) | (Some(Value::Array(values)), _) => {
            values.iter().map(plain).collect()
        }
        (Some(Value::Null) | None, _) => Vec::new(),
        (Some(value), _) => vec![plain(value)],
    };
    let found: Vec<String> = match by.get("in")?.as_str()? {
        "query" => sent.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect(),
        "header" => {
            let wanted = name.to_ascii_lowercase();
            let values = sent.headers.iter().filter(|(key, _)| *key == wanted);
            values.map(|(_, value)| value.split(';').next().unwrap_or_default().to_owned()).collect()
        }
        "body" => in_body(&sent.body, name),
        "path" => {
            let pairs = operation.path.split('/').zip(path.split('/'));
            let braced = format!("{{{name}}}");
            pairs.filter(|(template, _)| *template == braced).map(|(_, value)| value.to_owned()).collect()
        }
        _ => return None,
    };
    if by.get("present") == Some(&Value::Bool(true)) {
        return Some(!found.is_empty());
    }
    if values.is_empty() {
        return if by.get("note").and_then(Value::as_str) == Some("absent") {
            Some(found.is_empty())
        } else {
            None
        };
    }
    if values == ["<id>"] || values == ["<text>"] {
        let number = found.iter().all(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
        return Some(number == (values == ["<id>"]));
    }
    if found.is_empty() && by.get("absent") == Some(&Value::Bool(true)) {
        // Absent beside what marks another operation is not enough.
        return None;
    }
    Some(found.iter().any(|value| values.contains(value)))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn in_body(body: &Value, name: &str) -> Vec<String> {
    let mut at = vec![body];
    for part in name.split('.') {
        let (key, each) = part.strip_suffix("[]").map_or((part, false), |key| (key, true));
        let next = at.into_iter().filter_map(|value| value.get(key));
        at = if each { next.filter_map(Value::as_array).flatten().collect() } else { next.collect() };
    }
    at.into_iter().map(plain).collect()
}

/// How many segments a template names of a path that has its form.
fn named(template: &str, path: &str) -> Option<usize> {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    let mut count = 0;
    loop {
        match (template.next(), path.next()) {
            (None, None) => return Some(count),
            (Some(a), Some(b)) if a == b => count += 1,
            (Some(a), Some(b)) if a.starts_with('{') && a.ends_with('}') && !b.is_empty() => {}
            _ => return None,
        }
    }
}

impl Operation {
    /// The operation's own part of the document.
    pub fn value<'a>(&self, facts: &'a Facts) -> &'a Value {
        facts.doc.pointer(&self.pointer).expect("it was found there")
    }

    /// Its parameters, those of its path too.
    pub fn parameters<'a>(&self, facts: &'a Facts) -> Vec<&'a Value> {
        let item = self.pointer.split("/x-additionalOperations").next().unwrap_or_default();
        let item =
            if item == self.pointer { item.rsplit_once('/').map_or("", |(item, _)| item) } else { item };
        let own = self.value(facts).get("parameters");
        let shared = facts.doc.pointer(item).and_then(|item| item.get("parameters"));
        let all = own.into_iter().chain(shared).filter_map(Value::as_array).flatten();
        all.map(|parameter| facts.resolve(parameter)).collect()
    }

    /// Where the schema of a body of this kind stands; `Err` holds the kinds that are known.
    ///
    /// # Errors
    /// The kinds that are known, if this is none of them.
    pub fn body(&self, facts: &Facts, id: &str, kind: &str) -> Result<String, Vec<String>> {
        let Some((body, pointer)) = facts.at(&format!("{}/requestBody", self.pointer)) else {
            return Err(Vec::new());
        };
        let found = content(facts, body, &pointer, id, kind)?;
        Ok(self.by_constant(facts, id, &found).unwrap_or(found))
    }

    /// Where the members of a choice name no operation: the one that has the telling value as its constant.
    fn by_constant(&self, facts: &Facts, id: &str, pointer: &str) -> Option<String> {
        let (schema, at) = facts.at(pointer)?;
        let (_, by) = self.ids.iter().find(|(known, _)| known == id)?;
        let (name, value) = (by.get("name")?.as_str()?, by.get("value")?);
        let branches = schema.get("oneOf")?.as_array()?;
        let ours = |branch: &Value| {
            let property = facts.resolve(branch).get("properties").and_then(|all| all.get(name));
            property.and_then(|property| property.get("const")) == Some(value)
        };
        branches.iter().position(ours).map(|index| format!("{at}/oneOf/{index}"))
    }

    /// Where the response with this status stands: `200`, `2XX` or `default`.
    pub fn response<'a>(&self, facts: &'a Facts, status: u16) -> Option<(String, &'a Value, String)> {
        let responses = self.value(facts).get("responses")?;
        let spellings = [status.to_string(), format!("{}XX", status / 100), "default".to_owned()];
        let found = spellings.into_iter().find(|spelling| responses.get(spelling).is_some())?;
        let (response, pointer) = facts.at(&format!("{}/responses/{}", self.pointer, escape(&found)))?;
        Some((found, response, pointer))
    }

    /// The first success with a JSON body: its status and where the schema stands.
    pub fn success(&self, facts: &Facts, id: &str) -> Option<(u16, String)> {
        let responses = self.value(facts).get("responses")?.as_object()?;
        for status in responses.keys().filter(|status| status.starts_with('2')) {
            let number = status.parse().unwrap_or(200);
            let Some((_, response, pointer)) = self.response(facts, number) else { continue };
            if let Ok(schema) = content(facts, response, &pointer, id, "application/json") {
                return Some((number, schema));
            }
        }
        None
    }
}

/// The schema in `content` for a media type, and of a choice the one that belongs to this operation.
pub(crate) fn content(
    facts: &Facts,
    of: &Value,
    pointer: &str,
    id: &str,
    kind: &str,
) -> Result<String, Vec<String>> {
    let Some(content) = of.get("content").and_then(Value::as_object) else { return Err(Vec::new()) };
    let json = |name: &str| name.ends_with("json");
    let found = content.keys().find(|known| *known == kind || (json(known) && json(kind)));
    let Some(found) = found else { return Err(content.keys().cloned().collect()) };
    Ok(chosen(facts, format!("{pointer}/content/{}/schema", escape(found)), id))
}

/// Of a `oneOf` or `anyOf` whose members name operations, the member of this one.
fn chosen(facts: &Facts, pointer: String, id: &str) -> String {
    let Some((schema, resolved)) = facts.at(&pointer) else { return pointer };
    for word in ["oneOf", "anyOf"] {
        let Some(branches) = schema.get(word).and_then(Value::as_array) else { continue };
        let ours = |branch: &Value| match branch.get("x-operation") {
            Some(Value::String(one)) => one == id,
            Some(Value::Array(several)) => several.iter().any(|one| one == id),
            _ => false,
        };
        if let Some(index) = branches.iter().position(ours) {
            return format!("{resolved}/{word}/{index}");
        }
    }
    pointer
}

impl Facts {
    /// As [`Operation::response`] and the media type have it: where the schema of a reply stands.
    ///
    /// # Errors
    /// The media types that are known, if this is none of them.
    pub fn reply(
        &self,
        response: &Value,
        pointer: &str,
        id: &str,
        kind: &str,
    ) -> Result<String, Vec<String>> {
        content(self, response, pointer, id, kind)
    }
}
