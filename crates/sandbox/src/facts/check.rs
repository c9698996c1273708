//! The check of a request against its schema.

use serde_json::Value;

use super::{Facts, Schema};

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

/// The path of a member.
pub(crate) fn join(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

fn is_absent(value: Option<&Value>) -> bool {
    value.is_none_or(|value| value.is_null() || value.as_str() == Some(""))
}

fn is_within<T: PartialOrd + Copy>(value: T, low: Option<T>, high: Option<T>) -> bool {
    low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high)
}

impl Facts {
    /// Checks a value that a client sent. Nulls count as absent; unknown members are legal.
    pub(crate) fn check(&self, outer: &Schema, value: &Value, at: &str, out: &mut Vec<Complaint>) {
        let schema = self.resolve(outer);
        let variants = if schema.any_of.is_empty() { &schema.one_of } else { &schema.any_of };
        if !variants.is_empty() {
            let complaints = variants.iter().map(|variant| {
                let mut inner = Vec::new();
                self.check(variant, value, at, &mut inner);
                inner
            });
            // Complaints about members are more exact than one about the type of the whole.
            let shallow = |list: &Vec<Complaint>| list.iter().any(|complaint| complaint.property == at);
            let best = complaints.min_by_key(|list| (!list.is_empty(), shallow(list)));
            out.extend(best.unwrap_or_default());
            // Variants beside properties state only which of them are required.
            if schema.properties.is_empty() {
                return;
            }
        }
        let mut complain = |kind| out.push(Complaint::new(kind, at));
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
                if !is_within(text.chars().count(), schema.min_length, schema.max_length) {
                    complain(Kind::Bounds);
                } else if !schema.admits_text(text) {
                    complain(Kind::Format);
                }
            }
            Value::Number(number) => {
                if number.as_f64().is_some_and(|number| !is_within(number, schema.minimum, schema.maximum)) {
                    complain(Kind::Bounds);
                }
            }
            Value::Array(items) => {
                if !is_within(items.len(), schema.min_items, schema.max_items) {
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
                    let known = schema.member(name).filter(|known| !known.read_only);
                    let missing = schema.required.contains(name) && is_absent(Some(value));
                    if let Some(known) = known.filter(|_| !value.is_null() && !missing) {
                        self.check(known, value, &join(at, name), out);
                    }
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Complains about members that are absent although clients usually send them.
    pub(crate) fn check_usual(
        &self,
        schema: &Schema,
        more: &[String],
        value: &Value,
        out: &mut Vec<Complaint>,
    ) {
        for path in self.resolve(schema).usually_sent.iter().chain(more) {
            let sent = path.split('.').try_fold(value, |value, name| value.get(name));
            if sent.is_none() && !out.iter().any(|complaint| complaint.property == *path) {
                out.push(Complaint::new(Kind::Missing, path.as_str()));
            }
        }
    }
}
