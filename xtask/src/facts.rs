//! The vendors' descriptions in `docs/api`: checked, made compact for the sandbox, and shown.

mod check;
mod compact;
pub(crate) mod order;
mod show;
pub(crate) mod view;

use std::fs;
use std::path::Path;

use clap::Subcommand;
use serde_json::Value;

use crate::Result;
use crate::workspace::{VENDORS, Workspace};

/// What can be done with the descriptions.
#[derive(Subcommand)]
pub(crate) enum Step {
    /// Checks the descriptions, and whether the sandbox's compact files are up to date.
    Check,
    /// Writes the compact files that the sandbox ships: `crates/sandbox/facts/<vendor>.json`.
    Compact,
    /// Prints one operation (`roles.create`, `privx/roles.create`), or the operations of a group (`privx/roles`).
    Show {
        /// The operation or the group.
        what: String,
    },
}

/// Runs one of the steps.
pub(crate) fn run(step: &Step) -> Result {
    let workspace = Workspace::load()?;
    match step {
        Step::Check => check(&workspace),
        Step::Compact => compact::write(&workspace.root),
        Step::Show { what } => show::run(&workspace.root, what),
    }
}

/// Fails when a description is broken or a compact file is out of date.
pub(crate) fn check(workspace: &Workspace) -> Result {
    let mut count = 0;
    for vendor in VENDORS {
        let description = load(&workspace.root, vendor)?;
        let (summary, mut problems) = check::description(&description);
        if !compact::is_current(&workspace.root, vendor, &description) {
            problems
                .push(format!("{} is out of date: run `cargo xtask facts compact`", compact::path(vendor)));
        }
        println!("{vendor}: {summary}");
        for problem in &problems {
            println!("  {problem}");
        }
        count += problems.len();
    }
    if count == 0 { Ok(()) } else { Err(format!("{count} problems in the descriptions").into()) }
}

/// The text of `docs/api/<vendor>.openapi.json`.
pub(crate) fn text(root: &Path, vendor: &str) -> Result<String> {
    let path = root.join("docs/api").join(format!("{vendor}.openapi.json"));
    fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn load(root: &Path, vendor: &str) -> Result<Value> {
    Ok(serde_json::from_str(&text(root, vendor)?)?)
}
