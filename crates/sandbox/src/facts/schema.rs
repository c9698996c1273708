//! The part of JSON Schema that the descriptions use.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A schema. What restricts nothing, and what only people read, is left out. A `pattern` is not checked: that would
/// take a library for regular expressions for a few dozen members.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Schema {
    #[serde(rename = "$ref")]
    reference: Option<Box<str>>,
    /// Without a type every value is legal.
    #[serde(rename = "type", deserialize_with = "one_or_several")]
    types: Vec<String>,
    pub(crate) properties: BTreeMap<String, Schema>,
    pub(crate) required: Vec<String>,
    pub(crate) items: Option<Box<Schema>>,
    additional_properties: Option<Additional>,
    pub(crate) any_of: Vec<Schema>,
    pub(crate) one_of: Vec<Schema>,
    #[serde(rename = "enum")]
    pub(super) values: Vec<Value>,
    #[serde(rename = "const")]
    pub(super) only: Option<Value>,
    pub(super) format: Option<Box<str>>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) min_items: Option<usize>,
    pub(super) max_items: Option<usize>,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(crate) default: Option<Value>,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    #[serde(rename = "x-masked")]
    pub(crate) masked: Option<Box<str>>,
    #[serde(rename = "x-may-be-empty")]
    pub(super) may_be_empty: bool,
    #[serde(rename = "x-known-values")]
    known: Vec<Value>,
    /// No two objects of the collection have the same value.
    #[serde(rename = "x-unique")]
    pub(crate) unique: bool,
    /// The server makes the value when it makes the object.
    #[serde(rename = "x-generated")]
    pub(crate) generated: bool,
    /// The groups of which one object is named by the value.
    #[serde(rename = "x-refers-to", deserialize_with = "one_or_several")]
    pub(crate) refers_to: Vec<String>,
    /// The member that names the object, if it is not the one of the path.
    #[serde(rename = "x-refers-by")]
    pub(crate) refers_by: Option<Box<str>>,
    #[serde(rename = "x-usually-sent")]
    pub(crate) usually_sent: Vec<String>,
    /// Another spelling of the same member.
    #[serde(rename = "x-alias-of")]
    pub(crate) alias_of: Option<Box<str>>,
    /// The operations whose body this is, where several share a path.
    #[serde(rename = "x-operation", deserialize_with = "one_or_several")]
    pub(super) operation: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Additional {
    Allowed(#[expect(dead_code, reason = "unknown members are legal in either case")] bool),
    Schema(Box<Schema>),
}

fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Words {
        One(String),
        Several(Vec<String>),
    }
    Ok(match Words::deserialize(deserializer)? {
        Words::One(word) => vec![word],
        Words::Several(words) => words,
    })
}

impl Schema {
    /// The name of the schema that this one refers to.
    pub(crate) fn target(&self) -> Option<&str> {
        self.reference.as_ref()?.rsplit('/').next()
    }

    pub(crate) fn is(&self, wanted: &str) -> bool {
        self.types.iter().any(|name| name == wanted)
    }

    /// Whether it is a text without a format or a set of values, so that it may be empty.
    pub(crate) fn is_free_text(&self) -> bool {
        self.is("string") && self.format.is_none() && self.known.is_empty() && self.values.is_empty()
    }

    /// The schema of the values of a map.
    pub(crate) fn values_of_map(&self) -> Option<&Schema> {
        match self.additional_properties.as_ref()? {
            Additional::Allowed(_) => None,
            Additional::Schema(schema) => Some(schema),
        }
    }

    /// The schema of a member of an object or a map.
    pub(crate) fn member(&self, name: &str) -> Option<&Schema> {
        self.properties.get(name).or_else(|| self.values_of_map())
    }

    pub(super) fn admits_type(&self, value: &Value) -> bool {
        self.types.is_empty()
            || match value {
                Value::Null => self.is("null"),
                Value::Bool(_) => self.is("boolean"),
                Value::Number(number) => {
                    self.is("number") || self.is("integer") && (number.is_i64() || number.is_u64())
                }
                Value::String(_) => self.is("string"),
                Value::Array(_) => self.is("array"),
                Value::Object(_) => self.is("object"),
            }
    }

    pub(super) fn admits_text(&self, text: &str) -> bool {
        match self.format.as_deref() {
            Some("uuid") => is_uuid(text),
            Some("date-time") => is_date_time(text),
            Some("email") => text.contains('@'),
            _ => true,
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_date_time(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    digits(0..4) && digits(5..7) && digits(8..10) && digits(11..13) && text.get(10..11) == Some("T")
}
