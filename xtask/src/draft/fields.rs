//! The members of an object as fields.

use serde_json::Value;

use super::shapes::{Shape, Shapes, Way};
use super::words::{field, sentence};
use crate::facts::view::escape;
use crate::workspace::{list_at, text_at};

/// One field.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Its name on the wire.
    pub(super) wire: String,
    pub(super) name: String,
    /// Its type without `Option`.
    pub(super) kind: String,
    pub(super) about: String,
    /// The server alone sets it.
    pub(super) server: bool,
    pub(super) required: bool,
    pub(super) masked: bool,
    pub(super) unique: bool,
    /// Least and most characters.
    pub(super) length: Option<(u64, Option<u64>)>,
    pub(super) may_be_empty: bool,
}

impl Field {
    /// Whether `Vec` and maps stand for "none" by being empty.
    pub(super) fn is_many(&self) -> bool {
        self.kind.starts_with("Vec<") || self.kind.starts_with("BTreeMap<")
    }
}

impl Shapes<'_> {
    /// The fields of an object in the order of the facts, and what is no field with the reason.
    pub(super) fn fields(&mut self, shape: &Shape) -> (Vec<Field>, Vec<String>) {
        let mut names: Vec<String> = Vec::new();
        for at in [&shape.read, &shape.sent].into_iter().flatten() {
            for name in self.order.names(&format!("{at}/properties")) {
                if !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
        }
        let (mut fields, mut left_out) = (Vec::new(), Vec::new());
        for name in names {
            let place = |at: &Option<String>| {
                let pointer = format!("{}/properties/{}", at.as_ref()?, escape(&name));
                self.view.document.pointer(&pointer).is_some().then_some(pointer)
            };
            let (read, sent) = (place(&shape.read), place(&shape.sent));
            let Some(pointer) = read.as_ref().or(sent.as_ref()) else { continue };
            match self.left_out(pointer) {
                Some(why) => left_out.push(format!("`{name}`: {why}")),
                None => fields.push(self.field(shape, &name, read.as_deref(), sent.as_deref())),
            }
        }
        (fields, left_out)
    }

    fn field(&mut self, shape: &Shape, wire: &str, read: Option<&str>, sent: Option<&str>) -> Field {
        let (at, way) = match (&shape.read, &shape.sent) {
            (Some(at), _) if read.is_some() => (at.clone(), Way::Read),
            (_, Some(at)) => (at.clone(), Way::Sent),
            (at, None) => (at.clone().unwrap_or_default(), Way::Read),
        };
        let kind = self.member(&shape.name, &at, wire, way);
        // What is sent has the limits.
        let places: Vec<&Value> =
            [sent, read].into_iter().flatten().map(|pointer| self.schema(pointer)).collect();
        let mark = |word: &str| {
            places.iter().find_map(|own| own.get(word).or_else(|| self.view.full(own).get(word)))
        };
        let yes = |word: &str| mark(word) == Some(&Value::Bool(true));
        let number = |word: &str| mark(word).and_then(Value::as_u64);
        let required = |at: &Option<String>| {
            at.as_ref().is_some_and(|at| list_at(self.schema(at), "required").any(|one| one == wire))
        };
        let record = shape.read.is_some() && shape.sent.is_some();
        let server = yes("readOnly") || record && sent.is_none();
        let length = match (number("minLength"), number("maxLength")) {
            (None, None) => None,
            (low, high) => Some((low.unwrap_or_default(), high)),
        };
        let mut about = mark("description")
            .and_then(Value::as_str)
            .map_or_else(|| sentence(&format!("the {}", wire.replace(['_', '-'], " "))), sentence);
        let mut add = |text: String| {
            about.push(' ');
            about.push_str(&text);
        };
        match length {
            Some((0, Some(high))) => add(format!("At most {high} characters.")),
            Some((low, Some(high))) => add(format!("{low} to {high} characters.")),
            Some((low, None)) if low > 0 => add(format!("At least {low} characters.")),
            _ => {}
        }
        match (number("minimum"), number("maximum")) {
            (Some(low), Some(high)) => add(format!("From {low} to {high}.")),
            (Some(low), None) => add(format!("At least {low}.")),
            (None, Some(high)) => add(format!("At most {high}.")),
            _ => {}
        }
        if yes("x-unique") {
            add(format!("Unique{}.", if yes("x-inferred") { " (inferred)" } else { "" }));
        }
        if server {
            add("Set by the server.".to_owned());
        }
        if yes("writeOnly") {
            add("Not returned.".to_owned());
        }
        if mark("x-evidence").and_then(Value::as_str) == Some("partial") {
            add("Partly guessed.".to_owned());
        }
        Field {
            wire: wire.to_owned(),
            name: field(wire),
            about,
            server,
            required: required(if shape.sent.is_some() { &shape.sent } else { &shape.read }),
            masked: mark("x-masked").is_some() && kind != "Secret",
            unique: yes("x-unique"),
            length: length.filter(|_| kind == "String" || kind == "Secret"),
            may_be_empty: yes("x-may-be-empty"),
            kind,
        }
    }

    /// A short text about an object.
    pub(super) fn about(&self, shape: &Shape) -> String {
        let at = shape.read.as_ref().or(shape.sent.as_ref());
        let text = at.map(|at| text_at(self.schema(at), "description")).unwrap_or_default();
        if text.is_empty() {
            let name = super::words::snake(&shape.name).replace('_', " ");
            return sentence(&super::words::with_article(&name));
        }
        sentence(text)
    }
}
