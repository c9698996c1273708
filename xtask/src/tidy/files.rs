//! Where files are and how long they may get.

use super::Finding;
use super::source::Source;

/// The most lines that a Rust file may have.
const LIMIT: usize = 400;

/// No `mod.rs`, no long Rust file.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    if source.name() == "mod.rs" {
        findings.push(Finding::new(
            &source.path,
            1,
            "A module lives in `foo.rs` beside `foo/`, never in `mod.rs`.",
        ));
    }
    let lines = source.text.lines().count();
    if source.is_rust() && lines > LIMIT {
        let says = format!("The file has {lines} lines; {LIMIT} is the limit.");
        findings.push(Finding::new(&source.path, LIMIT + 1, says));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mod_rs_is_found() {
        assert_eq!(check(&Source::new("crates/privx/src/a/mod.rs", "")).len(), 1);
        assert!(check(&Source::new("crates/privx/src/my_mod.rs", "")).is_empty());
    }

    #[test]
    fn line_401_is_found() {
        let long = |n| "\n".repeat(n);
        assert!(check(&Source::new("tests/a.rs", &long(400))).is_empty());
        assert_eq!(check(&Source::new("tests/a.rs", &long(401))).first().unwrap().line, 401);
        assert!(check(&Source::new("docs/a.md", &long(401))).is_empty());
    }
}
