//! The operations that the sandbox does not serve, with their reasons: a list in `docs/testing.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::judge::Row;
use crate::Result;

/// The page, relative to the workspace.
const PAGE: &str = "docs/testing.md";
const TITLE: &str = "### Operations that the sandbox does not serve";

/// Vendor and operation of each line of the list.
pub(super) fn read(root: &Path) -> Result<BTreeSet<(String, String)>> {
    lines(&fs::read_to_string(root.join(PAGE))?)
}

fn lines(page: &str) -> Result<BTreeSet<(String, String)>> {
    let list = page.split_once(TITLE).map_or("", |(_, rest)| rest.split("\n#").next().unwrap_or_default());
    let mut found = BTreeSet::new();
    for line in list.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [operations, reason] = cells.as_slice() else {
            return Err(format!("{PAGE}: `{line}` has not two cells").into());
        };
        if reason.is_empty() {
            return Err(format!("{PAGE}: `{line}` has no reason").into());
        }
        for operation in operations.split(", ") {
            let (vendor, id) =
                operation.trim_matches('`').split_once('/').ok_or(format!("{PAGE}: {operation}"))?;
            found.insert((vendor.to_owned(), id.to_owned()));
        }
    }
    Ok(found)
}

/// Operations that are neither served nor in the list, and lines of the list that are wrong. What is guessed is nothing
/// that the sandbox could stand in for.
pub(super) fn wrong(vendor: &str, rows: &[Row], listed: &BTreeSet<(String, String)>) -> Vec<String> {
    let listed: BTreeSet<&str> =
        listed.iter().filter(|(of, _)| of == vendor).map(|(_, id)| id.as_str()).collect();
    let missing = rows.iter().filter(|row| row.method.is_some() && !row.sandbox && !row.guessed);
    let missing = missing.filter(|row| !listed.contains(row.id.as_str())).map(|row| {
        format!("{vendor}: `{}` was not served by the sandbox, and {PAGE} does not list it", row.id)
    });
    let stale = listed.iter().filter_map(|id| match rows.iter().find(|row| row.id == *id) {
        None => Some(format!("{vendor}: {PAGE} lists `{id}`, which is not known")),
        Some(row) if row.sandbox => Some(format!("{vendor}: {PAGE} lists `{id}`, which the sandbox serves")),
        Some(_) => None,
    });
    missing.chain(stale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, sandbox: bool, guessed: bool) -> Row {
        Row { id: id.to_owned(), method: Some("a".to_owned()), sandbox, guessed, ..Row::default() }
    }

    #[test]
    fn the_list_is_compared_with_what_is_served() {
        let page = format!(
            "{TITLE}\n\n| operation | reason |\n|---|---|\n| `privx/a.get`, `privx/b.get` | r |\n\n## x\n| `no/c` | r |"
        );
        let listed = lines(&page).unwrap();
        let rows = [row("a.get", false, false), row("b.get", true, false), row("c.get", false, false)];
        let wrong = wrong("privx", &rows, &listed);
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(wrong[0].contains("`c.get`") && wrong[1].contains("`b.get`"), "{wrong:?}");
        assert!(super::wrong("privx", &[row("c.get", false, true)], &BTreeSet::new()).is_empty());
        assert_eq!(super::wrong("privx", &[], &listed).len(), 2);
    }

    #[test]
    fn a_line_without_a_reason_is_an_error() {
        assert!(lines(&format!("{TITLE}\n| `privx/a.get` |  |\n")).is_err());
        assert!(lines(&format!("{TITLE}\n| `a.get` | r |\n")).is_err());
    }
}
