//! The public types of the published crates, and which of them hold a secret, as listed by rustdoc.

use crate::workspace::{cargo, scratch};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The published crates.
pub(super) const CRATES: [&str; 9] = [
    "portcullis",
    "portcullis-core",
    "portcullis-macros",
    "portcullis-sandbox",
    "privicore",
    "storedsafe",
    "digicert",
    "privx",
    "midprovider",
];

/// Types that hold a secret: a type that contains one of these must be scanned.
const HOLDERS: [&str; 10] = [
    "secrecy::",
    "portcullis_core::secret::",
    "portcullis_core::extra::Extra",
    "portcullis_core::auth::Authenticate",
    "portcullis_core::auth::oauth2::TokenSource",
    "portcullis_core::auth::session::SessionProtocol",
    "portcullis_core::auth::store::SessionStore",
    "http::header::map::HeaderMap",
    "http::header::value::HeaderValue",
    "url::Url",
];

/// The result of rustdoc.
#[derive(Default)]
pub(super) struct Types {
    /// The public names of each public type, by the path of its definition.
    pub(super) public: BTreeMap<String, Vec<String>>,
    /// The paths of those that hold a secret, however deep.
    pub(super) holders: BTreeSet<String>,
    /// The paths of those that have neither `Debug` nor `Display`, and so no text.
    pub(super) mute: BTreeSet<String>,
    /// The paths of those whose `Debug` and `Display` are derived: they show their fields as these show themselves.
    derived: BTreeSet<String>,
    /// The types of the fields of each type, by path.
    fields: BTreeMap<String, BTreeSet<String>>,
}

impl Types {
    /// Whether all that a type shows is shown by the types of its fields, and those that hold a secret are scanned.
    pub(super) fn shows_scanned_parts(&self, path: &str, is_scanned: &dyn Fn(&str) -> bool) -> bool {
        let parts = self.fields.get(path).into_iter().flatten();
        self.derived.contains(path)
            && parts
                .filter(|part| is_holder(part) || self.holders.contains(*part))
                .all(|part| is_scanned(part) || (part != path && self.shows_scanned_parts(part, is_scanned)))
    }

    /// These types and the types of their fields, however deep.
    pub(super) fn within(&self, types: BTreeSet<String>) -> BTreeSet<String> {
        let (mut found, mut next) = (BTreeSet::new(), types);
        while let Some(path) = next.pop_first() {
            next.extend(
                self.fields.get(&path).into_iter().flatten().filter(|path| !found.contains(*path)).cloned(),
            );
            found.insert(path);
        }
        found
    }
}

/// Documents all published crates as JSON and reads it.
///
/// # Errors
/// The output of the compiler if it fails.
pub(super) fn documented() -> Result<Types, String> {
    let target = scratch("public-types");
    let flags = "-Z unstable-options --output-format json --document-private-items --cap-lints allow";
    let mut command = cargo(&target);
    command
        .args(["doc", "--quiet", "--no-deps", "--all-features"])
        .args(CRATES.iter().flat_map(|c| ["-p", c]));
    let output = command.env("RUSTC_BOOTSTRAP", "1").env("RUSTDOCFLAGS", flags).output();
    let output = output.map_err(|e| e.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).lines().take(3).collect::<Vec<_>>().join(" "));
    }
    let mut pages = Vec::new();
    for name in CRATES {
        let path = target.join("doc").join(format!("{}.json", name.replace('-', "_")));
        let bytes = std::fs::read(&path).map_err(|e| format!("{name}: {e}"))?;
        pages.push(serde_json::from_slice::<Value>(&bytes).map_err(|e| format!("{name}: {e}"))?);
    }
    Ok(read(&pages))
}

/// Combines the crates.
pub(super) fn read(pages: &[Value]) -> Types {
    // By the path of the definition, because names differ with re-exports.
    let mut holds: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut mute, mut derived) = (BTreeSet::new(), BTreeSet::new());
    for page in pages {
        let krate = Crate { index: &page["index"], paths: &page["paths"] };
        let mut public = BTreeMap::new();
        krate.walk(&page["root"], &[], &mut public);
        for (id, found) in public {
            let path = krate.path(&id);
            match krate.texts(&id).as_slice() {
                [] => drop(mute.insert(path.clone())),
                texts if texts.iter().all(|derived| *derived) => drop(derived.insert(path.clone())),
                _ => {}
            }
            names.entry(path).or_default().extend(found);
        }
        for (id, item) in page["index"].as_object().into_iter().flatten() {
            if item["crate_id"] == 0
                && (item["inner"]["struct"].is_object() || item["inner"]["enum"].is_object())
            {
                holds.insert(krate.path(id), krate.below(item));
            }
        }
    }
    let mut with_secret: BTreeSet<String> = BTreeSet::new();
    loop {
        let held = |path: &String| is_holder(path) || with_secret.contains(path);
        let more: Vec<String> = holds
            .iter()
            .filter(|(p, b)| !with_secret.contains(*p) && b.iter().any(held))
            .map(|(p, _)| p.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        with_secret.extend(more);
    }
    Types { public: names, holders: with_secret, mute, derived, fields: holds }
}

