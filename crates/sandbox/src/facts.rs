//! What is known of a vendor's API, read from the OpenAPI description that ships with the crate.

mod check;
mod disambiguation;
mod operation;
mod schema;

pub(crate) use check::{Complaint, Kind, join};
pub(crate) use operation::Operation;
pub(crate) use schema::Schema;

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use percent_encoding::percent_decode_str;
use serde::Deserialize;

use crate::error::{Error, Kind as ErrorKind};
use crate::vendor::Vendor;

/// One vendor's description, without what only people read.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    operations: Vec<Operation>,
    ids: HashMap<String, usize>,
    /// Sorted so that a literal segment comes before a parameter.
    routes: Vec<(Vec<Segment>, Vec<usize>)>,
    schemas: HashMap<String, Schema>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    Parameter(String),
}

/// What a verb and a path mean.
pub(crate) enum Route<'a> {
    /// An operation, and the values of the path's parameters in their order.
    Found(&'a Operation, Vec<(&'a str, String)>),
    WrongMethod,
    Unknown,
}

/// What a reply with status 501 holds.
pub(crate) fn not_served(id: &str) -> String {
    format!("The sandbox does not serve the operation {id}")
}

/// The same for a request that no route of the sandbox takes, if the vendor has such an operation.
pub(crate) fn not_served_by(vendor: Vendor, method: &str, path: &str) -> Option<String> {
    match Facts::of(vendor).ok()?.route(method, path) {
        Route::Found(operation, _) => Some(not_served(operation.ids().first()?)),
        Route::WrongMethod | Route::Unknown => None,
    }
}

impl Facts {
    /// The description of a vendor; read once per process.
    pub(crate) fn of(vendor: Vendor) -> Result<&'static Self, Error> {
        static READ: [OnceLock<Facts>; 5] = [const { OnceLock::new() }; 5];
        let (place, text) = match vendor {
            Vendor::Privicore => (&READ[0], include_str!("../facts/privicore.json")),
            Vendor::StoredSafe => (&READ[1], include_str!("../facts/storedsafe.json")),
            Vendor::DigiCert => (&READ[2], include_str!("../facts/digicert.json")),
            Vendor::PrivX => (&READ[3], include_str!("../facts/privx.json")),
            Vendor::MidProvider => (&READ[4], include_str!("../facts/midprovider.json")),
        };
        if let Some(facts) = place.get() {
            return Ok(facts);
        }
        let facts =
            Self::read(text).map_err(|source| ErrorKind::Description { vendor: vendor.name(), source })?;
        Ok(place.get_or_init(|| facts))
    }

    /// Reads a description.
    pub(crate) fn read(json: &str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Document {
            paths: BTreeMap<String, operation::PathItem>,
            components: Components,
        }
        #[derive(Deserialize)]
        struct Components {
            schemas: HashMap<String, Schema>,
        }
        let document: Document = serde_json::from_str(json)?;
        let mut facts = Self { schemas: document.components.schemas, ..Self::default() };
        for (path, item) in document.paths {
            for (verb, mut operation) in item.into_operations() {
                let path = operation.path.take().unwrap_or_else(|| path.clone());
                let segments = segments(&path);
                operation.verb = verb;
                operation.path_parameters = segments.iter().filter_map(Segment::parameter).collect();
                let index = facts.operations.len();
                for id in operation.ids() {
                    facts.ids.insert(id.to_owned(), index);
                }
                facts.operations.push(operation);
                match facts.routes.iter_mut().find(|(known, _)| *known == segments) {
                    Some((_, indexes)) => indexes.push(index),
                    None => facts.routes.push((segments, vec![index])),
                }
            }
        }
        facts.routes.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(facts)
    }

    /// The operation of a request.
    pub(crate) fn route(&self, method: &str, path: &str) -> Route<'_> {
        let decode = |part| percent_decode_str(part).decode_utf8_lossy().into_owned();
        let parts: Vec<String> = path.trim_start_matches('/').split('/').map(decode).collect();
        let mut known = false;
        for (segments, indexes) in &self.routes {
            if !fits(segments, &parts) {
                continue;
            }
            known = true;
            let mut operations = indexes.iter().filter_map(|index| self.operations.get(*index));
            if let Some(operation) = operations.find(|operation| operation.verb == method) {
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
        self.operations.get(*self.ids.get(id)?)
    }

    /// The ids of all operations.
    #[cfg(test)]
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.keys().map(String::as_str)
    }

    /// The shape that a reply has: of several that were seen, the first.
    pub(crate) fn shape<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        let schema = self.resolve(schema);
        schema.any_of.first().map_or(schema, |first| self.shape(first))
    }

    /// The schema of one property of an object.
    pub(crate) fn property<'a>(&'a self, schema: &'a Schema, name: &str) -> Option<&'a Schema> {
        self.shape(schema).properties.get(name)
    }
}

impl Segment {
    fn parameter(&self) -> Option<String> {
        match self {
            Self::Literal(_) => None,
            Self::Parameter(name) => Some(name.clone()),
        }
    }
}

fn segments(path: &str) -> Vec<Segment> {
    let segment = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) => Segment::Parameter(name.to_owned()),
        None => Segment::Literal(part.to_owned()),
    };
    path.trim_start_matches('/').split('/').map(segment).collect()
}

fn fits(segments: &[Segment], parts: &[String]) -> bool {
    segments.len() == parts.len()
        && segments.iter().zip(parts).all(|(segment, part)| match segment {
            Segment::Literal(literal) => literal == part,
            Segment::Parameter(_) => !part.is_empty(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_description_can_be_read() {
        let counts = [
            (Vendor::Privicore, 97),
            (Vendor::StoredSafe, 57),
            (Vendor::DigiCert, 247),
            (Vendor::PrivX, 357),
            (Vendor::MidProvider, 214),
        ];
        for (vendor, count) in counts {
            assert_eq!(Facts::of(vendor).unwrap().ids().count(), count, "{vendor:?}");
        }
    }

    #[test]
    fn a_broken_description_is_an_error() {
        assert!(Facts::read("{\"paths\": {}").is_err());
        assert!(
            Facts::read("{\"paths\": {\"/a\": {\"get\": {}}}, \"components\": {\"schemas\": {}}}").is_err()
        );
    }

    #[test]
    fn a_literal_segment_is_preferred_to_a_parameter() {
        let facts = Facts::of(Vendor::PrivX).unwrap();
        let Route::Found(operation, _) = facts.route("GET", "/role-store/api/v1/users/current") else {
            panic!("no route");
        };
        assert_eq!(operation.id, "current_user.get");
        assert!(matches!(facts.route("PATCH", "/role-store/api/v1/users/current"), Route::WrongMethod));
        assert!(matches!(facts.route("GET", "/role-store/api/v1/nothing"), Route::Unknown));
    }
}
