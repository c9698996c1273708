//! How many crates each vendor crate needs more than a plain program with reqwest and the same TLS.

use std::collections::BTreeSet;

use xshell::Shell;

use crate::Result;
use crate::process::cargo;
use crate::scratch;
use crate::workspace::{FACADE, Package, VENDORS, Workspace};

/// The program that one would write without a crate of ours, but for its TLS.
const PLAIN: &str = r#"[package]
name = "plain"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
"#;

/// reqwest with the TLS that the feature `rustls` brings.
const AWS_LC: &str = r#"reqwest = { version = "0.13", default-features = false, features = ["rustls", "stream"] }
"#;

/// reqwest with the TLS that the feature `rustls-ring` brings.
const RING: &str = r#"reqwest = { version = "0.13", default-features = false, features = ["rustls-no-provider", "stream"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12", "logging"] }
"#;

/// The features that choose the TLS provider.
const TLS: [&str; 2] = ["rustls", "rustls-ring"];

/// Nothing but TLS: counted as well for a crate that has more on by default.
const BARE: &str = "rustls";

/// Crates that a vendor crate must never bring.
const BANNED: [&str; 3] = ["openssl", "openssl-sys", "native-tls"];

/// How many crates more than the plain program a vendor crate may need with nothing but TLS.
const CEILING: usize = 10;

/// How many with its default features.
pub(super) fn ceiling(vendor: &str) -> usize {
    // The websocket is on by default there.
    if vendor == "privicore" { CEILING + 14 } else { CEILING }
}

/// The crates of one choice of features.
pub(super) struct Weight {
    /// The crate.
    pub(super) package: String,
    /// The features, as they are chosen.
    pub(super) features: String,
    /// How many crates it needs beside itself.
    pub(super) crates: usize,
    /// Which of them the plain program does without.
    pub(super) more: Vec<String>,
    /// How many more it may need.
    pub(super) limit: Option<usize>,
}

/// What the plain program and each choice of features need.
pub(super) struct Weights {
    /// How many crates the plain program needs with aws-lc-rs, and with ring.
    pub(super) plain: [usize; 2],
    /// The crates of ours.
    pub(super) ours: Vec<Weight>,
    /// What is beyond a limit, and what must not be there.
    pub(super) findings: Vec<String>,
}

/// Counts the vendors' crates and the façade: with their default features, with ring, and with each feature that is
/// not on by default.
pub(super) fn weigh(workspace: &Workspace) -> Result<Weights> {
    let plain = |tls: &str| {
        let package = scratch::package(&format!("{PLAIN}{tls}"), "fn main() {}\n", &workspace.root)?;
        let _folder = workspace.sh.push_dir(package.path());
        tree(&workspace.sh, "plain", &[])
    };
    let (aws_lc, ring) = (plain(AWS_LC)?, plain(RING)?);
    let mut weights = Weights { plain: [aws_lc.len(), ring.len()], ours: Vec::new(), findings: Vec::new() };
    for name in VENDORS.into_iter().chain([FACADE]) {
        let package = workspace.package(name)?;
        let with_ring = with_ring(package).join(",");
        let mut choices: Vec<(String, Vec<String>, &BTreeSet<String>)> = vec![
            ("default".to_owned(), Vec::new(), &aws_lc),
            (with_ring.clone(), vec!["--no-default-features".into(), "--features".into(), with_ring], &ring),
        ];
        let defaults =
            package.features.iter().find(|(feature, _)| feature == "default").map_or(&[][..], |(_, on)| on);
        if defaults.iter().any(|on| !TLS.contains(&on.as_str())) {
            let bare = ["--no-default-features", "--features", BARE].map(str::to_owned);
            choices.push((BARE.to_owned(), bare.to_vec(), &aws_lc));
        }
        for feature in package.feature_names().filter(|feature| !TLS.contains(feature)) {
            if !defaults.iter().any(|on| on == feature) {
                choices.push((
                    format!("default,{feature}"),
                    vec!["--features".into(), feature.to_owned()],
                    &aws_lc,
                ));
            }
        }
        for (features, args, plain) in choices {
            let tree = tree(&workspace.sh, name, &args)?;
            let limit = limit(name, &features);
            weights.findings.extend(judge(name, &features, &tree, plain, limit));
            let more = tree.difference(plain).cloned().collect();
            weights.ours.push(Weight { package: name.to_owned(), features, crates: tree.len(), more, limit });
        }
    }
    Ok(weights)
}

