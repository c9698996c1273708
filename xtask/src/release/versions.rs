//! The version of our crates in every file that states it.

use semver::Version;
use toml_edit::{DocumentMut, TableLike, value};

use crate::Result;

/// The version that the workspace's manifest states for all crates.
pub(super) fn current(manifest: &str) -> Result<Version> {
    let manifest: DocumentMut = manifest.parse()?;
    let version = manifest.get("workspace").and_then(|item| item.get("package")?.get("version")?.as_str());
    Ok(version.ok_or("the workspace's manifest states no version")?.parse()?)
}

/// The workspace's manifest with the version, and with it beside the path of every crate that has one there.
pub(super) fn manifest(text: &str, version: &Version) -> Result<String> {
    let mut manifest: DocumentMut = text.parse()?;
    let workspace = manifest.get_mut("workspace").and_then(|item| item.as_table_like_mut());
    let workspace = workspace.ok_or("the manifest has no `workspace`")?;
    let package = workspace.get_mut("package").and_then(|item| item.as_table_like_mut());
    set(package.ok_or("the manifest has no `workspace.package`")?, version);
    let dependencies = workspace.get_mut("dependencies").and_then(|item| item.as_table_like_mut());
    for (_, dependency) in dependencies.ok_or("the manifest has no `workspace.dependencies`")?.iter_mut() {
        if let Some(dependency) = dependency.as_table_like_mut()
            && dependency.contains_key("path")
            && dependency.contains_key("version")
        {
            set(dependency, version);
        }
    }
    Ok(manifest.to_string())
}

/// A lock file with the version for these crates where they come from their folders.
pub(super) fn lock(text: &str, members: &[&str], version: &Version) -> Result<String> {
    let mut lock: DocumentMut = text.parse()?;
    let packages = lock.get_mut("package").and_then(|item| item.as_array_of_tables_mut());
    for package in packages.ok_or("the lock file has no `package`")?.iter_mut() {
        let name = package.get("name").and_then(|name| name.as_str()).unwrap_or_default();
        if members.contains(&name) && !package.contains_key("source") {
            set(package, version);
        }
    }
    Ok(lock.to_string())
}

/// A page whose lines `name = … "0.1" …` require the version as a manifest does.
pub(super) fn readme(text: &str, members: &[&str], from: &Version, to: &Version) -> String {
    let (from, to) = (format!("\"{}\"", requirement(from)), format!("\"{}\"", requirement(to)));
    let line = |line: &str| {
        let name = line.split(' ').next().unwrap_or_default();
        let requires =
            members.contains(&name) && line.get(name.len()..).is_some_and(|rest| rest.starts_with(" = "));
        if requires { line.replacen(&from, &to, 1) } else { line.to_owned() }
    };
    text.split_inclusive('\n').map(line).collect()
}

/// The shortest requirement that this version meets and the one before it does not.
fn requirement(version: &Version) -> String {
    match version {
        version if !version.pre.is_empty() => version.to_string(),
        version => format!("{}.{}", version.major, version.minor),
    }
}

/// Changes the version and nothing about how it is written.
fn set(table: &mut dyn TableLike, version: &Version) {
    let Some(item) = table.get_mut("version") else { return };
    let decor = item.as_value().map(|value| value.decor().clone());
    *item = value(version.to_string());
    if let (Some(decor), Some(value)) = (decor, item.as_value_mut()) {
        *value.decor_mut() = decor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"[workspace.package]
version = "0.1.0" # of all
edition = "2024"

[workspace.dependencies]
# Ours.
portcullis-core = { path = "crates/core", version = "0.1.0", default-features = false }
portcullis-testkit = { path = "crates/testkit" }
serde = { version = "0.1.0", features = ["derive"] }
url = "0.1.0"
"#;

    #[test]
    fn the_whole_set_is_bumped_and_nothing_else() {
        let version = Version::new(0, 2, 0);
        let expected = r#"[workspace.package]
version = "0.2.0" # of all
edition = "2024"

[workspace.dependencies]
# Ours.
portcullis-core = { path = "crates/core", version = "0.2.0", default-features = false }
portcullis-testkit = { path = "crates/testkit" }
serde = { version = "0.1.0", features = ["derive"] }
url = "0.1.0"
"#;
        assert_eq!(manifest(MANIFEST, &version).unwrap(), expected);
        assert_eq!(current(expected).unwrap(), version);
        assert_eq!(manifest(expected, &version).unwrap(), expected);
    }

    #[test]
    fn the_lock_file_follows_for_our_own() {
        let lock_of = |ours: &str| {
            format!(
                "version = 4\n\n[[package]]\nname = \"privx\"\nversion = \"{ours}\"\ndependencies = [\n \"serde\",\n]\n\n\
                 [[package]]\nname = \"privx\"\nversion = \"0.1.0\"\nsource = \"registry\"\n\n\
                 [[package]]\nname = \"serde\"\nversion = \"0.1.0\"\n"
            )
        };
        let done = lock(&lock_of("0.1.0"), &["privx"], &Version::new(0, 2, 0)).unwrap();
        assert_eq!(done, lock_of("0.2.0"));
    }

    #[test]
    fn a_page_gets_the_new_requirement() {
        let text = "Version \"0.1\".\nprivx = { version = \"0.1\" }\nserde = \"0.1\"\nprivx is \"0.1\"";
        let done = readme(text, &["privx"], &Version::new(0, 1, 3), &Version::new(0, 2, 0));
        assert_eq!(done, text.replace("version = \"0.1\"", "version = \"0.2\""));
        let pre =
            readme("privx = \"0.1\"", &["privx"], &Version::new(0, 1, 0), &"0.2.0-rc.1".parse().unwrap());
        assert_eq!(pre, "privx = \"0.2.0-rc.1\"");
    }
}
