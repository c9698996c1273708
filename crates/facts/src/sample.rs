//! A full example of a schema: every property there, each with a marker of its own.

use crate::{Facts, escape, members::excuse};
use serde_json::{Map, Value, json};

/// What kind of marker a property has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It holds other properties.
    Holder,
    /// A text or number that is found again.
    Shown,
    /// `true`, or a word of a closed set: it is not found again for certain.
    Blind,
}

/// A property of the sample.
#[derive(Debug, Clone)]
pub struct Field {
    /// Where it is in the sample.
    pub pointer: String,
    /// The schema that has it, and its name there.
    pub owner: String,
    /// The marker, as text.
    pub marker: String,
    /// What kind it is.
    pub kind: Kind,
    /// Whether it opens something.
    pub secret: bool,
    /// `""`, or why nothing must read it.
    pub excuse: String,
    /// Of which property of the same object it is another spelling; then it is not in the sample itself.
    pub instead_of: Option<String>,
    /// Its value.
    pub value: Value,
}

/// A full example.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The example.
    pub value: Value,
    /// Its properties.
    pub fields: Vec<Field>,
}

struct Maker<'a> {
    facts: &'a Facts,
    id: &'a str,
    count: u32,
    fields: Vec<Field>,
    stack: Vec<String>,
}

impl Sample {
    /// A full example of what this pointer leads to, for this operation.
    pub fn of(facts: &Facts, id: &str, pointer: &str) -> Self {
        let mut maker = Maker { facts, id, count: 0, fields: Vec::new(), stack: Vec::new() };
        let mut value = maker.value(pointer, "", false, "").unwrap_or(Value::Null);
        let mut fields = maker.fields;
        // A listing ends where its count says: one item is there. What pages are made of has tests of its own.
        let operations = facts.with_id(id);
        let page = operations.iter().find_map(|operation| operation.value(facts).get("x-page"));
        if let Some(count) = page.and_then(|page| page.get("count")).and_then(Value::as_str) {
            let count = count.trim_start_matches("$").replace('.', "/");
            let count = if count.starts_with('/') { count } else { format!("/{count}") };
            if let Some(place) = value.pointer_mut(&count) {
                *place = json!(1);
            }
            let holder = count.rsplit_once('/').map_or("", |(holder, _)| holder);
            for field in &mut fields {
                let beside = !holder.is_empty() && field.pointer.starts_with(holder);
                if field.pointer == count || beside {
                    field.excuse = "page".to_owned();
                    field.kind = Kind::Blind;
                }
            }
        }
        Self { value, fields }
    }
}

/// A text that is part of no other one.
fn word(count: u32) -> String {
    format!("mk{count}k")
}

