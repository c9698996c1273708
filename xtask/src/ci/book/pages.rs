//! The programs and outputs of a page are those that are compiled and run elsewhere.

use std::fs;

use super::links::has_extension;
use crate::Result;
use crate::process::cargo;
use crate::workspace::{VENDORS, Workspace};

/// Where the pages are compiled as documentation tests.
const TESTS: &str = "tests/src/book.rs";

/// A page that shows a program, and where the program is.
const PROGRAM: (&str, &str) = ("docs/start.md", "crates/all/examples/first.rs");

/// A page whose `text` block with this number, from 0, is what an example prints.
const PRINTED: [(&str, usize, &[&str]); 3] = [
    ("docs/start.md", 0, &["-p", "portcullis", "--example", "first"]),
    ("docs/storedsafe.md", 0, &["-p", "storedsafe", "--features", "totp", "--example", "quickstart"]),
    ("docs/storedsafe.md", 1, &["-p", "storedsafe", "--features", "totp", "--example", "rotate_password"]),
];

/// Compares the pages with what they show.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let text = |path: &str| {
        fs::read_to_string(workspace.root.join(path)).map_err(|error| format!("{path}: {error}"))
    };
    let mut findings = Vec::new();
    let tests = text(TESTS)?;
    for entry in fs::read_dir(workspace.root.join("docs"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if has_extension(&name, "md") {
            findings.extend(uncompiled(&name, &text(&format!("docs/{name}"))?, &tests));
        }
    }
    // StoredSafe's chapter begins with an example instead.
    for vendor in VENDORS.iter().filter(|vendor| **vendor != "storedsafe") {
        let (page, readme) = (format!("docs/{vendor}.md"), format!("crates/{vendor}/README.md"));
        if first_rust(&text(&page)?) != first_rust(&text(&readme)?) {
            findings.push(format!("{page}: the quick start is not the one of {readme}."));
        }
    }
    let (page, program) = PROGRAM;
    if first_rust(&text(page)?).as_deref() != Some(&*text(program)?) {
        findings.push(format!("{page}: the program is not {program}."));
    }
    for (page, number, example) in PRINTED {
        let printed = cargo(&workspace.sh, "run --quiet").args(example).read()?;
        let shown = blocks(&text(page)?).into_iter().filter(|(info, _)| info == "text").nth(number);
        if shown.map(|(_, shown)| anywhere(shown.trim_end())) != Some(anywhere(&printed)) {
            findings.push(format!("{page}: `cargo run {}` prints:\n{printed}", example.join(" ")));
        }
    }
    Ok(findings)
}

/// A page with Rust in it that is no documentation test.
fn uncompiled(name: &str, page: &str, tests: &str) -> Option<String> {
    let compiled = tests.contains(&format!("include_str!(\"../../docs/{name}\")"));
    let text = || format!("docs/{name}: its Rust blocks are not compiled: add the page to {TESTS}.");
    (!compiled && first_rust(page).is_some()).then(text)
}

/// The first block that rustdoc would compile.
fn first_rust(page: &str) -> Option<String> {
    let rust = |info: &str| info.split(',').any(|word| word == "rust" || word == "no_run");
    blocks(page).into_iter().find(|(info, _)| rust(info)).map(|(_, code)| code)
}

/// The fenced blocks of a page: what stands behind the fence, and the lines within.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        let fence = line.strip_prefix("```");
        open = match (open, fence) {
            (None, fence) => fence.map(|info| (info.trim().to_owned(), String::new())),
            (Some(block), Some(_)) => {
                blocks.push(block);
                None
            }
            (Some((info, code)), None) => Some((info, format!("{code}{line}\n"))),
        };
    }
    blocks
}

/// Without the error number, which differs between operating systems.
fn anywhere(text: &str) -> String {
    let mut parts = text.split(" (os error ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once(')').map_or(part, |(_, after)| after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        "# A\n\n```sh\nls\n```\n\n```rust,no_run\nlet a = 1;\n\nlet b = 2;\n```\n\n```text\na\n```\n";

    #[test]
    fn blocks_are_read_as_they_stand() {
        let infos: Vec<String> = blocks(PAGE).into_iter().map(|(info, _)| info).collect();
        assert_eq!(infos, ["sh", "rust,no_run", "text"]);
        assert_eq!(first_rust(PAGE).as_deref(), Some("let a = 1;\n\nlet b = 2;\n"));
        assert_eq!(first_rust("```no_run\na();\n```\n").as_deref(), Some("a();\n"));
        assert_eq!(first_rust("```text\nrust\n```\n"), None);
    }

    #[test]
    fn a_page_that_is_not_compiled_is_found() {
        let tests = "#[doc = include_str!(\"../../docs/a.md\")]\npub struct A;\n";
        assert_eq!(uncompiled("a.md", PAGE, tests), None);
        assert!(uncompiled("b.md", PAGE, tests).is_some());
        assert_eq!(uncompiled("b.md", "```text\na\n```\n", tests), None);
    }

    #[test]
    fn the_number_of_an_error_does_not_count() {
        let reset = |n| format!("a: reset by peer (os error {n}) (it may have been done)\nb\n");
        assert_eq!(anywhere(&reset(104)), anywhere(&reset(54)));
        assert_eq!(anywhere(&reset(104)), "a: reset by peer (it may have been done)\nb\n");
        assert_eq!(anywhere("a (b)\n"), "a (b)\n");
    }
}
