//! Values held against the schemas of a description.

use crate::Facts;
use jsonschema::{Registry, ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, OnceLock},
};

/// The validators that were made.
#[derive(Default)]
pub(crate) struct Validation {
    registry: OnceLock<Registry<'static>>,
    made: Mutex<BTreeMap<String, Arc<Validator>>>,
}

impl fmt::Debug for Validation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Validation")
    }
}

impl Facts {
    /// What is wrong with a value by the schema at this pointer. Of a choice that fits nowhere: by the best branch.
    pub fn invalid(&'static self, pointer: &str, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.validator(pointer).iter_errors(value).for_each(|error| describe(&error, &mut found));
        found
    }

    fn validator(&'static self, pointer: &str) -> Arc<Validator> {
        let registry = self.validation.registry.get_or_init(|| {
            let registry = Registry::new().add("facts:doc", &self.doc).expect("a valid document");
            registry.prepare().expect("references that lead somewhere")
        });
        let mut validators = self.validation.made.lock().expect("making a validator does not panic");
        let make = || {
            let escaped =
                pointer.replace('%', "%25").replace('{', "%7B").replace('}', "%7D").replace(' ', "%20");
            let schema = json!({"$ref": format!("facts:doc#{escaped}")});
            let options = jsonschema::options().with_registry(registry).should_validate_formats(true);
            Arc::new(options.build(&schema).unwrap_or_else(|error| panic!("{pointer}: {error}")))
        };
        Arc::clone(validators.entry(pointer.to_owned()).or_insert_with(make))
    }
}

fn describe(error: &ValidationError<'_>, into: &mut Vec<String>) {
    if let ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } =
        error.kind()
    {
        let here = error.instance_path().to_string();
        let distance = |branch: &&Vec<ValidationError<'_>>| {
            let other_type = branch.iter().any(|error| {
                error.instance_path().to_string() == here
                    && matches!(error.kind(), ValidationErrorKind::Type { .. })
            });
            (other_type, branch.len())
        };
        if let Some(best) = context.iter().min_by_key(distance) {
            for error in best {
                describe(error, into);
            }
            return;
        }
    }
    // The text begins with the value, which may be long.
    let text = error.to_string();
    let begin = text.char_indices().rev().nth(160).map_or(0, |(index, _)| index);
    into.push(format!("{}: {}", error.instance_path(), text.get(begin..).unwrap_or_default()));
}
