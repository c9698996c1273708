//! One exchange, one line: the request is compared byte by byte, request and reply are held against the facts, and each
//! field of a full reply must reach the typed result. In process, without a socket.

use crate::{
    Body,
    fields::Verdicts,
    judge::{self, Judge, Reply},
    message::Message,
    record::{self, Record},
    replies,
    wire::{Scripted, body_of},
};
use bytes::Bytes;
use portcullis_core::{
    Error,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    transport::{self, Incoming},
};
use portcullis_facts::{Facts, Sample};
use serde_json::Value;
use std::{
    cell::{Cell, OnceCell},
    fmt::{self, Debug},
    future::poll_fn,
    iter,
    sync::{Arc, Mutex},
};

/// Makes clients of one vendor over the in-process transport.
#[derive(Clone, Copy)]
pub struct Kit<C> {
    client: fn(Scripted) -> C,
    /// The reply that proves that an object is missing.
    pub(crate) missing: Option<(u16, &'static str)>,
    /// The body of a failure.
    pub(crate) failure: Option<&'static str>,
}

impl<C> Debug for Kit<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kit")
    }
}

/// What must be sent: a line `VERB /path?query`, and a body.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Line {
    line: String,
    body: Option<(&'static str, String)>,
}

impl<S: Into<String>> From<S> for Line {
    fn from(line: S) -> Self {
        Self { line: line.into(), body: None }
    }
}

/// A request with exactly these bytes as its JSON body.
pub fn sent(line: impl Into<String>, body: impl Into<String>) -> Line {
    Line { line: line.into(), body: Some(("application/json", body.into())) }
}

/// A request with exactly this encoded form as its body.
pub fn form(line: impl Into<String>, body: impl Into<String>) -> Line {
    Line { line: line.into(), body: Some(("application/x-www-form-urlencoded", body.into())) }
}

/// What the server sends back.
#[derive(Debug, Clone)]
#[must_use]
#[non_exhaustive]
pub struct Answer {
    /// `None`: the full sample of the facts.
    reply: Option<(u16, Body)>,
    headers: Vec<(String, String)>,
    opaque: Vec<(&'static str, &'static str)>,
    unlike: Option<&'static str>,
}

impl<B: Into<Body>> From<(u16, B)> for Answer {
    fn from((status, body): (u16, B)) -> Self {
        Self { reply: Some((status, body.into())), ..full() }
    }
}

/// The first success of the facts, with every field that is known. Each must reach the typed result: its `Debug` must
/// differ without the field and with the field under another name, must show it unless it is a secret, and must not show it
/// if it is one.
pub fn full() -> Answer {
    Answer { reply: None, headers: Vec::new(), opaque: Vec::new(), unlike: None }
}

impl Answer {
    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// This field (by its path `items[].key` or its schema's name `Key.value`) need not reach the result: the reason.
    pub fn opaque(mut self, field: &'static str, reason: &'static str) -> Self {
        self.opaque.push((field, reason));
        self
    }

    /// Request and reply are not as the facts have them, on purpose: the reason.
    pub fn unlike_the_facts(mut self, why: &'static str) -> Self {
        self.unlike = Some(why);
        self
    }
}

/// A full sample of a schema of the facts, by its name.
///
/// # Panics
/// If there is none.
pub fn sample(schema: &str) -> Value {
    Sample::of(facts(), "", &format!("/components/schemas/{schema}")).value
}

pub(crate) fn facts() -> &'static Facts {
    judge::facts().expect("the tests of a vendor's crate")
}

impl<C> Kit<C> {
    /// The function makes a client that sends over this transport, with a credential and without repetitions.
    pub const fn new(client: fn(Scripted) -> C) -> Self {
        Self { client, missing: None, failure: None }
    }

    /// With the vendor's JSON reply that proves that an object is missing: status and body. Unless
    /// [`failure`](Self::failure) gives another one, the body is also that of any failure.
    #[must_use]
    pub const fn missing(self, status: u16, body: &'static str) -> Self {
        Self { missing: Some((status, body)), ..self }
    }

