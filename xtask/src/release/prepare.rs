//! The release as one commit: versions, lock files, changelogs.

use std::fs;
use std::path::Path;

use semver::Version;
use xshell::{Shell, cmd};

use super::{changelog, differences, unclean, versions};
use crate::Result;
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
    // A run that was stopped leaves some of the edits behind; any other change is not ours.
    let ours = |path: &String| {
        let edit = edits.iter().find(|edit| edit.path == *path);
        edit.is_some_and(|edit| fs::read_to_string(path).is_ok_and(|text| text == edit.after))
    };
    if let Some(path) = differences(&workspace)?.iter().find(|path| !ours(path)) {
        return Err(unclean(path).into());
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
    Ok(cmd!(workspace.sh, "git commit --quiet -m {subject} -m {why} --").args(paths).run()?)
}

/// What the last commit still lacks.
fn plan(workspace: &Workspace, version: &Version, date: &str) -> Result<Vec<Edit>> {
    let now = versions::current(&committed(&workspace.sh, "Cargo.toml")?)?;
    if *version < now {
        return Err(format!("{version} is older than {now}").into());
    }
    let members: Vec<&str> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
    let mut edits = Vec::new();
    let mut wrong = Vec::new();
    for path in cmd!(workspace.sh, "git ls-files").quiet().read()?.lines() {
        let name = path.rsplit('/').next().unwrap_or_default();
        let family =
            path == name || workspace.published().any(|package| path == format!("{}/{name}", package.dir));
        let edit = |before: &str| match name {
            "Cargo.toml" => versions::manifest(before, version),
            "Cargo.lock" => versions::lock(before, &members, version),
            "CHANGELOG.md" => {
                Ok(changelog::close(before, version, date).map_err(|error| format!("{path} {error}"))?)
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
        let before = committed(&workspace.sh, path)?;
        match edit(&before) {
            Ok(after) if after == before => {}
            Ok(after) => edits.push(Edit { path: path.to_owned(), before, after }),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    if wrong.is_empty() { Ok(edits) } else { Err(wrong.join("\n       ").into()) }
}

/// A file of the last commit, with the line break at its end.
fn committed(sh: &Shell, path: &str) -> Result<String> {
    Ok(String::from_utf8(cmd!(sh, "git cat-file blob HEAD:{path}").quiet().output()?.stdout)?)
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
