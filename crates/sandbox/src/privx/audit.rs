//! Audit events: one for each request that changed something, and one for each login.
//!
//! The facts have the members of an event and none of the vendor's codes: an event of the sandbox has no `event_id`, and
//! its `event_name` is the operation in the facts. Its `message` has what the vendor searches by: the user and the login
//! session of the caller, and the ids of the objects that were written or named by the path, under the names that paths
//! give them (with `target_` before it where the caller has the name). Neither a body nor the address of the caller is
//! kept.

use serde_json::{Map, Value, json};

use super::connections::within;
use super::state::Inner;
use super::tokens::Subject;
use crate::collections::{Answer, Call, Collection, page, parameters, text};
use crate::objects::Object;
use crate::random;

const EVENTS: &str = "audit_events";
/// The most events that are kept: the oldest go.
const MOST: usize = 10_000;
/// The most ids of one name in an event: a deletion may reach any number of objects.
const MOST_IDS: usize = 20;

/// What was there before a request.
pub(super) struct Before {
    tokens: usize,
    node: String,
}

/// What was requested, and by whom.
pub(super) struct Request<'a> {
    pub(super) operation: &'a str,
    /// The path as it was sent; the service is its first part.
    pub(super) target: &'a str,
    pub(super) path: Vec<(&'a str, String)>,
    pub(super) caller: Option<Subject>,
}

pub(super) fn begin(inner: &mut Inner) -> Before {
    inner.login = None;
    inner.objects.watch();
    Before { tokens: inner.tokens.len(), node: inner.node.clone() }
}

/// Keeps an event, if the request changed something.
pub(super) fn end(inner: &mut Inner, before: &Before, request: Option<Request<'_>>) {
    let written = inner.objects.watched();
    let login = inner.login.take();
    let changed = !written.is_empty() || inner.tokens.len() < before.tokens || inner.node != before.node;
    let Some(request) = request.filter(|_| changed || login.is_some()) else { return };
    let mut message = Map::new();
    if let Some(subject) = login.or(request.caller) {
        message.insert("user_id".to_owned(), subject.id.into());
        message.insert("session_id".to_owned(), subject.session.into());
    }
    let of_objects = written.iter().flat_map(|place| parameters::<Inner>(inner.facts, place));
    let mut ids: Map<String, Value> = Map::new();
    for (name, id) in request.path.into_iter().chain(of_objects) {
        let taken = if message.contains_key(name) { "target_" } else { "" };
        add(&mut ids, format!("{taken}{name}"), &id);
    }
    message.extend(ids);
    let service = request.target.trim_start_matches('/').split('/').next().unwrap_or_default();
    keep(inner, &service.to_uppercase(), json!({ "event_name": request.operation, "message": message }));
}

/// Adds an id to those with the same name. They are one text: the vendor's client for Go reads nothing else.
fn add(ids: &mut Map<String, Value>, name: String, id: &str) {
    let known = ids.get(&name).and_then(Value::as_str).unwrap_or_default();
    if known.is_empty() {
        ids.insert(name, id.into());
    } else if known.split(", ").count() < MOST_IDS && known.split(", ").all(|known| known != id) {
        let all = format!("{known}, {id}");
        ids.insert(name, all.into());
    }
}

/// Keeps an event of a service.
pub(super) fn keep(inner: &mut Inner, service: &str, event: Value) {
    let Value::Object(mut event) = event else { return };
    event.insert("service_id".to_owned(), inner.node.clone().into());
    event.insert("service_name".to_owned(), service.into());
    event.insert("created".to_owned(), inner.clock.nanos().into());
    inner.objects.put(EVENTS, "", &random::uuid(), event);
    let oldest = inner.objects.rows(EVENTS).next().map(|row| row.key.clone());
    if let Some(oldest) = oldest.filter(|_| inner.objects.count(EVENTS) > MOST) {
        inner.objects.remove(EVENTS, "", &oldest);
    }
}

/// `POST …/auditevents/search`. One of the words is enough: those of the facts' example are the names of two services,
/// and an event has one.
pub(super) fn search(inner: &mut Inner, call: &Call<'_>, _: &Collection<Inner>) -> Answer<Inner> {
    let sent = |name: &str| call.body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let words = sent("keywords").unwrap_or_default().to_lowercase();
    let words: Vec<&str> = words.split([',', ' ']).filter(|word| !word.is_empty()).collect();
    let names_it = |event: &Object, name: &str| {
        let Some(wanted) = sent(name) else { return true };
        let message = event.get("message");
        [name, &format!("target_{name}")].iter().any(|name| {
            let ids = message.and_then(|message| message.get(*name)?.as_str());
            ids.is_some_and(|ids| ids.split(", ").any(|id| id == wanted))
        })
    };
    let fits = |event: &&Object| {
        let all = if words.is_empty() && call.query("query").is_none() {
            String::new()
        } else {
            Value::Object((*event).clone()).to_string().to_lowercase()
        };
        let ids = ["user_id", "connection_id", "host_id", "source_id", "session_id", "access_group_id"];
        (words.is_empty() || words.iter().any(|word| all.contains(word)))
            && call.query("query").is_none_or(|text| all.contains(&text.to_lowercase()))
            && ids.iter().all(|name| names_it(event, name))
            && within(sent("start_time"), sent("end_time"), text(event, "created"))
    };
    let found = inner.objects.list(EVENTS, "").filter(fits).cloned().collect();
    page(inner, call, found, Value::Object)
}
