//! What calls cost: raw HTTP clients and ours against one server on loopback, in one run, taking turns.

mod report;
pub(crate) mod server;

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::NamedTempFile;

use self::report::{Row, Sample};
use self::server::Server;
use crate::Result;
use crate::process::cargo;
use crate::workspace::Workspace;

/// From the least to the most that is done for the caller.
const CLIENTS: [&str; 3] = ["hyper", "reqwest", "privx"];

/// One line of the table for each client.
struct Case {
    name: &'static str,
    /// Its name in the benches' program.
    program: &'static str,
    calls: usize,
    in_flight: usize,
    /// The part of the server that takes 10 ms for each call.
    slow: bool,
    clients: &'static [&'static str],
}

const fn case(name: &'static str, case: &'static str, calls: usize, in_flight: usize) -> Case {
    Case { name, program: case, calls, in_flight, slow: false, clients: &CLIENTS }
}

const fn bulk(name: &'static str, calls: usize, in_flight: usize) -> Case {
    Case { slow: true, ..case(name, "bulk", calls, in_flight) }
}

/// Without a server all raw clients are the same.
const fn alone(name: &'static str, calls: usize) -> Case {
    Case { clients: &["reqwest", "privx"], ..case(name, name, calls, 1) }
}

const CASES: [Case; 15] = [
    case("create, 1 in flight", "create", 3000, 1),
    case("create, 8 in flight", "create", 10_000, 8),
    case("create, 64 in flight", "create", 10_000, 64),
    case("page of 50", "page-50", 500, 1),
    case("page of 1000", "page-1000", 40, 1),
    // A fifth of the job: the calls' rate does not change on the way.
    bulk("bulk of 2,000, 10 ms, 8 in flight", 2000, 8),
    bulk("bulk of 10,000, 10 ms, 64 in flight", 10_000, 64),
    bulk("bulk of 10,000, 10 ms, 256 in flight", 10_000, 256),
    case("100,000 users streamed", "stream", 100_000, 1),
    // The same with hosts, which have lists of objects in them.
    case("page of 50 hosts", "hosts-page-50", 500, 1),
    case("page of 1000 hosts", "hosts-page-1000", 40, 1),
    Case { program: "hosts-bulk", ..bulk("bulk of 10,000 hosts, 10 ms, 64 in flight", 10_000, 64) },
    case("100,000 hosts streamed", "hosts-stream", 100_000, 1),
    case("first call of a process", "first", 1, 1),
    alone("build", 100),
];

/// Decoding needs no server; the raw client's type drops unknown members.
const DECODE: Case = alone("decode", 20);

/// Runs all cases, or those with one of the words in their names, so many times and prints the medians.
pub(crate) fn run(json: bool, rounds: usize, words: &[String]) -> Result {
    let cases: Vec<&Case> =
        CASES.iter().chain([&DECODE]).filter(|case| is_selected(case.name, words)).collect();
    if cases.is_empty() {
        return Err("no case has one of these words in its name".into());
    }
    let workspace = Workspace::load()?;
    cargo(&workspace.sh, "build --quiet --release -p portcullis-bench").run()?;
    let server = Server::start(workspace.sh.cmd(program(&workspace)), true)?;
    let mut ca = NamedTempFile::new()?;
    ca.write_all(server.ca().as_bytes())?;
    let mut rows: Vec<Row> = cases
        .iter()
        .flat_map(|case| {
            case.clients.iter().map(|client| Row { case: case.name, client, samples: Vec::new() })
        })
        .collect();
    for _ in 0..rounds {
        let mut row = rows.iter_mut();
        for case in &cases {
            for (client, row) in case.clients.iter().zip(&mut row) {
                row.samples.push(sample(&workspace, &server, ca.path(), case, client)?);
            }
        }
    }
    if json {
        println!("{}", report::json(&rows));
    } else {
        println!("{}", report::table(&rows));
    }
    Ok(())
}

fn is_selected(name: &str, words: &[String]) -> bool {
    words.is_empty() || words.iter().any(|word| name.contains(word.as_str()))
}

/// The program of the package `portcullis-bench`, where cargo puts it.
pub(crate) fn program(workspace: &Workspace) -> PathBuf {
    let name = format!("portcullis-bench{}", env::consts::EXE_SUFFIX);
    workspace.target.join("release").join(name)
}

fn sample(workspace: &Workspace, server: &Server, ca: &Path, case: &Case, client: &str) -> Result<Sample> {
    let before = server.counts()?;
    let url = [server.url(), if case.slow { "/slow" } else { "" }].concat();
    let (calls, in_flight) = (case.calls.to_string(), case.in_flight.to_string());
    let run =
        workspace.sh.cmd(program(workspace)).args(["run", client, case.program, &calls, &in_flight, &url]);
    let figures: Value = serde_json::from_str(&run.arg(ca).read()?)?;
    let number = |name: &str| figures.get(name).and_then(Value::as_f64).ok_or("a figure is missing");
    let after = server.counts()?;
    Ok(Sample {
        calls: number("calls")?,
        seconds: number("seconds")?,
        cpu: number("cpu")?,
        peak_mib: number("peak_kib")? / 1024.0,
        connections: since(before.connections, after.connections),
        tokens: since(before.tokens, after.tokens),
    })
}

fn since(before: u64, after: u64) -> f64 {
    u32::try_from(after.saturating_sub(before)).map_or(f64::NAN, f64::from)
}
