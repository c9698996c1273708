//! Every type in a public signature of a crate can be named from that crate.

mod pages;
mod signatures;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::Result;
use crate::process::cargo;
use crate::workspace::Workspace;
use pages::Page;

/// Libraries whose types are in signatures, and whose version must be the SDK's: a crate re-exports them. Of the others
/// (serde, futures-core and so on) there is one version for all.
const SHARED: [&str; 3] = ["http", "bytes", "url"];

/// Paths of definitions that need no name, and why.
const EXCEPTIONS: [(&str, &str); 1] =
    [("portcullis_core::secret::sealed::Sealed", "keeps others from implementing a trait")];

/// Documents the published crates as JSON, as the promise S1 does, and checks every signature.
pub(super) fn run(workspace: &Workspace) -> Result {
    let names: Vec<&str> = workspace
        .published()
        .map(|package| package.name.as_str())
        .filter(|name| *name != "portcullis-macros")
        .collect();
    let target = workspace.target.join("public-types");
    let flags = "-Z unstable-options --output-format json --document-private-items --cap-lints allow";
    cargo(&workspace.sh, "doc --quiet --no-deps --all-features")
        .args(names.iter().flat_map(|name| ["-p", *name]))
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTDOCFLAGS", flags)
        .run()?;
    let mut pages = BTreeMap::new();
    for name in &names {
        let name = name.replace('-', "_");
        let path = target.join("doc").join(format!("{name}.json"));
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        pages.insert(name, Page::new(serde_json::from_str(&text)?));
    }
    let findings: Vec<String> = pages.keys().flat_map(|name| check(name, &pages)).collect();
    for finding in &findings {
        println!("{finding}");
    }
    println!("{} crates, {} findings", pages.len(), findings.len());
    if findings.is_empty() { Ok(()) } else { Err(format!("{} types cannot be named", findings.len()).into()) }
}

/// The types that a crate's signatures need and that it does not export, one sentence for each.
fn check(name: &str, pages: &BTreeMap<String, Page>) -> Vec<String> {
    let exported = pages::exported(name, pages);
    let mut missing: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in &exported.items {
        let Some((page, id)) = pages::find(path, pages) else { continue };
        for (place, used) in signatures::of(page, &id) {
            for used in signatures::through_aliases(&used, &exported, pages) {
                let home = used.split("::").next().unwrap_or_default();
                let counts = pages.contains_key(home) || SHARED.contains(&home);
                let excepted = EXCEPTIONS.iter().any(|(path, _)| *path == used);
                if counts && !excepted && !exported.has(&used) {
                    missing.entry(used).or_default().insert(place.clone());
                }
            }
        }
    }
    let first = |places: &BTreeSet<String>| places.first().cloned().unwrap_or_default();
    missing
        .iter()
        .map(|(used, places)| format!("{name}: `{used}` is in {} and is not exported", first(places)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A crate `core` with the types `Error` and `Delivery`, and a crate `vendor` that exports some of it.
    fn found(exported: &[&str]) -> Vec<String> {
        let public = |name: &str, inner: Value| json!({"crate_id": 0, "name": name, "visibility": "public", "inner": inner});
        let path =
            |krate: u32, path: &str| json!({"crate_id": krate, "path": path.split("::").collect::<Vec<_>>()});
        let returns = |id: u32| {
            json!({"function": {"sig": {"inputs": [], "output": {"resolved_path": {"path": "x", "id": id, "args": null}}},
                   "generics": {"params": [], "where_predicates": []}}})
        };
        let core = json!({"root": 0, "index": {
            "0": public("core", json!({"module": {"items": [1, 2]}})),
            "1": public("Error", json!({"struct": {"kind": "unit", "generics": {}, "impls": [3]}})),
            "2": public("Delivery", json!({"enum": {"variants": [], "generics": {}, "impls": []}})),
            "3": {"crate_id": 0, "name": null, "visibility": "default",
                  "inner": {"impl": {"trait": null, "generics": {}, "items": [4]}}},
            "4": public("delivery", returns(2)),
        }, "paths": {"1": path(0, "core::error::Error"), "2": path(0, "core::delivery::Delivery")}});
        let mut index = json!({"0": public("vendor", json!({"module": {"items": [9]}}))});
        let mut items = vec![9];
        index["9"] = public("call", returns(101));
        for (number, name) in exported.iter().enumerate() {
            let (id, target) = (10 + number, if *name == "Error" { 101 } else { 102 });
            items.push(id);
            let mut used =
                public("", json!({"use": {"source": name, "name": name, "id": target, "is_glob": false}}));
            used["name"] = Value::Null;
            index[id.to_string()] = used;
        }
        index["0"]["inner"]["module"]["items"] = json!(items);
        let vendor = json!({"root": 0, "index": index, "paths": {
            "9": path(0, "vendor::call"),
            "101": path(1, "core::error::Error"),
            "102": path(1, "core::delivery::Delivery"),
        }});
        let pages =
            BTreeMap::from([("core".to_owned(), Page::new(core)), ("vendor".to_owned(), Page::new(vendor))]);
        assert_eq!(check("core", &pages), [""; 0]);
        check("vendor", &pages)
    }

    #[test]
    fn a_type_that_is_not_exported_is_found() {
        assert_eq!(found(&["Error", "Delivery"]), [""; 0]);
        assert_eq!(found(&[]), ["vendor: `core::error::Error` is in `call` and is not exported"]);
        // In a method of a type that is re-exported.
        assert_eq!(
            found(&["Error"]),
            ["vendor: `core::delivery::Delivery` is in `Error::delivery` and is not exported"]
        );
    }
}
