//! How long creations take with a state directory; the figures are in docs/performance.md.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "shares code with the tests"
)]

#[path = "../tests/it/https.rs"]
mod https;
#[path = "../tests/it/program.rs"]
mod program;

use std::io::Write as _;
use std::time::Instant;

use serde_json::json;
use tokio::task::JoinSet;

use crate::https::{Connection, Result};
use crate::program::{Process, Vendor};

const CREATIONS: usize = 3000;
/// How many connections create at the same time in the second round of each kind.
const CONNECTIONS: usize = 8;
/// Below the rate that DigiCert allows one key.
const PER_KEY: usize = 90;

/// What is made, and by whom: each caller makes up to [`PER_KEY`], so that there are enough for both rounds.
async fn kinds(process: &Process) -> Result<Vec<(&'static str, Vec<Vendor>)>> {
    let [storedsafe, privicore, digicert, privx, midprovider] = Vendor::all(process).await?;
    let mut keys = Vec::new();
    let service = Vendor {
        body: |_, name| {
            json!({ "is_api_only": true, "api_name": name, "email": "a@example.org" }).to_string()
        },
        ..digicert.clone()
    };
    for number in 0..2 * CREATIONS.div_ceil(PER_KEY) {
        let made =
            service.create_over(&mut Connection::new(&digicert.client), &format!("key-{number}")).await?;
        let mut keyed = digicert.clone();
        keyed.headers.push(("x-dc-devkey", made["api_key"].as_str().ok_or("a key")?.to_owned()));
        keyed.headers.remove(0);
        keys.push(keyed);
    }
    let roles = Vendor {
        create: privx.create.replace("local-user-store/api/v1/users", "role-store/api/v1/roles"),
        body: |_, name| {
            json!({
                "name": name, "permissions": [],
                "source_rules": { "type": "GROUP", "match": "ANY", "rules": [] },
            })
            .to_string()
        },
        ..privx.clone()
    };
    let admin = midprovider.create.replace("/digitanium/v4/users", "/auth/admin/realms/sandbox/users");
    let users = Vendor {
        create: admin,
        body: |_, name| json!({ "username": name, "enabled": true }).to_string(),
        ..midprovider.clone()
    };
    Ok(vec![
        ("privicore device", vec![privicore]),
        ("storedsafe object", vec![storedsafe]),
        ("digicert user", keys),
        ("privx local user", vec![privx]),
        ("privx role", vec![roles]),
        ("midprovider user", vec![midprovider]),
        ("midprovider user, admin tree", vec![users]),
    ])
}

/// The processor time that the process has used, where /proc has it.
fn cpu_seconds(process: &Process) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.child.id())).ok()?;
    // After the name of the program, which may hold blanks: user and system time in hundredths of a second.
    let fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11).take(2);
    Some(fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0)
}

/// Creates as many things over that many connections at once; returns the seconds and the CPU seconds of the sandbox.
async fn round(
    process: &Process,
    kind: &'static str,
    callers: &[Vendor],
    connections: usize,
) -> Result<String> {
    let (start, cpu) = (Instant::now(), cpu_seconds(process));
    let mut tasks = JoinSet::new();
    for first in 0..connections {
        let callers = callers.to_vec();
        tasks.spawn(async move {
            let mut connection = Connection::new(&callers[0].client);
            for number in (first..CREATIONS).step_by(connections) {
                let caller = &callers[number / PER_KEY % callers.len()];
                let name = format!("{}-{connections}-{number}", kind.replace([' ', ','], "-"));
                caller.create_over(&mut connection, &name).await.unwrap();
            }
        });
    }
    while let Some(task) = tasks.join_next().await {
        task?;
    }
    let seconds = start.elapsed().as_secs_f64();
    let cpu = cpu_seconds(process).zip(cpu).map(|(end, start)| format!("{:.2}", end - start));
    Ok(format!("{seconds:.2} | {}", cpu.unwrap_or_else(|| "unknown".to_owned())))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let process = Process::start(dir.path())?;
    for (kind, callers) in kinds(&process).await? {
        let (earlier, later) = callers.split_at(callers.len() / 2);
        let one = round(&process, kind, if earlier.is_empty() { later } else { earlier }, 1).await?;
        let several = round(&process, kind, later, CONNECTIONS).await?;
        writeln!(std::io::stdout(), "| {kind} | {one} | {several} |")?;
    }
    Ok(())
}
