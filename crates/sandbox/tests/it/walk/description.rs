//! A vendor's description as the walk reads it: with code that shares nothing with the sandbox.

use std::path::Path;
use std::sync::OnceLock;

use jsonschema::Registry;
use serde_json::{Value, json};

pub struct Operation {
    pub id: String,
    pub verb: String,
    pub path: String,
    pub value: &'static Value,
    /// Where it stands in the document.
    pub pointer: String,
}

pub struct Description {
    pub document: &'static Value,
    pub operations: Vec<Operation>,
    registry: OnceLock<Registry<'static>>,
}

fn escape(text: &str) -> String {
    text.replace('~', "~0").replace('/', "~1")
}

impl Description {
    pub fn of(vendor: &str) -> Self {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/api/{vendor}.openapi.json"));
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let document: &'static Value = Box::leak(Box::new(serde_json::from_str(&text).unwrap()));
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for verb in ["get", "put", "post", "delete", "patch"] {
                let Some(value) = item.get(verb) else { continue };
                let id = value["operationId"].as_str().unwrap().split('@').next().unwrap();
                operations.push(Operation {
                    id: id.to_owned(),
                    verb: verb.to_uppercase(),
                    path: value["x-path"].as_str().unwrap_or(path).to_owned(),
                    value,
                    pointer: format!("/paths/{}/{verb}", escape(path)),
                });
            }
        }
        Self { document, operations, registry: OnceLock::new() }
    }

    pub fn resolve(&self, mut schema: &'static Value) -> &'static Value {
        while let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            schema = self.document.pointer(target.trim_start_matches('#')).unwrap();
        }
        schema
    }

    pub fn find(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The schema of a request's body.
    pub fn input(&self, operation: &Operation) -> Option<&'static Value> {
        let body = operation.value.get("requestBody")?;
        let content = self.resolve(body)["content"].as_object()?;
        let schema = content.get("application/json").or_else(|| content.values().next())?.get("schema")?;
        let choices = schema.get("oneOf").and_then(Value::as_array);
        let named = choices.into_iter().flatten().find(|one| one["x-operation"] == operation.id.as_str());
        Some(named.unwrap_or(schema))
    }

    /// The status of a success, and the pointer of the schema of its body.
    pub fn success(operation: &Operation) -> (u16, Option<String>) {
        let responses = operation.value["responses"].as_object().unwrap();
        let success = responses.iter().find(|(status, _)| status.starts_with('2'));
        let Some((status, response)) = success else { return (200, None) };
        let pointer = response.get("content").and_then(Value::as_object).and_then(|content| {
            let kind = content.keys().find(|kind| *kind == "application/json").or(content.keys().next())?;
            content[kind].get("schema")?;
            Some(format!("{}/responses/{status}/content/{}/schema", operation.pointer, escape(kind)))
        });
        (status.parse().unwrap_or(200), pointer)
    }

    pub fn output(&self, operation: &Operation) -> Option<&'static Value> {
        self.document.pointer(&Self::success(operation).1?)
    }

    /// What is wrong with a reply.
    pub fn invalid(&'static self, pointer: &str, value: &Value) -> Vec<String> {
        let registry = self.registry.get_or_init(|| {
            let registry = Registry::new().add("facts:doc", self.document).unwrap();
            registry.prepare().unwrap()
        });
        let escaped = pointer.replace('%', "%25").replace('{', "%7B").replace('}', "%7D");
        let schema = json!({ "$ref": format!("facts:doc#{escaped}") });
        let options = jsonschema::options().with_registry(registry).should_validate_formats(true);
        let validator = options.build(&schema).unwrap();
        let mut value = value.clone();
        drop_nulls(&mut value);
        let errors = validator.iter_errors(&value);
        errors
            .map(|error| format!("{}: {error}", error.instance_path()).chars().take(200).collect())
            .collect()
    }
}

/// Any member of a reply may be null unless it is required.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        _ => {}
    }
}
