//! Contract tests, and the operations that they name.

use super::methods::{function, is_id};
use crate::tidy::source::Source;

/// Pairs of an operation's id and the test that covers it: named by a comment line directly above the
/// function, or by `operation("…")` in its body.
pub(super) fn read(source: &Source) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut pending: Vec<&str> = Vec::new();
    let mut current = String::new();
    for (number, line) in source.lines() {
        let line = line.trim();
        if line.starts_with("///") {
            continue;
        }
        if let Some(comment) = line.strip_prefix("//") {
            pending.extend(ids(comment));
            continue;
        }
        if let Some(name) = function(line) {
            current = format!("{}:{number} {name}", source.path);
            found.extend(pending.drain(..).map(|id| (id.to_owned(), current.clone())));
        } else if !line.starts_with("#[") {
            pending.clear();
        }
        found.extend(named(line).map(|id| (id.to_owned(), current.clone())));
    }
    found
}

/// The ids in a comment: a comment that covers an operation says its id and little else.
fn ids(comment: &str) -> impl Iterator<Item = &str> {
    comment
        .split(|c: char| c.is_whitespace() || ",;`".contains(c))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| is_id(word))
}

/// The ids in `operation("users.create")` and `exchange("users.create"`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    let after = move |call: &'static str| line.split(call).skip(1).filter_map(|rest| rest.split('"').next());
    after("operation(\"").chain(after("exchange(\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        read(&Source::new("crates/privx/tests/it/users.rs", text))
    }

    fn pair(id: &str, test: &str) -> (String, String) {
        (id.to_owned(), format!("crates/privx/tests/it/users.rs:{test}"))
    }

    #[test]
    fn a_comment_above_a_test_names_its_operations() {
        let text = "// Operations `users.get`, `users.me`.\n#[tokio::test]\nasync fn gets() {\n}\n";
        assert_eq!(found(text), [pair("users.get", "3 gets"), pair("users.me", "3 gets")]);
    }

    #[test]
    fn a_comment_elsewhere_names_nothing() {
        assert!(found("fn a() {\n    // users.get\n    let x = 1;\n}\nfn b() {}\n").is_empty());
    }

    #[test]
    fn a_call_in_a_test_names_its_operation() {
        let text = "#[tokio::test]\nasync fn makes() {\n    let s = server().operation(\"users.create\").await;\n}\n";
        assert_eq!(found(text), [pair("users.create", "2 makes")]);
    }
}
