//! The objects of a group: which are read, which are sent, and which types their members have.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::words::{camel, doc, sentence, singular, with_article};
use crate::facts::order::Order;
use crate::facts::view::{Operation, View, escape, placeholders, texts};
use crate::workspace::{list_at, text_at};

/// Whether something is read or sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Read,
    Sent,
}

/// An object, and where its schemas are.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) read: Option<String>,
    pub(super) sent: Option<String>,
}

/// A set of words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) values: Vec<String>,
}

/// What the operations of a group need.
pub(super) struct Shapes<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) order: &'a Order,
    pub(super) group: &'a str,
    pub(super) all: Vec<Shape>,
    pub(super) words: Vec<Words>,
    /// Types of ids, and the group of what they identify.
    pub(super) ids: BTreeMap<String, String>,
    /// Objects of other groups, and these groups.
    pub(super) elsewhere: BTreeMap<String, String>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(view: &'a View<'a>, order: &'a Order, group: &'a str) -> Self {
        Self {
            view,
            order,
            group,
            all: Vec::new(),
            words: Vec::new(),
            ids: BTreeMap::new(),
            elsewhere: BTreeMap::new(),
        }
    }

    /// `Role` of `roles`.
    pub(super) fn noun(&self) -> String {
        camel(&singular(self.group))
    }

    pub(super) fn schema(&self, pointer: &str) -> &'a Value {
        self.view.document.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// The type of the ids of a group.
    pub(super) fn id_of(&mut self, group: &str) -> String {
        let name = camel(&singular(group)) + "Id";
        self.ids.insert(name.clone(), group.to_owned());
        name
    }

    /// The types of the ids in a path: the last one belongs to the group, if it is not that of a parent.
    pub(super) fn ids_of_path(&mut self, path: &str) -> Vec<(String, String)> {
        let names: Vec<&str> = placeholders(path).filter(|name| *name != "tenant_id").collect();
        let ends_with_id = path.ends_with('}');
        let own = |index: usize| index + 1 == names.len() && (ends_with_id || names.len() == 1);
        let mut found = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let stem = name.trim_end_matches("_id");
            let parent = self.group.starts_with(stem) || !own(index);
            let is_own = stem == singular(self.group) || !parent;
            let group = if is_own { self.group } else { stem }.to_owned();
            found.push(((*name).to_owned(), self.id_of(&group)));
        }
        found
    }

    /// The type of what is at a pointer; what it needs is noted.
    pub(super) fn visit(&mut self, pointer: &str, hint: &str, way: Way) -> String {
        let marks = self.schema(pointer);
        let at = self.view.pointer(pointer);
        let schema = self.schema(&at);
        let name = match at.strip_prefix("/components/schemas/") {
            Some(name) if !name.contains('/') => text_or(schema, "x-input-of", name).to_owned(),
            _ => camel(hint),
        };
        let mark = |word: &str| marks.get(word).or_else(|| schema.get(word));
        if mark("x-secret") == Some(&Value::Bool(true))
            && schema.get("properties").is_none()
            && !is(schema, "array")
        {
            return "Secret".to_owned();
        }
        for word in ["oneOf", "anyOf"] {
            let branches = list_at(schema, word).enumerate();
            let branch = branches.filter(|(_, one)| !is(one, "null")).map(|(index, _)| index).next();
            if let Some(index) = branch.filter(|_| schema.get("properties").is_none()) {
                return self.visit(&format!("{at}/{word}/{index}"), hint, way);
            }
        }
        if schema.get("properties").and_then(Value::as_object).is_some_and(|all| !all.is_empty()) {
            let name = if self.clashes(&name, &at) { camel(hint) + "2" } else { name };
            match self.home(&name) {
                Some(group) => drop(self.elsewhere.insert(name.clone(), group.to_owned())),
                None => self.object(&name, &at, way),
            }
            return name;
        }
        if let Some(group) = mark("x-refers-to").map(texts).and_then(|groups| groups.first().copied())
            && !is(schema, "array")
            && !is(schema, "object")
        {
            return self.id_of(group);
        }
        if is(schema, "array") {
            if schema.get("items").is_none() {
                return "Vec<Value>".to_owned();
            }
            let hint = singular(hint);
            return format!("Vec<{}>", self.visit(&format!("{at}/items"), &hint, way));
        }
        if is(schema, "object") {
            if !schema.get("additionalProperties").is_some_and(Value::is_object) {
                return "Value".to_owned();
            }
            let value = self.visit(&format!("{at}/additionalProperties"), &singular(hint), way);
            return format!("BTreeMap<String, {value}>");
        }
        if is(schema, "string") {
            let words: Vec<&str> = ["enum", "x-known-values"]
                .iter()
                .flat_map(|word| list_at(schema, word))
                .filter_map(Value::as_str)
                .collect();
            return match text_at(schema, "format") {
                "date-time" => "Timestamp".to_owned(),
                _ if words.len() > 1 => self.add_words(&name, hint, schema, &words),
                _ => "String".to_owned(),
            };
        }
        let plain = [("integer", "i64"), ("number", "f64"), ("boolean", "bool")];
        plain.iter().find(|(kind, _)| is(schema, kind)).map_or("Value", |(_, rust)| rust).to_owned()
    }

    /// The other group that has this object as its own.
    fn home(&self, name: &str) -> Option<&'a str> {
        let groups = self.view.ids().filter_map(|id| id.strip_suffix(".get"));
        let mut others = groups.filter(|group| *group != self.group);
        others.find(|group| camel(&singular(group)) == *name)
    }

    /// The same facts, and nothing noted: for asking for fields once more.
    pub(super) fn again(&self) -> Self {
        let mut again = Self::new(self.view, self.order, self.group);
        again.ids.clone_from(&self.ids);
        again
    }

    /// Whether another object has this name already.
    fn clashes(&self, name: &str, at: &str) -> bool {
        let named = at.strip_prefix("/components/schemas/").is_some_and(|rest| !rest.contains('/'));
        let same = |known: &Option<String>| known.as_deref().is_none_or(|known| known == at);
        !named && self.all.iter().any(|shape| shape.name == name && !(same(&shape.read) && same(&shape.sent)))
    }

    fn object(&mut self, name: &str, at: &str, way: Way) {
        let index = self.all.iter().position(|shape| shape.name == name).unwrap_or_else(|| {
            self.all.push(Shape { name: name.to_owned(), read: None, sent: None });
            self.all.len() - 1
        });
        let Some(shape) = self.all.get_mut(index) else { return };
        let place = if way == Way::Read { &mut shape.read } else { &mut shape.sent };
        if place.is_some() {
            return;
        }
        *place = Some(at.to_owned());
        for member in self.order.names(&format!("{at}/properties")) {
            if !self.is_left_out(&format!("{at}/properties/{}", escape(member))) {
                self.member(name, at, member, way);
            }
        }
    }

    /// The type of a member of an object.
    pub(super) fn member(&mut self, owner: &str, at: &str, member: &str, way: Way) -> String {
        let pointer = format!("{at}/properties/{}", escape(member));
        let kind = self.visit(&pointer, &format!("{owner}_{member}"), way);
        let uuid = text_at(self.view.full(self.schema(&pointer)), "format") == "uuid";
        if kind == "String" && member == "id" && (uuid || owner == self.noun()) {
            let group = if owner == self.noun() { self.group.to_owned() } else { super::words::snake(owner) };
            return self.id_of(&group);
        }
        kind
    }

    /// Second spellings and what is old are not fields of their own.
    pub(super) fn is_left_out(&self, pointer: &str) -> bool {
        self.left_out(pointer).is_some()
    }

    /// Why a member is no field.
    pub(super) fn left_out(&self, pointer: &str) -> Option<String> {
        let own = self.schema(pointer);
        let target = self.view.full(own);
        let mark = |word: &str| own.get(word).or_else(|| target.get(word));
        if let Some(other) = mark("x-alias-of").and_then(Value::as_str) {
            return Some(format!("second spelling of `{other}`"));
        }
        if mark("deprecated") == Some(&Value::Bool(true)) || mark("x-deprecated").is_some() {
            return Some("deprecated".to_owned());
        }
        mark("x-legacy").map(|_| "legacy".to_owned())
    }

    fn add_words(&mut self, name: &str, hint: &str, schema: &Value, values: &[&str]) -> String {
        // A set of words is named after its member alone, unless another set has that name.
        let short = hint.split_once('_').map_or_else(|| name.to_owned(), |(_, member)| camel(member));
        let named = camel(hint) != name;
        let mut words = Words {
            name: if named { name.to_owned() } else { short },
            about: text_at(schema, "description").to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let taken = |one: &Words| one.name == words.name && one.values != words.values;
        if self.words.iter().any(taken)
            || self.all.iter().any(|shape| shape.name == words.name)
            || words.name == "Type"
        {
            words.name = camel(hint);
        }
        let name = words.name.clone();
        if !self.words.iter().any(|one| one.name == name) {
            self.words.push(words);
        }
        name
    }

    /// The declarations of the ids.
    pub(super) fn print_ids(&self, operations: &[(&Operation<'a>, &str)]) -> String {
        let mut out = String::new();
        for (name, group) in &self.ids {
            let reserved = if *group == self.group { self.reserved(operations) } else { Vec::new() };
            let about = sentence(&format!("the id of {}", with_article(&singular(group).replace('_', " "))));
            out.push_str("portcullis_core::id! {\n");
            out.push_str(&doc("    ", &about));
            let words: Vec<String> = reserved.iter().map(|word| format!("\"{word}\"")).collect();
            let words =
                if words.is_empty() { String::new() } else { format!(", reserved: [{}]", words.join(", ")) };
            let _ = write!(out, "    {name}{words}\n}}\n\n");
        }
        out
    }

    /// The words that would lead to another operation where the id stands.
    pub(super) fn reserved(&self, operations: &[(&Operation<'a>, &str)]) -> Vec<&'a str> {
        let mut found = Vec::new();
        for (operation, _) in operations {
            let Some((before, _)) = operation.path.rsplit_once("/{") else { continue };
            let literals = self.view.operations.iter().filter_map(|other| {
                let rest = other.path.strip_prefix(before)?.strip_prefix('/')?;
                let word = rest.split('/').next()?;
                (!word.is_empty() && !word.starts_with('{')).then_some(word)
            });
            found.extend(literals);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether a schema is of this type, alone or beside others.
pub(super) fn is(schema: &Value, wanted: &str) -> bool {
    match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(|one| one == wanted),
        one => one.and_then(Value::as_str) == Some(wanted),
    }
}

fn text_or<'v>(value: &'v Value, name: &str, otherwise: &'v str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or(otherwise)
}
