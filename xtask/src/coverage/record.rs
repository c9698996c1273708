//! What the tests really sent: the record that the contracts and the sandbox write while they run.
//!
//! `PORTCULLIS_COVERAGE_RECORD` names its folder. A record in `target/coverage-record` that was begun after the last
//! change of the sources is taken as it is, which saves running tests twice; otherwise the tests are run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value;

use crate::Result;
use crate::process::{cargo, plain};
use crate::tidy::source::Source;
use crate::workspace::{Workspace, list_at};

/// The variable that the test kit and the sandbox read.
const FOLDER: &str = "PORTCULLIS_COVERAGE_RECORD";

/// The crates whose tests count.
const PACKAGES: [&str; 6] =
    ["privicore", "storedsafe", "digicert", "privx", "midprovider", "portcullis-sandbox"];

/// A request that came to a contract.
#[derive(Debug, Clone)]
pub(super) struct Came {
    /// The crate under test.
    pub(super) package: String,
    /// The operation that the contract is for.
    pub(super) id: String,
    /// The test.
    pub(super) test: String,
    /// The verb.
    pub(super) verb: String,
    /// The path.
    pub(super) path: String,
}

/// A request that the sandbox answered.
#[derive(Debug, Clone)]
pub(super) struct Answered {
    /// The vendor.
    pub(super) vendor: String,
    /// The verb.
    pub(super) verb: String,
    /// The path.
    pub(super) path: String,
    /// The status of the reply.
    pub(super) status: u64,
    /// What tells operations of one verb and path apart.
    pub(super) tells: BTreeSet<String>,
}

/// What one request or one full sample proved.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    /// The vendor.
    pub(super) vendor: String,
    /// The operation.
    pub(super) id: String,
    /// Members of the body that were sent.
    pub(super) body: BTreeSet<String>,
    /// Names of the query that were sent.
    pub(super) query: BTreeSet<String>,
    /// Fields of the reply, and what became of them.
    pub(super) read: BTreeMap<String, String>,
}

impl Fields {
    /// Reads a line of `fields.jsonl`; the test kit's `record.rs` says what it has.
    pub(super) fn of(line: &str) -> Option<Self> {
        let line: Value = serde_json::from_str(line).ok()?;
        let texts = |of: &str| {
            let sent = line.get("sent").into_iter().flat_map(|sent| list_at(sent, of));
            sent.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let read = line.get("read").and_then(Value::as_object).into_iter().flatten();
        Some(Self {
            vendor: line.get("vendor")?.as_str()?.to_owned(),
            id: line.get("id")?.as_str()?.to_owned(),
            body: texts("body"),
            query: texts("query"),
            read: read
                .map(|(path, what)| (path.clone(), what.as_str().unwrap_or_default().to_owned()))
                .collect(),
        })
    }
}

/// The reason that a test gives for a contract unlike the facts.
#[derive(Debug, Clone)]
pub(super) struct Excuse {
    /// The vendor.
    pub(super) vendor: String,
    /// The test.
    pub(super) test: String,
    /// The reason.
    pub(super) why: String,
    /// Whether the contract was unlike the facts.
    pub(super) needed: bool,
}

impl Excuse {
    /// Reads a line of `excuses.jsonl`.
    fn of(line: &str) -> Option<Self> {
        let line: Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| Some(line.get(name)?.as_str()?.to_owned());
        let needed = line.get("needed")?.as_bool()?;
        Some(Self { vendor: text("vendor")?, test: text("test")?, why: text("why")?, needed })
    }
}

/// What was sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// To contracts.
    pub(super) came: Vec<Came>,
    /// To the sandbox.
    pub(super) answered: Vec<Answered>,
    /// Members and fields.
    pub(super) fields: Vec<Fields>,
    /// Reasons for contracts unlike the facts.
    pub(super) excuses: Vec<Excuse>,
}

/// Where it lies, however cargo's own target folder is set: `.ci/run` has to know it as well.
fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root.join("target/coverage-record")
}

