//! What the terminal shows.

use crate::{
    outcome::Outcome,
    people::Row,
    systems::System,
    targets::Targets,
};
use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};

/// Longer texts are cut in the table; JSON has them whole.
const CELL: usize = 44;

/// Person by system.
pub(crate) fn table(rows: &[Row], systems: &[System], outcomes: &[Outcome]) {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
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
    for outcome in outcomes.iter().filter(|o| o.system.is_none()) {
        println!("{}", text(outcome));
    }
    let done = outcomes.iter().filter(|o| o.is_in()).count();
    println!("{done} of {} accounts created", outcomes.len());
}

fn text(outcome: &Outcome) -> String {
    let text = match (&outcome.id, &outcome.command, &outcome.reason) {
        (Some(id), ..) => id.clone(),
        (_, Some(command), _) => format!("done ({command})"),
        (.., Some(reason)) => format!("{}: {}", outcome.outcome, reason.message),
        _ => outcome.outcome.to_owned(),
    };
    match text.char_indices().nth(CELL) {
        Some((end, _)) if outcome.system.is_some() => text.get(..end).unwrap_or_default().to_owned() + "…",
        _ => text,
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
            Row::Person(person) => println!("  line {}: {} ({})", person.line, person.username, person.full_name()),
            Row::Malformed { line, reason } => println!("  line {line}: skipped, {reason}"),
        }
    }
}
