//! The gates: one job each, the same on a forge and on a developer's machine.

mod book;
mod cargo;
mod deny;
mod examples;
mod features;
mod gates;
mod msrv;
mod names;
mod outside;
mod proxies;
mod release;
mod tools;

use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::workspace::Workspace;
use crate::{Result, coverage, facts, fuzz, promises, tidy, weigh};

/// A gate. The order here is the order in which all of them run: what fails soonest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Job {
    /// The code is formatted.
    Fmt,
    /// The conventions hold.
    Tidy,
    /// The descriptions of the vendors' APIs are sound, and the sandbox's compact files are made from them.
    Facts,
    /// Every operation in scope has its method, its contract test and its place in the sandbox.
    Coverage,
    /// No dependency of a published crate asks for a newer compiler than the workspace states.
    Msrv,
    /// Vendor crates stay light.
    Weight,
    /// No lint fires.
    Clippy,
    /// The tests pass with features that a plain test run leaves out.
    Test,
    /// The promises that docs/promises.md shows as held do hold, at reduced counts.
    Promises,
    /// The documentation builds without a warning.
    Doc,
    /// Every type in a public signature of a crate can be named from that crate.
    Names,
    /// Every published crate builds with no feature and with each feature by itself.
    Features,
    /// Each example ends with its exit code.
    Examples,
    /// The two commands of the README pass behind a proxy that does not reply.
    Proxies,
    /// The book builds without a warning, its links hold, and it shows what runs.
    Book,
    /// A program outside the workspace builds and runs against the sandbox.
    Outside,
    /// A release reaches a registry of its own, and programs that know nothing else are built from there.
    Release,
    /// A call costs no more instructions and allocations than it may.
    Gates,
    /// The fuzz targets find nothing in a short run.
    Fuzz,
    /// Licences, banned crates and sources of dependencies.
    Deny,
}

impl Job {
    /// The name on the command line.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn run(self, workspace: &Workspace) -> Result {
        match self {
            Self::Fmt => cargo::fmt(workspace),
            Self::Tidy => tidy::check(workspace),
            Self::Facts => facts::check(workspace),
            Self::Coverage => coverage::run(true, false),
            Self::Msrv => msrv::run(workspace),
            Self::Weight => weigh::check(workspace),
            Self::Clippy => cargo::clippy(workspace),
            Self::Test => cargo::test(workspace),
            Self::Promises => promises::check(workspace),
            Self::Doc => cargo::doc(workspace),
            Self::Names => names::run(workspace),
            Self::Features => features::run(workspace),
            Self::Examples => examples::run(workspace),
            Self::Proxies => proxies::run(workspace),
            Self::Book => book::run(workspace),
            Self::Outside => outside::run(workspace),
            Self::Release => release::run(workspace),
            Self::Gates => gates::run(workspace),
            Self::Fuzz => fuzz::check(workspace),
            Self::Deny => deny::run(workspace),
        }
    }
}

/// Prints the names of all jobs as a JSON list.
pub(crate) fn list() -> Result {
    let names: Vec<String> = Job::value_variants().iter().map(|job| job.name()).collect();
    println!("{}", serde_json::to_string(&names)?);
    Ok(())
}

/// Runs one job, or all of them and then a summary.
pub(crate) fn run(job: Option<Job>, keep_going: bool) -> Result {
    let workspace = Workspace::load()?;
    let jobs = job.as_ref().map_or(Job::value_variants(), std::slice::from_ref);
    let mut outcomes: Vec<(Job, Duration, Result)> = Vec::new();
    for job in jobs {
        eprintln!("\n== {}", job.name());
        let start = Instant::now();
        let outcome = job.run(&workspace);
        let failed = outcome.is_err();
        if let Err(error) = &outcome {
            eprintln!("{} failed: {error}", job.name());
        }
        outcomes.push((*job, start.elapsed(), outcome));
        if failed && !keep_going {
            break;
        }
    }
    summary(jobs, &outcomes);
    let failed: Vec<String> =
        outcomes.iter().filter(|(_, _, outcome)| outcome.is_err()).map(|(job, ..)| job.name()).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", ")).into()) }
}

fn summary(jobs: &[Job], outcomes: &[(Job, Duration, Result)]) {
    println!();
    for job in jobs {
        match outcomes.iter().find(|(done, ..)| done == job) {
            Some((_, time, Ok(()))) => println!("{:<10}{:>7.1} s  ok", job.name(), time.as_secs_f64()),
            Some((_, time, Err(_))) => println!("{:<10}{:>7.1} s  FAILED", job.name(), time.as_secs_f64()),
            None => println!("{:<10}{:>7}    not run", job.name(), "-"),
        }
    }
}
