//! The list of what the sandbox serves, in `docs/sandbox.md`. A typing error in a table would otherwise leave the
//! sandbox in silence.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;

use super::{Counts, Verdict, Walk};
use crate::https::Result;

/// Held while the page is read and written: the vendors' tests run at the same time.
static PAGE: Mutex<()> = Mutex::new(());

impl Walk {
    /// Leaves out operations that end the walk's own session or need another login; they have tests of their own.
    pub fn skip(&mut self, is_skipped: fn(&str) -> bool) {
        let operations = self.description.operations.iter();
        let skipped = operations.map(|operation| &operation.id).filter(|id| is_skipped(id));
        self.skipped.extend(skipped.cloned());
    }

    /// Leaves out what only another flavour has.
    pub fn skip_flavours_but(&mut self, flavour: &str) {
        let other =
            |value: &serde_json::Value| value["x-flavour"].as_str().is_some_and(|only| only != flavour);
        let operations = self.description.operations.iter().filter(|operation| other(operation.value));
        self.skipped_pointers.extend(operations.map(|operation| operation.pointer.clone()));
    }

    /// Compares what was found with the list, and fails if the walk noted anything.
    pub fn finish(self, vendor: &str) -> Result<()> {
        assert!(self.notes.is_empty(), "{} notes:\n{}", self.notes.len(), self.notes.join("\n"));
        let _alone = PAGE.lock();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sandbox.md");
        let page = std::fs::read_to_string(&path)?;
        let (begin, end) = (format!("<!-- {vendor}: begin -->\n"), format!("<!-- {vendor}: end -->"));
        let (before, rest) = page.split_once(&begin).ok_or("no place for the list in docs/sandbox.md")?;
        let (old, after) = rest.split_once(&end).ok_or("no end of the list in docs/sandbox.md")?;
        let new = list(&self.verdicts, &self.counts);
        if std::env::var_os("PORTCULLIS_WRITE").is_some() {
            std::fs::write(&path, format!("{before}{begin}{new}{end}{after}"))?;
        } else {
            assert_eq!(old, new, "PORTCULLIS_WRITE=1 writes the list anew");
        }
        Ok(())
    }
}

/// A table with a line for each group.
fn list(verdicts: &BTreeMap<String, Verdict>, counts: &Counts) -> String {
    let mut groups: BTreeMap<&str, BTreeMap<Verdict, BTreeSet<&str>>> = BTreeMap::new();
    for (id, verdict) in verdicts {
        let (group, action) = id.split_once('.').unwrap();
        groups.entry(group).or_default().entry(*verdict).or_default().insert(action);
    }
    let count = |wanted| verdicts.values().filter(|verdict| **verdict == wanted).count();
    let mut text = format!(
        "\n{} operations are served, {} answered without an effect, {} not served.\n\n",
        count(Verdict::Served),
        count(Verdict::Stub),
        count(Verdict::NotServed)
    );
    if counts.valid > 0 {
        let _ = writeln!(
            text,
            "Of these, {} answered made-up requests with valid replies, and {} had nothing to act on; {} requests without a \
         required\nmember and {} with a member of a wrong type were refused; {} collections keep the six laws.\n",
            counts.valid, counts.nothing_there, counts.missing, counts.wrong_type, counts.collections
        );
    }
    text.push_str("| group | served | without an effect | not served |\n|---|---|---|---|\n");
    for (group, verdicts) in groups {
        let cell = |verdict| {
            let actions = verdicts.get(&verdict).into_iter().flatten().copied();
            actions.collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(
            text,
            "| `{group}` | {} | {} | {} |",
            cell(Verdict::Served),
            cell(Verdict::Stub),
            cell(Verdict::NotServed)
        );
    }
    text.push('\n');
    text
}
