//! Onboards the people of a CSV file into five systems at once.
//!
//! `cargo run --example onboard` starts the embedded sandbox and brings a dozen people into all five. With
//! `PORTCULLIS_…` variables (see `.env.example`), an explicit CSV and `--execute` it goes to real tenants.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to its terminal")]

mod outcome;
mod people;
mod report;
mod secrets;
#[path = "../shared/sheet.rs"]
mod sheet;
mod systems;
mod targets;
#[path = "../shared/trust.rs"]
mod trust;

use clap::Parser;
use futures_util::{StreamExt as _, future::join_all, stream};
use indicatif::{ProgressBar, ProgressStyle};
use outcome::Outcome;
use people::{Person, Row};
use portcullis_sandbox::Sandbox;
use secrets::Vault;
use std::{
    collections::HashSet, error::Error, io::IsTerminal as _, path::PathBuf, process::ExitCode, time::Duration,
};
use systems::System;
use targets::Targets;

/// How many people are on their way at a time; each goes to all systems at once.
const PEOPLE_AT_A_TIME: usize = 4;

/// Brings the people of a CSV file into Privicore, StoredSafe, DigiCert CertCentral, PrivX and mID Provider.
///
/// Ends with 0 when everybody is in everywhere, with 1 otherwise.
#[derive(Debug, Parser)]
struct Args {
    /// The people: a CSV file with a header line. Without it, a dozen bundled people.
    csv: Option<PathBuf>,
    /// Prints the result as JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Writes the initial passwords to this new file, readable by its owner only. Without it they are thrown away.
    #[arg(long, value_name = "FILE")]
    credentials_file: Option<PathBuf>,
    /// Keeps the sandbox's state in this folder between runs.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Really creates users in the tenants that the `PORTCULLIS_…` variables name.
    #[arg(long)]
    execute: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<bool, Box<dyn Error>> {
    let rows = people::read(args.csv.as_deref())?;
    let targets = Targets::from_environment()?;
    // Held until the end: dropping the sandbox stops its servers.
    let mut sandbox = None;
    let systems = if let Some(targets) = targets {
        if args.csv.is_none() {
            return Err("real tenants need an explicit CSV file".into());
        }
        if args.state.is_some() {
            return Err("--state is for the sandbox; real tenants and the sandbox are never mixed".into());
        }
        if !args.execute {
            print!("{}", report::plan(&rows, targets.servers()));
            return Ok(true);
        }
        targets.connect()?
    } else {
        if args.execute {
            return Err("--execute needs the PORTCULLIS_… variables of at least one vendor".into());
        }
        let mut builder = Sandbox::builder();
        if let Some(folder) = args.state {
            builder = builder.state_dir(folder);
        }
        let running = sandbox.insert(builder.start().await?);
        Targets::of_sandbox(running)?.connect()?
    };

    let mut vault = Vault::open(args.credentials_file.as_deref())?;
    let outcomes = onboard(&rows, &systems, &mut vault).await?;
    for system in &systems {
        if let Err(error) = system.close(Duration::from_secs(10)).await {
            eprintln!("warning: {}: {error}", system.name());
        }
    }
    if args.json {
        report::json(&outcomes)?;
    } else {
        let names: Vec<&str> = systems.iter().map(System::name).collect();
        print!("{}", report::table(&rows, &names, &outcomes));
    }
    Ok(!outcomes.is_empty() && outcomes.iter().all(Outcome::is_in))
}

/// Everybody into everything. A name that comes twice goes in turn, so that it is the second that finds
/// the first.
async fn onboard(
    rows: &[Row],
    systems: &[System],
    vault: &mut Vault,
) -> Result<Vec<Outcome>, Box<dyn Error>> {
    let mut known = HashSet::new();
    let (first, again): (Vec<&Person>, Vec<&Person>) =
        rows.iter().filter_map(Row::person).partition(|person| known.insert(person.username.to_lowercase()));
    let bar = progress(systems.len() * (first.len() + again.len()));
    let mut outcomes: Vec<Outcome> = rows.iter().filter_map(Outcome::of_malformed).collect();
    for (wave, at_a_time) in [(first, PEOPLE_AT_A_TIME), (again, 1)] {
        let mut running = stream::iter(wave)
            .map(|person| {
                let bar = bar.clone();
                async move {
                    join_all(systems.iter().map(|system| {
                        let bar = bar.clone();
                        async move {
                            let password = secrets::password();
                            let outcome = match &password {
                                Ok(password) => system.create(person, password).await,
                                Err(error) => Outcome::broken(person, system.name(), error),
                            };
                            bar.inc(1);
                            (outcome, password.ok())
                        }
                    }))
                    .await
                }
            })
            .buffer_unordered(at_a_time);
        while let Some(done) = running.next().await {
            for (outcome, password) in done {
                if let (true, Some(password)) = (outcome.may_exist(), password) {
                    vault.keep(&outcome, &password)?;
                }
                outcomes.push(outcome);
            }
        }
    }
    bar.finish_and_clear();
    outcomes.sort_by_key(|outcome| outcome.line);
    Ok(outcomes)
}

fn progress(steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(steps.try_into().unwrap_or(u64::MAX));
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
