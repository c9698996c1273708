//! The release in the registry: a tag for each crate, then all crates that the registry lacks.

use std::fs;

use semver::Version;
use xshell::{Cmd, Shell, cmd};

use super::{changelog, dirty};
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

/// Shows the state of the release, and packages what the registry lacks; or sends it.
pub(super) fn run(registry: &str, verify: bool, execute: bool) -> Result {
    let workspace = Workspace::load()?;
    let sh = &workspace.sh;
    if let Some(path) = dirty(sh)?.first() {
        return Err(format!("the tree is not clean: commit or remove `{path}` first").into());
    }
    let parcels = parcels(&workspace, registry)?;
    for Parcel { tag, tagged, there, .. } in &parcels {
        let tagged = if tagged.is_some() { "tagged" } else { "no tag" };
        println!("{tag:<30} {tagged:<8} {}", if *there { "in the registry" } else { "not in the registry" });
    }
    check(&parcels, &cmd!(sh, "git rev-parse HEAD").quiet().read()?)?;
    let missing: Vec<&Parcel> = parcels.iter().filter(|parcel| !parcel.there).collect();
    if parcels.iter().all(Parcel::is_done) {
        println!("\nnothing left to do");
    } else if execute {
        // Tagged first, so that a later run goes on from the same commit.
        for Parcel { package, version, tag, .. } in parcels.iter().filter(|parcel| parcel.tagged.is_none()) {
            let text = format!("{} {version}", package.name);
            cmd!(sh, "git tag --annotate {tag} -m {text}").run()?;
        }
        send(sh, missing, registry, verify)?;
        println!("\npublished; the tags are local: `git push origin --tags`");
    } else {
        publish(sh, &missing, registry, verify).arg("--dry-run").run()?;
        println!("\n{} crates to go; `--execute` tags and publishes them", missing.len());
    }
    Ok(())
}

/// Every crate that goes to this registry.
fn parcels<'a>(workspace: &'a Workspace, registry: &str) -> Result<Vec<Parcel<'a>>> {
    let packages = workspace.published().filter(|package| package.goes_to(registry));
    let parcels: Vec<Parcel> =
        packages.map(|package| parcel(&workspace.sh, package, registry)).collect::<Result<_>>()?;
    if parcels.is_empty() {
        return Err(format!("no crate goes to the registry `{registry}`").into());
    }
    Ok(parcels)
}

fn parcel<'a>(sh: &Shell, package: &'a Package, registry: &str) -> Result<Parcel<'a>> {
    let version: Version = text_at(&package.manifest, "version").parse()?;
    let path = format!("{}/CHANGELOG.md", package.dir);
    let changes = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    changelog::closed(&changes, &version).map_err(|error| format!("{path} {error}"))?;
    let tag = format!("{}-v{version}", package.name);
    let commit = format!("refs/tags/{tag}^{{commit}}");
    let tagged = cmd!(sh, "git rev-parse --verify --quiet {commit}").quiet().read().ok();
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
fn send(sh: &Shell, mut missing: Vec<&Parcel>, registry: &str, verify: bool) -> Result {
    while !missing.is_empty() {
        let Err(error) = publish(sh, &missing, registry, verify).run() else { return Ok(()) };
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

fn publish<'a>(sh: &'a Shell, parcels: &[&Parcel], registry: &str, verify: bool) -> Cmd<'a> {
    cargo(sh, "publish --locked --registry")
        .arg(registry)
        .args((!verify).then_some("--no-verify"))
        .args(parcels.iter().flat_map(|parcel| ["-p", parcel.package.name.as_str()]))
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
