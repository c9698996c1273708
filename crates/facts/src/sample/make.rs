//! Makes a sample from a schema.

use super::{Field, Kind, Sample};
use crate::{
    Excuse, Facts, escape, is_true, list, map,
    members::{join, owner},
    names, text,
    text::word,
};
use serde_json::{Map, Number, Value};

pub(super) fn sample(facts: &Facts, id: &str, pointer: &str) -> Sample {
    let mut maker = Maker { facts, id, count: 0, fields: Vec::new(), stack: Vec::new() };
    let value = maker.value(pointer, "", &Context::default()).unwrap_or(Value::Null);
    Sample { value, fields: maker.fields }
}

struct Maker<'a> {
    facts: &'a Facts,
    id: &'a str,
    /// The number of the last marker.
    count: u32,
    fields: Vec<Field>,
    /// The schemas that are being made.
    stack: Vec<String>,
}

/// What a value inherits from its surroundings.
#[derive(Debug, Clone, Default)]
struct Context {
    path: String,
    /// The pattern that the value must match when it is sent back.
    pattern: Option<String>,
    secret: bool,
    excuse: Option<Excuse>,
    envelope: Option<Envelope>,
}

/// `x-envelope`, seen from the object that is being made: the rest of each path.
#[derive(Debug, Clone, Default)]
struct Envelope {
    content: Vec<Vec<String>>,
    count: Vec<Vec<String>>,
}

/// What a property of an envelope is.
enum Part {
    /// Content, or a part of the envelope that leads to it.
    Content(Option<Envelope>),
    Count,
    Wrapping,
}

impl Envelope {
    fn of(mark: &Value) -> Self {
        let paths = |keys: &[&str]| {
            let one_or_list = |key: &&str| match mark.get(*key) {
                Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
                one => one.and_then(Value::as_str).into_iter().collect::<Vec<_>>(),
            };
            keys.iter().flat_map(one_or_list).map(parts).collect()
        };
        Self {
            content: paths(&["items", "items-alt", "payload", "payload-alt", "more"]),
            count: paths(&["count", "count-alt"]),
        }
    }

    /// What a property is. `repeated`: the schema has it from the one that it extends.
    fn part(&self, name: &str, repeated: bool) -> Part {
        let below = |paths: &[Vec<String>]| -> Vec<Vec<String>> {
            let rests = paths.iter().filter_map(|path| path.split_first());
            rests.filter(|(first, _)| *first == name).map(|(_, rest)| rest.to_vec()).collect()
        };
        let (content, count) = (below(&self.content), below(&self.count));
        if !content.is_empty() {
            Part::Content(Some(Self { content, count }))
        } else if count.iter().any(Vec::is_empty) {
            Part::Count
        } else if !count.is_empty() {
            Part::Content(Some(Self { content, count }))
        } else if self.content.iter().any(Vec::is_empty) && !repeated {
            Part::Content(None)
        } else {
            Part::Wrapping
        }
    }
}

/// The parts of a path such as `$.page.total`.
fn parts(path: &str) -> Vec<String> {
    path.split('.').skip(1).map(str::to_owned).collect()
}

