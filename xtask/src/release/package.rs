//! A package as it is sent, compared file by file with the commit that it is made from.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use toml_edit::{DocumentMut, TableLike};
use xshell::{Cmd, Shell, cmd};

use super::commit::Commit;
use crate::Result;
use crate::process::cargo;
use crate::workspace::text_at;

/// The manifest as the commit has it; cargo writes another one beside it.
const MANIFEST: &str = "Cargo.toml.orig";

/// What cargo adds to a package.
const ADDED: [&str; 3] = ["Cargo.toml", "Cargo.lock", ".cargo_vcs_info.json"];

/// Cargo packages these crates of the folder into `package` below the target folder, and builds each one if asked to.
pub(super) fn make<'a>(sh: &'a Shell, names: &[&str], target: &Path, verify: bool) -> Cmd<'a> {
    cargo(sh, "package --locked")
        .args((!verify).then_some("--no-verify"))
        .args(names.iter().flat_map(|name| ["-p", name]))
        .env("CARGO_TARGET_DIR", target)
}

/// Fails unless the package has what the commit has in the crate's folder, and nothing else.
pub(crate) fn check(file: &Path, spec: &str, dir: &str, commit: &Commit) -> Result {
    let findings = compare(file, spec, dir, commit)?;
    if findings.is_empty() {
        return Ok(());
    }
    Err(format!("the package {spec} is not the commit: {}", findings.join(", ")).into())
}

/// How a package differs from the commit. `spec`: the crate's name and version, as the package's folder has them.
pub(super) fn compare(file: &Path, spec: &str, dir: &str, commit: &Commit) -> Result<Vec<String>> {
    let folder = TempDir::new()?;
    let into = folder.path();
    let sh = Shell::new()?;
    cmd!(sh, "tar -xzf {file} -C {into}").quiet().run()?;
    let mut findings = Vec::new();
    let top: Vec<PathBuf> = fs::read_dir(into)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    let inside = into.join(spec);
    findings.extend(
        top.iter().filter(|path| **path != inside).map(|path| format!("{} is added", path.display())),
    );
    let files = files(&inside)?;
    let names: Vec<String> = files
        .iter()
        .filter_map(|file| Some(file.strip_prefix(&inside).ok()?.to_string_lossy().replace('\\', "/")))
        .collect();
    for (name, id) in names.iter().zip(commit.ids(&files)?) {
        let name = match name.as_str() {
            name if ADDED.contains(&name) => continue,
            MANIFEST => "Cargo.toml",
            name => name,
        };
        match commit.blob(&format!("{dir}/{name}"))? {
            None => findings.push(format!("{name} is added")),
            Some(blob) if blob != id => findings.push(format!("{name} is changed")),
            Some(_) => {}
        }
    }
    let packed: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let original = fs::read_to_string(inside.join(MANIFEST))?.parse::<DocumentMut>()?;
    // Which files a manifest leaves out is for cargo to find, in a folder that has the commit's files.
    let whole =
        !["include", "exclude"].iter().any(|key| package(&original).is_some_and(|it| it.contains_key(key)));
    let missing = |path: &&str| whole && !packed.contains(path);
    findings.extend(commit.below(dir).filter(missing).map(|path| format!("{path} is missing")));
    findings.extend(source(&inside, dir, commit)?);
    findings.extend(versions(&inside, commit)?);
    Ok(findings)
}

fn package(manifest: &DocumentMut) -> Option<&dyn TableLike> {
    manifest.get("package")?.as_table_like()
}

/// Whether cargo noted this commit.
fn source(inside: &Path, dir: &str, commit: &Commit) -> Result<Option<String>> {
    let noted: Value = serde_json::from_slice(&fs::read(inside.join(".cargo_vcs_info.json"))?)?;
    let git = noted.get("git").unwrap_or(&Value::Null);
    let fits = text_at(git, "sha1") == commit.id
        && git.get("dirty").is_none()
        && text_at(&noted, "path_in_vcs") == dir;
    Ok((!fits).then(|| format!(".cargo_vcs_info.json has {noted}")))
}

/// Crates of the package's lock file that the commit's lock file does not have, or has from elsewhere.
fn versions(inside: &Path, commit: &Commit) -> Result<Vec<String>> {
    let Ok(packed) = fs::read_to_string(inside.join("Cargo.lock")) else { return Ok(Vec::new()) };
    let ours = commit.text("Cargo.lock")?;
    let (packed, ours) = (locked(&packed)?, locked(&ours)?);
    let known = |found: &Locked| {
        ours.iter().any(|ours| {
            // Our own crates come from a folder there, and from the registry here.
            let same = ours.from.is_empty() || ours.from == found.from;
            same && ours.name == found.name && ours.version == found.version
        })
    };
    let unknown = packed.iter().filter(|found| !known(found));
    Ok(unknown.map(|found| format!("Cargo.lock has {} {}", found.name, found.version)).collect())
}

/// A crate of a lock file.
#[derive(PartialEq)]
struct Locked {
    name: String,
    version: String,
    /// Source and checksum.
    from: String,
}

fn locked(lock: &str) -> Result<Vec<Locked>> {
    let lock: DocumentMut = lock.parse()?;
    let packages = lock.get("package").and_then(|item| item.as_array_of_tables()).into_iter().flatten();
    Ok(packages
        .map(|package| {
            let text = |key| package.get(key).and_then(|item| item.as_str()).unwrap_or_default().to_owned();
            Locked { name: text("name"), version: text("version"), from: text("source") + &text("checksum") }
        })
        .collect())
}

/// Every file below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}
