//! Licences, banned crates and sources, by cargo-deny and `deny.toml`.

use std::path::PathBuf;

use super::tools;
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
    tools::installed(workspace, "cargo-deny", VERSION, &[])
}
