//! Made-up values for requests.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::description::Description;

/// What was made so far: ids by group, and by the name of a path's parameter.
#[derive(Default)]
pub struct Made {
    pub ids: BTreeMap<String, Value>,
    /// What is there from the start.
    pub given: BTreeMap<String, Value>,
    /// The last object that was made of each group.
    pub objects: BTreeMap<String, Value>,
    pub count: u32,
}

pub fn uuid(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

impl Made {
    /// Forgets everything that was made.
    pub fn forget(&mut self) {
        self.ids.clone_from(&self.given);
        self.objects.clear();
    }

    fn next(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    /// A value of a schema: required members alone, or every member that a client may send.
    pub fn value(
        &mut self,
        description: &Description,
        outer: &'static Value,
        name: &str,
        full: bool,
        depth: usize,
    ) -> Option<Value> {
        let schema = description.resolve(outer);
        if let Some(groups) = outer.get("x-refers-to").or_else(|| schema.get("x-refers-to")) {
            let list = groups.as_array().map_or_else(|| std::slice::from_ref(groups), Vec::as_slice);
            let by = outer.get("x-refers-by").or_else(|| schema.get("x-refers-by")).and_then(Value::as_str);
            let member = |group: &Value| self.objects.get(group.as_str()?)?.get(by?).cloned();
            let key = |group: &Value| self.ids.get(group.as_str()?).cloned();
            let id = list.iter().find_map(|group| member(group).or_else(|| key(group)))?;
            let text = schema["items"]["type"] == "string" && !id.is_string();
            let id = if text { id.to_string().into() } else { id };
            let handle = is(schema, "object") && schema.get("properties").is_some();
            let id = if handle { json!({ by.unwrap_or("id"): id, "name": "handle" }) } else { id };
            return Some(if is(schema, "array") { json!([id]) } else { id });
        }
        if let Some(value) = schema.get("const") {
            return Some(value.clone());
        }
        for known in ["enum", "x-known-values"] {
            let first = schema.get(known).and_then(|values| values.get(0)).filter(|first| !first.is_object());
            if let Some(first) = first {
                return Some(first.clone());
            }
        }
        for choice in ["anyOf", "oneOf"] {
            // Variants beside properties state only which of them are required.
            let variants = schema.get(choice).filter(|_| schema.get("properties").is_none());
            if let Some(variants) = variants.and_then(Value::as_array) {
                let variant = variants.iter().find(|one| description.resolve(one)["type"] != "null")?;
                return self.value(description, variant, name, full, depth);
            }
        }
        if is(schema, "object") || schema.get("properties").is_some() {
            return Some(Value::Object(self.object(description, schema, full, depth)));
        }
        Some(match schema {
            schema if is(schema, "array") => {
                let least = usize::try_from(schema["minItems"].as_u64().unwrap_or(1)).unwrap().max(1);
                let items = schema.get("items").filter(|_| depth < 6);
                let items = items.into_iter().flat_map(|item| std::iter::repeat_n(item, least));
                items.filter_map(|item| self.value(description, item, name, full, depth + 1)).collect()
            }
            schema if is(schema, "integer") || is(schema, "number") => {
                schema["minimum"].as_i64().unwrap_or(1).max(1).into()
            }
            schema if is(schema, "boolean") => true.into(),
            schema if is(schema, "string") => self.text(schema, name).into(),
            _ => json!({}),
        })
    }

    fn object(
        &mut self,
        description: &Description,
        schema: &'static Value,
        full: bool,
        depth: usize,
    ) -> Map<String, Value> {
        let usual = schema.get("x-usually-sent").and_then(Value::as_array).into_iter().flatten();
        let usual: Vec<&str> = usual.filter_map(|path| path.as_str()?.split('.').next()).collect();
        let required = schema["required"].as_array().into_iter().flatten();
        let required: Vec<&str> = required.filter_map(Value::as_str).collect();
        let mut object = Map::new();
        for (name, known) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let target = description.resolve(known);
            let flag = |flag: &str| known[flag] == true || target[flag] == true;
            // An object without its name cannot be told from another.
            let needed =
                required.contains(&name.as_str()) || usual.contains(&name.as_str()) || flag("x-unique");
            let settable = !flag("readOnly") && !flag("deprecated") && name != "id";
            if needed || full && depth < 6 && settable && known.get("x-alias-of").is_none() {
                let value = self.value(description, known, name, full || needed && depth == 0, depth + 1);
                object.extend(value.map(|value| (name.clone(), value)));
            }
        }
        object
    }

    fn text(&mut self, schema: &Value, name: &str) -> String {
        let number = self.next();
        let text = match schema["format"].as_str() {
            Some("uuid") => {
                return self
                    .ids
                    .get(name)
                    .and_then(Value::as_str)
                    .map_or_else(|| uuid(number), str::to_owned);
            }
            Some("date-time") => "2026-01-02T03:04:05Z".to_owned(),
            Some("date") => "2026-01-02".to_owned(),
            Some("uri" | "uri-reference") => format!("https://{name}-{number}.example/"),
            Some("email") => format!("{name}-{number}@example.org"),
            _ => match (schema["pattern"].as_str(), name) {
                (Some(pattern), _) if pattern.starts_with("^[a-z]{2}_") => "en_GB".to_owned(),
                (_, "csr") => csr(),
                (_, name) if name.contains("email") => format!("{name}-{number}@example.org"),
                _ => format!("{name}-{number}"),
            },
        };
        let least = usize::try_from(schema["minLength"].as_u64().unwrap_or(0)).unwrap();
        let text = format!("{text:x<least$}");
        let most = schema["maxLength"].as_u64().map_or(usize::MAX, |most| usize::try_from(most).unwrap());
        text.chars().rev().take(most).collect::<Vec<_>>().into_iter().rev().collect()
    }
}

/// A CSR of a new key. It names nothing: names are sent beside it.
pub fn csr() -> String {
    let key = rcgen::KeyPair::generate().unwrap();
    rcgen::CertificateParams::default().serialize_request(&key).unwrap().pem().unwrap()
}

pub fn is(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
}

/// A value of a type that the schema does not admit.
pub fn wrong(description: &Description, schema: &'static Value) -> Option<Value> {
    let schema = description.resolve(schema);
    let variants =
        ["anyOf", "oneOf"].into_iter().filter_map(|choice| schema.get(choice)?.as_array()).flatten();
    let kinds: Vec<&'static Value> =
        std::iter::once(schema).chain(variants).map(|one| description.resolve(one)).collect();
    if kinds.iter().all(|kind| kind.get("type").is_none()) {
        return None;
    }
    let candidates = [("integer", json!(7)), ("string", json!("x")), ("boolean", json!(true))];
    let admitted =
        |kind: &str| kinds.iter().any(|known| is(known, kind) || kind == "integer" && is(known, "number"));
    candidates.into_iter().find(|(kind, _)| !admitted(kind)).map(|(_, value)| value)
}
