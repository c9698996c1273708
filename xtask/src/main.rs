//! The tools of the repository: gates, conventions and coverage, run as `cargo xtask <command>`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program writes to its terminal"
)]

mod bench;
mod ci;
mod coverage;
mod draft;
mod facts;
mod fuzz;
mod lines;
mod process;
mod promises;
mod release;
mod scratch;
mod tidy;
mod weigh;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What every command returns.
type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// The command line.
#[derive(Parser)]
#[command(about = "The tools of the repository: gates, conventions and coverage")]
struct Cli {
    /// What to do.
    #[command(subcommand)]
    command: Command,
}

/// The commands.
#[derive(Subcommand)]
enum Command {
    /// Runs one gate, or all of them, cheapest first.
    Ci {
        /// The gate; all of them when left out.
        job: Option<ci::Job>,
        /// Goes on after a gate that failed.
        #[arg(long)]
        keep_going: bool,
        /// Runs nothing and prints the names of all gates as JSON, for the workflow of a forge.
        #[arg(long)]
        list: bool,
    },
    /// Checks the conventions of the repository.
    Tidy,
    /// Writes docs/coverage: which operations of the vendors have a method, a contract test and a place in the sandbox, and
    /// which members of requests and replies the tests prove.
    Coverage {
        /// Writes nothing; fails when an operation lacks one of them, or when a page is out of date.
        #[arg(long)]
        check: bool,
        /// Prints the totals as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Checks and shows the descriptions of the vendors' APIs, and writes the sandbox's compact files.
    Facts {
        /// What to do with them.
        #[command(subcommand)]
        step: facts::Step,
    },
    /// Prints a first draft of a group of operations, from the facts: handle, types, contract tests, sandbox entry.
    Draft {
        /// The vendor.
        vendor: String,
        /// The group: what stands before the point of an operation's id.
        group: String,
    },
    /// Counts lines an operation: of every vendor, of one, or of one area of it (`lines privx role_store`).
    Lines {
        /// The vendor.
        vendor: Option<String>,
        /// A file or folder in the crate's `src`.
        area: Option<String>,
    },
    /// Compares the crates with a plain program with reqwest: crates, bytes of a program, pages of documentation.
    Weigh {
        /// Prints JSON.
        #[arg(long)]
        json: bool,
        /// Builds each program from nothing too, one after the other, for docs/weight.md.
        #[arg(long)]
        cold: bool,
    },
    /// Measures calls of raw HTTP clients and of ours against one server, taking turns.
    Bench {
        /// Prints JSON instead of a table.
        #[arg(long)]
        json: bool,
        /// How often everything is measured.
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// Only the cases with one of these words in their names; all of them when left out.
        cases: Vec<String>,
    },
    /// Measures the core's promises at full count and writes docs/promises.md.
    Promises {
        /// Only these, and no page.
        ids: Vec<String>,
    },
    /// Runs every fuzz target of tests/fuzz, or these, for so many seconds each, two at a time.
    Fuzz {
        /// How long each one runs: 600 before a release.
        seconds: u64,
        /// The targets; all of them when left out.
        targets: Vec<String>,
    },
    /// Makes a release; without `--execute` it only shows what it would do.
    Release {
        /// The step.
        #[command(subcommand)]
        step: release::Step,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Ci { list: true, .. } => ci::list(),
        Command::Ci { job, keep_going, .. } => ci::run(job, keep_going),
        Command::Tidy => tidy::run(),
        Command::Coverage { check, json } => coverage::run(check, json),
        Command::Facts { step } => facts::run(&step),
        Command::Draft { vendor, group } => draft::run(&vendor, &group),
        Command::Lines { vendor, area } => lines::run(vendor.as_deref(), area.as_deref()),
        Command::Weigh { json, cold } => weigh::run(json, cold),
        Command::Bench { json, rounds, cases } => bench::run(json, rounds, &cases),
        Command::Promises { ids } => promises::run(&ids),
        Command::Fuzz { seconds, targets } => fuzz::run(seconds, &targets),
        Command::Release { step } => release::run(step),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