    /// With the vendor's JSON body of a failure, where it is another than that of a missing object.
    #[must_use]
    pub const fn failure(self, body: &'static str) -> Self {
        Self { failure: Some(body), ..self }
    }

    /// A client over this transport.
    pub(crate) fn over(&self, transport: Scripted) -> C {
        (self.client)(transport)
    }

    /// Makes a call over a transport that gives this reply; its result and what was sent.
    pub(crate) async fn play<T>(
        &self,
        reply: impl Fn(&Message) -> Reply + Send + Sync + 'static,
        call: impl AsyncFn(&C) -> Result<T, Error>,
    ) -> (Result<T, Error>, Vec<(Message, Reply)>) {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = seen.clone();
        let transport = Scripted::new(move |request, _| {
            let message = Message::from(&request);
            let reply = reply(&message);
            let incoming = incoming(&reply);
            noted.lock().expect("no test holds it").push((message, reply));
            async move {
                drain(request.body).await;
                Ok(incoming)
            }
        });
        let result = call(&(self.client)(transport)).await;
        let seen = seen.lock().expect("no test holds it").clone();
        (result, seen)
    }

    /// Makes the call, compares what was sent, and gives the result.
    ///
    /// # Panics
    /// If the call fails, if another request is sent, if request or reply are unlike the facts, or if a field of a full
    /// reply does not reach the result.
    pub async fn exchange<T: Debug>(
        &self,
        id: &'static str,
        line: impl Into<Line>,
        answer: impl Into<Answer>,
        call: impl AsyncFn(&C) -> Result<T, Error>,
    ) -> T {
        let (line, answer) = (line.into(), answer.into());
        let result = self.attempt(id, &line, &answer, &call).await;
        let value = result.unwrap_or_else(|error| panic!("{id}: {error:?}"));
        if answer.reply.is_none() {
            self.every_field(id, &line, &answer, &call).await;
        }
        value
    }

    /// As [`exchange`](Self::exchange), of a call that fails: its error.
    ///
    /// # Panics
    /// If the call succeeds, if another request is sent, or if request or reply are unlike the facts.
    pub async fn refusal<T: Debug>(
        &self,
        id: &'static str,
        line: impl Into<Line>,
        answer: impl Into<Answer>,
        call: impl AsyncFn(&C) -> Result<T, Error>,
    ) -> Error {
        match self.attempt(id, &line.into(), &answer.into(), &call).await {
            Ok(value) => panic!("{id}: {value:?}"),
            Err(error) => error,
        }
    }

    async fn attempt<T>(
        &self,
        id: &'static str,
        line: &Line,
        answer: &Answer,
        call: &impl AsyncFn(&C) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let (status, body) = answer.reply.clone().unwrap_or_else(|| {
            let (status, sample) = line.full(id);
            (status, Body::Json(sample.value))
        });
        let reply = Reply { status, headers: answer.headers.clone(), body };
        let (result, seen) = self.play(move |_| reply.clone(), call).await;
        let [(message, reply)] = seen.as_slice() else {
            panic!("{id}: {} requests were sent, not 1; {:?}", seen.len(), result.err())
        };
        line.compare(id, message);
        if let Some(record) = Record::of(id) {
            record.came(&message.verb, message.url.path());
            record.sent(message);
        }
        let judge = Judge::of(id, answer.unlike).expect("the tests of a vendor's crate");
        if let Some(known) = judge.exchange(message, reply) {
            record::sent(&known);
        }
        judge.sentence();
        result
    }

