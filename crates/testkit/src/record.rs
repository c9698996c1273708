//! What the tests sent and read, for `cargo xtask coverage`: a test that only names an operation proves nothing.
//!
//! The folder that `PORTCULLIS_COVERAGE_RECORD` names gets these files:
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
//! - `sent.jsonl`, a JSON object for each request of a contract: `{"vendor", "id", "host", "credentials", "marked"}`: how
//!   many headers hold a credential, and how many of them are marked as sensitive.
//! - `replies.jsonl`, a JSON object for each full sample that was read again: see [`replies`](crate::replies).

use crate::{
    judge::{Known, is_played},
    message::Message,
};
use portcullis_core::http::HeaderValue;
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

#[derive(Debug)]
struct Files {
    requests: File,
    fields: File,
    excuses: File,
    sent: File,
    replies: File,
}

/// Headers that hold a credential, whatever their value.
pub const CREDENTIALS: [&str; 6] =
    ["authorization", "cookie", "proxy-authorization", "x-dc-devkey", "x-http-token", "x-key"];

/// The contract on whose behalf lines are written.
#[derive(Debug)]
pub(crate) struct Record {
    files: &'static Files,
    id: String,
    /// The crate under test, the operation and the test.
    head: String,
}

impl Record {
    /// A record of this operation's contract, if one is wanted. Called where the test runs: its thread bears its name.
    pub(crate) fn of(id: &str) -> Option<Self> {
        Some(Self { files: files()?, id: id.to_owned(), head: format!("{}\t{id}\t{}", package(), test()) })
    }

    /// Notes a request.
    pub(crate) fn came(&self, verb: &str, path: &str) {
        write(&self.files.requests, &format!("{}\t{verb}\t{path}", self.head));
    }

    /// Notes where a request went, and its credentials. Not of one that came over a socket: it does not show which
    /// headers are marked.
    pub(crate) fn sent(&self, message: &Message) {
        let credentials = CREDENTIALS.iter().flat_map(|name| message.headers.get_all(*name));
        let marks: Vec<bool> = credentials.map(HeaderValue::is_sensitive).collect();
        let marked = marks.iter().filter(|marked| **marked).count();
        let line = json!({
            "vendor": package(), "id": self.id, "host": message.url.host_str(),
            "credentials": marks.len(), "marked": marked,
        });
        write(&self.files.sent, &line.to_string());
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

/// Notes what became of the variants of a full sample.
pub(crate) fn reply(line: &Value) {
    if let Some(files) = files() {
        let mut line = line.clone();
        line["vendor"] = package().into();
        write(&files.replies, &line.to_string());
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
    Files {
        requests: file("contracts.tsv"),
        fields: file("fields.jsonl"),
        excuses: file("excuses.jsonl"),
        sent: file("sent.jsonl"),
        replies: file("replies.jsonl"),
    }
}
