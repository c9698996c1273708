//! The server and the clients of the benches; `cargo xtask bench` runs them and compares.
//!
//! * `serve [--tls]` prints one line of JSON with its addresses and serves until it is killed.
//! * `run CLIENT CASE CALLS IN_FLIGHT URL [CA]` makes that many calls and prints one line of JSON with what they
//!   cost this process. A case is one with users; `hosts-` before its name makes it one with hosts.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program talks to its terminal")]

mod cases;
mod clients;
mod process;
mod server;
mod shapes;

use std::process::ExitCode;
use std::time::Instant;

/// What everything here returns.
type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let started = Instant::now();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    // One thread: what a call costs is not hidden behind a second core, and instructions can be counted.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done =
        runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(dispatch(&arguments, started)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(arguments: &[&str], started: Instant) -> Result {
    match *arguments {
        ["serve"] => server::run(false).await,
        ["serve", "--tls"] => server::run(true).await,
        ["run", client, case, calls, in_flight, url, ref ca @ ..] => {
            let ca = ca.first().copied().map(std::fs::read).transpose()?;
            let job = cases::Job {
                started,
                calls: calls.parse()?,
                in_flight: in_flight.parse()?,
                url,
                ca: ca.as_deref(),
            };
            cases::run(client, case, &job).await
        }
        _ => Err("serve [--tls] | run CLIENT CASE CALLS IN_FLIGHT URL [CA]".into()),
    }
}
