//! The marks `x-…` that programs go by.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::facts::view::{Operation, View, content, escape, placeholders, texts};
use crate::workspace::{list_at, text_at};

/// Checks the marks at operations, and those at schemas.
pub(super) fn check(view: &View<'_>, problems: &mut Vec<String>) {
    let mut at =
        Marks { view, ids: view.ids().collect(), groups: BTreeSet::new(), legal: BTreeSet::new(), problems };
    at.groups =
        view.operations.iter().flat_map(|one| list_at(one.value, "tags")).filter_map(Value::as_str).collect();
    for operation in &view.operations {
        at.operation(operation);
    }
    at.walk(view.document, "", false);
}

struct Marks<'a, 'b> {
    view: &'b View<'a>,
    ids: BTreeSet<&'a str>,
    groups: BTreeSet<&'a str>,
    /// Where `x-operation` may stand.
    legal: BTreeSet<String>,
    problems: &'b mut Vec<String>,
}

impl<'a> Marks<'a, '_> {
    fn find(&mut self, problem: String) {
        self.problems.push(problem);
    }

    fn operation(&mut self, operation: &Operation<'a>) {
        let (view, id, value) = (self.view, operation.id, operation.value);
        let several = value.get("x-operations").is_some();
        let ids = operation.ids();
        if value.get("x-operation").is_some() {
            self.legal.insert(operation.pointer.clone());
            if value.get("x-flavour").is_none() {
                self.find(format!("{id}: `x-operation` without `x-flavour`"));
            }
        }
        for one in list_at(value, "x-operations") {
            if let Some(by) = one.get("x-told-by") {
                self.told_by(text_at(one, "id"), by, operation);
            }
        }
        let body = value.get("requestBody");
        for (kind, schema) in body.into_iter().flat_map(content) {
            let place = format!("{}/requestBody/content/{}/schema/oneOf", operation.pointer, escape(kind));
            for (index, branch) in list_at(schema, "oneOf").enumerate() {
                self.legal.insert(format!("{place}/{index}"));
                let named = text_at(branch, "x-operation");
                if several && !ids.contains(&named) {
                    self.find(format!("{id}: a member of `oneOf` has `x-operation` {named}"));
                }
            }
            if several && schema.get("oneOf").is_none() {
                self.find(format!("{id}: several operations, but the body is no `oneOf`"));
            }
        }
        for (status, reply) in value.get("responses").and_then(Value::as_object).into_iter().flatten() {
            let place = reply.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#'));
            let place =
                place.map_or_else(|| format!("{}/responses/{status}", operation.pointer), str::to_owned);
            for (kind, schema) in content(view.full(reply)) {
                let all = 0..list_at(schema, "anyOf").count();
                let place = format!("{place}/content/{}/schema/anyOf", escape(kind));
                self.legal.extend(all.map(|index| format!("{place}/{index}")));
            }
        }
        for parameter in operation.parameters(view) {
            for only in texts(parameter.get("x-only-operation").unwrap_or(&Value::Null)) {
                if !ids.contains(&only) {
                    let name = text_at(parameter, "name");
                    self.find(format!(
                        "{id}: `x-only-operation` {only} of `{name}` is none of its operations"
                    ));
                }
            }
        }
        if let Some(page) = value.get("x-page").and_then(Value::as_object) {
            self.page(operation, page);
        }
    }

    fn told_by(&mut self, id: &str, by: &Value, operation: &Operation<'a>) {
        const WORDS: [&str; 8] = ["in", "name", "value", "present", "absent", "otherwise", "unless", "note"];
        let Some(members) = by.as_object() else {
            return self.find(format!("{id}: `x-told-by` is no object"));
        };
        for word in members.keys().filter(|word| !WORDS.contains(&word.as_str())) {
            self.find(format!("{id}: `x-told-by` has an unknown word `{word}`"));
        }
        let decides =
            ["value", "present", "absent", "otherwise"].iter().any(|word| members.contains_key(*word));
        if !decides || members.get("value") == Some(&Value::Null) {
            self.find(format!("{id}: `x-told-by` cannot be evaluated"));
        }
        let name = text_at(by, "name");
        match text_at(by, "in") {
            "path" if !placeholders(operation.path).any(|known| known == name) => {
                self.find(format!("{id}: `x-told-by`: the path has no `{name}`"));
            }
            "query" if !operation.parameters(self.view).iter().any(|one| text_at(one, "name") == name) => {
                self.find(format!("{id}: `x-told-by`: no query name `{name}`"));
            }
            "body" => {
                let first = name.split('.').next().unwrap_or_default().replace("[]", "");
                let body = operation.value.get("requestBody");
                let mut known = body.into_iter().flat_map(content);
                let has =
                    |schema: &&Value| schema.pointer(&format!("/properties/{}", escape(&first))).is_some();
                if !known.any(|(_, schema)| self.view.branches(schema).iter().any(has)) {
                    self.find(format!("{id}: `x-told-by`: no member `{first}`"));
                }
            }
            "path" | "query" | "header" if !name.is_empty() => {}
            _ => self.find(format!("{id}: `x-told-by` without `in` and `name`")),
        }
        if let Some(unless) = by.get("unless") {
            self.told_by(id, unless, operation);
        }
    }

    fn page(&mut self, operation: &Operation<'a>, page: &Map<String, Value>) {
        let id = operation.id;
        if !["style", "items", "count"].iter().all(|word| page.contains_key(*word)) {
            self.find(format!("{id}: `x-page` without `style`, `items` and `count`"));
        }
        let replies = operation.replies(self.view);
        let success = replies.iter().filter(|(status, _)| status.starts_with('2'));
        let schemas: Vec<&Value> = success
            .flat_map(|(_, reply)| content(reply))
            .filter(|(kind, _)| kind.contains("json"))
            .map(|(_, schema)| schema)
            .collect();
        for word in ["items", "count", "items-alt", "count-alt"] {
            for path in page.get(word).map(texts).unwrap_or_default() {
                if !is_path(path) || !schemas.iter().any(|schema| self.view.leads(schema, path)) {
                    self.find(format!("{id}: `x-page` {word} `{path}` leads nowhere"));
                }
            }
        }
        if let Some(count) = page.get("count-operation").and_then(Value::as_str)
            && !self.ids.contains(count)
        {
            self.find(format!("{id}: `x-page` count-operation `{count}` is not known"));
        }
    }

    fn walk(&mut self, value: &'a Value, at: &str, names: bool) {
        match value {
            Value::Object(members) => {
                if !names {
                    self.schema(value, at);
                }
                for (name, value) in members {
                    if !["example", "examples", "x-conventions"].contains(&name.as_str()) {
                        self.walk(value, &format!("{at}/{}", escape(name)), !names && name == "properties");
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.walk(item, &format!("{at}/{index}"), false);
                }
            }
            _ => {}
        }
    }

    fn schema(&mut self, value: &'a Value, at: &str) {
        let has = |word: &str| value.get(word).is_some();
        if has("x-operation") && !self.legal.contains(at) {
            self.find(format!(
                "{at}: `x-operation` may stand only beside the `$ref` of a member of `oneOf` (body) or `anyOf` (reply), \
                 or on an operation with `x-flavour`"
            ));
        }
        if has("discriminator") {
            self.find(format!("{at}: `discriminator` instead of `x-operation` and `x-told-by`"));
        }
        for group in value.get("x-refers-to").map(texts).unwrap_or_default() {
            if !self.groups.contains(group) {
                self.find(format!("{at}: `x-refers-to` {group}: no such group"));
            }
        }
        for (word, beside) in [
            ("x-refers-by", ["x-refers-to", ""]),
            ("x-unique-in", ["x-unique", ""]),
            ("x-unique-unless", ["x-unique", ""]),
            ("x-inferred", ["x-unique", "x-refers-to"]),
        ] {
            if has(word) && !beside.iter().any(|word| has(word)) {
                self.find(format!("{at}: `{word}` beside nothing that it belongs to"));
            }
        }
        for word in ["x-unique", "x-inferred", "x-generated", "x-of-failures"] {
            if value.get(word).is_some_and(|mark| *mark != true) {
                self.find(format!("{at}: `{word}` is not true"));
            }
        }
        if has("x-echo") && !["request", "headers"].contains(&text_at(value, "x-echo")) {
            self.find(format!("{at}: unknown x-echo `{}`", text_at(value, "x-echo")));
        }
        if value.get("x-secret") == Some(&Value::Bool(true)) {
            let target = self.view.full(value);
            let items = target.get("items").map(|items| self.view.full(items));
            let leaves = ["properties", "anyOf", "oneOf"].iter().any(|word| target.get(word).is_some())
                || items.is_some_and(|items| items.get("properties").is_some());
            if leaves {
                self.find(format!("{at}: `x-secret` on an object or a choice: mark the leaves"));
            }
        }
        if value
            .get("x-scopes")
            .is_some_and(|all| all.as_array().is_none_or(|all| !all.iter().all(Value::is_string)))
        {
            self.find(format!("{at}: `x-scopes` is no list of names"));
        }
        for only in value.get("x-only-operation").map(texts).unwrap_or_default() {
            if at.starts_with("/components") && !self.ids.contains(only) {
                self.find(format!("{at}: `x-only-operation` {only} is not known"));
            }
        }
        for (name, property) in value.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let other = property.get("x-alias-of").and_then(Value::as_str);
            if let Some(other) =
                other.filter(|other| value.pointer(&format!("/properties/{}", escape(other))).is_none())
            {
                self.find(format!("{at}/properties/{name}: x-alias-of `{other}`: no such member"));
            }
        }
        if let Some(envelope) = value.get("x-envelope") {
            self.envelope(value, envelope, at);
        }
    }

    fn envelope(&mut self, schema: &'a Value, envelope: &Value, at: &str) {
        let words: Vec<&str> =
            envelope.as_object().into_iter().flat_map(|all| all.keys()).map(String::as_str).collect();
        let only = |must: &[&str], may: &[&str]| {
            must.iter().all(|word| words.contains(word))
                && words.iter().all(|word| must.contains(word) || may.contains(word))
        };
        let list = only(&["items", "count"], &["items-alt", "count-alt", "more"]);
        if !list && !only(&["payload"], &["payload-alt"]) {
            return self.find(format!("{at}: `x-envelope` is not {{items, count}} and not {{payload}}"));
        }
        if !at.starts_with("/components/schemas/") || at.matches('/').count() != 3 {
            return self.find(format!("{at}: `x-envelope` is not on a named schema"));
        }
        if list && !envelope.get("items").is_some_and(Value::is_string) {
            self.find(format!("{at}: `x-envelope`: items is no path"));
        }
        for path in envelope.as_object().into_iter().flat_map(Map::values).flat_map(texts) {
            if !is_path(path) || !self.view.leads(schema, path) {
                self.find(format!("{at}: `x-envelope`: `{path}` leads nowhere"));
            }
        }
    }
}

/// `$`, `$.items`, `$.data.page`.
fn is_path(text: &str) -> bool {
    let mut parts = text.split('.');
    parts.next() == Some("$") && parts.all(|part| !part.is_empty() && !part.contains(['[', ']']))
}
