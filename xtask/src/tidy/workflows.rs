//! Workflows of a forge: an action is named by a commit, which nobody can move.

use std::path::Path;

use super::finding::Finding;
use super::source::Source;

/// Checks every YAML file.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let is_yaml = Path::new(&source.path)
        .extension()
        .is_some_and(|extension| extension == "yml" || extension == "yaml");
    let lines = source.lines().filter(|_| is_yaml);
    let loose = lines
        .filter_map(|(number, line)| Some((number, used(line)?)))
        .filter(|(_, action)| !is_pinned(action));
    loose
        .map(|(number, action)| {
            let text =
                format!("The action `{action}` is not pinned by a commit (40 hexadecimal digits after `@`).");
            Finding::new(&source.path, number, text)
        })
        .collect()
}

/// The action that a line uses: `uses: it`, with or without quotes, as a step or in braces.
fn used(line: &str) -> Option<&str> {
    let quotes: &[char] = &['"', '\''];
    let (before, action) = line.split_once("uses").filter(|_| !line.trim_start().starts_with('#'))?;
    let key = before.trim_end_matches(quotes);
    let action = action.trim_start_matches(quotes).trim_start().strip_prefix(':')?;
    let alone = key.trim_end().is_empty() || key.trim_end().ends_with(['-', '{', ',', '?']);
    let action = action.trim().trim_start_matches(quotes);
    let end = action.find([' ', '"', '\'', '}', ',', '\t']).unwrap_or(action.len());
    alone.then(|| action.get(..end).unwrap_or_default())
}

/// An action of this repository, one at a commit, or an image with its digest.
fn is_pinned(action: &str) -> bool {
    let hex = |text: &str, digits| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(image) = action.strip_prefix("docker://") {
        return image.split_once("@sha256:").is_some_and(|(_, digest)| hex(digest, 64));
    }
    action.starts_with("./") || action.split_once('@').is_some_and(|(_, commit)| hex(commit, 40))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    fn found(line: &str) -> usize {
        check(&Source::new(".github/workflows/ci.yml", &format!("jobs:\n{line}\n"))).len()
    }

    #[test]
    fn an_action_that_somebody_can_move_is_found() {
        for line in [
            "      - uses: actions/checkout@v4",
            "      - uses: actions/checkout",
            "        uses: actions/checkout@main # a comment",
            "      - \"uses\": \"actions/checkout@v4\"",
            "      - { uses: 'actions/checkout@v4' }",
            "      - { name: a, uses : actions/checkout@v4 }",
            "      - uses: docker://alpine:3.20",
            "      - uses:",
            &format!("      - uses: actions/checkout@{}", &COMMIT[..39]),
        ] {
            assert_eq!(found(line), 1, "{line}");
        }
    }

    #[test]
    fn a_commit_a_digest_and_a_folder_pass() {
        for line in [
            &format!("      - uses: actions/checkout@{COMMIT} # v5.0.0"),
            &format!("      - uses: \"actions/cache/restore@{COMMIT}\""),
            &format!("      - uses: docker://alpine@sha256:{COMMIT}{}", &COMMIT[..24]),
            "      - uses: ./.github/actions/own",
            "      # - uses: actions/checkout@v4",
            "      - run: the tool uses: nothing",
        ] {
            assert_eq!(found(line), 0, "{line}");
        }
        assert!(check(&Source::new("docs/a.md", "- uses: actions/checkout@v4\n")).is_empty());
    }
}
