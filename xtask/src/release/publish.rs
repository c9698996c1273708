//! The release in the registry: a tag for each crate, then all crates that the registry lacks.

use std::fs;
use std::path::Path;

use semver::Version;
use xshell::{Cmd, Shell};

use super::commit::{Commit, git};
use super::{changelog, clean, package};
use crate::Result;
use crate::process::cargo;
use crate::workspace::{Package, Workspace, text_at};

/// A crate and its state.
struct Parcel<'a> {
    package: &'a Package,
    version: Version,
    tag: String,
    /// The commit that the tag names.
    tagged: Option<String>,
    /// Whether the registry has it.
    there: bool,
}

impl Parcel<'_> {
    fn is_done(&self) -> bool {
        self.there && self.tagged.is_some()
    }
}

/// Shows the state of the release, and packages what the registry lacks; or sends it. Everything is made from the files
/// of the last commit in a folder of their own, so that nothing of the work tree gets into a package.
pub(super) fn run(registry: &str, verify: bool, execute: bool) -> Result {
    let here = Workspace::load()?;
    clean(&here)?;
    let commit = Commit::head(&here.sh)?;
    let workspace = Workspace::of(commit.check_out(&here.target.join("published"))?)?;
    let parcels = parcels(&workspace, &here.sh, registry)?;
    for Parcel { tag, tagged, there, .. } in &parcels {
        let tagged = if tagged.is_some() { "tagged" } else { "no tag" };
        println!("{tag:<30} {tagged:<8} {}", if *there { "in the registry" } else { "not in the registry" });
    }
    check(&parcels, &commit.id)?;
    if parcels.iter().all(Parcel::is_done) {
        println!("\nnothing left to do");
        return Ok(());
    }
    let missing: Vec<&Parcel> = parcels.iter().filter(|parcel| !parcel.there).collect();
    pack(&workspace.sh, &missing, &here.target, &commit, registry, verify)?;
    if execute {
        // Tagged first, so that a later run goes on from the same commit.
        for Parcel { package, version, tag, .. } in parcels.iter().filter(|parcel| parcel.tagged.is_none()) {
            tag_with(&here.sh, tag, &format!("{} {version}", package.name), &commit.id)?.run()?;
        }
        send(&workspace.sh, missing, &here.target, registry)?;
        println!("\npublished; the tags are local: `git push origin --tags`");
    } else {
        println!("\n{} crates to go; `--execute` tags and publishes them", missing.len());
    }
    Ok(())
}

/// Packages what is missing and compares every package with the commit.
fn pack(
    sh: &Shell,
    missing: &[&Parcel],
    target: &Path,
    commit: &Commit,
    registry: &str,
    verify: bool,
) -> Result {
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|parcel| parcel.package.name.as_str()).collect();
    package::make(sh, &names, target, verify).args(["--registry", registry]).run()?;
    for Parcel { package, version, .. } in missing {
        let spec = format!("{}-{version}", package.name);
        package::check(&target.join(format!("package/{spec}.crate")), &spec, &package.dir, commit)?;
    }
    println!("\n{} packages have what {} has, file by file", missing.len(), commit.id);
    Ok(())
}

/// Git that tags the commit; with a signature where a key is configured.
fn tag_with<'a>(sh: &'a Shell, tag: &str, text: &str, commit: &str) -> Result<Cmd<'a>> {
    let key = git(sh, "config --get user.signingKey").ignore_status().read()?;
    let sign = if key.is_empty() { "--annotate" } else { "--sign" };
    Ok(git(sh, "tag").args([sign, tag, "-m", text, commit]))
}

/// Every crate that goes to this registry.
fn parcels<'a>(workspace: &'a Workspace, here: &Shell, registry: &str) -> Result<Vec<Parcel<'a>>> {
    let packages = workspace.published().filter(|package| package.goes_to(registry));
    let parcels: Vec<Parcel> =
        packages.map(|package| parcel(&workspace.sh, here, package, registry)).collect::<Result<_>>()?;
    if parcels.is_empty() {
        return Err(format!("no crate goes to the registry `{registry}`").into());
    }
    Ok(parcels)
}

fn parcel<'a>(sh: &Shell, here: &Shell, package: &'a Package, registry: &str) -> Result<Parcel<'a>> {
    let version: Version = text_at(&package.manifest, "version").parse()?;
    let path = format!("{}/CHANGELOG.md", package.dir);
    let changes = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    changelog::closed(&changes, &version).map_err(|error| format!("{path} {error}"))?;
    let tag = format!("{}-v{version}", package.name);
    let commit = format!("refs/tags/{tag}^{{commit}}");
    let tagged = git(here, "rev-parse --verify --quiet").arg(commit).read().ok();
    let there = is_there(sh, package, &version, registry)?;
    Ok(Parcel { package, version, tag, tagged, there })
}

