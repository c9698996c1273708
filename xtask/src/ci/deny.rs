//! Licences, banned crates and sources, by cargo-deny and `deny.toml`.

use std::path::PathBuf;

use super::tools;
use crate::Result;
use crate::process::succeeds;
use crate::workspace::Workspace;

/// The version that is installed where none is found.
const VERSION: &str = "0.20.2";

/// Checks the lock file; fails where the tool is missing and cannot be installed.
pub(super) fn run(workspace: &Workspace) -> Result {
    let deny = workspace.sh.cmd(tool(workspace)?);
    Ok(deny.args(["check", "bans", "licenses", "sources"]).run()?)
}

fn tool(workspace: &Workspace) -> Result<PathBuf> {
    let on_path = PathBuf::from("cargo-deny");
    if succeeds(workspace.sh.cmd(&on_path).arg("--version")) {
        return Ok(on_path);
    }
    tools::installed(workspace, "cargo-deny", VERSION, &[])
}
