//! What the tests sent and read, for `cargo xtask coverage`: a test that only names an operation proves nothing.
//!
//! The folder that `PORTCULLIS_COVERAGE_RECORD` names gets three files:
//!
//! - `contracts.tsv`, a line for each request that came to a contract: package, operation, test, verb, path;
//! - `fields.jsonl`, a JSON object for each request and each full sample. Paths are those of `portcullis_facts::members`
//!   and of a field of `portcullis_facts::Sample`. The union over all lines of an operation counts.
//!   - `{"vendor", "id", "sent": {"body": ["a", "b[].c"], "query": ["limit"]}}`: the members of a request;
//!   - `{"vendor", "id", "type", "read": {"items[].name": "read", …}}`: the type of the result, each field of a full
//!     sample and what became of it: `read`; `missing` (not in the result), `extra` (only kept among the unknown members); or `excused: <reason>`, where the
//!     reason is an excuse of the facts or the test's own.
//! - `excuses.jsonl`, a JSON object for each contract that is unlike the facts: `{"vendor", "id", "test", "why", "needed"}`.
//!   A reason that no contract of the vendor needs is stale.

use crate::judge::{Known, is_played};
use serde_json::{Value, json};
use std::{
    any::type_name,
    env,
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::Path,
    sync::OnceLock,
    thread,
};

/// Names the folder; nothing is written without it.
const FOLDER: &str = "PORTCULLIS_COVERAGE_RECORD";

struct Files {
    requests: File,
    fields: File,
    excuses: File,
}

/// The contract on whose behalf lines are written.
#[derive(Debug)]
pub(crate) struct Record {
    requests: &'static File,
    /// The crate under test, the operation and the test.
    head: String,
}

impl Record {
    /// A record of this operation's contract, if one is wanted. Called where the test runs: its thread bears its name.
    pub(crate) fn of(id: &str) -> Option<Self> {
        Some(Self { requests: &files()?.requests, head: format!("{}\t{id}\t{}", package(), test()) })
    }

    /// Notes a request.
    pub(crate) fn came(&self, verb: &str, path: &str) {
        write(self.requests, &format!("{}\t{verb}\t{path}", self.head));
    }
}

/// Notes the members of a request.
pub(crate) fn sent(known: &Known) {
    let sent = json!({"body": known.body, "query": known.query});
    note(&json!({"vendor": package(), "id": known.id, "sent": sent}));
}

/// Notes what became of each field of a full sample that was read as a `T`.
pub(crate) fn read<T>(id: &str, fields: &Value) {
    note(&json!({"vendor": package(), "id": id, "type": type_name::<T>(), "read": fields}));
}

/// Notes that a contract is unlike the facts, and whether something in it is.
pub(crate) fn excuse(id: &str, why: &str, needed: bool) {
    if let Some(files) = files() {
        let line = json!({"vendor": package(), "id": id, "test": test(), "why": why, "needed": needed});
        write(&files.excuses, &line.to_string());
    }
}

fn note(line: &Value) {
    if let Some(files) = files() {
        write(&files.fields, &line.to_string());
    }
}

/// One write for a line, so that lines of several processes do not mix.
fn write(mut file: &File, line: &str) {
    file.write_all(format!("{line}\n").as_bytes()).expect("a record that can be written");
}

/// The crate under test; cargo sets it for every program that it runs.
fn package() -> String {
    env::var("CARGO_PKG_NAME").unwrap_or_default()
}

/// The test that runs on this thread.
fn test() -> String {
    thread::current().name().unwrap_or_default().to_owned()
}

fn files() -> Option<&'static Files> {
    static FILES: OnceLock<Option<Files>> = OnceLock::new();
    if is_played() {
        return None;
    }
    FILES.get_or_init(|| env::var_os(FOLDER).map(|folder| open(Path::new(&folder)))).as_ref()
}

fn open(folder: &Path) -> Files {
    fs::create_dir_all(folder).expect("a folder for the record");
    let file = |name: &str| {
        let file = OpenOptions::new().create(true).append(true).open(folder.join(name));
        file.expect("a record that can be opened")
    };
    Files { requests: file("contracts.tsv"), fields: file("fields.jsonl"), excuses: file("excuses.jsonl") }
}
