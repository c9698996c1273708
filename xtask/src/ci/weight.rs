//! A vendor crate may cost only a few crates more than a plain program with reqwest.

use std::collections::BTreeSet;
use std::path::Path;

use super::scratch::Scratch;
use crate::Result;
use crate::shell::Cmd;
use crate::workspace::{VENDORS, Workspace};

/// The program that everyone would write without us.
const PLAIN: &str = r#"[package]
name = "plain"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
reqwest = { version = "0.13", default-features = false, features = ["rustls", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
"#;

/// Crates that a vendor crate must never bring.
const BANNED: [&str; 3] = ["openssl", "openssl-sys", "native-tls"];

/// How many crates more than the plain program a vendor crate may need.
fn ceiling(vendor: &str) -> usize {
    // The websocket is on by default there.
    if vendor == "privicore" { 24 } else { 10 }
}

/// Counts the crates of each vendor crate's default features.
pub(super) fn run(workspace: &Workspace) -> Result {
    let plain = Scratch::package("portcullis-plain", PLAIN, "fn main() {}\n", &workspace.root)?;
    let plain = tree("plain", plain.dir())?;
    println!("a plain program: {} crates", plain.len());
    let mut findings = Vec::new();
    for vendor in VENDORS {
        let tree = tree(vendor, &workspace.root)?;
        let more: Vec<&str> = tree.difference(&plain).map(String::as_str).collect();
        println!("{vendor}: {} crates, {} more: {}", tree.len(), more.len(), more.join(", "));
        findings.extend(judge(vendor, &tree, &plain));
    }
    if findings.is_empty() { Ok(()) } else { Err(findings.join("; ").into()) }
}

/// The distinct crates, as `name vX.Y.Z`, that building a package's default features needs beside itself.
fn tree(package: &str, dir: &Path) -> Result<BTreeSet<String>> {
    let text = Cmd::cargo()
        .args(["tree", "--quiet", "-p", package, "-e", "normal,build", "--prefix", "none"])
        .in_dir(dir)
        .read()?;
    Ok(crates(&text, package))
}

fn crates(text: &str, root: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (name, version) = (words.next()?, words.next()?);
            (name != root).then(|| format!("{name} {version}"))
        })
        .collect()
}

fn judge(vendor: &str, tree: &BTreeSet<String>, plain: &BTreeSet<String>) -> Vec<String> {
    let mut findings = Vec::new();
    let more = tree.difference(plain).count();
    if more > ceiling(vendor) {
        findings.push(format!("{vendor} needs {more} crates more than plain, {} allowed", ceiling(vendor)));
    }
    for found in tree {
        let name = found.split(' ').next().unwrap_or_default();
        if BANNED.contains(&name) || VENDORS.contains(&name) {
            findings.push(format!("{vendor} pulls in {found}"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: impl IntoIterator<Item = impl Into<String>>) -> BTreeSet<String> {
        names.into_iter().map(Into::into).collect()
    }

    #[test]
    fn a_tree_is_read_without_its_root_and_repetitions() {
        let text =
            "privx v0.1.0 (/somewhere)\nserde v1.0.0\nserde_derive v1.0.0 (proc-macro)\n\nserde v1.0.0 (*)\n";
        assert_eq!(crates(text, "privx"), set(["serde v1.0.0", "serde_derive v1.0.0"]));
    }

    #[test]
    fn one_crate_too_many_is_found() {
        let plain = set(["serde v1"]);
        let tree = |n: usize| set((0..n).map(|i| format!("c{i} v1")).chain(["serde v1".to_owned()]));
        assert!(judge("privx", &tree(10), &plain).is_empty());
        assert_eq!(judge("privx", &tree(11), &plain), ["privx needs 11 crates more than plain, 10 allowed"]);
        assert!(judge("privicore", &tree(24), &plain).is_empty());
        assert_eq!(judge("privicore", &tree(25), &plain).len(), 1);
    }

    #[test]
    fn banned_crates_and_other_vendors_are_found() {
        let tree = set(["native-tls v0.2.0", "openssl-sys v0.9.0", "storedsafe v0.1.0"]);
        assert_eq!(judge("privx", &tree, &set([""; 0])).len(), 3);
    }
}
