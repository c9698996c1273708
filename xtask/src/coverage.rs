//! Catalogue x methods x contract tests x sandbox: which operations of the vendors are covered, by what was really sent.

mod catalogue;
mod judge;
mod methods;
mod page;
mod proofs;
mod record;
pub(crate) mod skeleton;
mod told;

use judge::Row;
use methods::Method;
use page::Totals;
use record::Record;
use serde_json::{Map, Value};

use crate::Result;
use crate::tidy::source::{self, Source};
use crate::workspace::{VENDORS, Workspace};

/// What is known of one vendor.
struct Found {
    vendor: &'static str,
    rows: Vec<Row>,
    problems: Vec<String>,
}

/// Writes the pages and prints the totals; with `check`, writes nothing, and a gap in scope, a wrong marker or an old
/// page is an error.
pub(crate) fn run(check: bool, json: bool) -> Result {
    let workspace = Workspace::load()?;
    let sources = source::load(&workspace.root)?;
    let found = gather(&workspace, &sources)?;
    let mut problems: Vec<String> = found.iter().flat_map(|found| found.problems.clone()).collect();
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
    VENDORS.into_iter().map(|vendor| judge(workspace, sources, record, vendor)).collect()
}

fn judge(workspace: &Workspace, sources: &[Source], record: &Record, vendor: &'static str) -> Result<Found> {
    let operations = catalogue::load(&workspace.root, vendor)?;
    let below = |part: &'static str| {
        let ours = move |source: &&Source| source.is_rust() && source.crate_with(part) == Some(vendor);
        sources.iter().filter(ours)
    };
    let methods: Vec<Method> = below("src").flat_map(methods::read).collect();
    let named: Vec<(String, String)> = below("tests/it").flat_map(proofs::read).collect();
    let rows = judge::rows(vendor, &operations, &methods, &named, record);
    let mut problems = judge::wrong(vendor, &operations, &methods, &named, record);
    for row in rows.iter().filter(|row| row.in_scope) {
        let lacks = [
            (row.method.is_none(), "has no method"),
            (row.test.is_none(), "was sent to no contract test of its own"),
            // What is guessed is nothing that the sandbox could stand in for.
            (!row.sandbox && !row.guessed, "was not served by the sandbox"),
        ];
        let lacks = lacks.iter().filter(|(lacking, _)| *lacking);
        problems.extend(lacks.map(|(_, what)| format!("{vendor}: `{}` {what}", row.id)));
    }
    Ok(Found { vendor, rows, problems })
}
