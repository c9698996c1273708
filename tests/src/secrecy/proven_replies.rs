//! Types that the contract tests read from full samples: each field of such a reply holds a marker, and the test fails if
//! the text of the result shows the marker of a secret.

use super::public_types::{cargo, scratch};
use serde_json::Value;
use std::{collections::BTreeSet, fs};

const VENDORS: [&str; 5] = ["privicore", "storedsafe", "digicert", "privx", "midprovider"];

/// Runs the contract tests of all vendors; the types of the results, by the paths of their definitions.
///
/// # Errors
/// The output of the tests if one fails, or what is wrong with their record.
pub(super) fn types() -> Result<BTreeSet<String>, String> {
    let folder = scratch("proven-replies");
    // There is no folder before the first run.
    let _ = fs::remove_dir_all(&folder);
    let mut command = cargo(&scratch(""));
    command
        .args(["test", "--quiet", "--all-features", "--test", "it"])
        .args(VENDORS.iter().flat_map(|vendor| ["-p", vendor]))
        .env("PORTCULLIS_COVERAGE_RECORD", &folder);
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stdout).lines().take(9).collect::<Vec<_>>().join(" "));
    }
    let record = fs::read_to_string(folder.join("fields.jsonl")).map_err(|error| error.to_string())?;
    let mut found = BTreeSet::new();
    for line in record.lines() {
        let line: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        if let Some(name) = line["type"].as_str() {
            found.extend(paths(name));
        }
    }
    Ok(found)
}

/// The paths in the name of a type such as `core::option::Option<privx::Role>`.
fn paths(name: &str) -> impl Iterator<Item = String> {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | ':'));
    parts.filter(|part| part.contains("::")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_type_inside_another_is_found() {
        let found: Vec<_> = super::paths("core::option::Option<privx::role_store::Role>").collect();
        assert_eq!(found, ["core::option::Option", "privx::role_store::Role"]);
    }
}
