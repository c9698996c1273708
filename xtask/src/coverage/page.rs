//! The pages `docs/coverage/<vendor>.md`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::judge::Row;
use crate::Result;

/// How many operations of a vendor have what.
pub(super) struct Totals {
    known: usize,
    typed: usize,
    tested: usize,
    sandbox: usize,
    guessed: usize,
    /// Members of requests that some test sent, and all.
    sent: (usize, usize),
    /// Fields of replies that are read, and all.
    read: (usize, usize),
    /// Deprecated and guessed members, which may be left out.
    spared: usize,
}

impl Totals {
    /// Of these operations.
    pub(super) fn of(rows: &[Row]) -> Self {
        let count = |has: fn(&&Row) -> bool| rows.iter().filter(has).count();
        Self {
            known: rows.len(),
            typed: count(|row| row.method.is_some()),
            tested: count(|row| row.test.is_some()),
            sandbox: count(|row| row.sandbox),
            guessed: count(|row| row.guessed),
            sent: proved(rows, |row| &row.proof.sent),
            read: proved(rows, |row| &row.proof.read),
            spared: rows.iter().filter(|row| row.method.is_some()).map(|row| row.proof.spared.len()).sum(),
        }
    }

    /// As JSON.
    pub(super) fn json(&self) -> Value {
        json!({
            "known": self.known, "typed": self.typed, "tested": self.tested, "in_the_sandbox": self.sandbox,
            "guessed": self.guessed, "members_sent": self.sent.0, "members_known": self.sent.1,
            "fields_read": self.read.0, "fields_known": self.read.1, "deprecated_or_guessed": self.spared,
        })
    }

    /// As a sentence.
    pub(super) fn line(&self) -> String {
        let Self { known, typed, tested, sandbox, guessed, sent, read, spared } = self;
        format!(
            "{known} operations known; {typed} typed, {tested} tested, {sandbox} in the sandbox; facts partly guessed: \
             {guessed}. Of what is typed: {} of {} members sent, {} of {} fields read; {spared} deprecated or guessed \
             members apart.",
            sent.0, sent.1, read.0, read.1
        )
    }
}

/// Of the operations with a method: what is proved, and all.
fn proved(rows: &[Row], of: fn(&Row) -> &(usize, Vec<String>)) -> (usize, usize) {
    let typed = rows.iter().filter(|row| row.method.is_some()).map(of);
    typed.fold((0, 0), |(proved, all), (known, missing)| {
        (proved + known.saturating_sub(missing.len()), all + known)
    })
}

fn path(root: &Path, vendor: &str) -> PathBuf {
    root.join("docs/coverage").join(format!("{vendor}.md"))
}

/// Writes a vendor's page.
pub(super) fn write(root: &Path, vendor: &str, rows: &[Row]) -> Result {
    let path = path(root, vendor);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, page(vendor, rows))?)
}

/// Whether the page says what these rows say.
pub(super) fn is_current(root: &Path, vendor: &str, rows: &[Row]) -> bool {
    fs::read_to_string(path(root, vendor)).is_ok_and(|text| text.replace("\r\n", "\n") == page(vendor, rows))
}

fn page(vendor: &str, rows: &[Row]) -> String {
    let mut page = format!(
        "# Coverage of `{vendor}`\n\n\
         Written by `cargo xtask coverage`; do not edit. {}\n\n\
         Tested: a request with the operation's verb and path, in every flavour, came to the contract of a test. In the \
         sandbox: the\nsandbox answered such a request with success. Sent: members of the request that some test sent / that are \
         known. Read: fields of\nthe reply that a full sample proved to be read / that are known. [What is not proved](open.md). The \
         facts are in [{vendor}.md](../api/{vendor}.md).\n\n\
         | operation | request | method | contract test | in the sandbox | sent | read | facts from |\n\
         |---|---|---|---|---|---|---|---|\n",
        Totals::of(rows).line()
    );
    for row in rows {
        let evidence = if row.guessed { "partly guessed" } else { &row.evidence };
        let cells = [
            format!("`{}`", row.id),
            format!("`{}`", row.endpoint.replace('|', "\\|")),
            row.method.as_deref().map_or_else(none, |place| method(vendor, place)),
            row.test.clone().unwrap_or_else(none),
            if row.sandbox { "yes".to_owned() } else { none() },
            part(row, &row.proof.sent),
            part(row, &row.proof.read),
            evidence.to_owned(),
        ];
        page.extend(["| ", &cells.join(" | "), " |\n"]);
    }
    page
}

/// `3/5`, of an operation with a method.
fn part(row: &Row, (known, missing): &(usize, Vec<String>)) -> String {
    if row.method.is_none() || *known == 0 {
        return none();
    }
    format!("{}/{known}", known.saturating_sub(missing.len()))
}

fn none() -> String {
    "–".to_owned()
}

/// File and name without the line, which changes with every edit above it.
fn method(vendor: &str, place: &str) -> String {
    let (file, name) = place.rsplit_once(' ').unwrap_or((place, ""));
    let file = file.rsplit_once(':').map_or(file, |(file, _)| file);
    let inner = file.strip_prefix(&format!("crates/{vendor}/src/")).unwrap_or(file);
    format!("[`{name}`](../../{file}) in {inner}")
}

#[cfg(test)]
mod tests {
    use super::super::fields::Proof;
    use super::*;

    fn row() -> Row {
        Row {
            id: "users.get".to_owned(),
            endpoint: "GET /user/{id} | /v3/{id}".to_owned(),
            method: Some("crates/privx/src/users.rs:17 get".to_owned()),
            test: Some("`users::gets`".to_owned()),
            sandbox: true,
            evidence: "docs".to_owned(),
            guessed: false,
            proof: Proof { sent: (2, vec!["a".to_owned()]), read: (3, Vec::new()), ..Proof::default() },
        }
    }

    #[test]
    fn a_row_says_where_things_are_and_no_line_numbers() {
        let page = page("privx", &[row()]);
        let expected = "| `users.get` | `GET /user/{id} \\| /v3/{id}` | [`get`](../../crates/privx/src/users.rs) in users.rs \
                        | `users::gets` | yes | 1/2 | 3/3 | docs |\n";
        assert!(page.ends_with(expected), "{page}");
    }

    #[test]
    fn what_is_missing_and_what_is_guessed_is_counted() {
        let bare = Row { method: None, test: None, sandbox: false, guessed: true, ..row() };
        let totals = Totals::of(&[row(), bare]).json();
        let expected = json!({
            "known": 2, "typed": 1, "tested": 1, "in_the_sandbox": 1, "guessed": 1, "members_sent": 1,
            "members_known": 2, "fields_read": 3, "fields_known": 3, "deprecated_or_guessed": 0,
        });
        assert_eq!(totals, expected);
    }
}
