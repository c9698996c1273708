//! Programs that gates need and cargo installs: each in one version, in a folder below the target folder.

use std::path::PathBuf;

use crate::Result;
use crate::shell::Cmd;
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
    let told = || Cmd::new(&program).arg("--version").read();
    if !program.exists() || !told().is_ok_and(|told| told.split([' ', '\n', 'v']).any(|word| word == version))
    {
        // A build folder of its own, removed by cargo afterwards, keeps the tool's crates out of ours.
        Cmd::cargo()
            .args(["install", name, "--locked", "--version", version, "--root"])
            .arg(&root)
            .args(options)
            // Nobody looks into the tool.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .without("CARGO_TARGET_DIR")
            .in_dir(&std::env::temp_dir())
            .run()
            .map_err(|error| format!("{name} is missing and could not be installed: {error}"))?;
    }
    Ok(program)
}
