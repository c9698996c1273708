//! The release in the repository: versions, lock files, changelogs, one commit.

use std::fs;
use std::path::Path;

use semver::Version;

use super::{changelog, dirty, git, versions};
use crate::Result;
use crate::shell::Cmd;
use crate::workspace::Workspace;

/// A file as the last commit has it, and as the release needs it.
struct Edit {
    path: String,
    before: String,
    after: String,
}

/// Shows the edits, or writes and commits them.
pub(super) fn run(version: &Version, date: &str, execute: bool) -> Result {
    let workspace = Workspace::load()?;
    let edits = plan(&workspace, version, date)?;
    // A run that was stopped leaves some of the edits behind: whatever else is there is somebody's work.
    let ours = |path: &String| {
        let edit = edits.iter().find(|edit| edit.path == *path);
        edit.is_some_and(|edit| fs::read_to_string(path).is_ok_and(|text| text == edit.after))
    };
    if let Some(path) = dirty()?.iter().find(|path| !ours(path)) {
        return Err(format!("the tree is not clean: commit or remove `{path}` first").into());
    }
    if edits.is_empty() {
        println!("{version} is prepared already");
        return Ok(());
    }
    for edit in &edits {
        show(edit);
    }
    if !execute {
        println!("\n{} files would change; `--execute` writes and commits them", edits.len());
        return Ok(());
    }
    for edit in &edits {
        fs::write(&edit.path, &edit.after)?;
    }
    let paths = edits.iter().map(|edit| edit.path.as_str());
    let why = "Versions, requirements and changelogs in one step, so that every crate can be published from one commit.";
    let subject = format!("crates: Release {version}");
    Cmd::new("git").args(["commit", "--quiet", "-m", &subject, "-m", why, "--"]).args(paths).run()
}

/// What the last commit still lacks.
fn plan(workspace: &Workspace, version: &Version, date: &str) -> Result<Vec<Edit>> {
    let now = versions::current(&committed("Cargo.toml")?)?;
    if *version < now {
        return Err(format!("{version} is older than {now}").into());
    }
    let members: Vec<&str> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
    let mut edits = Vec::new();
    let mut wrong = Vec::new();
    for path in git(&["ls-files"])?.lines() {
        let name = path.rsplit('/').next().unwrap_or_default();
        let family =
            path == name || workspace.published().any(|package| path == format!("{}/{name}", package.dir));
        let edit = |before: &str| match name {
            "Cargo.toml" => versions::manifest(before, version),
            "Cargo.lock" => versions::lock(before, &members, version),
            "CHANGELOG.md" => {
                Ok(changelog::close(before, version, date).map_err(|says| format!("{path} {says}"))?)
            }
            _ => Ok(versions::readme(before, &members, &now, version)),
        };
        let named = match name {
            "Cargo.toml" => path == name,
            "Cargo.lock" => true,
            "CHANGELOG.md" => family,
            _ => Path::new(path).extension().is_some_and(|extension| extension == "md"),
        };
        if !named {
            continue;
        }
        let before = committed(path)?;
        match edit(&before) {
            Ok(after) if after == before => {}
            Ok(after) => edits.push(Edit { path: path.to_owned(), before, after }),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    if wrong.is_empty() { Ok(edits) } else { Err(wrong.join("\n       ").into()) }
}

fn committed(path: &str) -> Result<String> {
    git(&["cat-file", "blob", &format!("HEAD:{path}")])
}

/// Every edit is within its line.
fn show(edit: &Edit) {
    println!("{}", edit.path);
    for (before, after) in edit.before.lines().zip(edit.after.lines()) {
        if before != after {
            println!("  - {before}\n  + {after}");
        }
    }
}
