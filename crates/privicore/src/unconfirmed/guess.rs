//! A call that its caller can correct.

use crate::{dialect::as_json, members::Form as _, oauth::basic::Basic as _};
use portcullis_core::{Call, Client, Error, Input, Request, Result, Secret, http::Method, secret};
use serde::{Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;
use std::{borrow::Cow, fmt, future::IntoFuture, marker::PhantomData};

/// Makes guesses.
#[derive(Debug, Clone)]
pub(super) struct Guesses(pub(super) Client);

impl Guesses {
    /// An operation that reads.
    pub(super) fn get<T>(&self, template: &'static str) -> Guess<T> {
        Guess::new(self.0.clone(), Method::GET, template)
    }

    /// An operation that changes something.
    pub(super) fn post<T>(&self, template: &'static str) -> Guess<T> {
        Guess::new(self.0.clone(), Method::POST, template)
    }
}

/// A call of an operation whose path is a guess, and often more: correct it, then `.await` it, or
/// end it with [`call`](Self::call) for a timeout and other options.
#[must_use = "a guess does nothing until it is awaited"]
pub struct Guess<T> {
    client: Client,
    method: Method,
    template: Cow<'static, str>,
    path: Vec<String>,
    fields: Vec<(Cow<'static, str>, Field)>,
    json: bool,
    /// The credential in place of the client's own.
    basic: Option<Secret>,
    writes: bool,
    bare: bool,
    /// An input that violates a limit.
    limit: Option<Error>,
    /// A correction without an effect.
    problem: Option<Error>,
    output: PhantomData<fn() -> T>,
}

enum Field {
    Plain(Value),
    Secret(Secret),
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(value) => value.serialize(to),
            Self::Secret(value) => secret::expose(value, to),
        }
    }
}

struct Fields<'a>(&'a [(Cow<'static, str>, Field)]);

// The caller may correct them: there are no limits.
impl Input for Fields<'_> {}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<T> Guess<T> {
    fn new(client: Client, method: Method, template: &'static str) -> Self {
        let writes = !method.is_safe();
        Self {
            client,
            method,
            template: template.into(),
            path: Vec::new(),
            fields: Vec::new(),
            json: false,
            basic: None,
            writes,
            bare: !writes,
            limit: None,
            problem: None,
            output: PhantomData,
        }
    }

    /// Sets another path, with as many `{placeholders}` as the guess has. They are filled in the same order, whatever
    /// their names are; another number of them is an [`ErrorKind::Input`](crate::ErrorKind::Input), and nothing is
    /// sent.
    pub fn path_template(mut self, template: impl Into<Cow<'static, str>>) -> Self {
        self.template = template.into();
        self
    }

    /// Sets another verb. The fields of a GET go into the query, those of other verbs into the body.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Sets a field: one that was not guessed, or another value for one that was. In a form and in a query it is a
    /// text, a number, a boolean or a list of them (name it `name[]`).
    pub fn field(self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.set(name.into(), Field::Plain(value.into()))
    }

    /// As [`field`](Self::field), for a secret. It is sent in a body only, never in a URL.
    pub fn secret_field(self, name: impl Into<Cow<'static, str>>, value: impl Into<Secret>) -> Self {
        self.set(name.into(), Field::Secret(value.into()))
    }

    /// Renames a field. A missing field is an
    /// [`ErrorKind::Input`](crate::ErrorKind::Input), and nothing is sent.
    pub fn rename(mut self, guessed: &str, name: impl Into<Cow<'static, str>>) -> Self {
        match self.fields.iter_mut().find(|(known, _)| known == guessed) {
            Some((known, _)) => *known = name.into(),
            None => {
                self.problem.get_or_insert_with(|| Error::input(guessed, "is not a field of this operation"));
            }
        }
        self
    }

    /// Returns the reply unchanged, for one that does not have the expected form.
    pub fn raw(self) -> Guess<Value> {
        let Self { client, method, template, path, fields, json, basic, writes, limit, problem, .. } = self;
        Guess {
            client,
            method,
            template,
            path,
            fields,
            json,
            basic,
            writes,
            bare: true,
            limit,
            problem,
            output: PhantomData,
        }
    }

    /// Returns the call, with its options.
    pub fn call(self) -> Call<T> {
        let mut request = self.client.request(self.method.clone(), self.template);
        if self.writes {
            request = request.once();
        }
        if self.bare {
            // The form is not known: a text alone may be all that the engine sends.
            request = request.bare().read_with(as_json);
        }
        request = request.require(self.problem.map_or(Ok(()), Err)).check(self.limit.map_or(Ok(()), Err));
        request = self.path.iter().fold(request, Request::path);
        if let Some(raw) = &self.basic {
            request = request.basic_raw(raw);
        }
        if self.method.is_safe() {
            return self
                .fields
                .iter()
                .fold(request, |request, (name, value)| query(request, name, value))
                .call();
        }
        if self.json {
            return request.json(&Fields(&self.fields)).call();
        }
        let add = |request: Request, (name, value): &(Cow<'static, str>, Field)| match value {
            Field::Plain(value) => request.value(name, value),
            Field::Secret(value) => request.field(name, value),
        };
        self.fields.iter().fold(request.form(), add).call()
    }

    fn set(mut self, name: Cow<'static, str>, value: Field) -> Self {
        match self.fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.fields.push((name, value)),
        }
        self
    }

    /// Fills the next placeholder.
    pub(super) fn path(mut self, value: &str) -> Self {
        self.path.push(value.to_owned());
        self
    }

    /// A field that the engine surely requires.
    pub(super) fn required(self, name: &'static str, value: &str) -> Self {
        self.check(portcullis_core::input::required(name, value)).field(name, value)
    }

    /// Sends the fields of this as JSON.
    pub(super) fn json<B: Input + Serialize>(self, body: &B) -> Self {
        let mut guess = self.check(body.check());
        guess.json = true;
        match serde_json::to_value(body) {
            Ok(Value::Object(members)) => {
                members.into_iter().fold(guess, |guess, (name, value)| guess.field(name, value))
            }
            _ => guess.check(Err(Error::input("body", "cannot be encoded as JSON"))),
        }
    }

    pub(super) fn basic(mut self, raw: &Secret) -> Self {
        self.basic = Some(raw.clone());
        self
    }

    pub(super) fn check(mut self, checked: Result<()>) -> Self {
        if let Err(error) = checked {
            self.limit.get_or_insert(error);
        }
        self
    }
}

fn query(request: Request, name: &str, value: &Field) -> Request {
    match value {
        Field::Plain(Value::Null) => request,
        Field::Plain(Value::String(text)) => request.query(name, text),
        Field::Plain(Value::Array(items)) => {
            items.iter().fold(request, |request, item| query(request, name, &Field::Plain(item.clone())))
        }
        Field::Plain(Value::Object(_)) => {
            request.require(Err(Error::input(name, "is an object, which cannot be sent in a URL")))
        }
        Field::Plain(value) => request.query(name, value),
        Field::Secret(_) => {
            request.require(Err(Error::input(name, "is a secret, which cannot be sent in a URL")))
        }
    }
}

impl<T: DeserializeOwned> IntoFuture for Guess<T> {
    type Output = Result<T>;
    type IntoFuture = Call<T>;

    fn into_future(self) -> Call<T> {
        self.call()
    }
}

impl<T> fmt::Debug for Guess<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Guess({} {})", self.method, self.template)
    }
}
