//! The release on its way out: a tag for each crate, then the crate into the registry.

use std::time::{Duration, Instant};
use std::{fs, thread};

use semver::Version;

use super::{changelog, dirty, git, order};
use crate::Result;
use crate::shell::{Answer, Cmd};
use crate::workspace::{Package, Workspace, text_at};

/// How long a registry may take to show a crate that it has taken.
const PATIENCE: Duration = Duration::from_secs(600);

/// How long to leave the registry alone between two looks.
const PAUSE: Duration = Duration::from_secs(5);

/// A crate and how far it got.
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

/// Shows how far the release got, and packages what is left; or sends it.
pub(super) fn run(registry: &str, verify: bool, execute: bool) -> Result {
    let workspace = Workspace::load()?;
    if let Some(path) = dirty()?.first() {
        return Err(format!("the tree is not clean: commit or remove `{path}` first").into());
    }
    let parcels = parcels(&workspace, registry)?;
    for Parcel { tag, tagged, there, .. } in &parcels {
        let tagged = if tagged.is_some() { "tagged" } else { "no tag" };
        println!("{tag:<30} {tagged:<8} {}", if *there { "in the registry" } else { "not in the registry" });
    }
    check(&parcels, git(&["rev-parse", "HEAD"])?.trim())?;
    let open: Vec<&Parcel> = parcels.iter().filter(|parcel| !parcel.is_done()).collect();
    if open.is_empty() {
        println!("\nnothing left to do");
    } else if execute {
        for parcel in open {
            send(parcel, registry, verify)?;
        }
        println!("\npublished; the tags are here only: `git push origin --tags`");
    } else {
        let names = open.iter().flat_map(|parcel| ["-p", parcel.package.name.as_str()]);
        publish(registry, verify).arg("--dry-run").args(names).run()?;
        println!("\n{} crates to go; `--execute` tags and publishes them", open.len());
    }
    Ok(())
}

/// Every crate that goes to this registry, what it needs before it.
fn parcels<'a>(workspace: &'a Workspace, registry: &str) -> Result<Vec<Parcel<'a>>> {
    let sent: Vec<&Package> = workspace.published().filter(|package| package.goes_to(registry)).collect();
    if sent.is_empty() {
        return Err(format!("no crate goes to the registry `{registry}`").into());
    }
    order::closed(&sent, &workspace.packages)?;
    order::sorted(&sent)?.into_iter().map(|package| parcel(package, registry)).collect()
}

fn parcel<'a>(package: &'a Package, registry: &str) -> Result<Parcel<'a>> {
    let version: Version = text_at(&package.manifest, "version").parse()?;
    let path = format!("{}/CHANGELOG.md", package.dir);
    let changes = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    changelog::closed(&changes, &version).map_err(|says| format!("{path} {says}"))?;
    let tag = format!("{}-v{version}", package.name);
    let named = format!("refs/tags/{tag}^{{commit}}");
    let tagged = Cmd::new("git").args(["rev-parse", "--verify", "--quiet", &named]).ask()?.ok();
    let tagged = tagged.map(|commit| commit.trim().to_owned());
    let there = is_there(package, &version, registry)?;
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
                let says =
                    format!("{tag} is at {commit}: check that out, or delete the tag if nothing was sent");
                return Err(says.into());
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

/// Tags the crate, so that a later run knows the commit, and brings it into the registry.
fn send(parcel: &Parcel, registry: &str, verify: bool) -> Result {
    let Parcel { package, version, tag, tagged, there } = parcel;
    if tagged.is_none() {
        Cmd::new("git")
            .args(["tag", "--annotate", tag, "-m", &format!("{} {version}", package.name)])
            .run()?;
    }
    if *there {
        return Ok(());
    }
    let sent = publish(registry, verify).args(["-p", package.name.as_str()]).run();
    if let Err(error) = sent {
        // The answer may have been lost after the registry took the crate.
        return if is_there(package, version, registry)? { Ok(()) } else { Err(error) };
    }
    let start = Instant::now();
    while !is_there(package, version, registry)? {
        if start.elapsed() > PATIENCE {
            return Err(format!("the registry took {tag} and does not show it: run this again later").into());
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}

fn publish(registry: &str, verify: bool) -> Cmd {
    let verify = if verify { None } else { Some("--no-verify") };
    Cmd::cargo().args(["publish", "--locked", "--registry", registry]).args(verify)
}

/// Asks the registry's index as cargo sees it, whatever stands between the two.
fn is_there(package: &Package, version: &Version, registry: &str) -> Result<bool> {
    let spec = format!("{}@{version}", package.name);
    let answer = Cmd::cargo().args(["info", "--color", "never", "--registry", registry, &spec]).ask()?;
    read(&spec, text_at(&package.manifest, "repository"), answer)
}

fn read(spec: &str, repository: &str, answer: Answer) -> Result<bool> {
    match answer {
        Ok(info) if info.lines().any(|line| line.trim_end() == format!("repository: {repository}")) => {
            Ok(true)
        }
        // A name that somebody else has would otherwise count as published.
        Ok(_) => Err(format!("the registry has a {spec} that is not from {repository}").into()),
        Err(says) if says.contains(&format!("could not find `{spec}` in registry")) => Ok(false),
        Err(says) => Err(format!("no word about {spec}: {says}").into()),
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
    fn only_an_index_that_says_no_means_no() {
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