/// A crate's default features with the other TLS provider.
pub(super) fn with_ring(package: &Package) -> Vec<String> {
    let defaults = package.features.iter().find(|(feature, _)| feature == "default");
    let others = defaults.into_iter().flat_map(|(_, on)| on).filter(|on| !TLS.contains(&on.as_str()));
    ["rustls-ring".to_owned()].into_iter().chain(others.cloned()).collect()
}

/// The limit is for default features, with either TLS provider, and for nothing but TLS; the façade adds itself to the
/// vendor that it carries.
fn limit(package: &str, features: &str) -> Option<usize> {
    if package == FACADE {
        let feature = features.strip_prefix("default,")?;
        return VENDORS.contains(&feature).then(|| ceiling(feature) + 1);
    }
    match features {
        BARE => Some(CEILING),
        "default" => Some(ceiling(package)),
        _ => features.starts_with("rustls-ring").then(|| ceiling(package)),
    }
}

/// The distinct crates, as `name vX.Y.Z`, that building a package needs beside itself.
fn tree(sh: &Shell, package: &str, features: &[String]) -> Result<BTreeSet<String>> {
    let text =
        cargo(sh, "tree --quiet -e normal,build --prefix none -p").arg(package).args(features).read()?;
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

fn judge(
    package: &str,
    features: &str,
    tree: &BTreeSet<String>,
    plain: &BTreeSet<String>,
    limit: Option<usize>,
) -> Vec<String> {
    let mut findings = Vec::new();
    let more = tree.difference(plain).count();
    if let Some(limit) = limit.filter(|limit| more > *limit) {
        findings.push(format!("{package} ({features}) needs {more} crates more than plain, {limit} allowed"));
    }
    for found in tree {
        let name = found.split(' ').next().unwrap_or_default();
        if BANNED.contains(&name) || (package != FACADE && VENDORS.contains(&name)) {
            findings.push(format!("{package} ({features}) pulls in {found}"));
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
        let judge = |vendor, features, n| judge(vendor, features, &tree(n), &plain, limit(vendor, features));
        assert!(judge("privx", "default", 10).is_empty());
        let expected = "privx (default) needs 11 crates more than plain, 10 allowed";
        assert_eq!(judge("privx", "default", 11), [expected]);
        assert_eq!(judge("privx", "rustls-ring", 11).len(), 1);
        assert!(judge("privx", "default,pkce", 11).is_empty());
        assert!(judge("privicore", "rustls-ring,websocket", 24).is_empty());
        assert_eq!(judge("privicore", "rustls-ring,websocket", 25).len(), 1);
        assert!(judge("privicore", "rustls", 10).is_empty());
        assert_eq!(judge("privicore", "rustls", 11).len(), 1);
        assert!(judge(FACADE, "default,privx", 11).is_empty());
        assert_eq!(judge(FACADE, "default,privx", 12).len(), 1);
    }

    #[test]
    fn banned_crates_and_other_vendors_are_found() {
        let tree = set(["native-tls v0.2.0", "openssl-sys v0.9.0", "storedsafe v0.1.0"]);
        assert_eq!(judge("privx", "default", &tree, &set([""; 0]), None).len(), 3);
        assert_eq!(judge(FACADE, "default,full", &tree, &set([""; 0]), None).len(), 2);
    }
}