impl Maker<'_> {
    /// `None` where a schema holds itself.
    fn value(&mut self, pointer: &str, place: &str, secret: bool, excused: &str) -> Option<Value> {
        let (schema, at) = self.facts.at(pointer)?;
        if self.stack.iter().filter(|known| **known == at).count() > 0 {
            return None;
        }
        self.stack.push(at.clone());
        let value = self.of_schema(schema, &at, place, secret, excused);
        self.stack.pop();
        value
    }

    fn of_schema(
        &mut self,
        schema: &Value,
        at: &str,
        place: &str,
        secret: bool,
        excused: &str,
    ) -> Option<Value> {
        for word in ["oneOf", "anyOf"] {
            if let Some(branches) = schema.get(word).and_then(Value::as_array)
                && schema.get("properties").is_none()
                && branches.iter().any(|b| {
                    b.get("required").is_none() || b.get("type").is_some() || b.get("$ref").is_some()
                })
            {
                let rank = |branch: &Value| {
                    let target = self.facts.resolve(branch);
                    let ours = branch.get("x-operation").is_some_and(|one| one == self.id);
                    (ours, target.get("properties").is_some(), target.get("type") != Some(&json!("null")))
                };
                // The first of the best.
                let best = (0..branches.len()).rev().max_by_key(|index| branches.get(*index).map(rank))?;
                return self.value(&format!("{at}/{word}/{best}"), place, secret, excused);
            }
        }
        if let Some(value) = schema.get("const") {
            return Some(value.clone());
        }
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ if schema.get("properties").is_some() => vec!["object"],
            _ => vec!["string"],
        };
        let seen = match schema.get("x-seen") {
            Some(Value::String(one)) => Some(one.as_str()),
            Some(Value::Array(several)) => several.first().and_then(Value::as_str),
            _ => None,
        };
        let seen = seen.filter(|seen| types.contains(seen));
        let kind = seen.or_else(|| types.iter().copied().find(|kind| *kind != "null")).unwrap_or("null");
        let spelled = schema.get("x-kind").and_then(Value::as_str).unwrap_or_default();
        if schema.get("x-unknown") == Some(&Value::Bool(true)) && schema.get("type").is_none() {
            return if place.is_empty() { Some(Value::Null) } else { Some(Value::String(self.text(schema))) };
        }
        match kind {
            "string" if spelled == "int-string" => {
                self.count += 1;
                Some(Value::String((40_000 + self.count).to_string()))
            }
            "string" if spelled == "bool-text" => Some(json!("true")),
            "object" => Some(self.object(schema, at, place, secret, excused)),
            "array" => {
                let item = if schema.get("items").is_some() {
                    self.value(&format!("{at}/items"), &format!("{place}/0"), secret, excused)
                } else {
                    None
                };
                Some(Value::Array(item.into_iter().collect()))
            }
            "null" => Some(Value::Null),
            "boolean" => Some(Value::Bool(true)),
            "integer" => {
                self.count += 1;
                let high = schema.get("maximum").and_then(Value::as_i64).unwrap_or(i64::MAX);
                Some(json!(i64::from(40_000 + self.count).min(high)))
            }
            "number" => {
                self.count += 1;
                Some(json!(f64::from(40_000 + self.count) + 0.5))
            }
            _ => Some(Value::String(self.text(schema))),
        }
    }

    /// Whether a member belongs to the wrapping that all replies of a vendor have.
    fn wraps(&self, schema: &Value, name: &str, target: &Value) -> bool {
        let base = schema.get("x-extends").and_then(Value::as_str);
        let in_base = |base: &str| {
            self.facts.doc.pointer(&format!("/components/schemas/{base}/properties/{name}")).is_some()
        };
        let scalar = ["properties", "items", "anyOf"].iter().all(|word| target.get(*word).is_none());
        match (schema.get("x-envelope").is_some(), base) {
            (true, Some(base)) => name != "CALLINFO" && in_base(base),
            (true, None) => scalar || matches!(name, "ERRORS" | "ERRORCODES" | "PARAMS" | "DATA" | "HEADERS"),
            (false, Some("CallInfo")) => in_base("CallInfo"),
            _ => false,
        }
    }

    fn text(&mut self, schema: &Value) -> String {
        self.count += 1;
        let n = self.count;
        if let Some(first) = schema.get("enum").and_then(Value::as_array).and_then(|set| set.first()) {
            return first.as_str().unwrap_or_default().to_owned();
        }
        let words = schema.get("x-known-values").and_then(Value::as_array);
        // Without it the reply is a failure.
        if words.is_some_and(|words| words.contains(&json!("SUCCESS")) && words.contains(&json!("FAIL"))) {
            return "SUCCESS".to_owned();
        }
        match schema.get("format").and_then(Value::as_str) {
            Some("uuid") => format!("00000000-0000-4000-8000-{n:012}"),
            Some("date-time") => format!("2031-01-02T{:02}:{:02}:{:02}Z", n / 3600 % 24, n / 60 % 60, n % 60),
            Some("date") => format!("20{:02}-{:02}-01", 31 + n / 12 % 60, n % 12 + 1),
            Some("uri" | "uri-reference" | "url") => format!("https://{}.example/", word(n)),
            Some("email") => format!("{}@example.org", word(n)),
            Some("ulid") => format!("01ARZ3NDEKTSV4RRFF{n:08}"),
            _ if schema.get("contentEncoding").and_then(Value::as_str) == Some("base64") => {
                base64(word(n).as_bytes())
            }
            _ => match schema.get("pattern").and_then(Value::as_str) {
                Some("^[0-9a-f]{200}$") => format!("{n:0200}"),
                Some("^(100|[0-9]{1,2})$") => (n % 90 + 10).to_string(),
                Some("^[1-9][0-9]{0,3}[mhd]$") => format!("{}m", n % 9000 + 1),
                Some("^[0-9]{6,12}$") => format!("7{n:06}"),
                Some("^[A-Z_]+$") => format!("MK_{}", "X".repeat(n as usize % 50 + 1)),
                // The facts say it in words only.
                _ if described(schema, "200 lower-case hex") || described(schema, "200 hex") => {
                    format!("31420500{n:0192}")
                }
                _ if described(schema, "language_COUNTRY") => {
                    let letter =
                        |first: u8, of: u32| char::from(first + u8::try_from(of % 26).unwrap_or_default());
                    format!(
                        "{}{}_{}{}",
                        letter(b'a', n),
                        letter(b'a', n / 26),
                        letter(b'A', n / 7),
                        letter(b'A', n)
                    )
                }
                _ if described(schema, "Hex of 32 bytes") => format!("{n:064}"),
                _ => word(n),
            },
        }
    }

    fn object(&mut self, schema: &Value, at: &str, place: &str, secret: bool, excused: &str) -> Value {
        let mut object = Map::new();
        let owner = at.rsplit('/').next().unwrap_or_default().to_owned();
        let is_call_info = owner == "CallInfo";
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if property.get("x-operation").is_some_and(|one| one.is_string() && one != self.id) {
                continue;
            }
            let below = format!("{at}/properties/{}", escape(name));
            let target = self.facts.at(&below).map_or(property, |(target, _)| target);
            if property.get("writeOnly").or_else(|| target.get("writeOnly")) == Some(&Value::Bool(true)) {
                continue;
            }
            let own = match excuse(property, target) {
                "server" => "",
                other => other,
            };
            let wraps = own.is_empty() && (is_call_info || self.wraps(schema, name, target));
            let own = if wraps { "envelope" } else { own };
            let excused = if excused.is_empty() { own } else { excused };
            let marks = [property, target].map(|at| at.get("x-secret").and_then(Value::as_bool));
            let holds = target.get("properties").is_some();
            // An object that is marked holds secrets; which of its members they are, is marked there.
            let secret = marks.contains(&Some(true)) && !marks.contains(&Some(false)) && !holds;
            let pointer = format!("{place}/{}", escape(name));
            let index = self.fields.len();
            let other =
                property.get("x-alias-of").or_else(|| target.get("x-alias-of")).and_then(Value::as_str);
            self.fields.push(Field {
                pointer: pointer.clone(),
                owner: format!("{owner}.{name}"),
                marker: String::new(),
                kind: Kind::Holder,
                secret,
                excuse: excused.to_owned(),
                instead_of: other.map(|other| other.rsplit('.').next().unwrap_or(other).to_owned()),
                value: Value::Null,
            });
            let made = self.value(&below, &pointer, secret, excused);
            let Some(value) = made else {
                self.fields.truncate(index);
                continue;
            };
            let field = self.fields.get_mut(index).expect("it was put there");
            field.value = value.clone();
            (field.kind, field.marker) = match &value {
                Value::Object(_) => (Kind::Holder, String::new()),
                Value::Array(items) => match items.first() {
                    Some(Value::String(text)) => (Kind::Shown, text.clone()),
                    Some(Value::Number(number)) => (Kind::Shown, number.to_string()),
                    _ => (Kind::Holder, String::new()),
                },
                Value::String(text) if target.get("enum").is_none() && target.get("const").is_none() => {
                    (Kind::Shown, text.clone())
                }
                Value::Number(number) => (Kind::Shown, number.to_string()),
                _ => (Kind::Blind, value.to_string()),
            };
            // Another spelling would hide that the usual one is not read.
            let legacy = property.get("x-legacy").or_else(|| target.get("x-legacy")).is_some();
            if other.is_none() && !legacy {
                object.insert(name.clone(), value);
            } else {
                self.fields.truncate(index + 1);
            }
        }
        if let Some(open) = schema.get("additionalProperties").filter(|open| open.is_object())
            && !open.as_object().is_some_and(Map::is_empty)
        {
            self.count += 1;
            let name = word(self.count);
            let pointer = format!("{place}/{name}");
            if let Some(value) = self.value(&format!("{at}/additionalProperties"), &pointer, secret, excused)
            {
                object.insert(name, value);
            }
        }
        Value::Object(object)
    }
}

fn described(schema: &Value, words: &str) -> bool {
    schema.get("description").and_then(Value::as_str).is_some_and(|text| text.contains(words))
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let get = |index: usize| u32::from(part.get(index).copied().unwrap_or(0));
        let bits = get(0) << 16 | get(1) << 8 | get(2);
        for (index, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let sign = SIGNS.get((bits >> shift & 63) as usize).copied().unwrap_or(b'=');
            text.push(if index > part.len() { '=' } else { sign as char });
        }
    }
    text
}
