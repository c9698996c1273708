//! What is known of a vendor's wire, read from the OpenAPI description that ships with the crate.

mod schema;

pub(crate) use schema::{Complaint, Kind, Schema};

use std::collections::{BTreeMap, HashMap};

use percent_encoding::percent_decode_str;
use serde::Deserialize;

/// One vendor's description, without what only people read.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Sorted so that a literal segment comes before a parameter.
    routes: Vec<(Vec<Segment>, PathItem)>,
    schemas: HashMap<String, Schema>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    Parameter(String),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PathItem {
    get: Option<Operation>,
    put: Option<Operation>,
    post: Option<Operation>,
    patch: Option<Operation>,
    delete: Option<Operation>,
}

impl PathItem {
    fn operations(&self) -> impl Iterator<Item = &Operation> {
        [&self.get, &self.put, &self.post, &self.patch, &self.delete].into_iter().flatten()
    }

    fn operation(&self, method: &str) -> Option<&Operation> {
        match method {
            "GET" => self.get.as_ref(),
            "PUT" => self.put.as_ref(),
            "POST" => self.post.as_ref(),
            "PATCH" => self.patch.as_ref(),
            "DELETE" => self.delete.as_ref(),
            _ => None,
        }
    }
}

/// One operation.
#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    #[serde(rename = "operationId")]
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) parameters: Vec<Parameter>,
    #[serde(default, rename = "requestBody")]
    body: Content,
    responses: BTreeMap<String, Content>,
}

#[derive(Debug, Deserialize)]
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
    #[serde(default)]
    content: BTreeMap<String, Media>,
    #[serde(default)]
    required: bool,
}

#[derive(Debug, Deserialize)]
struct Media {
    #[serde(default)]
    schema: Schema,
}

impl Content {
    fn schema(&self) -> Option<&Schema> {
        Some(&self.content.get("application/json").or_else(|| self.content.values().next())?.schema)
    }
}

impl Operation {
    /// The schema of the request's body.
    pub(crate) fn input(&self) -> Option<&Schema> {
        self.body.schema()
    }

    pub(crate) fn body_is_optional(&self) -> bool {
        !self.body.required
    }

    /// The status of a success, and the schema of its body.
    pub(crate) fn success(&self) -> (u16, Option<&Schema>) {
        let success = self.responses.iter().find(|(status, _)| status.starts_with('2'));
        success.map_or((200, None), |(status, content)| (status.parse().unwrap_or(200), content.schema()))
    }
}

/// What a verb and a path mean.
pub(crate) enum Route<'a> {
    /// An operation, and the values of the path's parameters in their order.
    Found(&'a Operation, Vec<(&'a str, String)>),
    WrongMethod,
    Unknown,
}

impl Facts {
    /// Reads a description.
    pub(crate) fn read(json: &str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Document {
            paths: BTreeMap<String, PathItem>,
            components: Components,
        }
        #[derive(Deserialize)]
        struct Components {
            schemas: HashMap<String, Schema>,
        }
        let document: Document = serde_json::from_str(json)?;
        let segment = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => Segment::Parameter(name.to_owned()),
            None => Segment::Literal(part.to_owned()),
        };
        let split = |path: &str| path.trim_start_matches('/').split('/').map(segment).collect();
        let mut routes: Vec<(Vec<Segment>, PathItem)> =
            document.paths.into_iter().map(|(path, item)| (split(&path), item)).collect();
        routes.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(Self { routes, schemas: document.components.schemas })
    }

    pub(crate) fn route(&self, method: &str, path: &str) -> Route<'_> {
        let parts: Vec<String> = path
            .trim_start_matches('/')
            .split('/')
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect();
        let mut known = false;
        for (segments, item) in &self.routes {
            let fits = segments.len() == parts.len()
                && segments.iter().zip(&parts).all(|(segment, part)| match segment {
                    Segment::Literal(literal) => literal == part,
                    Segment::Parameter(_) => !part.is_empty(),
                });
            if !fits {
                continue;
            }
            known = true;
            if let Some(operation) = item.operation(method) {
                let values = segments.iter().zip(&parts).filter_map(|(segment, part)| match segment {
                    Segment::Literal(_) => None,
                    Segment::Parameter(name) => Some((name.as_str(), part.clone())),
                });
                return Route::Found(operation, values.collect());
            }
        }
        if known { Route::WrongMethod } else { Route::Unknown }
    }

    /// The schema that a reference stands for.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        match schema.target().and_then(|name| self.schemas.get(name)) {
            Some(target) => self.resolve(target),
            None => schema,
        }
    }

    pub(crate) fn operation(&self, id: &str) -> Option<&Operation> {
        self.routes.iter().flat_map(|(_, item)| item.operations()).find(|operation| operation.id == id)
    }

    /// The shape that a reply has: of several that were seen, the first.
    pub(crate) fn shape<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        let schema = self.resolve(schema);
        schema.any_of.first().map_or(schema, |first| self.shape(first))
    }

    /// The schema of one property of an object.
    pub(crate) fn property<'a>(&'a self, schema: &'a Schema, name: &str) -> Option<&'a Schema> {
        self.resolve(schema).properties.get(name)
    }
}
