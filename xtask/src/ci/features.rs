//! Features only add: each published crate builds with none and with each one alone.

use crate::Result;
use crate::process::cargo;
use crate::workspace::Workspace;

/// Checks each published crate without features, then with each feature by itself.
pub(super) fn run(workspace: &Workspace) -> Result {
    for package in workspace.published() {
        let check = || cargo(&workspace.sh, "check --quiet --no-default-features -p").arg(&package.name);
        check().run()?;
        for feature in package.feature_names() {
            check().args(["--features", feature]).run()?;
        }
    }
    Ok(())
}