/// The record that an earlier run of the tests left, unless the sources changed after its beginning.
pub(super) fn left(workspace: &Workspace, sources: &[Source]) -> Option<Record> {
    let folder = folder(workspace);
    // A folder changes when a file is made in it, and no more when that file grows.
    let begun = fs::metadata(&folder).and_then(|folder| folder.modified()).ok()?;
    let changed = sources.iter().filter(|source| counts(source)).filter_map(|source| {
        fs::metadata(workspace.root.join(&source.path)).and_then(|file| file.modified()).ok()
    });
    (changed.max().unwrap_or(SystemTime::UNIX_EPOCH) < begun).then(|| read(&folder).ok()).flatten()
}

fn counts(source: &Source) -> bool {
    let ours = source.path.starts_with("crates/") && (source.is_rust() || source.name() == "Cargo.toml");
    ours || source.path == "Cargo.lock"
}

/// Runs the tests of the vendors' crates and of the sandbox, and reads what they sent.
pub(super) fn fresh(workspace: &Workspace) -> Result<Record> {
    let folder = folder(workspace);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let tests = cargo(&workspace.sh, "test --quiet")
        .args(PACKAGES.iter().flat_map(|package| ["-p", package]))
        // A test that runs on the main thread does not know its name.
        .args(["--all-features", "--tests", "--", "--test-threads", "4"])
        .env(FOLDER, &folder);
    eprintln!("$ {tests}");
    // Standard output is for what was asked for.
    let status = plain(tests).stdout(std::io::stderr()).status()?;
    if !status.success() {
        return Err(format!("the tests ended with {status}").into());
    }
    read(&folder)
}

fn read(folder: &Path) -> Result<Record> {
    let text = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|error| format!("the record {}: {error}", path.display()))
    };
    let came = text("contracts.tsv")?.lines().filter_map(came).collect();
    let answered = text("sandbox.tsv")?.lines().filter_map(answered).collect();
    let fields = text("fields.jsonl")?.lines().filter_map(Fields::of).collect();
    let excuses = text("excuses.jsonl")?.lines().filter_map(Excuse::of).collect();
    Ok(Record { came, answered, fields, excuses })
}

fn came(line: &str) -> Option<Came> {
    let mut parts = line.split('\t').map(str::to_owned);
    let mut next = || parts.next();
    Some(Came { package: next()?, id: next()?, test: next()?, verb: next()?, path: next()? })
}

fn answered(line: &str) -> Option<Answered> {
    let mut parts = line.split('\t');
    // A run of all tests of the workspace must not tell more than one of those that `fresh` runs.
    PACKAGES.contains(&parts.next()?).then_some(())?;
    Some(Answered {
        vendor: parts.next()?.to_owned(),
        verb: parts.next()?.to_owned(),
        path: parts.next()?.to_owned(),
        status: parts.next()?.parse().ok()?,
        tells: parts.next()?.split(' ').filter(|tell| !tell.is_empty()).map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_they_are_written() {
        let line = came("storedsafe\tvaults.list\tvaults::list\tGET\t/api/1.0/vault").unwrap();
        assert_eq!((line.id.as_str(), line.path.as_str()), ("vaults.list", "/api/1.0/vault"));
        let line =
            answered("privx\tprivx\tPOST\t/auth/api/v1/oauth/token\t200\tgrant_type grant_type=password")
                .unwrap();
        assert_eq!((line.status, line.tells.len()), (200, 2));
        assert_eq!(answered("portcullis-sandbox\tprivx\tGET\t/a\t404\t").unwrap().tells.len(), 0);
        assert!(came("cut off\tin the").is_none() && answered("privx\tprivx\tGET\t/a\tmany\t").is_none());
        let line = r#"{"vendor": "privx", "id": "roles.get", "read": {"items[].name": "read"}}"#;
        assert_eq!(Fields::of(line).unwrap().read.len(), 1);
        let line = r#"{"vendor": "privx", "id": "roles.get", "sent": {"body": ["a"], "query": ["b"]}}"#;
        assert!(Fields::of(line).is_some_and(|line| line.body.contains("a") && line.query.contains("b")));
        assert!(Fields::of("{\"vendor\": \"privx\"").is_none());
        let line = r#"{"vendor": "privx", "id": "roles.get", "test": "a", "why": "b", "needed": true}"#;
        assert!(Excuse::of(line).is_some_and(|line| line.needed && line.why == "b"));
        assert!(Excuse::of("{}").is_none());
        assert!(answered("portcullis\tprivx\tGET\t/a\t200\t").is_none());
    }
}
