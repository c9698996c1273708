//! The book in `docs`: it builds without a warning, its links work, and its programs and outputs are the real ones.

mod links;
mod pages;

use super::tools;
use crate::Result;
use crate::workspace::Workspace;

/// Another version may have other warnings.
const VERSION: &str = "0.5.4";

/// Without its server, and hardly optimized: that takes a third of the time to install, and the book is small.
const OPTIONS: [&str; 4] = ["--debug", "--no-default-features", "--features", "search"];

/// Builds the book into `docs/book`, which git ignores, and checks it.
pub(super) fn run(workspace: &Workspace) -> Result {
    let mut findings = pages::check(workspace)?;
    let mdbook = tools::installed(workspace, "mdbook", VERSION, &OPTIONS)?;
    let log = workspace.sh.cmd(mdbook).args(["build", "docs"]).read_stderr()?;
    findings.extend(warnings(&log));
    findings.extend(links::check(&workspace.root, &workspace.root.join("docs/book"))?);
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() { Ok(()) } else { Err(format!("{} findings", findings.len()).into()) }
}

/// The warnings and errors of mdBook's log, each with its further lines.
fn warnings(log: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for line in log.lines() {
        let level = line.split_whitespace().next().unwrap_or_default();
        if matches!(level, "TRACE" | "DEBUG" | "INFO") {
            inside = false;
        } else if matches!(level, "WARN" | "ERROR") {
            inside = true;
            found.push(format!("mdbook: {}", line.trim()));
        } else if inside && let Some(last) = found.last_mut() {
            *last = format!("{last} {}", line.trim());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_found_whole() {
        let log = " INFO Running\n WARN unclosed HTML tag `<t>`\nHTML tags must be closed.\n INFO written\n";
        assert_eq!(warnings(log), ["mdbook: WARN unclosed HTML tag `<t>` HTML tags must be closed."]);
        assert_eq!(warnings("ERROR Chapter file not found\n").len(), 1);
        assert!(warnings(" INFO a WARN that is not one\n").is_empty());
    }
}
