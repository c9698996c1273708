//! The part of JSON Schema that the descriptions use, and the check of a request against it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::Facts;

/// A schema. What restricts nothing, and what only people read, is left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Schema {
    #[serde(rename = "$ref")]
    reference: Option<Box<str>>,
    #[serde(rename = "type")]
    types: Types,
    pub(crate) properties: BTreeMap<String, Schema>,
    pub(crate) required: Vec<String>,
    pub(crate) items: Option<Box<Schema>>,
    pub(crate) any_of: Vec<Schema>,
    #[serde(rename = "enum")]
    values: Vec<Value>,
    #[serde(rename = "const")]
    only: Option<Value>,
    format: Option<Box<str>>,
    min_length: Option<usize>,
    max_length: Option<usize>,
    min_items: Option<usize>,
    max_items: Option<usize>,
    minimum: Option<f64>,
    maximum: Option<f64>,
    pub(crate) default: Option<Value>,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    #[serde(rename = "x-masked")]
    pub(crate) masked: Option<Box<str>>,
    #[serde(rename = "x-may-be-empty")]
    may_be_empty: bool,
    #[serde(rename = "x-known-values")]
    known: Vec<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Types {
    #[default]
    Any,
    One(Box<str>),
    Several(Vec<Box<str>>),
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Missing,
    Type,
    Format,
    Bounds,
    Duplicate,
    /// It names an object that does not exist.
    Dangling,
}

/// What is wrong, and where.
#[derive(Debug)]
pub(crate) struct Complaint {
    pub(crate) kind: Kind,
    pub(crate) property: String,
}

impl Complaint {
    pub(crate) fn new(kind: Kind, property: impl Into<String>) -> Self {
        Self { kind, property: property.into() }
    }
}

impl Schema {
    /// The name of the schema that this one refers to.
    pub(crate) fn target(&self) -> Option<&str> {
        self.reference.as_ref()?.rsplit('/').next()
    }

    pub(crate) fn is(&self, wanted: &str) -> bool {
        match &self.types {
            Types::Any => false,
            Types::One(name) => **name == *wanted,
            Types::Several(names) => names.iter().any(|name| **name == *wanted),
        }
    }

    /// A text that may be anything, so also empty.
    pub(crate) fn is_free_text(&self) -> bool {
        self.is("string") && self.format.is_none() && self.known.is_empty() && self.values.is_empty()
    }

    fn admits_type(&self, value: &Value) -> bool {
        matches!(self.types, Types::Any)
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

    fn within(&self, number: Option<f64>, low: Option<f64>, high: Option<f64>) -> bool {
        number.is_none_or(|n| low.is_none_or(|low| n >= low) && high.is_none_or(|high| n <= high))
    }

    fn text_fits(&self, text: &str) -> bool {
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
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

fn is_date_time(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    digits(0..4) && digits(5..7) && digits(8..10) && digits(11..13) && text.get(10..11) == Some("T")
}

fn join(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

fn is_absent(value: Option<&Value>) -> bool {
    value.is_none_or(|value| value.is_null() || value.as_str() == Some(""))
}

impl Facts {
    /// Checks a value that a client sent. Nulls count as absent; unknown members are legal.
    pub(crate) fn check(&self, outer: &Schema, value: &Value, at: &str, out: &mut Vec<Complaint>) {
        let schema = self.resolve(outer);
        let mut complain = |kind| out.push(Complaint::new(kind, at));
        if !schema.any_of.is_empty() {
            let complaints = schema.any_of.iter().map(|variant| {
                let mut inner = Vec::new();
                self.check(variant, value, at, &mut inner);
                inner
            });
            // A variant that looked inside the value says more than one that saw a wrong type.
            let shallow = |list: &Vec<Complaint>| list.iter().any(|c| c.property == at);
            let best = complaints.min_by_key(|list| (!list.is_empty(), shallow(list)));
            return out.extend(best.unwrap_or_default());
        }
        if !schema.admits_type(value) {
            return complain(Kind::Type);
        }
        let of_set = schema.values.is_empty() || schema.values.contains(value);
        if !of_set || schema.only.as_ref().is_some_and(|only| only != value) {
            return complain(Kind::Format);
        }
        match value {
            Value::String(text) if text.is_empty() && (outer.may_be_empty || schema.may_be_empty) => {}
            Value::String(text) => {
                let length = text.chars().count();
                if length < schema.min_length.unwrap_or(0) || length > schema.max_length.unwrap_or(usize::MAX)
                {
                    complain(Kind::Bounds);
                } else if !schema.text_fits(text) {
                    complain(Kind::Format);
                }
            }
            Value::Number(number) if !schema.within(number.as_f64(), schema.minimum, schema.maximum) => {
                complain(Kind::Bounds);
            }
            Value::Array(items) => {
                let length = items.len();
                if length < schema.min_items.unwrap_or(0) || length > schema.max_items.unwrap_or(usize::MAX) {
                    complain(Kind::Bounds);
                }
                if let Some(kind) = &schema.items {
                    for (index, item) in items.iter().enumerate() {
                        self.check(kind, item, &format!("{at}[{index}]"), out);
                    }
                }
            }
            Value::Object(members) => {
                for name in schema.required.iter().filter(|name| is_absent(members.get(*name))) {
                    out.push(Complaint::new(Kind::Missing, join(at, name)));
                }
                for (name, value) in members {
                    let known = schema.properties.get(name).filter(|known| !known.read_only);
                    let missing = schema.required.contains(name) && is_absent(Some(value));
                    if let Some(known) = known.filter(|_| !value.is_null() && !missing) {
                        self.check(known, value, &join(at, name), out);
                    }
                }
            }
            _ => {}
        }
    }
}