fn is_holder(path: &str) -> bool {
    HOLDERS.iter().any(|holder| path.starts_with(holder))
}

struct Crate<'a> {
    index: &'a Value,
    paths: &'a Value,
}

impl Crate<'_> {
    fn item(&self, id: &Value) -> &Value {
        &self.index[id.to_string()]
    }

    fn path(&self, id: &str) -> String {
        let segments = self.paths[id]["path"].as_array().cloned().unwrap_or_default();
        let segments: Vec<&str> = segments.iter().filter_map(Value::as_str).collect();
        if segments.is_empty() { format!("?{id}") } else { segments.join("::") }
    }

    /// For each of `Debug` and `Display` that a type has: whether it is derived.
    fn texts(&self, id: &str) -> Vec<bool> {
        let inner = &self.index[id]["inner"];
        let impls = inner["struct"]["impls"].as_array().or_else(|| inner["enum"]["impls"].as_array());
        let texts = impls.into_iter().flatten().map(|id| self.item(id)).filter(|item| {
            let path = item["inner"]["impl"]["trait"]["path"].as_str().unwrap_or_default();
            path.ends_with("Debug") || path.ends_with("Display")
        });
        let is_derived = |item: &Value| item["attrs"].to_string().contains("automatically_derived");
        texts.map(is_derived).collect()
    }

    /// Follows modules and re-exports from the root.
    fn walk(&self, id: &Value, at: &[&str], public: &mut BTreeMap<String, Vec<String>>) {
        let item = self.item(id);
        let (inner, name) = (&item["inner"], item["name"].as_str().unwrap_or_default());
        if item["crate_id"] != 0 || (item["visibility"] != "public" && item["visibility"] != "default") {
            return;
        }
        let mut add = |id: &Value, name: &str| {
            public.entry(id.to_string()).or_default().push([at, &[name]].concat().join("::"));
        };
        if inner["struct"].is_object() || inner["enum"].is_object() || inner["union"].is_object() {
            add(id, name);
        } else if let Some(items) = inner["module"]["items"].as_array() {
            let at = [at, &[name]].concat();
            for id in items {
                self.walk(id, &at, public);
            }
        } else if inner["use"].is_object() {
            let (used, target) = (&inner["use"], self.item(&inner["use"]["id"]));
            let to = &target["inner"];
            if let Some(items) = to["module"]["items"].as_array() {
                let name = used["name"].as_str().unwrap_or_default();
                let at = if used["is_glob"] == true { at.to_vec() } else { [at, &[name]].concat() };
                for id in items {
                    self.walk(id, &at, public);
                }
            } else if target["crate_id"] == 0 && (to["struct"].is_object() || to["enum"].is_object()) {
                add(&used["id"], used["name"].as_str().unwrap_or_default());
            }
        }
    }

    /// The types of all fields, private ones too, with their type arguments.
    fn below(&self, item: &Value) -> BTreeSet<String> {
        let mut fields: Vec<&Value> = Vec::new();
        let inner = &item["inner"];
        let list = |kind: &'_ Value| -> Vec<Value> {
            let plain = kind["plain"]["fields"].as_array().or_else(|| kind["struct"]["fields"].as_array());
            plain.or_else(|| kind["tuple"].as_array()).cloned().unwrap_or_default()
        };
        let mut ids = list(&inner["struct"]["kind"]);
        for variant in inner["enum"]["variants"].as_array().into_iter().flatten() {
            ids.extend(list(&self.item(variant)["inner"]["variant"]["kind"]));
        }
        fields.extend(ids.iter().map(|id| self.item(id)));
        let mut found = BTreeSet::new();
        for field in fields {
            self.named(&field["inner"]["struct_field"], &mut found);
        }
        found
    }

    fn named(&self, within: &Value, found: &mut BTreeSet<String>) {
        match within {
            Value::Object(members) => {
                if members.contains_key("path") && members.contains_key("id") {
                    let id = members["id"].to_string();
                    if found.insert(self.path(&id)) {
                        // An alias is replaced by its target.
                        self.named(&self.index[id]["inner"]["type_alias"]["type"], found);
                    }
                }
                members.values().for_each(|v| self.named(v, found));
            }
            Value::Array(values) => values.iter().for_each(|v| self.named(v, found)),
            _ => {}
        }
    }
}
