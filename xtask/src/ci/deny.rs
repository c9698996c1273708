//! Licences, banned crates and sources, by cargo-deny and `deny.toml`.

use std::path::PathBuf;

use crate::Result;
use crate::shell::Cmd;
use crate::workspace::Workspace;

/// The version that is installed where none is found.
const VERSION: &str = "0.20.2";

/// Checks the lock file; never skipped: without the tool and without a way to get it, this fails.
pub(super) fn run(workspace: &Workspace) -> Result {
    Cmd::new(tool(workspace)?).args(["check", "bans", "licenses", "sources"]).run()
}

fn tool(workspace: &Workspace) -> Result<PathBuf> {
    let on_path = PathBuf::from("cargo-deny");
    if Cmd::new(&on_path).arg("--version").works() {
        return Ok(on_path);
    }
    let root = workspace.target.join("tools");
    let ours = root.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !Cmd::new(&ours).arg("--version").works() {
        // A build folder of its own, removed by cargo afterwards, keeps the tool's crates out of ours.
        Cmd::cargo()
            .args(["install", "cargo-deny", "--locked", "--version", VERSION, "--root"])
            .arg(&root)
            .without("CARGO_TARGET_DIR")
            .in_dir(&std::env::temp_dir())
            .run()
            .map_err(|error| format!("cargo-deny is missing and could not be installed: {error}"))?;
    }
    Ok(ours)
}
