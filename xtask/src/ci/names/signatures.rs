//! The types in the signatures of an item.
#![allow(clippy::indexing_slicing, reason = "a JSON value without this member yields null")]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::pages::{self, Exported, Page};

/// The places of an item's signatures, each with the path of a type or trait in it.
pub(super) fn of(page: &Page, id: &str) -> Vec<(String, String)> {
    let item = page.item(id);
    let inner = &item["inner"];
    let name = item["name"].as_str().unwrap_or_default().to_owned();
    let mut found = Found { page, name, used: Vec::new() };
    for kind in ["function", "type_alias", "constant", "static"] {
        found.note("", &inner[kind]);
    }
    found.note("", &inner["struct"]["generics"]);
    found.note("", &inner["enum"]["generics"]);
    found.fields(&inner["struct"]["kind"]);
    for variant in ids(&inner["enum"]["variants"]) {
        found.fields(&page.item(&variant)["inner"]["variant"]["kind"]);
    }
    if inner["trait"].is_object() {
        found.note("", &inner["trait"]["bounds"]);
        found.note("", &inner["trait"]["generics"]);
        found.members(&inner["trait"]["items"]);
    }
    for kind in ["struct", "enum"] {
        for implemented in ids(&inner[kind]["impls"]) {
            let implemented = &page.item(&implemented)["inner"]["impl"];
            if implemented["trait"].is_null() {
                found.members(&implemented["items"]);
            } else {
                found.associated_types(&implemented["items"]);
            }
        }
    }
    found.used
}

/// The type itself, or what it is an alias for if the alias cannot be named.
pub(super) fn through_aliases(
    path: &str,
    exported: &Exported,
    pages: &BTreeMap<String, Page>,
) -> BTreeSet<String> {
    if let (false, Some((page, id))) = (exported.has(path), pages::find(path, pages)) {
        let alias = &page.item(&id)["inner"]["type_alias"];
        if alias.is_object() {
            let mut found = Found { page, name: String::new(), used: Vec::new() };
            found.note("", &alias["type"]);
            return found.used.into_iter().map(|(_, path)| path).collect();
        }
    }
    BTreeSet::from([path.to_owned()])
}

struct Found<'a> {
    page: &'a Page,
    name: String,
    used: Vec<(String, String)>,
}

impl Found<'_> {
    fn note(&mut self, member: &str, within: &Value) {
        match within {
            Value::Object(members) => {
                if let (Some(id), true) = (members.get("id"), members.contains_key("path"))
                    && let Some(path) = self.page.path(&id.to_string())
                {
                    let colons = if member.is_empty() { "" } else { "::" };
                    self.used.push((format!("`{}{colons}{member}`", self.name), path));
                }
                members.values().for_each(|value| self.note(member, value));
            }
            Value::Array(values) => values.iter().for_each(|value| self.note(member, value)),
            _ => {}
        }
    }

    /// The public fields of a struct or of a variant.
    fn fields(&mut self, kind: &Value) {
        let lists = [&kind["plain"]["fields"], &kind["struct"]["fields"], &kind["tuple"]];
        for id in lists.into_iter().flat_map(ids) {
            let field = self.page.item(&id);
            if pages::is_public(field) {
                self.note(field["name"].as_str().unwrap_or_default(), &field["inner"]);
            }
        }
    }

    /// Those of the impl of a trait, whose signatures are the trait's.
    fn associated_types(&mut self, items: &Value) {
        for id in ids(items) {
            let member = self.page.item(&id);
            self.note(member["name"].as_str().unwrap_or_default(), &member["inner"]["assoc_type"]);
        }
    }

    fn members(&mut self, items: &Value) {
        for id in ids(items) {
            let member = self.page.item(&id);
            if pages::is_public(member) {
                self.note(member["name"].as_str().unwrap_or_default(), &member["inner"]);
            }
        }
    }
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter(|id| !id.is_null()).map(Value::to_string).collect()
}
