//! The conventions of the house as checks, one sentence for each finding.

mod code;
mod doc_paths;
mod files;
mod lists;
mod manifests;
mod secrets;
pub(crate) mod source;
mod words;

use std::collections::BTreeSet;
use std::fmt;

use source::Source;

use crate::Result;
use crate::workspace::Workspace;

/// A place where a convention is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// The file, relative to the workspace.
    path: String,
    /// The line, from 1.
    line: usize,
    /// What is wrong, as one sentence.
    says: String,
}

impl Finding {
    fn new(path: &str, line: usize, says: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, says: says.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.says)
    }
}

/// Checks the tree that the current folder is in.
pub(crate) fn run() -> Result {
    check(&Workspace::load()?)
}

/// Checks every file that git tracks or would track.
pub(crate) fn check(workspace: &Workspace) -> Result {
    let sources = source::load(&workspace.root)?;
    let mut findings = BTreeSet::new();
    for source in &sources {
        findings.extend(each(source));
    }
    findings.extend(manifests::check(workspace, &sources)?);
    findings.extend(lists::examples(workspace, &sources));
    findings.extend(lists::workflow(&sources));
    for finding in &findings {
        println!("{finding}");
    }
    println!("{} files, {} findings", sources.len(), findings.len());
    if findings.is_empty() { Ok(()) } else { Err(format!("{} findings", findings.len()).into()) }
}

/// What can be said of a file by itself.
fn each(source: &Source) -> Vec<Finding> {
    let mut findings = files::check(source);
    findings.extend(words::check(source));
    if source.is_markdown() {
        findings.extend(code::markdown(source));
    }
    if source.is_rust() {
        match source.parse() {
            Ok(rust) => {
                findings.extend(code::check(source, &rust));
                findings.extend(doc_paths::check(source, &rust));
                findings.extend(secrets::check(source, &rust));
            }
            Err(finding) => findings.push(finding),
        }
    }
    findings
}
