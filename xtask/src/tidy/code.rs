//! What no Rust file may hold: skipped tests, unchecked examples, code that is not written, and the HTTP client outside
//! of the transport.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::finding::Finding;
use super::source::{Rust, Source};

/// The macros that stand for code not written.
const HOLES: [&str; 2] = ["todo", "unimplemented"];

/// The HTTP client that only the transport names.
const CLIENT: &str = "reqwest";

/// What is wrong with an example that is not compiled.
const UNCHECKED: &str = "An example in the documentation is compiled: the fence must not have `ignore`.";

/// No `#[ignore]`, no hole, no code fence that is not compiled, no HTTP client but in the transport.
pub(super) fn check(source: &Source, rust: &Rust) -> Vec<Finding> {
    let mut findings = Vec::new();
    walk(&rust.tokens, &mut |line, text| findings.push(Finding::new(&source.path, line, text)));
    if source.path.starts_with("crates/") && !is_transport(source) {
        for line in named(&rust.tokens, CLIENT) {
            findings.push(Finding::new(
                &source.path,
                line,
                format!("Only `core::transport` may use `{CLIENT}`."),
            ));
        }
    }
    for (number, line) in source.lines() {
        let line = line.trim_start();
        let Some(doc) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else { continue };
        if unchecked_fence(doc) {
            findings.push(Finding::new(&source.path, number, UNCHECKED));
        }
    }
    findings
}

fn is_transport(source: &Source) -> bool {
    source.path == "crates/core/src/transport.rs" || source.path.starts_with("crates/core/src/transport/")
}

/// The lines on which this name stands.
fn named(tokens: &TokenStream, name: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    for tree in tokens.clone() {
        match tree {
            TokenTree::Group(group) => lines.extend(named(&group.stream(), name)),
            TokenTree::Ident(ident) if ident == name => lines.push(ident.span().start().line),
            _ => {}
        }
    }
    lines
}

/// Whether a line of Markdown opens a fence that rustdoc passes over on request.
fn unchecked_fence(line: &str) -> bool {
    let Some(info) = line.trim().strip_prefix("```") else { return false };
    info.split([',', ' ', '{', '}']).any(|word| word == "ignore" || word.starts_with("ignore-"))
}

fn walk(tokens: &TokenStream, find: &mut impl FnMut(usize, String)) {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    for pair in trees.windows(2) {
        match pair {
            [TokenTree::Ident(name), TokenTree::Punct(bang)]
                if bang.as_char() == '!' && HOLES.iter().any(|hole| name == hole) =>
            {
                find(name.span().start().line, format!("`{name}!` stands for code that is not written."));
            }
            [TokenTree::Punct(hash), TokenTree::Group(group)] if hash.as_char() == '#' && skips(group) => {
                let text = "A test is run or removed, never `#[ignore]`d.".to_owned();
                find(group.span_open().start().line, text);
            }
            _ => {}
        }
    }
    for tree in trees {
        if let TokenTree::Group(group) = tree {
            walk(&group.stream(), find);
        }
    }
}

/// Whether an attribute is `ignore`, directly or under a condition.
fn skips(attribute: &Group) -> bool {
    let mut inside = attribute.stream().into_iter();
    let Some(TokenTree::Ident(name)) = inside.next() else { return false };
    if attribute.delimiter() != Delimiter::Bracket {
        return false;
    }
    match inside.next() {
        Some(TokenTree::Group(rest)) if name == "cfg_attr" => {
            rest.stream().into_iter().any(|tree| matches!(tree, TokenTree::Ident(word) if word == "ignore"))
        }
        _ => name == "ignore",
    }
}

/// The same rule for fences in a crate's Markdown, which is compiled as its documentation.
pub(super) fn markdown(source: &Source) -> Vec<Finding> {
    let lines = source.lines().filter(|(_, line)| unchecked_fence(line));
    lines.map(|(number, _)| Finding::new(&source.path, number, UNCHECKED)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let source = Source::new("crates/privx/src/a.rs", text);
        let rust = source.parse().ok().unwrap();
        check(&source, &rust).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_skipped_test_is_found() {
        assert_eq!(lines("#[test]\n#[ignore]\nfn a() {}\n"), [2]);
        assert_eq!(lines("#[test]\n#[ignore = \"slow\"]\nfn a() {}\n"), [2]);
        assert_eq!(lines("mod t {\n#[cfg_attr(windows, ignore)]\nfn a() {}\n}\n"), [2]);
        assert!(lines("#[test]\nfn ignore() { let _ = \"#[ignore]\"; }\n").is_empty());
    }

    #[test]
    fn a_hole_is_found_inside_macros_too() {
        assert_eq!(lines("fn a() {\n    todo!()\n}\n"), [2]);
        assert_eq!(lines("fn a() {\n    vec![\n    std::unimplemented!(\"b\")]\n}\n"), [3]);
        assert!(lines("fn todo() { let todo = 1 != 2; /* todo! */ }\n").is_empty());
    }

    #[test]
    fn the_client_is_used_by_the_transport_alone() {
        let found = |path: &str, text: &str| {
            let source = Source::new(path, text);
            check(&source, &source.parse().ok().unwrap())
                .into_iter()
                .map(|finding| finding.line)
                .collect::<Vec<_>>()
        };
        let text = "/// Not a `reqwest::Client`.\nuse reqwest::Client;\nfn a() { b(reqwest::get(1)) }\n";
        assert_eq!(found("crates/core/src/client.rs", text), [2, 3]);
        assert_eq!(found("crates/core/src/transports.rs", text), [2, 3]);
        assert_eq!(found("crates/privx/tests/it/main.rs", text), [2, 3]);
        for path in ["crates/core/src/transport.rs", "crates/core/src/transport/pool.rs", "tests/src/lib.rs"]
        {
            assert!(found(path, text).is_empty(), "{path}");
        }
    }

    #[test]
    fn an_unchecked_fence_is_found() {
        let fence = |info: &str| format!("/// A.\n///\n/// ```{info}\n/// a\n/// ```\nfn a() {{}}\n");
        assert_eq!(lines(&fence("ignore")), [3]);
        assert_eq!(lines(&fence("rust,ignore")), [3]);
        assert_eq!(lines(&fence("ignore-windows")), [3]);
        assert!(lines(&fence("no_run")).is_empty());
        assert_eq!(markdown(&Source::new("crates/privx/README.md", "a\n```ignore\n```\n")).len(), 1);
        assert!(markdown(&Source::new("crates/privx/README.md", "```rust\n```\n")).is_empty());
    }
}
