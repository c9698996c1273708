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
    /// The segments of the paths, sorted: `{` comes after every letter, so a literal segment before a parameter.
    routes: BTreeMap<Vec<String>, Vec<usize>>,
    schemas: HashMap<String, Schema>,
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
                let segments: Vec<String> =
                    path.trim_start_matches('/').split('/').map(str::to_owned).collect();
                operation.verb = verb;
                operation.path_parameters =
                    segments.iter().filter_map(|part| parameter(part)).map(str::to_owned).collect();
                let index = facts.operations.len();
                for id in operation.ids() {
                    facts.ids.insert(id.to_owned(), index);
                }
                facts.operations.push(operation);
                facts.routes.entry(segments).or_default().push(index);
            }
        }
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
                let values = segments.iter().zip(&parts);
                let values = values.filter_map(|(segment, part)| Some((parameter(segment)?, part.clone())));
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

/// The name of the parameter that a segment of a path stands for.
fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn fits(segments: &[String], parts: &[String]) -> bool {
    let fits = |(segment, part): (&String, &String)| match parameter(segment) {
        Some(_) => !part.is_empty(),
        None => segment == part,
    };
    segments.len() == parts.len() && segments.iter().zip(parts).all(fits)
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
