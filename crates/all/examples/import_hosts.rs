//! Imports the hosts of a CSV file into PrivX; a second run changes nothing.
//!
//! `cargo run --example import_hosts` imports 1,000 generated hosts into the embedded sandbox, twice. With the
//! `PORTCULLIS_PRIVX_…` variables (see `.env.example`) and a CSV file it imports them into that deployment. The file has
//! the columns `name`, `address` and `account`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to its terminal")]

#[path = "shared/site.rs"]
mod site;

use futures_util::{StreamExt as _, stream};
use indicatif::{ProgressBar, ProgressDrawTarget};
use portcullis::privx::{
    Client, Result,
    host_store::{Host, HostPrincipal, HostService},
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    env,
    error::Error,
    fs::File,
    io::{self, IsTerminal as _},
    process::ExitCode,
    time::Duration,
};

/// How many hosts are written at a time.
const AT_A_TIME: usize = 32;
const GENERATED: usize = 1000;

#[derive(Debug, Clone, Deserialize)]
struct Row {
    name: String,
    address: String,
    account: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Created,
    Changed,
    Unchanged,
    Failed,
}

#[tokio::main]
async fn main() -> std::result::Result<ExitCode, Box<dyn Error>> {
    let (privx, sandbox) = site::open().await?;
    let rows = match env::args().nth(1) {
        Some(file) => read(File::open(file)?)?,
        None if sandbox.is_some() => generated(),
        None => return Err("a CSV file is missing: import_hosts <FILE>".into()),
    };
    let first = import(&privx, &rows).await?;
    println!("{first:?}");
    let mut succeeded = !first.contains_key(&Change::Failed);
    if sandbox.is_some() {
        let second = import(&privx, &rows).await?;
        println!("{second:?}");
        succeeded &= second == BTreeMap::from([(Change::Unchanged, rows.len())]);
    }
    privx.close(Duration::from_secs(10)).await?;
    Ok(if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(from: impl io::Read) -> std::result::Result<Vec<Row>, Box<dyn Error>> {
    let rows: Vec<Row> =
        csv::Reader::from_reader(from).deserialize().collect::<std::result::Result<_, _>>()?;
    let mut names = HashMap::new();
    for (line, row) in (2..).zip(&rows) {
        if [&row.name, &row.address, &row.account].iter().any(|cell| cell.is_empty()) {
            return Err(format!("line {line}: name, address and account must not be empty").into());
        }
        if let Some(earlier) = names.insert(&row.name, line) {
            return Err(
                format!("line {line}: `{}` is in line {earlier}, too", row.name.escape_debug()).into()
            );
        }
    }
    Ok(rows)
}

fn generated() -> Vec<Row> {
    let row = |n: usize| Row {
        name: format!("host-{n:04}"),
        address: format!("10.0.{}.{}", n / 250, n % 250 + 1),
        account: "root".to_owned(),
    };
    (0..GENERATED).map(row).collect()
}

/// Creates the hosts that are missing and changes those that differ. Since the hosts are listed first, another run
/// completes one that was interrupted or whose replies were lost.
async fn import(privx: &Client, rows: &[Row]) -> Result<BTreeMap<Change, usize>> {
    let mut known = HashMap::new();
    let mut all = privx.host_store().hosts().list().page_size(1000);
    while let Some(host) = all.try_next().await? {
        if let Some(name) = host.common_name.clone() {
            known.insert(name, host);
        }
    }
    let bar = ProgressBar::new(rows.len().try_into().unwrap_or(u64::MAX));
    if !io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let mut running = stream::iter(rows)
        .map(|row| {
            let known = known.get(&row.name);
            async move { (row, import_one(privx, row, known).await) }
        })
        .buffer_unordered(AT_A_TIME);
    let mut counts = BTreeMap::new();
    while let Some((row, outcome)) = running.next().await {
        let change = outcome.unwrap_or_else(|error| {
            bar.suspend(|| eprintln!("{}: {error}", row.name.escape_debug()));
            Change::Failed
        });
        *counts.entry(change).or_default() += 1;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(counts)
}

async fn import_one(privx: &Client, row: &Row, known: Option<&Host>) -> Result<Change> {
    let hosts = privx.host_store().hosts();
    let addresses = vec![row.address.clone()];
    let Some(known) = known else {
        let host = Host::new(row.name.as_str(), addresses)
            .services([HostService::ssh(row.address.as_str())])
            .principals([HostPrincipal::new(row.account.as_str())]);
        hosts.create(&host).await?;
        return Ok(Change::Created);
    };
    let mut accounts = known.principals.iter().flatten().filter_map(|account| account.principal.as_deref());
    if known.addresses.as_ref() == Some(&addresses) && accounts.any(|account| account == row.account) {
        return Ok(Change::Unchanged);
    }
    // Everything else on the host is written back. Passphrases come back masked and are not sent.
    let mut accounts = known.principals.clone().unwrap_or_default();
    if accounts.iter().all(|account| account.principal.as_ref() != Some(&row.account)) {
        accounts.push(HostPrincipal::new(row.account.as_str()));
    }
    let mut services = known.services.clone().unwrap_or_default();
    for service in &mut services {
        if service
            .address
            .as_ref()
            .is_some_and(|old| known.addresses.iter().flatten().any(|known| known == old))
        {
            service.address = Some(row.address.clone());
        }
    }
    let host = known.clone().drop_masked().addresses(addresses).services(services).principals(accounts);
    hosts.replace(&known.id, &host).await?;
    Ok(Change::Changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_second_import_changes_nothing_and_a_moved_host_is_changed() {
        let (privx, _sandbox) = site::open().await.unwrap();
        let csv = "name,address,account\ndb1,10.0.0.1,root\ndb2,10.0.0.2,postgres\n";
        let rows = read(csv.as_bytes()).unwrap();
        let all = |change, number| BTreeMap::from([(change, number)]);
        assert_eq!(import(&privx, &rows).await.unwrap(), all(Change::Created, 2));
        assert_eq!(import(&privx, &rows).await.unwrap(), all(Change::Unchanged, 2));

        let rows = read(csv.replace("10.0.0.2", "10.0.0.9").as_bytes()).unwrap();
        let changed = import(&privx, &rows).await.unwrap();
        assert_eq!(changed, BTreeMap::from([(Change::Changed, 1), (Change::Unchanged, 1)]));
        assert_eq!(import(&privx, &rows).await.unwrap(), all(Change::Unchanged, 2));
    }

    #[test]
    fn the_error_has_the_number_of_a_line_that_cannot_be_imported() {
        for (lines, text) in [
            ("db1,10.0.0.1,root\ndb1,10.0.0.2,root", "line 3: `db1` is in line 2, too"),
            ("db1,,root", "line 2: name, address and account must not be empty"),
            ("db1,10.0.0.1,", "line 2: name, address and account must not be empty"),
        ] {
            let error = read(format!("name,address,account\n{lines}\n").as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), text);
        }
    }
}
