//! The operations of a description.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::Schema;

/// The operations of one path.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PathItem {
    get: Option<Operation>,
    put: Option<Operation>,
    post: Option<Operation>,
    patch: Option<Operation>,
    delete: Option<Operation>,
    parameters: Vec<Parameter>,
    /// Verbs that OpenAPI does not have.
    #[serde(rename = "x-additionalOperations")]
    additional: BTreeMap<String, Operation>,
}

impl PathItem {
    pub(super) fn into_operations(self) -> Vec<(String, Operation)> {
        let usual = [
            ("GET", self.get),
            ("PUT", self.put),
            ("POST", self.post),
            ("PATCH", self.patch),
            ("DELETE", self.delete),
        ];
        let usual = usual.into_iter().filter_map(|(verb, operation)| Some((verb.to_owned(), operation?)));
        let additional =
            self.additional.into_iter().map(|(verb, operation)| (verb.to_uppercase(), operation));
        let mut operations: Vec<_> = usual.chain(additional).collect();
        for (_, operation) in &mut operations {
            operation.parameters.extend(self.parameters.iter().cloned());
        }
        operations
    }
}

/// One verb of one path.
#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    #[serde(rename = "operationId")]
    pub(crate) id: String,
    #[serde(skip)]
    pub(super) verb: String,
    /// The names of the path's parameters, in their order.
    #[serde(skip)]
    pub(crate) path_parameters: Vec<String>,
    /// The path, where the description files it under another one.
    #[serde(rename = "x-path")]
    pub(super) path: Option<String>,
    /// The flavour that alone has the operation.
    #[serde(rename = "x-flavour")]
    pub(crate) flavour: Option<String>,
    #[serde(default)]
    pub(crate) parameters: Vec<Parameter>,
    #[serde(default, rename = "requestBody")]
    body: Content,
    responses: BTreeMap<String, Content>,
    /// The operations that share verb and path.
    #[serde(default, rename = "x-operations")]
    pub(super) several: Vec<OneOfSeveral>,
    /// Any one of these permissions is enough; absent: not known.
    #[serde(default, rename = "x-scopes")]
    pub(crate) scopes: Option<Vec<String>>,
    #[serde(default, rename = "x-page")]
    pub(crate) page: Page,
}

/// One of several operations with the same verb and path.
#[derive(Debug, Deserialize)]
pub(super) struct OneOfSeveral {
    pub(super) id: String,
    #[serde(default, rename = "x-told-by")]
    pub(super) mark: Value,
}

/// Where a listing has its items and their number: paths like `$.page.total`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Page {
    pub(crate) items: Option<String>,
    pub(crate) count: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    #[serde(rename = "in")]
    pub(crate) place: String,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) schema: Schema,
}

/// A body, by content type.
#[derive(Debug, Default, Deserialize)]
struct Content {
    #[serde(default, rename = "content")]
    media: BTreeMap<String, Media>,
    #[serde(default)]
    required: bool,
    #[serde(default, rename = "x-usually-sent")]
    usually_sent: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Media {
    #[serde(default)]
    schema: Schema,
}

impl Content {
    fn schema(&self) -> Option<&Schema> {
        Some(&self.media.get("application/json").or_else(|| self.media.values().next())?.schema)
    }
}

impl Operation {
    /// The ids of what this verb and path do.
    pub(crate) fn ids(&self) -> Vec<&str> {
        if self.several.is_empty() {
            return vec![self.id.split('@').next().unwrap_or_default()];
        }
        self.several.iter().map(|one| one.id.as_str()).collect()
    }

    /// The schema of the request's body.
    pub(crate) fn input(&self, id: &str) -> Option<&Schema> {
        let schema = self.body.schema()?;
        let ours = schema.one_of.iter().find(|one| one.operation.iter().any(|operation| operation == id));
        Some(ours.unwrap_or(schema))
    }

    pub(crate) fn body_is_optional(&self) -> bool {
        !self.body.required
    }

    /// Members that clients send although no page demands them; paths like `connection.type`.
    pub(crate) fn usually_sent(&self) -> &[String] {
        &self.body.usually_sent
    }

    /// The status of a success, and the schema of its body.
    pub(crate) fn success(&self) -> (u16, Option<&Schema>) {
        let success = self.responses.iter().find(|(status, _)| status.starts_with('2'));
        success.map_or((200, None), |(status, content)| (status.parse().unwrap_or(200), content.schema()))
    }
}
