//! The descriptions of the vendors' APIs (`docs/api/<vendor>.openapi.json`), loaded and searchable: which operation a
//! request is, what its body and reply may hold, and full samples of both. `docs/api/README.md` explains the marks.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a description that cannot be read is an error in this repository"
)]

mod identify;
mod members;
mod operation;
mod sample;
mod text;
mod validate;

pub use identify::Sent;
pub use members::{Excuse, Member, members, unknown_members};
pub use operation::{Id, Operation};
pub use sample::{Field, Kind, Sample};

use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{Mutex, OnceLock},
};

/// The vendors that have a description.
pub const VENDORS: [&str; 5] = ["privicore", "storedsafe", "digicert", "privx", "midprovider"];

/// One vendor's description.
#[derive(Debug)]
pub struct Facts {
    /// The vendor.
    pub vendor: String,
    /// The whole document.
    pub doc: Value,
    operations: Vec<Operation>,
    bases: Vec<String>,
    validation: validate::Validation,
}

impl Facts {
    /// The description of this vendor, read once per process. `None` where there is none.
    pub fn of(vendor: &str) -> Option<&'static Self> {
        static LOADED: OnceLock<Mutex<BTreeMap<String, &'static Facts>>> = OnceLock::new();
        if !VENDORS.contains(&vendor) {
            return None;
        }
        let mut loaded = LOADED.get_or_init(Mutex::default).lock().expect("loading does not panic");
        let facts = loaded.entry(vendor.to_owned()).or_insert_with(|| {
            let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api"));
            let file = folder.join(format!("{vendor}.openapi.json"));
            let text =
                fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            Box::leak(Box::new(Self::parse(vendor, &text)))
        });
        Some(*facts)
    }

    /// The descriptions of all vendors.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        VENDORS.into_iter().filter_map(Self::of)
    }

    /// Parses a description.
    pub fn parse(vendor: &str, text: &str) -> Self {
        let doc: Value =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{vendor}.openapi.json: {error}"));
        let (operations, bases) = operation::operations(&doc);
        Self {
            vendor: vendor.to_owned(),
            doc,
            operations,
            bases,
            validation: validate::Validation::default(),
        }
    }

    /// One entry for each verb and path. Several ids may share one.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Follows `$ref`s; keywords beside a `$ref` are ignored.
    pub fn resolve<'a>(&'a self, mut value: &'a Value) -> &'a Value {
        while let Some(target) = value.get("$ref").and_then(Value::as_str) {
            value = self.target(target);
        }
        value
    }

    /// The value at a JSON pointer of the document with `$ref`s followed, and the pointer of that value.
    pub fn at(&self, pointer: &str) -> Option<(&Value, String)> {
        let mut pointer = pointer.to_owned();
        let mut value = self.doc.pointer(&pointer)?;
        while let Some(target) = value.get("$ref").and_then(Value::as_str) {
            target.trim_start_matches('#').clone_into(&mut pointer);
            value = self.target(target);
        }
        Some((value, pointer))
    }

    fn target(&self, reference: &str) -> &Value {
        let found = self.doc.pointer(reference.trim_start_matches('#'));
        found.unwrap_or_else(|| panic!("{}: {reference} leads nowhere", self.vendor))
    }
}

/// Escapes `~` and `/` for a JSON pointer.
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn is_true(value: &Value, key: &str) -> bool {
    value.get(key) == Some(&Value::Bool(true))
}

/// The members of the object (or the items of the array) under this key.
fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn map<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}

/// Whether a value is this word, or a list that has it.
fn names(value: &Value, word: &str) -> bool {
    value == word || value.as_array().is_some_and(|all| all.iter().any(|one| one == word))
}
