//! What is not proved yet: the list `docs/coverage/open.md`, which can only get shorter.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::Result;

/// The list, relative to the workspace.
const LIST: &str = "docs/coverage/open.md";

const HEAD: &str = "# Not proved yet\n\n\
    Members that no contract test sends, and replies of which no test reads a full sample, of operations that the crates have.\n\
    The reasons: mID's member is refused on purpose; the reply to `orders.list_csv` is a file, although the description has the form\n\
    of the list that it shares a path with; the samples' transport does not show the upload of `orders.upload_vmc_logo_svg`; a full\n\
    sample of `reports.query` holds errors, which make it a failure. `cargo xtask coverage --check` fails for a gap that is not in this list, and for a line whose gap is closed: the list can only get\n\
    shorter. `cargo xtask coverage` takes closed gaps out and adds none.\n\n";

/// The lines of the list.
pub(super) fn read(root: &Path) -> BTreeSet<String> {
    lines(&fs::read_to_string(root.join(LIST)).unwrap_or_default())
}

fn lines(text: &str) -> BTreeSet<String> {
    text.lines().filter_map(|line| line.strip_prefix("- ")).map(str::to_owned).collect()
}

/// Leaves what is still open. A list that is not there is begun with all gaps.
pub(super) fn write(root: &Path, gaps: &BTreeSet<String>) -> Result {
    let path = root.join(LIST);
    let kept = if path.exists() { read(root).intersection(gaps).cloned().collect() } else { gaps.clone() };
    Ok(fs::write(path, page(&kept))?)
}

fn page(lines: &BTreeSet<String>) -> String {
    lines.iter().fold(HEAD.to_owned(), |page, line| page + "- " + line + "\n")
}

/// New gaps, and lines whose gap is closed.
pub(super) fn wrong(listed: &BTreeSet<String>, gaps: &BTreeSet<String>) -> Vec<String> {
    let new = gaps.difference(listed).map(|gap| format!("{gap}: no test proves it, and it is not in {LIST}"));
    let closed = listed.difference(gaps).map(|gap| format!("{gap}: is proved; take it out of {LIST}"));
    new.chain(closed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(lines: &[&str]) -> BTreeSet<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn a_new_gap_and_a_closed_one_are_wrong() {
        assert!(wrong(&set(&["a", "b"]), &set(&["a", "b"])).is_empty());
        assert_eq!(wrong(&set(&["a"]), &set(&["a", "b"])).len(), 1);
        assert_eq!(wrong(&set(&["a", "b"]), &set(&["a"])).len(), 1);
    }

    #[test]
    fn a_list_is_read_as_it_is_written() {
        let open = set(&["privx `users.get` sends no `a`", "privx `users.list` reads no full sample"]);
        assert_eq!(lines(&page(&open)), open);
    }
}
