//! Words that may stand only in some places, or nowhere.

use super::Finding;
use super::source::Source;

/// The HTTP client that only the transport names, its feature included.
const CLIENT: &str = "reqwest";

/// Hosts of package registries, split so that this list is no finding itself.
const HOSTS: [&str; 5] = [
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("npmjs", "."),
    concat!("deb.debian", ".org"),
    concat!("proxy.golang", ".org"),
];

/// Where the folders of a machine begin.
const FOLDERS: [&str; 4] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

/// Marks of work that is not done.
const UNDONE: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

/// Reads a file line by line.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in source.lines() {
        let mut find = |says: String| findings.push(Finding::new(&source.path, number, says));
        if in_crates(source) && !is_transport(source) && line.to_lowercase().contains(CLIENT) {
            find(format!("Only `core::transport` may say `{CLIENT}`."));
        }
        let Some(prose) = prose(source, line) else { continue };
        if let Some(host) = HOSTS.iter().find(|host| prose.contains(**host) && !is_index(source, prose)) {
            find(format!("The text names `{host}`, the host of a package registry."));
        }
        if let Some(folder) = FOLDERS.iter().find(|folder| begins_path(prose, folder)) {
            find(format!("The text names a path of one machine, below `{folder}`."));
        }
        if !source.path.starts_with("docs/api/")
            && let Some(mark) = UNDONE.iter().find(|mark| has_word(prose, mark))
        {
            find(format!("`{mark}` marks work that is not done: do it, or say what holds today."));
        }
    }
    findings
}

fn in_crates(source: &Source) -> bool {
    source.path.starts_with("crates/") && source.is_rust()
}

fn is_transport(source: &Source) -> bool {
    source.path == "crates/core/src/transport.rs" || source.path.starts_with("crates/core/src/transport/")
}

/// The part of a line that people read as text: the comments of Rust, and all of another file unless
/// cargo writes it.
fn prose<'a>(source: &Source, line: &'a str) -> Option<&'a str> {
    if source.is_rust() {
        return line.find("//").and_then(|at| line.get(at..));
    }
    (source.name() != "Cargo.lock").then_some(line)
}

/// `deny.toml` has to name the one source that it allows.
fn is_index(source: &Source, line: &str) -> bool {
    source.path == "deny.toml" && line.contains(concat!("https://github.com/rust-lang/crates", ".io-index"))
}

/// Whether the folder stands where a path begins: not inside a URL, and not below another folder.
fn begins_path(text: &str, folder: &str) -> bool {
    text.match_indices(folder).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() && !"/}._-~*".contains(c))
    })
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&Source::new(path, text)).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn the_client_is_named_by_the_transport_alone() {
        assert_eq!(lines("crates/core/src/lib.rs", "#[cfg(feature = \"reqwest-0_13\")]\n"), [1]);
        let text = "use std::fmt;\n/// Wraps reqwest.\nuse reqwest::Client;\n";
        assert_eq!(lines("crates/core/src/client.rs", text), [2, 3]);
        assert_eq!(lines("crates/core/src/transports.rs", text), [2, 3]);
        assert_eq!(lines("crates/privx/tests/it/main.rs", "// Reqwest\n"), [1]);
        assert!(lines("crates/core/src/transport.rs", text).is_empty());
        assert!(lines("crates/core/src/transport/pool.rs", text).is_empty());
        assert!(lines("crates/core/README.md", text).is_empty());
    }

    #[test]
    fn a_registry_host_is_found_in_text() {
        let host = HOSTS[0];
        assert_eq!(lines("README.md", &format!("a\nsee {host}\n")), [2]);
        assert_eq!(lines("crates/privx/src/lib.rs", &format!("// from {host}\n")), [1]);
        assert_eq!(lines(".ci/run", &format!("# from {host}\n")), [1]);
        assert!(lines("Cargo.lock", &format!("source = \"{host}\"\n")).is_empty());
    }

    #[test]
    fn only_deny_toml_names_the_index() {
        let line = format!("allow-registry = [\"https://github.com/rust-lang/{}-index\"]\n", HOSTS[0]);
        assert!(lines("deny.toml", &line).is_empty());
        assert_eq!(lines("about.toml", &line), [1]);
        assert_eq!(lines("deny.toml", &format!("# {}\n", HOSTS[0])), [1]);
    }

    #[test]
    fn a_path_of_a_machine_is_found_in_text() {
        for folder in FOLDERS {
            assert_eq!(lines("docs/guide.md", &format!("in `{folder}x`\n")), [1], "{folder}");
            assert!(
                lines("docs/guide.md", &format!("https://example.com{folder}x\n")).is_empty(),
                "{folder}"
            );
            assert!(lines("docs/guide.md", &format!("`$BASE{folder}x`\n")).is_empty(), "{folder}");
        }
        assert!(lines("crates/privx/src/a.rs", &format!("let a = \"{}x\";\n", FOLDERS[2])).is_empty());
    }

    #[test]
    fn undone_work_is_found() {
        assert_eq!(lines("crates/privx/src/a.rs", &format!("// {}: later\n", UNDONE[0])), [1]);
        assert!(lines("crates/privx/src/a.rs", &format!("// {}S\n", UNDONE[0])).is_empty());
    }
}
