//! What crates export, by their documentation in JSON.
#![allow(clippy::indexing_slicing, reason = "a JSON value without this member yields null")]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The documentation of one crate.
pub(super) struct Page {
    json: Value,
    /// The ids of the crate's own items, by the path of the definition.
    own: BTreeMap<String, String>,
}

impl Page {
    pub(super) fn new(json: Value) -> Self {
        let mut page = Self { json, own: BTreeMap::new() };
        let paths = page.json["paths"].as_object().into_iter().flatten();
        let own: Vec<String> =
            paths.filter(|(_, item)| item["crate_id"] == 0).map(|(id, _)| id.clone()).collect();
        page.own = own.into_iter().filter_map(|id| Some((page.path(&id)?, id))).collect();
        page
    }

    pub(super) fn item(&self, id: &str) -> &Value {
        &self.json["index"][id]
    }

    /// The path of an item's definition, in whichever crate.
    pub(super) fn path(&self, id: &str) -> Option<String> {
        let segments = self.json["paths"][id]["path"].as_array()?;
        Some(segments.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("::"))
    }
}

/// What can be named from a crate.
#[derive(Default)]
pub(super) struct Exported {
    /// Items, by the paths of their definitions.
    pub(super) items: BTreeSet<String>,
    /// Other libraries as a whole.
    libraries: BTreeSet<String>,
    seen: BTreeSet<(String, String)>,
}

impl Exported {
    pub(super) fn has(&self, path: &str) -> bool {
        let home = path.split("::").next().unwrap_or_default();
        self.items.contains(path) || self.libraries.contains(home)
    }

    fn walk(&mut self, page: &Page, name: &str, id: &str, pages: &BTreeMap<String, Page>) {
        if !self.seen.insert((name.to_owned(), id.to_owned())) {
            return;
        }
        let item = page.item(id);
        if !is_public(item) {
            return;
        }
        let inner = &item["inner"];
        if let Some(items) = inner["module"]["items"].as_array() {
            for id in items {
                self.walk(page, name, &id.to_string(), pages);
            }
        } else if inner["use"].is_object() {
            self.used(page, name, &inner["use"], pages);
        } else if let Some(path) = page.path(id) {
            self.items.insert(path);
        }
    }

    fn used(&mut self, page: &Page, name: &str, used: &Value, pages: &BTreeMap<String, Page>) {
        let id = used["id"].to_string();
        if page.item(&id).is_object() {
            return self.re_export(page, name, &id, pages);
        }
        let Some(path) = page.path(&id) else { return };
        match find(&path, pages) {
            Some((page, id)) => {
                let name = path.split("::").next().unwrap_or_default();
                self.re_export(page, name, &id, pages);
            }
            None if path.contains("::") => drop(self.items.insert(path)),
            None => match pages.get(&path) {
                // A whole crate of the workspace.
                Some(page) => self.walk(page, &path, &page.json["root"].to_string(), pages),
                None => drop(self.libraries.insert(path)),
            },
        }
    }

    /// A `use` makes an item public that its own module may hide.
    fn re_export(&mut self, page: &Page, name: &str, id: &str, pages: &BTreeMap<String, Page>) {
        let inner = &page.item(id)["inner"];
        if inner["use"].is_object() {
            self.used(page, name, &inner["use"], pages);
        } else if let Some(items) = inner["module"]["items"].as_array() {
            for id in items {
                self.walk(page, name, &id.to_string(), pages);
            }
        } else if let Some(path) = page.path(id) {
            self.items.insert(path);
        }
    }
}

/// What can be named from this crate.
pub(super) fn exported(name: &str, pages: &BTreeMap<String, Page>) -> Exported {
    let mut exported = Exported::default();
    if let Some(page) = pages.get(name) {
        exported.walk(page, name, &page.json["root"].to_string(), pages);
    }
    exported
}

/// An item of the workspace by the path of its definition.
pub(super) fn find<'a>(path: &str, pages: &'a BTreeMap<String, Page>) -> Option<(&'a Page, String)> {
    let page = pages.get(path.split("::").next()?)?;
    page.own.get(path).map(|id| (page, id.clone()))
}

/// Whether an item is public where it is; those of traits and impls of traits have no visibility of their own.
pub(super) fn is_public(item: &Value) -> bool {
    item["crate_id"] == 0 && (item["visibility"] == "public" || item["visibility"] == "default")
}
