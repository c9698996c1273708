//! What is known of the vendors' APIs: `<vendor>.openapi.json`, loaded, and asked by verb and path.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "facts that cannot be read end a test run"
)]

mod lookup;
mod members;
mod sample;

pub use lookup::{Operation, Sent};
pub use members::{Member, members, unknown_members};
pub use sample::{Field, Kind, Sample};

use serde_json::Value;
use std::{
    collections::BTreeMap,
    env, fs,
    path::PathBuf,
    sync::{Mutex, OnceLock},
};

/// One vendor's description.
#[derive(Debug)]
pub struct Facts {
    /// The vendor.
    pub vendor: String,
    /// The whole document.
    pub doc: Value,
    operations: Vec<Operation>,
    bases: Vec<String>,
}

impl Facts {
    /// The description of this vendor; read once per process. `None` where there is none.
    pub fn of(vendor: &str) -> Option<&'static Self> {
        static LOADED: OnceLock<Mutex<BTreeMap<String, Option<&'static Facts>>>> = OnceLock::new();
        let mut loaded = LOADED.get_or_init(Mutex::default).lock().expect("loading does not panic");
        *loaded.entry(vendor.to_owned()).or_insert_with(|| {
            let text = fs::read_to_string(folder().join(format!("{vendor}.openapi.json"))).ok()?;
            Some(Box::leak(Box::new(Self::read(vendor, &text))))
        })
    }

    /// Reads a description.
    pub fn read(vendor: &str, text: &str) -> Self {
        let doc: Value = serde_json::from_str(text).expect("a description is JSON");
        let (operations, bases) = lookup::operations(&doc);
        Self { vendor: vendor.to_owned(), doc, operations, bases }
    }

    /// Every operation: one entry for each verb and path.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Follows `$ref`s; a schema beside which members stand keeps none of them.
    pub fn resolve<'a>(&'a self, mut value: &'a Value) -> &'a Value {
        while let Some(to) = value.get("$ref").and_then(Value::as_str) {
            value = self.doc.pointer(to.trim_start_matches('#')).expect("a reference leads somewhere");
        }
        value
    }

    /// What a JSON pointer of this document leads to, references followed, and the pointer of that.
    pub fn at(&self, pointer: &str) -> Option<(&Value, String)> {
        let mut pointer = pointer.to_owned();
        let mut value = self.doc.pointer(&pointer)?;
        while let Some(to) = value.get("$ref").and_then(Value::as_str) {
            to.trim_start_matches('#').clone_into(&mut pointer);
            value = self.doc.pointer(&pointer)?;
        }
        Some((value, pointer))
    }
}

fn folder() -> PathBuf {
    env::var_os("PORTCULLIS_FACTS").map_or_else(|| PathBuf::from("docs/api"), PathBuf::from)
}

/// `~` and `/` escaped, as JSON pointers have them.
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
