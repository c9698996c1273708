//! The stated minimum compiler against what every dependency of a published crate states.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Result;
use crate::process::cargo;
use crate::workspace::{Workspace, list_at, text_at};

/// Walks the trees of the published crates, all features and all platforms, without dev-dependencies.
pub(super) fn run(workspace: &Workspace) -> Result {
    let text = cargo(&workspace.sh, "metadata --format-version 1 --all-features").read()?;
    let metadata: Value = serde_json::from_str(&text)?;
    let published: Vec<&str> = workspace.published().map(|package| package.name.as_str()).collect();
    let (checked, findings) = check(&metadata, &published)?;
    println!("{checked} crates in the trees of the published crates");
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() { Ok(()) } else { Err(format!("{} crates need more", findings.len()).into()) }
}

fn check(metadata: &Value, published: &[&str]) -> Result<(usize, Vec<String>)> {
    let packages: BTreeMap<&str, &Value> =
        list_at(metadata, "packages").map(|package| (text_at(package, "id"), package)).collect();
    let members: BTreeSet<&str> = list_at(metadata, "workspace_members").filter_map(Value::as_str).collect();
    let edges: BTreeMap<&str, Vec<&str>> = list_at(metadata.get("resolve").unwrap_or(&Value::Null), "nodes")
        .map(|node| (text_at(node, "id"), shipped(node)))
        .collect();
    let mut open: Vec<&str> = members
        .iter()
        .copied()
        .filter(|id| packages.get(id).is_some_and(|package| published.contains(&text_at(package, "name"))))
        .collect();
    let ours = open
        .iter()
        .filter_map(|id| packages.get(id))
        .map(|package| version(text_at(package, "rust_version")))
        .min()
        .flatten()
        .ok_or("no published crate states a rust-version")?;
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        open.extend(edges.get(id).into_iter().flatten());
        let Some(package) = packages.get(id) else { continue };
        let stated = text_at(package, "rust_version");
        if version(stated).is_some_and(|theirs| theirs > ours) {
            let (name, at) = (text_at(package, "name"), text_at(package, "version"));
            findings.push(format!("{name} {at} needs Rust {stated}, more than the workspace states"));
        }
    }
    findings.sort();
    Ok((seen.len(), findings))
}

/// What a package pulls in when someone builds it, its tests aside.
fn shipped(node: &Value) -> Vec<&str> {
    list_at(node, "deps")
        .filter(|dep| list_at(dep, "dep_kinds").any(|kind| text_at(kind, "kind") != "dev"))
        .map(|dep| text_at(dep, "pkg"))
        .collect()
}

/// `1.89` and `1.89.0` as one comparable value; nothing when the text is no version.
fn version(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split('.').map(str::parse::<u32>);
    let major = parts.next()?.ok()?;
    let mut rest = || parts.next().map_or(Some(0), std::result::Result::ok);
    Some([major, rest()?, rest()?])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn world(kind: &Value, needs: &str) -> Value {
        json!({
            "workspace_members": ["a"],
            "packages": [
                {"id": "a", "name": "a", "version": "0.1.0", "rust_version": "1.89"},
                {"id": "b", "name": "b", "version": "2.0.0", "rust_version": needs},
            ],
            "resolve": {"nodes": [
                {"id": "a", "deps": [{"pkg": "b", "dep_kinds": [{"kind": kind}]}]},
                {"id": "b", "deps": []},
            ]},
        })
    }

    #[test]
    fn a_dependency_that_needs_more_is_found() {
        let (checked, findings) = check(&world(&Value::Null, "1.90.0"), &["a"]).unwrap();
        assert_eq!(checked, 2);
        assert_eq!(findings, ["b 2.0.0 needs Rust 1.90.0, more than the workspace states"]);
    }

    #[test]
    fn an_older_or_a_dev_dependency_is_not() {
        assert!(check(&world(&Value::Null, "1.89.0"), &["a"]).unwrap().1.is_empty());
        assert!(check(&world(&json!("dev"), "1.95"), &["a"]).unwrap().1.is_empty());
        assert_eq!(check(&world(&json!("build"), "1.95"), &["a"]).unwrap().1.len(), 1);
    }

    #[test]
    fn a_workspace_without_a_stated_version_is_an_error() {
        let mut world = world(&Value::Null, "1.80");
        world["packages"][0]["rust_version"] = Value::Null;
        assert!(check(&world, &["a"]).is_err());
    }
}
