//! Types that the contract tests read from full samples: each field of such a reply holds a marker, and the test fails if
//! the text of the result shows the marker of a secret.

use crate::contracts;
use std::collections::BTreeSet;

/// The types of the results, by the paths of their definitions.
///
/// # Errors
/// Those of [`contracts::run`].
pub(super) fn types() -> Result<BTreeSet<String>, String> {
    let names = contracts::run()?.fields.iter().filter_map(|line| line["type"].as_str());
    Ok(names.flat_map(paths).collect())
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
