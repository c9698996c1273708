//! What the terminal shows.

use crate::{outcome::Outcome, people::Row, systems::System, targets::Targets};
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};

/// Longer ids are cut in the table; JSON has them whole.
const ID: usize = 13;

/// Person by system, and below it why somebody is not in.
pub(crate) fn table(rows: &[Row], systems: &[System], outcomes: &[Outcome]) {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    let names = systems.iter().map(System::name);
    table.set_header(std::iter::once("person").chain(names));
    for row in rows {
        let Row::Person(person) = row else { continue };
        let mut cells = vec![person.username.clone()];
        for system in systems {
            let cell = outcomes.iter().find(|o| o.line == person.line && o.system == Some(system.name()));
            cells.push(cell.map(text).unwrap_or_default());
        }
        table.add_row(cells);
    }
    println!("{table}");
    for outcome in outcomes {
        let Some(reason) = &outcome.reason else { continue };
        match (&outcome.person, outcome.system) {
            (Some(person), Some(system)) => println!("{person}, {system}: {}", reason.message),
            _ => println!("{}", reason.message),
        }
    }
    let done = outcomes.iter().filter(|o| o.is_in()).count();
    println!("{done} of {} accounts created", outcomes.len());
}

/// An id, shortened, or one word for why there is none.
fn text(outcome: &Outcome) -> String {
    match (&outcome.id, &outcome.command) {
        (Some(id), _) => cut(id),
        (_, Some(command)) => format!("done, {}", cut(command)),
        _ => outcome.word.to_owned(),
    }
}

fn cut(id: &str) -> String {
    match id.char_indices().nth(ID) {
        Some((end, _)) => id.get(..end).unwrap_or_default().to_owned() + "…",
        None => id.to_owned(),
    }
}

/// The same as JSON: one object per person and system, one per malformed line.
pub(crate) fn json(outcomes: &[Outcome]) -> serde_json::Result<()> {
    println!("{}", serde_json::to_string_pretty(outcomes)?);
    Ok(())
}

/// What `--execute` would do.
pub(crate) fn plan(rows: &[Row], targets: &Targets) {
    println!("Nothing is sent without --execute. With it:");
    for (name, server) in targets.servers() {
        println!("  {name}: users would be created at {server}");
    }
    for row in rows {
        match row {
            Row::Person(person) => {
                println!("  line {}: {} ({})", person.line, person.username, person.full_name());
            }
            Row::Malformed { line, reason } => println!("  line {line}: skipped, {reason}"),
        }
    }
}
