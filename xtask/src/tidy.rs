//! The conventions of the repository as checks, one sentence for each finding.

mod circles;
mod code;
pub(crate) mod doc_lists;
mod doc_paths;
mod files;
mod finding;
mod manifests;
mod secrets;
pub(crate) mod source;
mod workflows;

use std::collections::BTreeSet;

use finding::Finding;
use source::{Rust, Source};

use crate::Result;
use crate::workspace::Workspace;

/// Checks the tree that the current folder is in.
pub(crate) fn run() -> Result {
    check(&Workspace::load()?)
}

/// Checks every file that git tracks or would track.
pub(crate) fn check(workspace: &Workspace) -> Result {
    let sources = source::load(&workspace.root)?;
    let mut findings = BTreeSet::new();
    let mut parsed = Vec::new();
    for source in &sources {
        findings.extend(files::check(source));
        findings.extend(workflows::check(source));
        if source.is_markdown() {
            findings.extend(code::markdown(source));
        }
        if source.is_rust() {
            match source.parse() {
                Ok(rust) => parsed.push((source, rust)),
                Err(finding) => drop(findings.insert(finding)),
            }
        }
    }
    let parsed: Vec<(&Source, &Rust)> = parsed.iter().map(|(source, rust)| (*source, rust)).collect();
    findings.extend(parsed.iter().flat_map(|(source, rust)| each(source, rust)));
    findings.extend(circles::check(&parsed));
    findings.extend(manifests::check(workspace, &sources)?);
    for finding in &findings {
        println!("{finding}");
    }
    println!("{} files, {} findings", sources.len(), findings.len());
    if findings.is_empty() { Ok(()) } else { Err(format!("{} findings", findings.len()).into()) }
}

/// The checks of one Rust file by itself.
fn each(source: &Source, rust: &Rust) -> Vec<Finding> {
    let mut findings = code::check(source, rust);
    findings.extend(doc_lists::check(source, rust));
    findings.extend(doc_paths::check(source, rust));
    findings.extend(secrets::check(source, rust));
    findings
}
