//! The promises of the core: they are measured, and the page `docs/promises.md` shows the figures.

use std::fs;

use serde_json::Value;

use crate::Result;
use crate::process::cargo;
use crate::workspace::{Workspace, text_at};

/// The page that holds the figures of the last full run.
const PAGE: &str = "docs/promises.md";

/// How many promises there are.
const ALL: usize = 68;

/// A promise and what was measured.
struct Row {
    id: String,
    text: String,
    required: String,
    measured: String,
    held: bool,
}

/// Measures all at full count and writes the page; with ids, measures those and prints them.
pub(crate) fn run(ids: &[String]) -> Result {
    let workspace = Workspace::load()?;
    let rows = measured(&workspace, true, ids)?;
    for row in &rows {
        println!(
            "{:4} {:4} {} | required: {} | measured: {}",
            row.id,
            verdict(row),
            row.text,
            row.required,
            row.measured
        );
    }
    if ids.is_empty() {
        fs::write(workspace.root.join(PAGE), page(&rows))?;
    }
    let held = rows.iter().filter(|row| row.held).count();
    println!("{held} of {} held", rows.len());
    Ok(())
}

/// Measures at reduced counts: a promise that the page shows as held must hold.
pub(crate) fn check(workspace: &Workspace) -> Result {
    let page = fs::read_to_string(workspace.root.join(PAGE)).map_err(|error| format!("{PAGE}: {error}"))?;
    let rows = measured(workspace, false, &[])?;
    let broken = broken(&rows, &page);
    for row in &broken {
        eprintln!("{} does not hold: required {}, measured {}", row.id, row.required, row.measured);
    }
    if !broken.is_empty() {
        return Err(format!("{} promises are broken", broken.len()).into());
    }
    let listed = rows.iter().filter(|row| page.contains(&format!("| {} |", row.id))).count();
    if listed != ALL || rows.len() != ALL {
        return Err(format!(
            "there are {ALL} promises; {} are measured and {listed} are on {PAGE}",
            rows.len()
        )
        .into());
    }
    println!("{} of {ALL} held", rows.iter().filter(|row| row.held).count());
    Ok(())
}

/// The promises that do not hold although the page shows them as held.
fn broken<'a>(rows: &'a [Row], page: &str) -> Vec<&'a Row> {
    let known = |row: &Row| page.lines().any(|line| line.starts_with(&format!("| {} | no |", row.id)));
    rows.iter().filter(|row| !row.held && !known(row)).collect()
}

fn measured(workspace: &Workspace, full: bool, ids: &[String]) -> Result<Vec<Row>> {
    let output = cargo(&workspace.sh, "run --quiet")
        .args(full.then_some("--release"))
        .args(["-p", "portcullis-tests", "--bin", "promises", "--"])
        .args(full.then_some("--full"))
        .args(ids)
        .read()?;
    output.lines().map(|line| Ok(read(&serde_json::from_str(line)?))).collect()
}

fn read(row: &Value) -> Row {
    Row {
        id: text_at(row, "id").to_owned(),
        text: text_at(row, "text").to_owned(),
        required: text_at(row, "required").to_owned(),
        measured: text_at(row, "measured").to_owned(),
        held: row.get("held").and_then(Value::as_bool).unwrap_or(false),
    }
}

fn verdict(row: &Row) -> &'static str {
    if row.held { "yes" } else { "no" }
}

fn page(rows: &[Row]) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let mut page = String::from(
        "# Promises\n\nWhat the core promises, the figure that each promise must reach, and the figure that was \
         measured.\nWritten by `cargo xtask promises`, which measures each at full count; one alone:\n\
         `cargo run -q --release -p portcullis-tests --bin promises -- --full ID`. The column `held` shows which hold.\n\n\
         | id | held | promise | required | measured |\n|---|---|---|---|---|\n",
    );
    for row in rows {
        let cells = [&row.id, verdict(row), &row.text, &row.required, &row.measured].map(&cell);
        page.extend(["| ", &cells.join(" | "), " |\n"]);
    }
    let held = rows.iter().filter(|row| row.held).count();
    page.extend(["\n", &held.to_string(), " of ", &rows.len().to_string(), " held.\n"]);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, held: bool) -> Row {
        let text = || "a | b".to_owned();
        Row { id: id.to_owned(), text: text(), required: text(), measured: text(), held }
    }

    #[test]
    fn a_promise_that_the_page_shows_as_held_must_hold() {
        let page = page(&[row("D1", true), row("D2", false)]);
        assert!(page.contains("| D1 | yes | a \\| b |") && page.contains("1 of 2 held."));
        let now = [row("D1", false), row("D2", false), row("D3", false)];
        let ids: Vec<&str> = broken(&now, &page).iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["D1", "D3"]);
        assert!(broken(&[row("D1", true)], &page).is_empty());
    }
}
