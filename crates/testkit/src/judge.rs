//! Every request and every reply of a contract is held against the facts. A contract that is unlike them on purpose says
//! why ([`Builder::unlike_the_facts`](crate::Builder::unlike_the_facts)).

mod reply;
mod request;

use crate::{Body, message::Message};
use portcullis_facts::{Facts, Operation, Sent};
use serde_json::Value;
use std::{
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

/// The facts on the vendor whose crate is under test. `None` for a crate that is no vendor's.
pub(crate) fn facts() -> Option<&'static Facts> {
    Facts::of(&env::var("CARGO_PKG_NAME").expect("cargo runs the tests"))
}

/// Judges the exchanges of one contract.
#[derive(Debug, Clone)]
pub(crate) struct Judge {
    facts: &'static Facts,
    id: String,
    found: Arc<Mutex<Vec<String>>>,
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
    /// A judge for the contract of this operation.
    pub(crate) fn of(id: &str) -> Option<Self> {
        Some(Self { facts: facts()?, id: id.to_owned(), found: Arc::default() })
    }

    /// Fails if something was unlike the facts.
    pub(crate) fn sentence(&self) {
        let found = mem::take(&mut *self.found.lock().expect("judging does not panic"));
        assert!(found.is_empty(), "{}: unlike the facts:\n  {}", self.id, found.join("\n  "));
    }

    /// Judges an exchange. `None` if the facts know no such operation.
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
        self.found.lock().expect("judging does not panic").extend(found);
        known
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
