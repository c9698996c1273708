//! A release of all crates at once: `prepare` writes it into the repository, `publish` sends it to the registry.
//! Without `--execute` both only show what they would do, and both go on where an earlier run stopped.

mod changelog;
pub(crate) mod commit;
pub(crate) mod package;
mod prepare;
mod publish;
mod versions;

use clap::Subcommand;
use commit::Commit;
use semver::Version;

use crate::Result;
use crate::workspace::Workspace;

/// The two steps.
#[derive(Subcommand)]
pub(crate) enum Step {
    /// Gives every crate the version, closes the changelogs, and commits.
    Prepare {
        /// The version of all crates.
        version: Version,
        /// The day of the release, as the changelogs will have it: 2026-01-31.
        #[arg(long, value_parser = changelog::date)]
        date: String,
        /// Executes the step.
        #[arg(long)]
        execute: bool,
    },
    /// Tags every crate and sends all that the registry lacks.
    Publish {
        /// The registry, by its name in cargo's configuration.
        #[arg(long, default_value = "crates-io")]
        registry: String,
        /// Does not build the packages before they are sent.
        #[arg(long)]
        no_verify: bool,
        /// Executes the step.
        #[arg(long)]
        execute: bool,
    },
}

/// Runs one step.
pub(crate) fn run(step: Step) -> Result {
    match step {
        Step::Prepare { version, date, execute } => prepare::run(&version, &date, execute),
        Step::Publish { registry, no_verify, execute } => publish::run(&registry, !no_verify, execute),
    }
}

/// Fails unless the work tree is the last commit.
fn clean(workspace: &Workspace) -> Result {
    match differences(workspace)?.first() {
        None => Ok(()),
        Some(path) => Err(unclean(path).into()),
    }
}

/// The files that differ from the last commit, and those that it does not have, also where `git status` is kept from
/// showing them.
fn differences(workspace: &Workspace) -> Result<Vec<String>> {
    let folders: Vec<&str> = workspace.published().map(|package| package.dir.as_str()).collect();
    Commit::head(&workspace.sh)?.differences(&folders)
}

fn unclean(path: &str) -> String {
    format!("the tree is not clean: commit or remove `{path}` first (`git status` may not show it)")
}
