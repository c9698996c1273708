//! What a call may cost in instructions and allocations, which vary little between runs.

use std::collections::HashMap;
use std::fs;

use tempfile::NamedTempFile;
use xshell::cmd;

use crate::Result;
use crate::bench::{self, server::Server};
use crate::process::{cargo, succeeds};
use crate::workspace::Workspace;

/// What one call of our client of PrivX may cost over plain HTTP.
struct Gate {
    case: &'static str,
    /// The smaller of two runs; the other makes twice as many, and the difference has no start-up in it.
    calls: u64,
    instructions: u64,
    allocations: u64,
}

/// The targets of docs/performance.md; for a page of 50 with 2 % of air.
const GATES: [Gate; 3] = [
    Gate { case: "create", calls: 200, instructions: 95_000, allocations: 80 },
    Gate { case: "page-50", calls: 40, instructions: 1_428_000, allocations: 1_400 },
    Gate { case: "page-1000", calls: 4, instructions: 27_000_000, allocations: 26_150 },
];

/// The functions that allocate in a program without an allocator of its own.
const ALLOCATORS: [&str; 5] = ["malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"];

/// What a run cost, or a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cost {
    instructions: u64,
    allocations: u64,
}

/// Counts under callgrind, against a server that is not counted.
pub(super) fn run(workspace: &Workspace) -> Result {
    if !succeeds(cmd!(workspace.sh, "valgrind --version")) {
        return Err("valgrind is missing on this machine (Debian: apt-get install valgrind)".into());
    }
    // The calls have no TLS, and ring builds faster than aws-lc-rs.
    cargo(
        &workspace.sh,
        "build --quiet --release -p portcullis-bench --no-default-features --features rustls-ring",
    )
    .run()?;
    let server = Server::start(workspace.sh.cmd(bench::program(workspace)), false)?;
    let mut findings = Vec::new();
    for gate in &GATES {
        // For comparison only.
        let raw = per_call(workspace, &server, "reqwest", gate)?;
        let ours = per_call(workspace, &server, "privx", gate)?;
        println!(
            "{}: {} instructions (at most {}; raw reqwest {}), {} allocations (at most {}; raw reqwest {})",
            gate.case,
            ours.instructions,
            gate.instructions,
            raw.instructions,
            ours.allocations,
            gate.allocations,
            raw.allocations
        );
        findings.extend(judge(gate, ours));
    }
    if findings.is_empty() { Ok(()) } else { Err(findings.join("; ").into()) }
}

fn judge(gate: &Gate, cost: Cost) -> Vec<String> {
    let measures = [
        ("instructions", cost.instructions, gate.instructions),
        ("allocations", cost.allocations, gate.allocations),
    ];
    let over = measures.into_iter().filter(|(_, cost, most)| cost > most);
    over.map(|(what, cost, most)| format!("{} costs {cost} {what} a call, {most} allowed", gate.case))
        .collect()
}

fn per_call(workspace: &Workspace, server: &Server, client: &str, gate: &Gate) -> Result<Cost> {
    let once = count(workspace, server, client, gate.case, gate.calls)?;
    let twice = count(workspace, server, client, gate.case, 2 * gate.calls)?;
    difference(once, twice, gate.calls)
}

fn difference(once: Cost, twice: Cost, calls: u64) -> Result<Cost> {
    let each = |once: u64, twice: u64| twice.checked_sub(once).map(|more| more.div_ceil(calls));
    match (each(once.instructions, twice.instructions), each(once.allocations, twice.allocations)) {
        (Some(instructions), Some(allocations)) if allocations > 0 => Ok(Cost { instructions, allocations }),
        _ => Err("callgrind's counts make no sense: twice the calls cost no more".into()),
    }
}

fn count(workspace: &Workspace, server: &Server, client: &str, case: &str, calls: u64) -> Result<Cost> {
    let profile = NamedTempFile::new()?;
    let (out, calls, url) = (profile.path(), calls.to_string(), server.url());
    let program = bench::program(workspace);
    cmd!(workspace.sh, "valgrind --quiet --tool=callgrind --callgrind-out-file={out} {program} run {client} {case} {calls} 1 {url}")
        .read()?;
    read(&fs::read_to_string(out)?)
}

/// Reads a profile: `cfn=(7) malloc` names the function that the next `calls=` is about, from the second time on by
/// its number alone.
fn read(profile: &str) -> Result<Cost> {
    let mut names: HashMap<&str, &str> = HashMap::new();
    let mut callee = "";
    let (mut instructions, mut allocations) = (None, 0);
    for line in profile.lines() {
        if let Some(name) = line.strip_prefix("fn=") {
            resolve(&mut names, name);
        } else if let Some(name) = line.strip_prefix("cfn=") {
            callee = resolve(&mut names, name);
        } else if let Some(counts) = line.strip_prefix("calls=") {
            let times: u64 = counts.split(' ').next().unwrap_or_default().parse()?;
            if ALLOCATORS.contains(&callee) {
                allocations += times;
            }
        } else if let Some(total) = line.strip_prefix("totals:").or_else(|| line.strip_prefix("summary:")) {
            instructions = Some(total.trim().parse()?);
        }
    }
    let instructions = instructions.ok_or("the profile of callgrind has no total")?;
    Ok(Cost { instructions, allocations })
}

fn resolve<'a>(names: &mut HashMap<&'a str, &'a str>, name: &'a str) -> &'a str {
    match name.split_once(' ') {
        Some((number, name)) => {
            names.insert(number, name);
            name
        }
        None => names.get(name).copied().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_by_names_and_numbers() {
        let profile = "version: 1\nfn=(1) main\n0 5\ncfn=(2) malloc\ncalls=3 0\n0 40\nfn=(3) other\ncfn=(2)\n\
                       calls=2 0\n0 9\ncfn=(1)\ncalls=7 0\n0 9\ncfn=(4) realloc\ncalls=1 0\n0 9\n\ntotals: 1234\n";
        assert_eq!(read(profile).unwrap(), Cost { instructions: 1234, allocations: 6 });
        assert!(read("fn=(1) main\n0 5\n").is_err());
    }

    #[test]
    fn one_instruction_or_allocation_too_many_is_found() {
        let gate = Gate { case: "create", calls: 10, instructions: 100, allocations: 5 };
        let cost = |instructions, allocations| Cost { instructions, allocations };
        assert!(judge(&gate, cost(100, 5)).is_empty());
        assert_eq!(judge(&gate, cost(101, 5)), ["create costs 101 instructions a call, 100 allowed"]);
        assert_eq!(judge(&gate, cost(100, 6)), ["create costs 6 allocations a call, 5 allowed"]);
        let each = difference(cost(5000, 70), cost(6001, 120), 10).unwrap();
        assert_eq!(each, cost(101, 5));
        assert!(difference(cost(5000, 0), cost(6001, 0), 10).is_err());
    }
}
