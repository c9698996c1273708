//! The rules that hold for every object that is read and written back as a whole.

use crate::{
    Body,
    exchange::{Kit, facts},
    fields::Verdicts,
    judge::Reply,
    message::Message,
    record,
};
use portcullis_core::{Error, ErrorKind};
use portcullis_facts::{Excuse, Kind, Sample, members};
use serde_json::Value;
use std::fmt::Debug;

/// An object that one operation reads and another one replaces.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::exhaustive_structs, reason = "written out by each test")]
pub struct Resource<C, G, P> {
    /// Makes the clients.
    pub kit: Kit<C>,
    /// The operation that reads: its id, and its call with an object's id.
    pub get: (&'static str, G),
    /// The operation that replaces: its id, and its call with an object's id and what was read.
    pub replace: (&'static str, P),
    /// Words that are no id because they make another route.
    pub reserved: &'static [&'static str],
    /// Members that are known on both sides and are not written back: path and reason.
    pub except: &'static [(&'static str, &'static str)],
}

/// A member that no description knows.
const UNKNOWN: &str = "unknownToTheFacts";

/// 404s of something that is not the vendor: the base URL is wrong, or a proxy replied.
const WRONG_URLS: [(&str, &str); 4] = [
    ("", "text/plain"),
    ("404 page not found", "text/plain"),
    ("<html><body><h1>404 Not Found</h1></body></html>", "text/html"),
    (
        r#"{"timestamp":"2031-01-01T00:00:00Z","status":404,"error":"Not Found","path":"/x"}"#,
        "application/json",
    ),
];

impl<C, G, P> Resource<C, G, P> {
    /// Every known field is typed; what was read is [written back](Self::written_back); a masked value, another object, and
    /// a reserved word as the id are refused before anything is sent; the vendor's reply for a missing object is `None`
    /// under `.optional()`, and a 404 of a wrong base URL is not; a failure inside a success is an error. The last two need
    /// [`Kit::missing`].
    ///
    /// # Panics
    /// If a rule is broken.
    pub async fn keeps_the_rules<T: Debug, U>(&self)
    where
        G: AsyncFn(&C, &str) -> Result<T, Error>,
        P: AsyncFn(&C, &str, T) -> Result<U, Error>,
    {
        let (status, sample) = self.sample();
        let id = own_id(&sample);
        let own = id.as_deref().unwrap_or("1");
        self.types_every_field(status, &sample, own).await;
        self.written_back().await;
        for field in sample.fields.iter().filter(|field| field.masked || field.secret) {
            let mut masked = sample.value.clone();
            *masked.pointer_mut(&field.pointer).expect("a field of the sample") = "***".into();
            self.refuses(status, &masked, own, &format!("the mask in {}", field.path)).await;
        }
        if id.is_some() {
            self.refuses(status, &sample.value, "00000000-0000-4000-8000-ffffffffffff", "another object")
                .await;
        }
        for word in self.reserved {
            let (result, sent) = self.read(status, Body::Json(sample.value.clone()), word).await;
            let error = result.err().unwrap_or_else(|| panic!("{}: {word:?} is taken as an id", self.get.0));
            assert!(error.kind() == ErrorKind::Input && sent == 0, "{}: {word}: {error:?}", self.get.0);
        }
        self.distinguishes_missing_objects(own).await;
    }

    /// Every member that is known on both sides, and every unknown one, is written back as it was read.
    ///
    /// # Panics
    /// If one is lost or changed.
    pub async fn written_back<T, U>(&self)
    where
        G: AsyncFn(&C, &str) -> Result<T, Error>,
        P: AsyncFn(&C, &str, T) -> Result<U, Error>,
    {
        let (status, sample) = self.sample();
        let id = own_id(&sample);
        self.writes_back(status, &sample, id.as_deref().unwrap_or("1")).await;
    }

    fn sample(&self) -> (u16, Sample) {
        full(self.get.0).unwrap_or_else(|| panic!("{}: no JSON reply is known", self.get.0))
    }

    async fn distinguishes_missing_objects<T: Debug>(&self, id: &str)
    where
        G: AsyncFn(&C, &str) -> Result<T, Error>,
    {
        let get = self.get.0;
        let fails = async |status: u16, text: &str, kind: &'static str, what: &str| {
            let (result, _) = self.read(status, Body::Text(text.to_owned(), kind), id).await;
            result.err().unwrap_or_else(|| panic!("{get}: {what} is read as an object: {text}"))
        };
        for (text, kind) in WRONG_URLS {
            let error = fails(404, text, kind, "a 404").await;
            assert!(!error.is_not_found(), "{get}: a wrong base URL is taken as a missing object: {text}");
        }
        let Some((status, text)) = self.kit.missing else { return };
        let error = fails(status, text, "application/json", "a missing object").await;
        assert!(error.is_not_found(), "{get}: the reply for a missing object is not `None`: {error:?}");
        let failure = self.kit.failure.unwrap_or(text);
        fails(200, failure, "application/json", "a failure inside a 200").await;
    }

