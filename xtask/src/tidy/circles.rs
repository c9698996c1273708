//! Files of one crate that use each other in a circle can only be understood together: there are few.

mod imports;

use std::collections::{BTreeMap, BTreeSet};

use self::imports::Crate;
use super::finding::Finding;
use super::source::{Rust, Source};

/// The most files that a circle may have, for each folder of sources; with 1 there is none.
const LIMITS: [(&str, usize); 3] = [("crates/core/src", 3), ("crates/sandbox/src", 1), ("xtask/src", 1)];

/// Finds the circles that are too large, and prints the size of the largest of each folder.
pub(super) fn check(sources: &[(&Source, &Rust)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folder, limit) in LIMITS {
        let circles = circles(&Crate::read(folder, sources).edges());
        let largest = circles.iter().map(BTreeSet::len).max().unwrap_or(1);
        println!("{folder}: {} circles of files, at most {largest} in one, {limit} allowed", circles.len());
        findings.extend(circles.iter().filter_map(|circle| too_large(circle, limit)));
    }
    findings
}

fn too_large(circle: &BTreeSet<&str>, limit: usize) -> Option<Finding> {
    let first = circle.first().filter(|_| circle.len() > limit)?;
    let files: Vec<&str> = circle.iter().copied().collect();
    let text =
        format!("{} files use each other in a circle, {limit} allowed: {}.", files.len(), files.join(", "));
    Some(Finding::new(first, 1, text))
}

/// The sets of files of which each reaches each other one.
fn circles<'a>(edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<BTreeSet<&'a str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        edges.keys().map(|file| (*file, reachable(file, edges))).collect();
    let mut circles = BTreeSet::new();
    for (file, others) in &reached {
        let back = |other: &&&str| reached.get(*other).is_some_and(|theirs| theirs.contains(file));
        let circle: BTreeSet<&str> = others.iter().filter(back).copied().collect();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

fn reachable<'a>(from: &str, edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = vec![from];
    while let Some(file) = open.pop() {
        for next in edges.get(file).into_iter().flatten() {
            if seen.insert(*next) {
                open.push(next);
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "crates/core/src";

    /// The circles of a crate with these files, without the folder before and the extension behind each name.
    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<Source> =
            files.iter().map(|(name, text)| Source::new(&format!("{ROOT}/{name}.rs"), text)).collect();
        let parsed: Vec<Rust> = sources.iter().map(|source| source.parse().ok().unwrap()).collect();
        let both: Vec<(&Source, &Rust)> = sources.iter().zip(&parsed).collect();
        let krate = Crate::read(ROOT, &both);
        let edges = krate.edges();
        let short =
            |file: &&str| file.trim_start_matches(ROOT).trim_matches('/').trim_end_matches(".rs").to_owned();
        circles(&edges).iter().map(|circle| circle.iter().map(short).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn two_files_that_use_each_other_are_a_circle() {
        let lib = ("lib", "mod a;\nmod b;\n");
        assert_eq!(found(&[lib, ("a", "use crate::b::B;\n"), ("b", "use super::a::A;\n")]), ["a b"]);
        assert_eq!(found(&[lib, ("a", "use crate::b::B;\n"), ("b", "pub struct B;\n")]), [""; 0]);
        assert_eq!(
            found(&[lib, ("a", "use {crate::{b as c, x::Y}};\n"), ("b", "fn f() { use crate::a; }\n")]),
            ["a b"]
        );
    }

    #[test]
    fn a_name_is_followed_through_what_exports_it() {
        let files = |a: &'static str| {
            [("lib", "mod a;\nmod b;\npub use b::Error;\n"), ("a", a), ("b", "use crate::a::A;\n")]
        };
        assert_eq!(found(&files("use crate::Error;\n")), ["a b"]);
        assert_eq!(found(&files("use crate::Other;\n")), [""; 0]);
    }

    #[test]
    fn a_file_and_one_below_it_can_be_a_circle() {
        let below = ("a/b", "use super::A;\npub struct B;\n");
        assert_eq!(found(&[("lib", "mod a;\n"), ("a", "mod b;\nuse self::b::B;\n"), below]), ["a a/b"]);
        assert_eq!(found(&[("lib", "mod a;\n"), ("a", "mod b;\nuse b::B;\n"), below]), ["a a/b"]);
        // To declare a module and to pass its names on needs nothing of it.
        assert_eq!(found(&[("lib", "mod a;\n"), ("a", "mod b;\npub use b::B;\n"), below]), [""; 0]);
    }

    #[test]
    fn tests_and_other_crates_are_no_part_of_it() {
        let lib = ("lib", "mod a;\nmod b;\n");
        let test = "#[cfg(test)]\nmod tests {\n    use crate::b::B;\n}\n";
        assert_eq!(found(&[lib, ("a", test), ("b", "use crate::a::A;\n")]), [""; 0]);
        let files = [
            lib,
            ("a", "#[cfg(test)]\nmod tests;\n"),
            ("a/tests", "use super::A;\nuse crate::b::B;\n"),
            ("b", "use crate::a::A;\n"),
        ];
        assert_eq!(found(&files), [""; 0]);
        assert_eq!(found(&[lib, ("a", "use b_other::B;\n"), ("b", "use crate::a::A;\n")]), [""; 0]);
    }

    #[test]
    fn a_circle_over_the_limit_is_found() {
        let circle: BTreeSet<&str> = ["a.rs", "b.rs"].into();
        assert_eq!(too_large(&circle, 2), None);
        let finding = too_large(&circle, 1).unwrap().to_string();
        assert_eq!(finding, "a.rs:1: 2 files use each other in a circle, 1 allowed: a.rs, b.rs.");
    }
}