impl Maker<'_> {
    /// `None` where a schema contains itself.
    fn value(&mut self, pointer: &str, place: &str, context: &Context) -> Option<Value> {
        let (schema, at) = self.facts.at(pointer)?;
        if self.stack.contains(&at) {
            return None;
        }
        let mut context = context.clone();
        if let Some(mark) = schema.get("x-envelope") {
            context.envelope = Some(Envelope::of(mark));
        }
        self.stack.push(at.clone());
        let value = match self.choice(schema, &at) {
            Some(branch) => self.value(&branch, place, &context),
            None => Some(self.plain(schema, &at, place, &context)),
        };
        self.stack.pop();
        value
    }

    /// Of a choice the branch of this operation, else an object, else one that is not null; the first of the best.
    fn choice(&self, schema: &Value, at: &str) -> Option<String> {
        if schema.get("properties").is_some() {
            // The branches only say which members go together.
            return None;
        }
        ["oneOf", "anyOf"].into_iter().find_map(|word| {
            let rank = |branch: &Value| {
                let target = self.facts.resolve(branch);
                let ours = branch.get("x-operation").is_some_and(|of| names(of, self.id));
                (ours, target.get("properties").is_some(), text(target, "type") != Some("null"))
            };
            let ranks: Vec<_> = list(schema, word).map(rank).collect();
            let best = ranks.iter().max()?;
            let index = ranks.iter().position(|rank| rank == best)?;
            Some(format!("{at}/{word}/{index}"))
        })
    }

    fn plain(&mut self, schema: &Value, at: &str, place: &str, context: &Context) -> Value {
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        match kind(schema) {
            "object" => self.object(schema, at, place, context),
            "array" => {
                let path = format!("{}[]", context.path);
                let inside = Context { path, envelope: None, ..context.clone() };
                let item = self.value(&format!("{at}/items"), &format!("{place}/0"), &inside);
                Value::Array(item.into_iter().collect())
            }
            "null" => Value::Null,
            "boolean" => Value::Bool(true),
            "integer" => Value::Number(self.integer(schema).into()),
            "number" => {
                Number::from_f64(f64::from(self.next() + 40_000) + 0.5).map_or(Value::Null, Value::Number)
            }
            _ => Value::String(match text(schema, "x-kind").or_else(|| text(schema, "x-holds")) {
                Some("int-string" | "integer") => (40_000 + self.next()).to_string(),
                Some("decimal") => format!("{}.50", 40_000 + self.next()),
                Some("bool-text") => "true".to_owned(),
                Some("boolean") => "1".to_owned(),
                _ => {
                    let number = self.next();
                    match &context.pattern {
                        Some(pattern) => crate::text::of_pattern(pattern, number),
                        None => crate::text::of_schema(schema, number),
                    }
                }
            }),
        }
    }

    fn next(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    /// Above what ids and sizes of other texts are, below the limit of a port.
    fn integer(&mut self, schema: &Value) -> i64 {
        let limit = |key: &str| schema.get(key).and_then(Value::as_i64);
        if let Some(first) = list(schema, "x-success").chain(list(schema, "enum")).find_map(Value::as_i64) {
            return first;
        }
        if let Some(success) = limit("x-success") {
            return success;
        }
        let number = i64::from(40_000 + self.next());
        match (limit("minimum"), limit("maximum")) {
            (low, Some(high)) if number > high => {
                let low = low.unwrap_or(0);
                low + number % (high - low + 1)
            }
            (Some(low), _) => number.max(low),
            _ => number,
        }
    }

    fn object(&mut self, schema: &Value, at: &str, place: &str, context: &Context) -> Value {
        let mut object = Map::new();
        let base = text(schema, "x-extends").map(|base| format!("/components/schemas/{base}/properties"));
        for (name, property) in map(schema, "properties") {
            let target = self.facts.resolve(property);
            let other_operation = |of: &Value| !names(of, self.id);
            if is_true(property, "writeOnly")
                || is_true(target, "writeOnly")
                || is_true(target, "x-of-failures")
                || property.get("x-only-operation").is_some_and(other_operation)
            {
                continue;
            }
            let path = join(&context.path, name);
            let pattern = self.input_pattern(at, name);
            let mut inner = Context { path, pattern, envelope: None, ..context.clone() };
            let own = Excuse::of(property, target).filter(|excuse| *excuse != Excuse::Server);
            inner.excuse = inner.excuse.or(own);
            if let Some(envelope) = &context.envelope {
                let base = base.as_ref().and_then(|base| self.facts.doc.pointer(base));
                match envelope.part(name, base.is_some_and(|base| base.get(name).is_some())) {
                    Part::Content(rest) => {
                        // A payload of an unknown shape has no member that a type could read.
                        if is_true(property, "x-unknown") {
                            inner.excuse = inner.excuse.or(Some(Excuse::Envelope));
                        }
                        inner.envelope = rest;
                    }
                    Part::Count => inner.excuse = Some(Excuse::Page),
                    Part::Wrapping => inner.excuse = inner.excuse.or(Some(Excuse::Envelope)),
                }
            }
            let below = format!("{at}/properties/{}", escape(name));
            let alias_of = text(property, "x-alias-of").or_else(|| text(target, "x-alias-of"));
            let alias_of = alias_of.map(|other| other.rsplit('.').next().unwrap_or(other).to_owned());
            let field = (format!("{place}/{}", escape(name)), owner(at, name), alias_of);
            if let Some((value, true)) = self.property(&below, (property, target), field, inner) {
                object.insert(name.clone(), value);
            }
        }
        if let Some(values) = schema.get("additionalProperties").filter(|values| map_values(values)) {
            let name = word(self.next());
            let below = format!("{at}/additionalProperties");
            let field = (format!("{place}/{name}"), owner(at, "*"), None);
            let target = self.facts.resolve(values);
            let path = format!("{}{{}}", context.path);
            let inner = Context { path, envelope: None, ..context.clone() };
            if let Some((value, _)) = self.property(&below, (values, target), field, inner) {
                object.insert(name, value);
            }
        }
        Value::Object(object)
    }

    /// The pattern that the request form of a schema (`x-input-of`) has for a property.
    fn input_pattern(&self, schema: &str, name: &str) -> Option<String> {
        let model = schema.strip_prefix("/components/schemas/")?;
        let inputs = self.facts.doc.pointer("/components/schemas")?.as_object()?.values();
        let inputs = inputs.filter(|input| text(input, "x-input-of") == Some(model));
        let mut properties = inputs.filter_map(|input| input.get("properties")?.get(name));
        properties.find_map(|property| text(self.facts.resolve(property), "pattern").map(str::to_owned))
    }

    /// Makes a property and notes it. The flag: whether it belongs into the sample.
    fn property(
        &mut self,
        below: &str,
        (property, target): (&Value, &Value),
        (pointer, owner, alias_of): (String, String, Option<String>),
        mut context: Context,
    ) -> Option<(Value, bool)> {
        let marks = [property, target].map(|at| at.get("x-secret").and_then(Value::as_bool));
        context.secret = (context.secret || marks.contains(&Some(true))) && !marks.contains(&Some(false));
        let index = self.fields.len();
        let secret = context.secret && target.get("properties").is_none();
        let excuse = context.excuse;
        let field = Field {
            pointer: pointer.clone(),
            path: context.path.clone(),
            owner,
            value: Value::Null,
            marker: String::new(),
            kind: Kind::Holder,
            secret,
            masked: property.get("x-masked").is_some() || target.get("x-masked").is_some(),
            excuse,
            alias_of,
        };
        self.fields.push(field);
        let Some(mut value) = self.value(below, &pointer, &context) else {
            self.fields.truncate(index);
            return None;
        };
        if excuse == Some(Excuse::Page) && value.is_number() {
            // The sample has one item; a larger count makes a listing ask for more pages.
            value = Value::Number(1.into());
        }
        let shown = self.facts.resolve(self.facts.doc.pointer(below).unwrap_or(target));
        let field = self.fields.get_mut(index)?;
        (field.kind, field.marker) = marker(&value, shown);
        field.value = value.clone();
        // A second spelling in the same object would hide that the usual one is not read.
        let own = field.alias_of.is_none() && excuse != Some(Excuse::Legacy);
        if !own {
            self.fields.truncate(index + 1);
        }
        Some((value, own))
    }
}