    async fn read<T>(&self, status: u16, body: Body, id: &str) -> (Result<T, Error>, usize)
    where
        G: AsyncFn(&C, &str) -> Result<T, Error>,
    {
        let reply = Reply { status, headers: Vec::new(), body };
        let call = async |client: &C| (self.get.1)(client, id).await;
        let (result, seen) = self.kit.play(move |_| reply.clone(), call).await;
        (result, seen.len())
    }

    async fn write<T, U>(&self, value: T, id: &str) -> (Result<U, Error>, Vec<(Message, Reply)>)
    where
        P: AsyncFn(&C, &str, T) -> Result<U, Error>,
    {
        let (status, body) = match full(self.replace.0) {
            Some((status, sample)) => (status, Body::Json(sample.value)),
            None => (200, Body::Empty),
        };
        let reply = Reply { status, headers: Vec::new(), body };
        let value = std::cell::Cell::new(Some(value));
        let call = async |client: &C| {
            let value = value.take().expect("one call");
            (self.replace.1)(client, id, value).await
        };
        self.kit.play(move |_| reply.clone(), call).await
    }

    async fn types_every_field<T: Debug>(&self, status: u16, sample: &Sample, id: &str)
    where
        G: AsyncFn(&C, &str) -> Result<T, Error>,
    {
        let show = async |value: Value| {
            let (result, _) = self.read(status, Body::Json(value), id).await;
            result.map(|value| format!("{value:?}")).map_err(|error| format!("{error:?}"))
        };
        let verdicts = Verdicts::of(sample, show).await;
        let verdicts = verdicts.unwrap_or_else(|error| panic!("{}: {error}", self.get.0));
        record::read::<T>(self.get.0, &verdicts.record());
        let complaints = verdicts.complaints();
        assert!(complaints.is_empty(), "{}:\n  {}", self.get.0, complaints.join("\n  "));
        let call = async |client: &C| (self.get.1)(client, id).await;
        self.kit.corrupted(self.get.0, (status, &[]), sample, call).await;
    }

    async fn writes_back<T, U>(&self, status: u16, sample: &Sample, id: &str)
    where
        G: AsyncFn(&C, &str) -> Result<T, Error>,
        P: AsyncFn(&C, &str, T) -> Result<U, Error>,
    {
        let (get, replace) = (self.get.0, self.replace.0);
        let mut value = sample.value.clone();
        value.as_object_mut().expect("an object").insert(UNKNOWN.to_owned(), "kept".into());
        let (read, _) = self.read(status, Body::Json(value), id).await;
        let read = read.unwrap_or_else(|error| panic!("{get}: {error:?}"));
        let (written, seen) = self.write(read, id).await;
        assert!(written.is_ok(), "{replace}: {:?}", written.err());
        let (message, _) = seen.first().expect("the request of a success");
        let sent: Value = serde_json::from_slice(&message.body).expect("a JSON body");
        assert_eq!(sent.get(UNKNOWN), Some(&"kept".into()), "{replace}: an unknown member is lost");

        let facts = facts();
        let operation = facts.with_id(replace).next().expect("an operation of the facts");
        let known = operation.body(facts, replace, "application/json").expect("a JSON body is known");
        let known = members(facts, &known);
        let writable = |path: &str| {
            known.iter().any(|member| member.path == path && member.excuse != Some(Excuse::Server))
        };
        let lost = sample.fields.iter().filter(|field| {
            field.kind != Kind::Holder
                && writable(&field.path)
                && field.alias_of.is_none()
                && !self.except.iter().any(|(path, _)| *path == field.path)
                && sent.pointer(&field.pointer) != Some(&field.value)
        });
        let lost: Vec<&str> = lost.map(|field| field.path.as_str()).collect();
        assert!(lost.is_empty(), "{get} -> {replace}: not written back: {lost:?}");
    }

    async fn refuses<T, U>(&self, status: u16, value: &Value, id: &str, what: &str)
    where
        G: AsyncFn(&C, &str) -> Result<T, Error>,
        P: AsyncFn(&C, &str, T) -> Result<U, Error>,
    {
        let (read, _) = self.read(status, Body::Json(value.clone()), id).await;
        let read = read.unwrap_or_else(|error| panic!("{}: {error:?}", self.get.0));
        let (written, seen) = self.write(read, id).await;
        let error = written.err().unwrap_or_else(|| panic!("{}: {what} is written", self.replace.0));
        assert!(error.kind() == ErrorKind::Input && seen.is_empty(), "{}: {what}: {error:?}", self.replace.0);
    }
}

fn full(id: &str) -> Option<(u16, Sample)> {
    let facts = facts();
    let operation = facts.with_id(id).next().unwrap_or_else(|| panic!("the facts know no {id}"));
    let (status, pointer) = operation.success(facts, id)?;
    Some((status, Sample::of(facts, id, &pointer)))
}

fn own_id(sample: &Sample) -> Option<String> {
    sample.value.get("id").and_then(Value::as_str).map(str::to_owned)
}
