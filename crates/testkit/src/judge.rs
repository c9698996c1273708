//! Every request and every reply of a contract is held against the facts. A contract that is unlike them on purpose says
//! why ([`Builder::unlike_the_facts`](crate::Builder::unlike_the_facts)).

mod reply;
mod request;

use crate::{Body, message::Message, record};
use portcullis_facts::{Facts, Operation, Sent};
use serde_json::Value;
use std::{
    cell::Cell,
    env, mem,
    sync::{Arc, Mutex},
};

/// What the server sends.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
}

thread_local! {
    static UNDER_TEST: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// Makes this thread's test one of another crate: for tests of the test kit itself, which are not recorded.
#[doc(hidden)]
pub fn crate_under_test(name: &'static str) {
    UNDER_TEST.set(Some(name));
}

/// Whether the test is one of the test kit itself.
pub(crate) fn is_played() -> bool {
    UNDER_TEST.get().is_some()
}

/// The facts on the vendor whose crate is under test. `None` for a crate that is no vendor's.
pub(crate) fn facts() -> Option<&'static Facts> {
    match UNDER_TEST.get() {
        Some(name) => Facts::of(name),
        None => Facts::of(&env::var("CARGO_PKG_NAME").expect("cargo runs the tests")),
    }
}

/// Judges the exchanges of one contract.
#[derive(Debug, Clone)]
pub(crate) struct Judge {
    facts: &'static Facts,
    id: String,
    /// Why the contract is unlike the facts.
    unlike: Option<&'static str>,
    found: Arc<Mutex<Found>>,
}

/// What was found about the exchanges.
#[derive(Debug, Default)]
struct Found {
    exchanges: usize,
    deviations: Vec<String>,
}

/// What of a request the facts know: for the coverage.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// The operation that the request is.
    pub(crate) id: String,
    /// The paths of the body's members.
    pub(crate) body: Vec<String>,
    /// The names of the query.
    pub(crate) query: Vec<String>,
}

impl Judge {
    /// A judge for the contract of this operation, and the reason why it is unlike the facts.
    pub(crate) fn of(id: &str, unlike: Option<&'static str>) -> Option<Self> {
        Some(Self { facts: facts()?, id: id.to_owned(), unlike, found: Arc::default() })
    }

    /// Fails if something was unlike the facts without a reason. A reason is noted together with whether it was needed.
    pub(crate) fn sentence(&self) {
        let Found { exchanges, deviations } =
            mem::take(&mut *self.found.lock().expect("judging does not panic"));
        match self.unlike {
            Some(why) if exchanges > 0 => record::excuse(&self.id, why, !deviations.is_empty()),
            Some(_) => {}
            None => {
                assert!(
                    deviations.is_empty(),
                    "{}: unlike the facts:\n  {}",
                    self.id,
                    deviations.join("\n  ")
                );
            }
        }
    }

    /// Judges an exchange. `None` if the facts know no such operation, or if it is unlike them.
    pub(crate) fn exchange(&self, message: &Message, reply: &Reply) -> Option<Known> {
        let sent = message.sent();
        let mut found = Vec::new();
        if self.facts.with_id(&self.id).next().is_none() {
            found.push("the facts know no operation of this id".to_owned());
        }
        let known = match self.operation(&sent) {
            None => {
                found.push(format!("the facts know no {} {}", sent.verb, sent.path));
                None
            }
            Some((operation, id)) => {
                let (known, request) = request::judge(self.facts, operation, id, &sent, message);
                let reply = reply::judge(self.facts, operation, id, reply);
                found.extend(request.into_iter().map(|what| format!("{id}: request: {what}")));
                found.extend(reply.into_iter().map(|what| format!("{id}: reply: {what}")));
                Some(known)
            }
        };
        let mut all = self.found.lock().expect("judging does not panic");
        all.exchanges += 1;
        all.deviations.extend(found);
        known.filter(|_| self.unlike.is_none())
    }

    /// The operation that a request is: the contract's own where the request alone does not prove another.
    fn operation<'a>(&'a self, sent: &Sent) -> Option<(&'static Operation, &'a str)> {
        let found = self.facts.identify(sent);
        let ambiguous = |operation: &&'static Operation| {
            operation.has(&self.id) && operation.value(self.facts).get("x-ambiguous").is_some()
        };
        let own = found.iter().find(|(_, id)| *id == self.id).map(|(operation, _)| *operation);
        let own = own.or_else(|| self.facts.matching(&sent.verb, &sent.path).into_iter().find(ambiguous));
        own.map(|operation| (operation, self.id.as_str())).or_else(|| found.first().copied())
    }
}

/// A text as the type that a schema wants: forms, queries and paths have texts only.
fn typed(facts: &Facts, schema: &Value, text: &str) -> Value {
    let schema = facts.resolve(schema);
    let wants = |kind: &str| match &schema["type"] {
        Value::Array(all) => all.iter().any(|one| one == kind) && !all.iter().any(|one| one == "string"),
        one => one == kind,
    };
    let number =
        (wants("integer") || wants("number") || wants("boolean")).then(|| serde_json::from_str(text).ok());
    match number.flatten() {
        Some(value @ (Value::Number(_) | Value::Bool(_))) => value,
        _ => Value::String(text.to_owned()),
    }
}

#[cfg(test)]
mod tests;