/// A marker that can be found: no constant, no word of a closed set, no count.
fn marker(value: &Value, schema: &Value) -> (Kind, String) {
    let fixed = ["enum", "const", "x-success"].iter().any(|key| schema.get(*key).is_some());
    match value {
        Value::Object(_) => (Kind::Holder, String::new()),
        Value::Array(items) => match items.first() {
            Some(item @ (Value::String(_) | Value::Number(_))) => {
                marker(item, schema.get("items").unwrap_or(&Value::Null))
            }
            _ => (Kind::Holder, String::new()),
        },
        Value::String(text) if !fixed && !matches!(text.as_str(), "true" | "1") => {
            (Kind::Unique, text.clone())
        }
        Value::Number(number) if !fixed && number.as_f64() > Some(40_000.0) => {
            (Kind::Unique, number.to_string())
        }
        Value::String(text) => (Kind::Common, text.clone()),
        other => (Kind::Common, other.to_string()),
    }
}

/// Whether `additionalProperties` describes the values of a map.
fn map_values(values: &Value) -> bool {
    values.as_object().is_some_and(|keywords| !keywords.is_empty())
}

/// The type to make: the one really seen, else the first that is not null.
fn kind(schema: &Value) -> &str {
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ if schema.get("properties").is_some() => vec!["object"],
        _ => vec!["string"],
    };
    let seen = text(schema, "x-seen").or_else(|| list(schema, "x-seen").find_map(Value::as_str));
    let seen = seen.filter(|seen| types.contains(seen));
    seen.or_else(|| types.into_iter().find(|kind| *kind != "null")).unwrap_or("null")
}
