//! Lines per operation: what an operation costs in source, contract tests, sandbox, its tests and lists.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::Result;
use crate::coverage::operations_of;
use crate::tidy::source::{self, Source};
use crate::workspace::{VENDORS, Workspace};

/// What is counted apart.
const PARTS: [&str; 5] = ["source", "contract tests", "sandbox", "its tests", "lists"];

/// Prints a table for every vendor, for one of them, or for one area of it (`privx role_store`).
pub(crate) fn run(vendor: Option<&str>, area: Option<&str>) -> Result {
    let workspace = Workspace::load()?;
    let sources = source::load(&workspace.root)?;
    if let Some(vendor) = vendor.filter(|vendor| !VENDORS.contains(vendor)) {
        return Err(format!("there is no vendor `{vendor}`: {}", VENDORS.join(", ")).into());
    }
    print!("{:<24}{:>12}", "", "operations");
    for part in PARTS {
        print!("{part:>16}");
    }
    println!("{:>10}{:>16}", "all", "an operation");
    for name in VENDORS.into_iter().filter(|name| vendor.is_none_or(|vendor| vendor == *name)) {
        let count = Count::of(&sources, name, area);
        if area.is_some() && count.operations == 0 {
            return Err(format!(
                "no method below crates/{name}/src/{} names an operation",
                area.unwrap_or("")
            )
            .into());
        }
        println!("{}", count.line(&area.map_or_else(|| name.to_owned(), |area| format!("{name} {area}"))));
    }
    Ok(())
}

/// The lines of one vendor, or of one area.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    operations: usize,
    lines: [usize; 5],
}

impl Count {
    fn of(sources: &[Source], vendor: &str, area: Option<&str>) -> Self {
        let place = Place::of(sources, vendor, area);
        let mut count = Self { operations: place.ids.len(), lines: [0; 5] };
        for source in sources {
            for (sum, lines) in count.lines.iter_mut().zip(place.lines(source)) {
                *sum += lines;
            }
        }
        count
    }

    fn line(&self, name: &str) -> String {
        let all: usize = self.lines.iter().sum();
        let mut line = format!("{name:<24}{:>12}", self.operations);
        for lines in self.lines {
            let _ = write!(line, "{lines:>16}");
        }
        let tenths = (all * 10).checked_div(self.operations).unwrap_or_default();
        let _ = write!(line, "{all:>10}{:>16}", format!("{}.{}", tenths / 10, tenths % 10));
        line
    }
}

/// What belongs to a vendor or an area.
struct Place<'a> {
    vendor: &'a str,
    area: Option<&'a str>,
    /// The operations that its methods name.
    ids: BTreeSet<String>,
    /// The names of its source files: tests and sandbox have files of the same names.
    stems: BTreeSet<String>,
}

impl<'a> Place<'a> {
    fn of(sources: &[Source], vendor: &'a str, area: Option<&'a str>) -> Self {
        let mut place = Self { vendor, area, ids: BTreeSet::new(), stems: BTreeSet::new() };
        place.stems.extend(area.map(str::to_owned));
        for source in sources {
            if !place.is_source(source) {
                continue;
            }
            place.ids.extend(operations_of(source));
            if !["model.rs", "input.rs"].contains(&source.name()) {
                place.stems.insert(source.name().trim_end_matches(".rs").to_owned());
            }
        }
        place
    }

    fn is_source(&self, source: &Source) -> bool {
        below(source, &format!("crates/{}/src/", self.vendor)).is_some_and(|rest| match self.area {
            Some(area) => rest == format!("{area}.rs") || rest.starts_with(&format!("{area}/")),
            None => true,
        })
    }

    /// Whether a path below a folder is that of the vendor, or has the name of one of the area's files.
    fn named(&self, rest: &str) -> bool {
        self.area.is_none() || rest.split('/').any(|part| self.stems.contains(part.trim_end_matches(".rs")))
    }