    async fn every_field<T: Debug>(
        &self,
        id: &'static str,
        line: &Line,
        answer: &Answer,
        call: &impl AsyncFn(&C) -> Result<T, Error>,
    ) {
        let (status, sample) = line.full(id);
        let show = async |value: Value| {
            let reply = Reply { status, headers: answer.headers.clone(), body: Body::Json(value) };
            let (result, _) = self.play(move |_| reply.clone(), call).await;
            result.map(|value| format!("{value:?}")).map_err(|error| format!("{error:?}"))
        };
        let verdicts = Verdicts::of(&sample, show).await;
        let mut verdicts =
            verdicts.unwrap_or_else(|error| panic!("{id}: the full reply is not read: {error}"));
        verdicts.excuse(&answer.opaque);
        record::read::<T>(id, &verdicts.record());
        let complaints = verdicts.complaints();
        assert!(complaints.is_empty(), "{id}:\n  {}", complaints.join("\n  "));
        self.corrupted(id, (status, &answer.headers), &sample, call).await;
    }

    /// Reads the sample again as broken and newer servers send it, if that is wanted.
    pub(crate) async fn corrupted<T: Debug>(
        &self,
        id: &str,
        (status, headers): (u16, &[(String, String)]),
        sample: &Sample,
        call: impl AsyncFn(&C) -> Result<T, Error>,
    ) {
        if !replies::are_wanted::<T>(id) {
            return;
        }
        let body = Arc::new(Mutex::new(Bytes::new()));
        let next = body.clone();
        let reply = Reply { status, headers: headers.to_vec(), body: Body::Json(Value::Null) };
        let transport = Scripted::new(move |request, _| {
            let mut incoming = incoming(&reply);
            incoming.body = body_of(next.lock().expect("no test holds it").clone());
            async move {
                drain(request.body).await;
                Ok(incoming)
            }
        });
        // One client is slow to make, and a rate plan would end its calls after some.
        let clients: Vec<OnceCell<C>> = iter::repeat_with(OnceCell::new).take(100).collect();
        let calls = Cell::new(0);
        replies::corrupted(id, sample, async |bytes| {
            *body.lock().expect("no test holds it") = bytes;
            let client = &clients[calls.replace(calls.get() + 1) / 50 % clients.len()];
            call(client.get_or_init(|| (self.client)(transport.clone()))).await
        })
        .await;
    }
}

/// A success before the end of an upload is none.
async fn drain(body: Option<transport::Body>) {
    if let Some(transport::Body::Stream { mut stream, .. }) = body {
        while let Some(Ok(_)) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {}
    }
}

impl Line {
    fn full(&self, id: &str) -> (u16, Sample) {
        let (verb, target) = self.line.split_once(' ').expect("a verb and a path");
        let path = target.split('?').next().unwrap_or_default();
        let facts = facts();
        // Two flavours of an operation have two paths.
        let operation = facts.matching(verb, path).into_iter().find(|operation| operation.has(id));
        let operation = operation.unwrap_or_else(|| panic!("{id}: the facts know no {verb} {path} of it"));
        let success = operation.success(facts, id);
        let (status, pointer) = success.unwrap_or_else(|| panic!("{id}: no JSON reply is known"));
        (status, Sample::of(facts, id, &pointer))
    }

    fn compare(&self, id: &str, message: &Message) {
        assert_eq!(format!("{} {}", message.verb, message.target()), self.line, "{id}");
        let body = String::from_utf8_lossy(&message.body);
        let (kind, expected) = match &self.body {
            Some((kind, body)) => (Some(*kind), body.as_str()),
            None => (None, ""),
        };
        assert_eq!(body, expected, "{id}: body");
        if kind.is_some() {
            assert_eq!(message.header("content-type"), kind, "{id}: content type");
        }
    }
}

fn incoming(reply: &Reply) -> Incoming {
    let mut headers = HeaderMap::new();
    for (name, value) in reply.headers() {
        let name = HeaderName::try_from(name).expect("a header's name");
        headers.append(name, HeaderValue::from_str(value).expect("a header's value"));
    }
    Incoming::new(StatusCode::from_u16(reply.status).expect("a status"), headers, body_of(reply.text()))
}
