//! One request, described: verb, path template, values, body, and how its reply is to be read.

use crate::{
    Call, Client, Dialect, Error, FieldValue, Input, PathSegment, Refusal, Reply, Result,
    client::judge,
    form::Pairs,
    operation::{Class, Operation, SessionEffect},
    origin::{self, Origin},
    own_headers,
    parts::{Authorization, Parts},
    record::{self, Record},
    reply::{ReadResult, Shape, Within},
    secret::{self, Secret},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, StatusCode};
use serde::Serialize;
use std::{borrow::Cow, fmt, sync::Arc};

/// One request, being described. A vendor's method ends it with [`call`](Self::call) or
/// [`list`](Self::list); so does the escape hatch [`Client::request`].
///
/// A mistake (too many path values, an unsafe one, a body that cannot be encoded) is kept and comes
/// back as an [`ErrorKind::Input`](crate::ErrorKind::Input) when the call is awaited: nothing is sent then.
#[must_use = "a request does nothing until it is called and awaited"]
pub struct Request {
    pub(crate) client: Client,
    /// Behind a pointer, which each method passes on in place of half a kilobyte.
    pub(crate) parts: Arc<Parts>,
}

impl Request {
    pub(crate) fn new(client: Client, method: Method, template: Cow<'static, str>) -> Self {
        let mut parts = Parts::new(method, template);
        parts.operation.vendor = client.dialect().vendor();
        if client.sends_request_id() {
            parts.header(own_headers::REQUEST_ID.as_str(), &own_headers::request_id());
        }
        Self { client, parts: Arc::new(parts) }
    }

    pub(crate) fn edit(mut self, edit: impl FnOnce(&mut Parts)) -> Self {
        // It has one owner until it is sent; a copy for that case would add 5 kB to a program.
        if let Some(parts) = Arc::get_mut(&mut self.parts) {
            edit(parts);
        }
        self
    }

    /// Fills the next `{placeholder}` of the path. The value becomes exactly one segment; an empty one,
    /// `.`, `..` and a word that the value's type reserves are refused.
    pub fn path(self, value: impl PathSegment) -> Self {
        self.segment(value.segment(), value.reserved())
    }

    /// Adds a query pair.
    pub fn query(self, key: &str, value: impl fmt::Display) -> Self {
        self.pair(key, &value)
    }

