//! What the contract tests of the vendors' crates show of every operation and of every type that is read: one run of them
//! for several promises.
//!
//! The tests of a vendor's crate call each operation, and read the full sample that the facts give for its reply. They
//! write down where each request went, which of its headers are marked as sensitive, and what became of each sample that
//! was read again, broken or with unknown members (`portcullis_testkit`'s record).

use crate::{
    promise::Scale,
    workspace::{cargo, scratch},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::OnceLock,
};

const VENDORS: [&str; 5] = ["privicore", "storedsafe", "digicert", "privx", "midprovider"];

/// Objects of replies that cannot keep an unknown member, with what is below them: operation, pointer.
const NOT_KEPT: [(&str, &str); 12] = [
    // Lists inside of objects; the SDK takes them apart.
    ("midprovider users.list", "/data"),
    ("midprovider users.list_devices", "/data"),
    ("privicore data_token.list", "/meta"),
    ("privicore oauth.list_applications", "/meta"),
    ("privx mobile_gateway.status", "/used_sources"),
    // Objects in unknown members: they are kept, and `Debug` shows the names of the members alone.
    ("privx identity_providers.get", "/public_key/0"),
    ("privx identity_providers.list", "/items/0/public_key/0"),
    ("privx identity_providers.search", "/items/0/public_key/0"),
    ("privx ueba.status_internal", "/model_instance_status/0"),
    // Maps with the server's own keys: a text is no entry, and an error.
    ("privicore policy.list_templates", ""),
    ("privx audit_events.codes", ""),
    ("privx settings.restart_required", "/settings"),
];

/// The records of one run.
#[derive(Debug)]
pub(crate) struct Contracts {
    /// The members of requests, and the fields of full samples.
    pub(crate) fields: Vec<Value>,
    sent: Vec<Value>,
    replies: Vec<Value>,
}

/// Judges the records, at full count: whether a promise holds for them, and what its figure says of them.
pub(crate) fn judged(scale: Scale, judge: impl FnOnce(&Contracts) -> (bool, String)) -> (bool, String) {
    match scale {
        Scale::Reduced => (true, String::new()),
        Scale::Full => match run() {
            Ok(contracts) => judge(contracts),
            Err(error) => (false, format!("; the contract tests failed: {error}")),
        },
    }
}

/// Runs the contract tests of all vendors; once a process.
///
/// # Errors
/// The output of the tests if one fails, or what is wrong with their record.
pub(crate) fn run() -> Result<&'static Contracts, String> {
    static RUN: OnceLock<Result<Contracts, String>> = OnceLock::new();
    RUN.get_or_init(record).as_ref().map_err(Clone::clone)
}

fn record() -> Result<Contracts, String> {
    let folder = scratch("contract-record");
    // There is no folder before the first run.
    let _ = fs::remove_dir_all(&folder);
    let mut command = cargo(&scratch(""));
    command
        .args(["test", "--quiet", "--all-features", "--test", "it"])
        .args(VENDORS.iter().flat_map(|vendor| ["-p", vendor]))
        .env("PORTCULLIS_COVERAGE_RECORD", &folder)
        .env("PORTCULLIS_CORRUPT_REPLIES", "1");
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stdout).lines().take(9).collect::<Vec<_>>().join(" "));
    }
    let lines = |name: &str| -> Result<Vec<Value>, String> {
        let text = fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
        let values = text.lines().map(serde_json::from_str);
        values.collect::<Result<_, _>>().map_err(|error| format!("{name}: {error}"))
    };
    Ok(Contracts {
        fields: lines("fields.jsonl")?,
        sent: lines("sent.jsonl")?,
        replies: lines("replies.jsonl")?,
    })
}

/// How many headers with a credential the contracts sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) operations: usize,
    pub(crate) credentials: u64,
    /// Operations that sent a credential in a header that is not marked.
    pub(crate) unmarked: BTreeSet<String>,
    /// The hosts to which each vendor's requests went.
    pub(crate) hosts: BTreeMap<String, BTreeSet<String>>,
}

/// What became of the full samples that were read again.
#[derive(Debug, Default)]
pub(crate) struct Replies {
    pub(crate) samples: usize,
    pub(crate) mutations: u64,
    pub(crate) values: u64,
    /// Panics, and errors of a kind that no reply may cause.
    pub(crate) wrong: Vec<String>,
    /// Objects that got an unknown member.
    pub(crate) objects: u64,
    /// Those whose unknown member made the call fail, or is not in its result.
    pub(crate) lost: Vec<String>,
}

fn text<'a>(line: &'a Value, member: &str) -> &'a str {
    line[member].as_str().unwrap_or_default()
}

impl Contracts {
    pub(crate) fn sent(&self) -> Sent {
        let (mut found, mut operations) = (Sent::default(), BTreeSet::new());
        for line in &self.sent {
            let name = format!("{} {}", text(line, "vendor"), text(line, "id"));
            let count = |member: &str| line[member].as_u64().unwrap_or_default();
            found.credentials += count("credentials");
            if count("marked") != count("credentials") {
                found.unmarked.insert(name.clone());
            }
            let hosts = found.hosts.entry(text(line, "vendor").to_owned()).or_default();
            hosts.insert(text(line, "host").to_owned());
            operations.insert(name);
        }
        found.operations = operations.len();
        found
    }

    pub(crate) fn replies(&self) -> Replies {
        let mut found = Replies { samples: self.replies.len(), ..Replies::default() };
        let mut needed = BTreeSet::new();
        for line in &self.replies {
            let name = format!("{} {}", text(line, "vendor"), text(line, "id"));
            let count = |member: &str| line[member].as_u64().unwrap_or_default();
            let all = |member: &str| line[member].as_array().into_iter().flatten().filter_map(Value::as_str);
            found.mutations += count("mutations");
            found.values += count("values");
            found.wrong.extend(all("wrong").map(|one| format!("{name}: {one}")));
            // The envelope of StoredSafe is in every reply, and none of its objects is written back.
            if text(line, "vendor") == "storedsafe" {
                continue;
            }
            found.objects += count("members");
            for pointer in all("fatal").chain(all("lost")) {
                match NOT_KEPT.iter().position(|at| is_within(at, &name, pointer)) {
                    Some(excuse) => drop(needed.insert(excuse)),
                    None => found.lost.push(format!("{name} {pointer:?}")),
                }
            }
        }
        let stale = NOT_KEPT.iter().enumerate().filter(|(excuse, _)| !needed.contains(excuse));
        found.lost.extend(stale.map(|(_, at)| format!("{at:?} is kept")));
        found
    }
}

fn is_within((operation, object): &(&str, &str), name: &str, pointer: &str) -> bool {
    let below = pointer.strip_prefix(object).is_some_and(|rest| !object.is_empty() && rest.starts_with('/'));
    *operation == name && (pointer == *object || below)
}
