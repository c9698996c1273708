//! A release of all crates at once: `prepare` writes it into the repository, `publish` sends it out. Both
//! show what they would do until they are told to, and both go on where an earlier run stopped.

mod changelog;
mod order;
mod prepare;
mod publish;
mod versions;

use clap::Subcommand;
use semver::Version;

use crate::Result;
use crate::shell::Cmd;

/// The two halves.
#[derive(Subcommand)]
pub(crate) enum Step {
    /// Gives every crate the version, closes the changelogs, and commits.
    Prepare {
        /// The version of all crates.
        version: Version,
        /// The day of the release, as the changelogs will have it: 2026-01-31.
        #[arg(long, value_parser = changelog::date)]
        date: String,
        /// Does it.
        #[arg(long)]
        execute: bool,
    },
    /// Tags every crate and sends it to the registry, in the order in which they need each other.
    Publish {
        /// The registry, by its name in cargo's configuration.
        #[arg(long, default_value = "crates-io")]
        registry: String,
        /// Does not build what was packaged before it is sent.
        #[arg(long)]
        no_verify: bool,
        /// Does it.
        #[arg(long)]
        execute: bool,
    },
}

/// Runs one half.
pub(crate) fn run(step: Step) -> Result {
    match step {
        Step::Prepare { version, date, execute } => prepare::run(&version, &date, execute),
        Step::Publish { registry, no_verify, execute } => publish::run(&registry, !no_verify, execute),
    }
}

/// The files that differ from the last commit, and those that git does not know.
fn dirty() -> Result<Vec<String>> {
    let status = git(&["status", "--porcelain=v1", "-z", "--no-renames"])?;
    Ok(status.split('\0').filter_map(|entry| entry.get(3..)).map(str::to_owned).collect())
}

fn git(args: &[&str]) -> Result<String> {
    let answer = Cmd::new("git").args(args).ask()?;
    answer.map_err(|error| format!("`git {}`: {error}", args.join(" ")).into())
}
