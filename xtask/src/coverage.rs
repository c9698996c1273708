//! Facts x methods x contract tests x sandbox: which operations of the vendors, and which of their members, are covered, by
//! what was really sent and read.

mod catalogue;
mod fields;
mod judge;
mod methods;
mod not_served;
mod open;
mod page;
mod proofs;
mod record;

use std::collections::BTreeSet;

use judge::Row;
use methods::Method;
use page::Totals;
use record::Record;
use serde_json::{Map, Value};

use crate::Result;
use crate::tidy::source::{self, Source};
use crate::workspace::{VENDORS, Workspace};

/// The operations that the documentation in a file names, by id or else by verb and path.
pub(crate) fn operations_of(source: &Source) -> impl Iterator<Item = String> {
    methods::read(source).into_iter().flat_map(|method| {
        let endpoint = method.endpoints.first().map(|(verb, path)| format!("{verb} {path}"));
        let endpoint = endpoint.filter(|_| method.markers.is_empty());
        method.markers.into_iter().chain(endpoint)
    })
}

/// What is known of one vendor.
struct Found {
    vendor: &'static str,
    rows: Vec<Row>,
    problems: Vec<String>,
}

impl Found {
    /// What is not proved of the operations that the crate has.
    fn gaps(&self) -> impl Iterator<Item = String> {
        let typed = self.rows.iter().filter(|row| row.method.is_some());
        typed.flat_map(|row| {
            row.proof.gaps().into_iter().map(|gap| format!("{} `{}` {gap}", self.vendor, row.id))
        })
    }
}

/// Writes the pages and prints the totals; with `check`, writes nothing, and a gap, a wrong marker or an old page is an
/// error.
pub(crate) fn run(check: bool, json: bool) -> Result {
    let workspace = Workspace::load()?;
    let sources = source::load(&workspace.root)?;
    let found = gather(&workspace, &sources)?;
    let mut problems: Vec<String> = found.iter().flat_map(|found| found.problems.clone()).collect();
    let gaps: BTreeSet<String> = found.iter().flat_map(Found::gaps).collect();
    if !check {
        open::write(&workspace.root, &gaps)?;
    }
    problems.extend(open::wrong(&open::read(&workspace.root), &gaps));
    for Found { vendor, rows, .. } in &found {
        if !check {
            page::write(&workspace.root, vendor, rows)?;
        } else if !page::is_current(&workspace.root, vendor, rows) {
            problems.push(format!("docs/coverage/{vendor}.md is out of date: run `cargo xtask coverage`"));
        }
    }
    if json {
        let totals = found.iter().map(|found| (found.vendor.to_owned(), Totals::of(&found.rows).json()));
        println!("{}", serde_json::to_string_pretty(&Value::Object(totals.collect::<Map<_, _>>()))?);
    } else {
        for found in &found {
            println!("{}: {}", found.vendor, Totals::of(&found.rows).line());
        }
    }
    for problem in &problems {
        eprintln!("{problem}");
    }
    if check && !problems.is_empty() {
        return Err(format!("{} gaps in coverage", problems.len()).into());
    }
    Ok(())
}

/// By the record that the last run of the tests left, if it has no gap: it may have been a run of some of them only.
fn gather(workspace: &Workspace, sources: &[Source]) -> Result<Vec<Found>> {
    if let Some(record) = record::left(workspace, sources) {
        let found = judged(workspace, sources, &record)?;
        if found.iter().all(|found| found.problems.is_empty()) {
            return Ok(found);
        }
        eprintln!("the record that is there has gaps: the tests are run");
    }
    judged(workspace, sources, &record::fresh(workspace)?)
}

fn judged(workspace: &Workspace, sources: &[Source], record: &Record) -> Result<Vec<Found>> {
    let not_served = not_served::read(&workspace.root)?;
    VENDORS.into_iter().map(|vendor| judge(sources, record, &not_served, vendor)).collect()
}

fn judge(
    sources: &[Source],
    record: &Record,
    not_served: &BTreeSet<(String, String)>,
    vendor: &'static str,
) -> Result<Found> {
    let facts = catalogue::facts(vendor)?;
    let operations = catalogue::operations(facts);
    let below = |part: &'static str| {
        let ours = move |source: &&Source| source.is_rust() && source.crate_with(part) == Some(vendor);
        sources.iter().filter(ours)
    };
    let methods: Vec<Method> = below("src").flat_map(methods::read).collect();
    let named: Vec<(String, String)> = below("tests/it").flat_map(proofs::read).collect();
    let rows = judge::rows(facts, &operations, &methods, &named, record);
    let mut problems = judge::wrong(vendor, &operations, &methods, &named, record);
    for row in rows.iter().filter(|row| row.method.is_some()) {
        if row.test.is_none() {
            problems.push(format!("{vendor}: `{}` was sent to no contract test of its own", row.id));
        }
    }
    problems.extend(not_served::wrong(vendor, &rows, not_served));
    Ok(Found { vendor, rows, problems })
}
