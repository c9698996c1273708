//! A description, and what it refers to.

use serde_json::Value;

use crate::workspace::{list_at, text_at};

const VERBS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A description with its operations.
pub(crate) struct View<'a> {
    pub(crate) document: &'a Value,
    pub(crate) operations: Vec<Operation<'a>>,
}

/// One verb of one path.
pub(crate) struct Operation<'a> {
    pub(crate) path: &'a str,
    pub(crate) item: &'a Value,
    pub(crate) value: &'a Value,
    /// Its `operationId`.
    pub(crate) id: &'a str,
    /// Where it is in the document.
    pub(crate) pointer: String,
}

impl<'a> View<'a> {
    pub(crate) fn of(document: &'a Value) -> Self {
        let mut operations = Vec::new();
        for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            let root = format!("/paths/{}", escape(path));
            let usual = VERBS.iter().filter_map(|verb| Some((format!("{root}/{verb}"), item.get(verb)?)));
            let more = item.get("x-additionalOperations").and_then(Value::as_object).into_iter().flatten();
            let more = more.map(|(verb, value)| (format!("{root}/x-additionalOperations/{verb}"), value));
            let all = usual.chain(more);
            operations.extend(all.map(|(pointer, value)| Operation {
                path,
                item,
                value,
                id: text_at(value, "operationId"),
                pointer,
            }));
        }
        Self { document, operations }
    }

    /// What a reference leads to.
    pub(crate) fn target(&self, reference: &str) -> Option<&'a Value> {
        self.document.pointer(reference.strip_prefix('#')?)
    }

    /// The value itself, or what it refers to.
    pub(crate) fn full(&self, mut value: &'a Value) -> &'a Value {
        while let Some(to) = value.get("$ref").and_then(Value::as_str) {
            value = self.target(to).unwrap_or(&Value::Null);
        }
        value
    }

    /// Where a value is, references followed.
    pub(crate) fn pointer(&self, pointer: &str) -> String {
        let mut pointer = pointer.to_owned();
        while let Some(to) =
            self.document.pointer(&pointer).and_then(|at| at.get("$ref")).and_then(Value::as_str)
        {
            to.trim_start_matches('#').clone_into(&mut pointer);
        }
        pointer
    }

    /// The schema, and those among which it lets choose.
    pub(crate) fn branches(&self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = self.full(schema);
        let mut all = vec![schema];
        for word in ["anyOf", "oneOf", "allOf"] {
            all.extend(list_at(schema, word).flat_map(|branch| self.branches(branch)));
        }
        all
    }

    /// Whether a path `$.a.b` leads to a member that the schema knows.
    pub(crate) fn leads(&self, schema: &'a Value, path: &str) -> bool {
        let mut at = self.branches(schema);
        for name in path.split('.').skip(1) {
            let below = at.iter().filter_map(|schema| schema.get("properties")?.get(name));
            at = below.flat_map(|schema| self.branches(schema)).collect();
        }
        !at.is_empty()
    }

    /// The ids of all operations.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.operations.iter().flat_map(Operation::ids)
    }
}

impl<'a> Operation<'a> {
    /// The id without the flavour.
    pub(crate) fn base(&self) -> &'a str {
        self.id.split('@').next().unwrap_or_default()
    }

    /// The verb, as the document writes it.
    pub(crate) fn verb(&self) -> &str {
        self.pointer.rsplit('/').next().unwrap_or_default()
    }

    /// The ids that share verb and path.
    pub(crate) fn ids(&self) -> Vec<&'a str> {
        match self.value.get("x-operations") {
            Some(_) => list_at(self.value, "x-operations").map(|one| text_at(one, "id")).collect(),
            None => vec![self.value.get("x-operation").and_then(Value::as_str).unwrap_or(self.base())],
        }
    }

    /// Its parameters and those of its path, references followed.
    pub(crate) fn parameters(&self, view: &View<'a>) -> Vec<&'a Value> {
        let all = list_at(self.value, "parameters").chain(list_at(self.item, "parameters"));
        all.map(|parameter| view.full(parameter)).collect()
    }

    /// Its replies by status, references followed.
    pub(crate) fn replies(&self, view: &View<'a>) -> Vec<(&'a str, &'a Value)> {
        let all = self.value.get("responses").and_then(Value::as_object).into_iter().flatten();
        all.map(|(status, reply)| (status.as_str(), view.full(reply))).collect()
    }
}

/// The media types of a body or reply, and their schemas.
pub(crate) fn content(of: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let all = of.get("content").and_then(Value::as_object).into_iter().flatten();
    all.map(|(kind, media)| (kind.as_str(), media.get("schema").unwrap_or(&Value::Null)))
}

/// The names in braces of a path.
pub(crate) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// One text, or each text of a list.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

/// `~` and `/` escaped, as JSON pointers have them.
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
