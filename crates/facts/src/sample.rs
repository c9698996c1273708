//! Full samples of replies: every property is there, each with a marker of its own.

mod make;

use crate::{Excuse, Facts};
use serde_json::Value;

/// Whether the marker of a property can be found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// It holds other properties and has no marker.
    Holder,
    /// A text or number that no other property has.
    Unique,
    /// `true`, a word of a closed set, or the word of success: it can be found elsewhere.
    Common,
}

/// A property of a sample, or an entry of a map in it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Field {
    /// Its JSON pointer in the sample.
    pub pointer: String,
    /// Its path as a [`Member`](crate::Member) has it: `items[].id`.
    pub path: String,
    /// The schema that has it and its name there: `LocalUser.email`.
    pub owner: String,
    /// Its value.
    pub value: Value,
    /// The marker as text; empty where it has none.
    pub marker: String,
    /// Whether the marker can be found.
    pub kind: Kind,
    /// Whether it is a secret.
    pub secret: bool,
    /// Whether the server may send a mask (`***`) in its place.
    pub masked: bool,
    /// Why the SDK does not have to read it.
    pub excuse: Option<Excuse>,
    /// The property of the same object that it is another spelling of. Aliases are not in the sample's value.
    pub alias_of: Option<String>,
}

impl Field {
    /// The pointer of the object that has it, and its name there.
    pub fn place(&self) -> (&str, String) {
        let (holder, name) = self.pointer.rsplit_once('/').unwrap_or_default();
        (holder, name.replace("~1", "/").replace("~0", "~"))
    }
}

/// A full sample.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Sample {
    /// The value.
    pub value: Value,
    /// Its properties.
    pub fields: Vec<Field>,
}

impl Sample {
    /// A full sample of the schema at this pointer. Members of other operations than this one are left out.
    pub fn of(facts: &Facts, id: &str, pointer: &str) -> Self {
        make::sample(facts, id, pointer)
    }
}
