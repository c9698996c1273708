//! Programs that gates need, installed by cargo: each in one version, in a folder below the target folder.

use std::path::PathBuf;

use crate::Result;
use crate::process::cargo;
use crate::workspace::Workspace;

/// The program of this crate in this version; installed where it is missing, an error where it cannot be.
pub(super) fn installed(
    workspace: &Workspace,
    name: &str,
    version: &str,
    options: &[&str],
) -> Result<PathBuf> {
    let root = workspace.target.join("tools");
    let program = root.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let is_version = |text: String| text.split([' ', '\n', 'v']).any(|word| word == version);
    if !program.exists() || !workspace.sh.cmd(&program).arg("--version").read().is_ok_and(is_version) {
        // A build folder of its own, removed by cargo afterwards, keeps the tool's crates out of ours.
        let _folder = workspace.sh.push_dir(std::env::temp_dir());
        cargo(&workspace.sh, "install --locked")
            .args([name, "--version", version, "--root"])
            .arg(&root)
            .args(options)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env_remove("CARGO_TARGET_DIR")
            .run()
            .map_err(|error| format!("{name} is missing and could not be installed: {error}"))?;
    }
    Ok(program)
}
