//! Where files are, how long they may get, and that they name no folder of somebody's machine.

use super::finding::Finding;
use super::source::Source;

/// The most lines that a Rust file may have.
const LIMIT: usize = 400;

/// Where the folders of a machine begin; split, so that this list is no finding itself.
const FOLDERS: [&str; 4] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

/// No `mod.rs`, no long Rust file, no path of one machine.
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
        let text = format!("The file has {lines} lines; {LIMIT} is the limit.");
        findings.push(Finding::new(&source.path, LIMIT + 1, text));
    }
    for (number, line) in source.lines() {
        // The code of a test may make such paths up.
        let prose = if source.is_rust() { line.find("//").and_then(|at| line.get(at..)) } else { Some(line) };
        let below = |folder: &&&str| prose.is_some_and(|prose| begins_path(prose, folder));
        if let Some(folder) = FOLDERS.iter().find(below) {
            let text = format!("The text names a path of one machine, below `{folder}`.");
            findings.push(Finding::new(&source.path, number, text));
        }
    }
    findings
}

/// Whether the folder stands where a path begins: not inside a URL, and not below another folder.
fn begins_path(text: &str, folder: &str) -> bool {
    text.match_indices(folder).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() && !"/}._-~*".contains(c))
    })
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

    #[test]
    fn a_path_of_a_machine_is_found_in_text() {
        let lines = |path: &str, text: &str| check(&Source::new(path, text)).len();
        for folder in FOLDERS {
            assert_eq!(lines("docs/guide.md", &format!("in `{folder}x`\n")), 1, "{folder}");
            assert_eq!(lines("crates/privx/src/a.rs", &format!("// {folder}x\n")), 1, "{folder}");
            assert_eq!(lines("docs/guide.md", &format!("https://example.com{folder}x\n")), 0, "{folder}");
            assert_eq!(lines("docs/guide.md", &format!("`$BASE{folder}x`\n")), 0, "{folder}");
            assert_eq!(lines("crates/privx/src/a.rs", &format!("let a = \"{folder}x\";\n")), 0, "{folder}");
        }
    }
}