    fn lines(&self, source: &Source) -> [usize; 5] {
        let vendor = self.vendor;
        let all = source.text.lines().count();
        let mut lines = [0; 5];
        let [own, tests, sandbox, sandbox_tests, lists] = &mut lines;
        if self.is_source(source) {
            *own = all;
        } else if let Some(rest) = below(source, &format!("crates/{vendor}/tests/")) {
            *tests = if self.named(rest) { all } else { 0 };
        } else if let Some(rest) =
            source.path.strip_prefix("crates/sandbox/src/").filter(|_| source.is_rust())
        {
            let ours = rest == format!("{vendor}.rs") || rest.starts_with(&format!("{vendor}/"));
            *sandbox = if !ours {
                0
            } else if self.named(rest) {
                all
            } else {
                self.entries(source)
            };
        } else if let Some(rest) = source.path.strip_prefix("crates/sandbox/tests/") {
            // A file of the area's name, or one of the vendor's that has it as a part: `privx_roles.rs`.
            let ours = rest.split(['/', '_', '.']).any(|part| part == vendor);
            let part = rest.trim_end_matches(".rs").trim_end_matches(".py");
            let named = self.area.is_none() || self.stems.iter().any(|stem| part.ends_with(stem.as_str()));
            *sandbox_tests = if ours && named { all } else { 0 };
        } else if source.path.starts_with("tests/src/secrecy") && source.is_rust() {
            let whole = self.area.is_none() && source.name().contains(vendor);
            let path = self.area.map_or_else(|| format!("{vendor}::"), |area| format!("{vendor}::{area}"));
            *lists =
                if whole { all } else { source.lines().filter(|(_, line)| line.contains(&path)).count() };
        }
        lines
    }

    /// The lines of a table's entries for the area's groups.
    fn entries(&self, source: &Source) -> usize {
        let groups: BTreeSet<&str> = self.ids.iter().filter_map(|id| Some(id.rsplit_once('.')?.0)).collect();
        let mut ours = false;
        let mut count = 0;
        for (_, line) in source.lines() {
            if let Some((_, rest)) = line.split_once("Kept::of(\"") {
                ours = groups.contains(rest.split('"').next().unwrap_or_default());
            } else if line.trim() == "];" {
                ours = false;
            }
            count += usize::from(ours);
        }
        count
    }
}

/// The rest of a Rust file's path below a folder.
fn below<'s>(source: &'s Source, folder: &str) -> Option<&'s str> {
    source.is_rust().then(|| source.path.strip_prefix(folder)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Vec<Source> {
        let method = |id: &str| format!("/// - Operation: `{id}`\npub fn f(&self) {{}}\n");
        vec![
            Source::new("crates/privx/src/role_store.rs", "a\n"),
            Source::new("crates/privx/src/role_store/roles.rs", &method("roles.get")),
            Source::new("crates/privx/src/role_store/roles/model.rs", "a\nb\n"),
            Source::new("crates/privx/src/oauth.rs", &method("oauth.login")),
            Source::new("crates/privx/tests/it/roles.rs", "a\nb\nc\n"),
            Source::new("crates/privx/tests/it/oauth.rs", "a\n"),
            Source::new(
                "crates/sandbox/src/privx/tables.rs",
                "Kept::of(\"users\"),\nKept::of(\"roles\")\n    .unique(&[\"name\"]),\n];\nx\n",
            ),
            Source::new("crates/sandbox/tests/it/privx_roles.rs", "a\n"),
            Source::new("crates/sandbox/tests/it/storedsafe.rs", "a\n"),
            Source::new("tests/src/secrecy/held.rs", "privx::role_store::Role\nprivx::oauth::Token\n"),
        ]
    }

    #[test]
    fn a_vendor_has_all_of_its_files() {
        let count = Count::of(&sources(), "privx", None);
        assert_eq!(count, Count { operations: 2, lines: [7, 4, 5, 1, 2] });
    }

    #[test]
    fn an_area_has_the_files_and_entries_of_its_names() {
        let count = Count::of(&sources(), "privx", Some("role_store"));
        assert_eq!(count, Count { operations: 1, lines: [5, 3, 2, 1, 1] });
        assert!(count.line("privx role_store").ends_with("12            12.0"), "{}", count.line("x"));
    }
}