/// Fails where going on would publish one version from two commits.
fn check(parcels: &[Parcel], head: &str) -> Result {
    if parcels.iter().all(Parcel::is_done) {
        return Ok(());
    }
    for Parcel { tag, tagged, there, .. } in parcels {
        match tagged {
            Some(commit) if commit != head => {
                let error =
                    format!("{tag} is at {commit}: check that out, or delete the tag if nothing was sent");
                return Err(error.into());
            }
            None if *there => {
                return Err(
                    format!("{tag} was published, but not from here: `git fetch --tags` first").into()
                );
            }
            _ => {}
        }
    }
    Ok(())
}

/// Sends what is missing; cargo finds the order.
fn send(sh: &Shell, mut missing: Vec<&Parcel>, target: &Path, registry: &str) -> Result {
    while !missing.is_empty() {
        let Err(error) = publish(sh, &missing, target, registry).run() else { return Ok(()) };
        // The registry may have stored a crate although its reply was lost.
        let mut left = Vec::new();
        for parcel in &missing {
            if !is_there(sh, parcel.package, &parcel.version, registry)? {
                left.push(*parcel);
            }
        }
        if left.len() == missing.len() {
            return Err(error.into());
        }
        missing = left;
    }
    Ok(())
}

/// Nothing is built here: a build script could change what is packaged after it was compared.
fn publish<'a>(sh: &'a Shell, parcels: &[&Parcel], target: &Path, registry: &str) -> Cmd<'a> {
    cargo(sh, "publish --locked --no-verify --registry")
        .arg(registry)
        .args(parcels.iter().flat_map(|parcel| ["-p", parcel.package.name.as_str()]))
        .env("CARGO_TARGET_DIR", target)
}

/// Asks the registry's index through cargo, which has its configuration.
fn is_there(sh: &Shell, package: &Package, version: &Version, registry: &str) -> Result<bool> {
    let spec = format!("{}@{version}", package.name);
    let info = cargo(sh, "info --color never --registry").args([registry, &spec]);
    let output = info.quiet().ignore_status().output()?;
    let (info, error) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
    let reply = if output.status.success() { Ok(info) } else { Err(error) };
    read(&spec, text_at(&package.manifest, "repository"), reply)
}

/// `reply`: what cargo printed, or its error.
fn read(spec: &str, repository: &str, reply: Result<String, String>) -> Result<bool> {
    match reply {
        Ok(info) if info.lines().any(|line| line.trim_end() == format!("repository: {repository}")) => {
            Ok(true)
        }
        // Somebody else's crate of this name must not count as published.
        Ok(_) => Err(format!("the registry has a {spec} that is not from {repository}").into()),
        Err(error) if error.contains(&format!("could not find `{spec}` in registry")) => Ok(false),
        Err(error) => Err(format!("the registry's state of {spec} is unknown: {}", error.trim_end()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel<'a>(package: &'a Package, tagged: Option<&str>, there: bool) -> Parcel<'a> {
        let (version, tag) = (Version::new(0, 2, 0), format!("{}-v0.2.0", package.name));
        Parcel { package, version, tag, tagged: tagged.map(str::to_owned), there }
    }

    #[test]
    fn only_an_index_without_the_crate_means_that_it_is_missing() {
        let ours = "https://forge.example/ours";
        let found = |text: &str| read("privx@0.2.0", ours, Ok(text.to_owned()));
        assert!(found("privx\nversion: 0.2.0\nrepository: https://forge.example/ours\n").unwrap());
        assert!(found("privx\nversion: 0.2.0\nrepository: https://forge.example/theirs\n").is_err());
        let failed = |text: &str| read("privx@0.2.0", ours, Err(text.to_owned()));
        assert!(!failed("    Updating index\nerror: could not find `privx@0.2.0` in registry `x`").unwrap());
        assert!(failed("error: could not connect").is_err());
    }

    #[test]
    fn one_version_comes_from_one_commit() {
        let package = Package { name: "privx".into(), ..Package::default() };
        let fine = |tagged, there| {
            check(&[parcel(&package, None, false), parcel(&package, tagged, there)], "head").is_ok()
        };
        assert!(fine(None, false));
        assert!(fine(Some("head"), false));
        assert!(fine(Some("head"), true));
        assert!(!fine(Some("other"), true));
        assert!(!fine(Some("other"), false));
        assert!(!fine(None, true));
        assert!(check(&[parcel(&package, Some("other"), true)], "head").is_ok());
    }
}
