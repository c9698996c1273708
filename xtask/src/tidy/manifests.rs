//! Manifests: every feature can be switched on and does something, and the metadata is complete.

use serde_json::Value;

use super::finding::Finding;
use super::source::Source;
use crate::Result;
use crate::workspace::{FACADE, Package, VENDORS, Workspace, list_at, text_at};

/// The files that every package must have; a link to the workspace's own will do.
const FILES: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Checks the members' manifests.
pub(super) fn check(workspace: &Workspace, sources: &[Source]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let facade = workspace.package(FACADE)?;
    for vendor in VENDORS {
        findings.extend(unreached(facade, workspace.package(vendor)?));
    }
    for package in &workspace.packages {
        findings.extend(unused(package, sources));
        if package.published {
            findings.extend(incomplete(package, sources));
        }
    }
    Ok(findings)
}

/// Features of a vendor crate that no feature of the façade switches on.
fn unreached(facade: &Package, vendor: &Package) -> Vec<Finding> {
    let mut findings = Vec::new();
    for feature in vendor.feature_names() {
        let strong = format!("{}/{feature}", vendor.name);
        let weak = format!("{}?/{feature}", vendor.name);
        let reached = facade.features.iter().flat_map(|(_, on)| on).any(|on| *on == strong || *on == weak);
        if !reached {
            let text = format!("No feature of `{}` switches on `{strong}` (or `{weak}`).", facade.name);
            findings.push(Finding::new(&manifest(facade), 1, text));
        }
    }
    findings
}

/// Features that switch nothing on and that no source depends on.
fn unused(package: &Package, sources: &[Source]) -> Vec<Finding> {
    let inside = format!("{}/", package.dir);
    let mut findings = Vec::new();
    for (feature, on) in &package.features {
        let condition = format!("feature = \"{feature}\"");
        let mut ours = sources.iter().filter(|source| source.path.starts_with(&inside) && source.is_rust());
        if on.is_empty() && feature != "default" && !ours.any(|source| source.text.contains(&condition)) {
            let text = format!("The feature `{feature}` switches nothing on, and no source depends on it.");
            findings.push(Finding::new(&manifest(package), line(package, sources, feature), text));
        }
    }
    findings
}

/// What a published crate lacks.
fn incomplete(package: &Package, sources: &[Source]) -> Vec<Finding> {
    let data = &package.manifest;
    let mut missing = Vec::new();
    for name in ["description", "license", "readme", "repository", "rust_version"] {
        if text_at(data, name).is_empty() {
            missing.push(name.replace('_', "-"));
        }
    }
    for name in ["keywords", "categories"] {
        if list_at(data, name).next().is_none() {
            missing.push(name.to_owned());
        }
    }
    if data.pointer("/metadata/docs/rs").is_none_or(Value::is_null) {
        missing.push("package.metadata.docs.rs".to_owned());
    }
    for file in FILES {
        let path = format!("{}/{file}", package.dir);
        if !sources.iter().any(|source| source.path == path) {
            missing.push(file.to_owned());
        }
    }
    let text = |what| format!("`{}` is published without {what}.", package.name);
    missing.into_iter().map(|what| Finding::new(&manifest(package), 1, text(what))).collect()
}

fn manifest(package: &Package) -> String {
    format!("{}/Cargo.toml", package.dir)
}

fn line(package: &Package, sources: &[Source], feature: &str) -> usize {
    let path = manifest(package);
    let source = sources.iter().find(|source| source.path == path);
    let found = source.and_then(|source| source.lines().find(|(_, line)| line.starts_with(feature)));
    found.map_or(1, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(name: &str, features: &[(&str, &[&str])]) -> Package {
        let own =
            |(name, on): &(&str, &[&str])| ((*name).to_owned(), on.iter().map(|&on| on.to_owned()).collect());
        Package {
            name: name.to_owned(),
            dir: format!("crates/{name}"),
            features: features.iter().map(own).collect(),
            ..Package::default()
        }
    }

    #[test]
    fn a_feature_out_of_reach_is_found() {
        let vendor = package("privx", &[("default", &["rustls"]), ("rustls", &[]), ("pkce", &[])]);
        let facade = |on: &[&str]| package("portcullis", &[("all", on)]);
        assert!(unreached(&facade(&["privx/rustls", "privx?/pkce"]), &vendor).is_empty());
        assert_eq!(unreached(&facade(&["privx/rustls"]), &vendor).len(), 1);
        assert_eq!(unreached(&facade(&["portcullis-core/rustls", "privx"]), &vendor).len(), 2);
    }

    #[test]
    fn a_feature_without_use_is_found() {
        let package = package("privx", &[("default", &[]), ("pkce", &[]), ("tls", &["dep:tls"])]);
        let source = |path, text| Source::new(path, text);
        let manifest = source("crates/privx/Cargo.toml", "[features]\npkce = []\n");
        let findings = unused(&package, std::slice::from_ref(&manifest));
        assert_eq!(findings.len(), 1);
        assert_eq!(findings.first().unwrap().line, 2);
        let user = |path| source(path, "#[cfg(feature = \"pkce\")]\nmod a;\n");
        assert!(unused(&package, &[user("crates/privx/src/lib.rs")]).is_empty());
        assert_eq!(unused(&package, &[user("crates/privicore/src/lib.rs")]).len(), 1);
    }

    #[test]
    fn missing_metadata_is_found() {
        let mut package = package("privx", &[]);
        assert_eq!(incomplete(&package, &[]).len(), 12);
        package.manifest = json!({
            "description": "d", "license": "MIT", "readme": "README.md", "repository": "r", "rust_version": "1.89",
            "keywords": ["k"], "categories": ["c"], "metadata": {"docs": {"rs": {}}},
        });
        let files = FILES.map(|file| Source::new(&format!("crates/privx/{file}"), ""));
        assert!(incomplete(&package, &files).is_empty());
        assert_eq!(incomplete(&package, &files[..3]).len(), 1);
    }
}
