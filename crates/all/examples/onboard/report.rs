//! What the terminal shows.

use crate::{outcome::Outcome, people::Row, sheet::shown};
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};

/// Longer ids are cut in the table; JSON has them whole.
const ID: usize = 13;

/// Person by system, and below it why somebody is not in.
pub(crate) fn table(rows: &[Row], systems: &[&str], outcomes: &[Outcome]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(std::iter::once("person").chain(systems.iter().copied()));
    for row in rows {
        let Row::Person(person) = row else { continue };
        let mut cells = vec![shown(&person.username)];
        for system in systems {
            let cell = outcomes.iter().find(|o| o.line == person.line && o.system == Some(system));
            cells.push(cell.map(|outcome| shown(&text(outcome))).unwrap_or_default());
        }
        table.add_row(cells);
    }
    let mut lines = vec![table.to_string()];
    for outcome in outcomes {
        let Some(reason) = &outcome.reason else { continue };
        lines.push(match (&outcome.person, outcome.system) {
            (Some(person), Some(system)) => shown(&format!("{person}, {system}: {}", reason.message)),
            _ => shown(&reason.message),
        });
    }
    let done = outcomes.iter().filter(|o| o.is_in()).count();
    lines.push(format!("{done} of {} accounts created\n", outcomes.len()));
    lines.join("\n")
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

/// What `--execute` would do; `servers`: the name of each vendor and its server.
pub(crate) fn plan<'a>(rows: &[Row], servers: impl Iterator<Item = (&'static str, &'a str)>) -> String {
    let mut lines = vec!["Nothing is sent without --execute. With it:".to_owned()];
    lines.extend(servers.map(|(name, server)| format!("  {name}: users would be created at {server}")));
    for row in rows {
        lines.push(shown(&match row {
            Row::Person(person) => {
                format!("  line {}: {} ({})", person.line, person.username, person.full_name())
            }
            Row::Malformed { line, reason } => format!("  line {line}: skipped, {reason}"),
        }));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Person;

    #[test]
    fn nothing_that_others_wrote_controls_the_terminal() {
        let person = Person::named("a\u{1b}[2J\u{9b}1m\u{202e}\rb");
        let rows = [Row::Person(person.clone())];
        let mut outcomes = vec![
            Outcome::created(&person, "PrivX", "\u{1b}[31m1"),
            Outcome::conflict(&person, "mID", "\u{1b}]0;x\u{7}"),
        ];
        let clean = |text: &str| text.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}');
        assert!(clean(&table(&rows, &["PrivX", "mID"], &outcomes)));
        assert!(clean(&plan(&rows, [("PrivX", "https://x.example")].into_iter())));
        outcomes.truncate(1);
        assert!(table(&rows, &["PrivX", "mID"], &outcomes).ends_with("1 of 1 accounts created\n"));
    }
}