    /// Adds a query pair if there is a value.
    pub fn query_opt(self, key: &str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.query(key, value),
            None => self,
        }
    }

    /// Adds the members of this as query pairs; a list repeats its name, `None` is left out. Checked as every
    /// [`Input`].
    pub fn query_of<T: Input + Pairs + ?Sized>(self, search: &T) -> Self {
        self.filled(&search, &mut |parts| search.pairs(&mut |name, value| parts.query_field(name, value)))
    }

    /// Sends this as JSON, checked as every [`Input`]. Fields that are secrets are revealed here and nowhere else.
    pub fn json<T: Input + Serialize + ?Sized>(self, body: &T) -> Self {
        self.filled(&body, &mut |parts| parts.json(secret::encode_json(body)))
    }

    /// Sends the members of this as fields of an `application/x-www-form-urlencoded` body, checked as every [`Input`].
    pub fn form_of<T: Input + Pairs + ?Sized>(self, body: &T) -> Self {
        self.form().filled(&body, &mut |parts| body.pairs(&mut |name, value| parts.field(name, value)))
    }

    /// Sends a new object as JSON, without what the server sets, at any depth. Checked as every [`Input`]; masked
    /// values (`***`) are refused.
    pub fn create<T: Record>(self, record: &T) -> Self {
        self.filled(&record, &mut |parts| parts.json(secret::encode_json(&record::new(record))))
    }

    /// Fills the next `{placeholder}` with an object's id and sends the whole object as JSON in its place. Checked as
    /// every [`Input`]; masked values (`***`) are refused, and so is an object whose own id is another.
    pub fn replace<T: Record>(self, id: impl PathSegment, record: &T) -> Self {
        self.named(record.own_id(), id.segment()).path(id).json(record)
    }

    /// Sends an `application/x-www-form-urlencoded` body, without fields unless [`field`](Self::field) adds some.
    pub fn form(self) -> Self {
        self.edit(|parts| {
            parts.form();
        })
    }

    /// Adds a field to the `application/x-www-form-urlencoded` body. A list repeats the name (`scope[]` for PHP
    /// servers), `None` is left out. A [`Secret`] is revealed here and nowhere else.
    pub fn field(self, name: &str, value: impl FieldValue) -> Self {
        self.filled(&(), &mut |parts| parts.field(name, &value))
    }

    /// Adds a header. Not for secrets: see [`authorize_with`](Self::authorize_with). A header that frames or routes the
    /// message, such as `Host` or `Content-Length`, is an error; so are `Authorization` and the headers of the vendor's
    /// credentials if the client has a credential.
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.with_header(name.as_ref(), value.as_ref())
    }

    /// May be repeated: by the vendor's facts doing it twice leaves the same state.
    pub fn idempotent(self) -> Self {
        self.edit(|parts| parts.class = Class::Idempotent)
    }

    /// Changes nothing, although the verb does not show it: a search by POST. May be repeated, and an error of it is
    /// never [`Delivery::Unknown`](crate::Delivery::Unknown).
    pub fn read_only(self) -> Self {
        self.edit(|parts| {
            parts.class = Class::Safe;
            parts.operation.reads = true;
        })
    }

    /// Must not be repeated, although the verb looks safe: a GET that changes something.
    pub fn once(self) -> Self {
        self.edit(|parts| {
            parts.class = Class::Once;
            parts.operation.reads = false;
        })
    }

    /// This status is a success too.
    pub fn accept(self, status: u16) -> Self {
        self.edit(|parts| parts.operation.accept = StatusCode::from_u16(status).ok())
    }

    /// The result is wrapped in this member of the reply: a path such as `CALLINFO.users`, or
    /// [`one_of`](crate::one_of) several. It is an error if none is there.
    pub fn within(self, member: impl Into<Within>) -> Self {
        self.inside(member.into())
    }

    /// The result is read from the whole reply, envelope included, by a type that reads only what it names.
    pub fn whole(self) -> Self {
        self.read_with(|reply| Ok(reply.body().clone()))
    }

    /// The result is this member, given as a path such as `data.id`, of the reply or of what
    /// [`within`](Self::within) found.
    pub fn pick(self, path: &'static str) -> Self {
        self.edit(|parts| parts.reading.pick = Some(path))
    }

    /// The result is alone in its place, or the only item there of a list or of an object keyed by id.
    pub fn one(self) -> Self {
        self.edit(|parts| parts.reading.shape = Shape::One)
    }

    /// The result is a list, for which the server may also send one object or nothing.
    pub fn many(self) -> Self {
        self.edit(|parts| {
            parts.operation.lists = true;
            parts.reading.shape = Shape::Many;
        })
    }

    /// The result has this member, given as a path or by [`one_of`](crate::one_of), and it is not empty: an object without
    /// it is not the one that was requested.
    pub fn identified_by(self, member: impl Into<Within>) -> Self {
        self.identified(member.into())
    }

    /// A success whose member at this path is empty proves that the object does not exist; `text` is the error's
    /// message.
    pub fn missing(self, path: &'static str, text: &'static str) -> Self {
        self.edit(|parts| parts.reading.missing = Some((path, text)))
    }

    /// A refusal because the object does not exist is an empty result: for searches.
    pub fn none_is_empty(self) -> Self {
        self.edit(|parts| parts.reading.none_is_empty = true)
    }

    /// The result is what this function makes of the reply: for a form that no other method describes.
    pub fn read_with(self, read: ReadResult) -> Self {
        self.edit(|parts| parts.reading.read = Some(read))
    }

    /// The reply comes without the vendor's usual envelope.
    pub fn bare(self) -> Self {
        self.edit(|parts| parts.operation.bare = true)
    }

    /// The operation has no result: the reply is judged for errors and never decoded.
    pub fn done(self) -> Call<()> {
        self.edit(|parts| parts.operation.done = true).call()
    }

    /// Sends no credential.
    pub fn without_credential(self) -> Self {
        self.edit(|parts| parts.authorization = Authorization::None)
    }

    /// Sends this header as the credential, in place of the client's own. For a user name and a password there is
    /// [`basic`](Self::basic), which redacts the password too.
    pub fn authorize_with(self, name: HeaderName, value: Secret) -> Self {
        self.redact(&value).edit(|parts| parts.authorization = Authorization::Header(name, value))
    }

    /// Sends a user name and a password as the credential (RFC 7617), in place of the client's own.
    pub fn basic(self, user: &str, password: &Secret) -> Self {
        self.redact(password).authorize_with(http::header::AUTHORIZATION, secret::basic(user, password))
    }

    /// A refusal with this code proves that the object does not exist, beside the codes that always do.
    pub fn missing_code(self, code: &'static str) -> Self {
        self.edit(|parts| parts.operation.missing_code = Some(code))
    }

    /// The operation checks a credential: a refusal is about the credential.
    pub fn checks_credential(self) -> Self {
        self.edit(|parts| parts.operation.session = SessionEffect::Checks)
    }

    /// The reply holds the successor of the credential that the request is sent with.
    pub fn renews_credential(self) -> Self {
        self.edit(|parts| parts.operation.session = SessionEffect::Renews)
    }

    /// Ends the session that the request is sent in.
    pub fn ends_session(self) -> Self {
        self.edit(|parts| parts.operation.session = SessionEffect::Ends)
    }

    /// Removes this secret from every text of the reply, although it is sent only as a part of another value.
    pub fn redact(self, secret: &Secret) -> Self {
        self.edit(|parts| parts.secrets.add(secret))
    }

    /// Finds the result in a reply as a call does: for tests of a [`Dialect`].
    #[doc(hidden)]
    pub fn result_of(
        &self,
        dialect: &dyn Dialect,
        status: StatusCode,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Result<Bytes, Refusal> {
        judge::result(dialect, self.parts.reading, &Reply::new(&self.parts.operation, status, headers, body))
    }

    /// Which operation it is.
    pub fn operation(&self) -> &Operation {
        &self.parts.operation
    }

    /// Goes to one of the client's other origins.
    pub fn at(self, origin: Origin) -> Self {
        self.edit(|parts| parts.origin = origin)
    }

    /// Goes to this URL, which a server handed out, in place of the client's own server: a link that opens something
    /// by itself. Path and query of the request do not count then.
    ///
    /// It must be `https` without a user name; `http` on loopback only if the client's own server is reached so, too.
    /// The client's credential, its certificate and its cookies do not go there, whatever server the URL names, and the
    /// request is not repeated once it may have arrived: such links work once. The URL is a secret: it shows in no error
    /// and in no log.
    pub fn to_url(mut self, url: &Secret) -> Self {
        let target =
            self.client.url(Origin::MAIN).and_then(|own| origin::target_url(url.expose_secret(), own));
        match target {
            Ok(parsed) => {
                // A server may return a part of the link without the rest.
                for (_, value) in parsed.query_pairs() {
                    self = self.redact(&Secret::from(value.into_owned()));
                }
                self.edit(|parts| parts.target_url = Some(Box::new(parsed))).once().redact(url)
            }
            Err(error) => self.fail(error),
        }
    }

    /// Goes to one of the client's other origins, with the client's credential, which goes to the first alone
    /// otherwise. For a server that the vendor documents to accept it, and that the user's builder names.
    pub fn at_trusted(self, origin: Origin) -> Self {
        self.edit(|parts| {
            parts.origin = origin;
            parts.trusted = true;
        })
    }

    /// Uses a connection of its own: for operations that cost money.
    pub fn fresh(self) -> Self {
        self.edit(|parts| parts.fresh = true)
    }

    /// Keeps the outcome of a check of documented limits, unless the client leaves them to the server
    /// ([`ClientBuilder::check_input`](crate::ClientBuilder::check_input)).
    pub fn check(self, checked: Result<()>) -> Self {
        match checked {
            Err(error) if self.client.checks_input() => self.fail(error),
            _ => self,
        }
    }

    /// Keeps the outcome of a check without which the request would be dangerous to send.
    pub fn require(self, checked: Result<()>) -> Self {
        match checked {
            Err(error) => self.fail(error),
            Ok(()) => self,
        }
    }

    fn fail(self, error: Error) -> Self {
        self.edit(|parts| parts.fail(error))
    }

    // What the generic methods do. A vendor's crate has a copy of each generic method for each type; linkers keep the
    // exception tables of such copies also where a program never calls them.

    fn segment(self, value: &str, reserved: &'static [&'static str]) -> Self {
        self.edit(|parts| parts.path(value, reserved))
    }

    fn pair(self, key: &str, value: &dyn fmt::Display) -> Self {
        self.edit(|parts| parts.query(key, &value.to_string()))
    }

    fn with_header(self, name: &str, value: &str) -> Self {
        self.edit(|parts| parts.header(name, value))
    }

    fn inside(self, member: Within) -> Self {
        self.edit(|parts| parts.reading.within = Some(member))
    }

    fn identified(self, member: Within) -> Self {
        self.edit(|parts| parts.reading.identity = Some(member))
    }

    /// Refuses an object that has another id of its own.
    fn named(self, own: &str, id: &str) -> Self {
        if own.is_empty() || own == id {
            return self;
        }
        let name = self.parts.next_placeholder().unwrap_or("id");
        let error = Error::input(name, "must be that of the object that was read");
        self.fail(error)
    }

    fn filled(self, input: &dyn Input, fill: &mut dyn FnMut(&mut Parts)) -> Self {
        let always = input.check_always();
        let checked = if self.client.checks_input() { input.check() } else { Ok(()) };
        self.edit(|parts| {
            for checked in [always, checked] {
                if let Err(error) = checked {
                    parts.fail(error);
                }
            }
            fill(parts);
        })
    }

    /// Ends the description; the type of the result comes from the method's signature.
    pub fn call<T>(self) -> Call<T> {
        Call::new(self)
    }
}

impl Clone for Request {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), parts: Arc::new(Parts::clone(&self.parts)) }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request").field(&self.parts.operation).finish()
    }
}
