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

use crate::https::{Connection, Result};
use crate::program::{Process, Vendor};

const CREATIONS: usize = 3000;
/// Below the rate that DigiCert allows one key.
const PER_KEY: usize = 90;

/// What is made, and by whom: one after the other, the headers of each for a part of the creations.
async fn kinds(process: &Process) -> Result<Vec<(&'static str, Vec<Vendor>)>> {
    let [storedsafe, privicore, digicert, privx, midprovider] = Vendor::all(process).await?;
    let mut keys = Vec::new();
    let service = Vendor {
        body: |_, name| {
            json!({ "is_api_only": true, "api_name": name, "email": "a@example.org" }).to_string()
        },
        ..digicert.clone()
    };
    for number in 0..CREATIONS.div_ceil(PER_KEY) {
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

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let process = Process::start(dir.path())?;
    for (kind, callers) in kinds(&process).await? {
        let mut connection = Connection::new(&callers[0].client);
        let (start, cpu) = (Instant::now(), cpu_seconds(&process));
        for number in 0..CREATIONS {
            let caller = &callers[number / PER_KEY % callers.len()];
            caller
                .create_over(&mut connection, &format!("{}-{number}", kind.replace([' ', ','], "-")))
                .await?;
        }
        let seconds = start.elapsed().as_secs_f64();
        let cpu = cpu_seconds(&process).zip(cpu).map(|(end, start)| format!("{:.2}", end - start));
        writeln!(
            std::io::stdout(),
            "| {kind} | {seconds:.2} | {} |",
            cpu.unwrap_or_else(|| "unknown".to_owned())
        )?;
    }
    Ok(())
}
