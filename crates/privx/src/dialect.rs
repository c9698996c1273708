//! How PrivX writes errors, ids and pages.

use crate::code;
use portcullis_core::{
    ApiError, Cursor, Dialect, Error, Members, Operation, PageRequest, Refusal, Reply, Secret,
    bytes::Bytes,
    from_json,
    http::{StatusCode, header},
    lenient, secret,
    url::form_urlencoded,
};
use serde::{
    Deserialize, Deserializer as _, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;
use std::fmt;

/// The page size of nearly all listings, and within the maximum of every one.
const PAGE: u32 = 50;
/// More details than this about one request are left out.
const DETAILS: usize = 20;
/// Details of details are read down to here: each level is parsed again.
const DEEPEST: usize = 60;

pub(crate) struct PrivX;

/// The name in errors and spans.
pub(crate) const VENDOR: &str = "PrivX";

impl Dialect for PrivX {
    fn vendor(&self) -> &'static str {
        VENDOR
    }

    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        if !reply.is_success() {
            return Err(refusal(reply).into());
        }
        // A failure may come with status 200; that of a login is an OAuth error.
        if reply.reports(&["error_code", "error"]) { Err(refusal(reply).into()) } else { Ok(()) }
    }

    fn total(&self, reply: &[u8]) -> Option<u64> {
        count(reply)
    }

    /// By the API guide every 201 has the new object's path in its `Location`: it is read where the body has no id.
    fn payload(&self, reply: &Reply<'_>) -> Result<Bytes, Refusal> {
        match created_id(reply) {
            Some(id) => object("id", id),
            None => Ok(reply.body().clone()),
        }
    }

    fn page(&self, request: &mut PageRequest<'_>, at: &Cursor, size: Option<u32>) {
        // Always sent: a page with more items shows that the server has no pages.
        request.query("limit", size.unwrap_or(PAGE));
        match at {
            Cursor::Start => {}
            Cursor::Offset(offset) => request.query("offset", offset),
            _ => request
                .require(Err(Error::input("cursor", "must be the start or an offset: PrivX has no others"))),
        }
    }

    fn next(
        &self,
        _: &Operation,
        at: &Cursor,
        size: Option<u32>,
        items: usize,
        reply: &[u8],
    ) -> Option<Cursor> {
        let before = if let Cursor::Offset(offset) = at { *offset } else { 0 };
        let items = u64::try_from(items).ok().filter(|items| *items > 0)?;
        let seen = before.checked_add(items)?;
        let more = match count(reply) {
            Some(count) => seen < count,
            // A bare list has no count. One that is longer than requested ignores the limit and is
            // complete; a shorter one may be all that the server returns at a time.
            None => items <= u64::from(size.unwrap_or(PAGE)),
        };
        more.then_some(Cursor::Offset(seen))
    }
}

fn object(key: &str, value: &str) -> Result<Bytes, Refusal> {
    struct One<'a>(&'a str, &'a str);
    impl Serialize for One<'_> {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.collect_map([(self.0, self.1)])
        }
    }
    secret::wiped_json(&One(key, value)).map_err(|_| Refusal::Unreadable("the reply cannot be read"))
}

/// The number of all matches. It stands before the items: reading ends there, because a second pass over all
/// items would take a third of the time of the first.
fn count(reply: &[u8]) -> Option<u64> {
    /// Where most servers have it.
    const HEAD: usize = 1024;
    #[derive(Deserialize)]
    #[serde(field_identifier, rename_all = "lowercase")]
    enum Key {
        Count,
        Other(IgnoredAny),
    }
    #[derive(Deserialize)]
    struct Count(#[serde(deserialize_with = "lenient::opt_int")] Option<i64>);
    struct Found<'a>(&'a mut Option<i64>);
    impl<'de> Visitor<'de> for Found<'_> {
        type Value = ();
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a listing")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
            while let Some(key) = members.next_key()? {
                match key {
                    Key::Count => {
                        *self.0 = members.next_value::<Count>()?.0;
                        break;
                    }
                    Key::Other(_) => drop(members.next_value::<IgnoredAny>()?),
                }
            }
            Ok(())
        }
    }
    // A part that ends at a comma holds no half of a number: the rest of a long page need not be checked as text.
    let head = reply.get(..HEAD).and_then(|head| head.get(..head.iter().rposition(|byte| *byte == b',')?));
    let mut found = None;
    for part in head.into_iter().chain([reply]) {
        if found.is_none()
            && let Ok(text) = str::from_utf8(part)
        {
            // Fails wherever reading ends early.
            let _ = serde_json::Deserializer::from_str(text).deserialize_map(Found(&mut found));
        }
    }
    found.and_then(|count| u64::try_from(count).ok())
}

fn created_id<'a>(reply: &Reply<'a>) -> Option<&'a str> {
    if reply.status() != StatusCode::CREATED {
        return None;
    }
    let location = reply.header(header::LOCATION)?;
    let body = reply.body().trim_ascii();
    let inside = body.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}"));
    if !inside.unwrap_or(body).trim_ascii().is_empty() {
        return None;
    }
    let id = location.trim_end_matches('/').rsplit('/').next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    (!id.is_empty() && id.chars().all(plain)).then_some(id)
}

/// The session token is a query parameter of the redirect.
pub(crate) fn session_token(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    let location = reply.header(header::LOCATION).unwrap_or_default();
    let query = location.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    let parameter = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.into_owned())
    };
    if let Some(token) = parameter("token").map(Secret::from) {
        return object("token", token.expose_secret());
    }
    match parameter("error") {
        Some(code) => {
            Err(ApiError::new(parameter("error_description").unwrap_or_default()).code(code).into())
        }
        None => Err(Refusal::Unreadable("expected a redirect with a session token")),
    }
}

/// A login that returns 200 without a code requires a second factor.
pub(crate) fn login_code(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    if reply.members().is_some() && !has(reply, "code") {
        let mut error =
            ApiError::new("the login requires more than a password, which this client does not support");
        // A repetition would prompt the user's phone again.
        error.credential_refused = true;
        return Err(error.into());
    }
    Ok(reply.body().clone())
}

fn has(reply: &Reply<'_>, member: &str) -> bool {
    reply.member(member).is_some_and(|value| value.get() != "null")
}

fn refusal(reply: &Reply<'_>) -> ApiError {
    // What is no object comes from a gateway or a load balancer, and may repeat anything: it is not quoted.
    let Some(wire) = &reply.words() else { return ApiError::default() };
    let code = Some(text(wire, "error_code")).filter(|code| !code.is_empty());
    let code = code.unwrap_or_else(|| text(wire, "error"));
    // The last two are those of a gateway's problem document.
    let names = ["error_message", "error_description", "detail", "title"];
    let description = names.into_iter().map(|name| text(wire, name)).find(|text| !text.is_empty());
    let mut details = Details::default();
    details.add(wire, description.unwrap_or_default(), 0);
    // One line: `bad role; name: REQUIRED_VALUE_MISSING`.
    let mut error = ApiError::of(&details.pieces);
    error.object_missing =
        matches!(&*code, code::OBJECT_NOT_FOUND | code::NOT_FOUND | code::CONNECTION_NOT_FOUND)
            || reply.operation().missing_code() == Some(&*code);
    error.conflict = details.duplicate;
    error.credential_refused = matches!(&*code, code::INVALID_GRANT | code::INVALID_CLIENT)
        || (reply.operation().checks_credential()
            && (reply.status() == StatusCode::FORBIDDEN || code == code::PERMISSION_DENIED));
    error.code(code)
}

fn text(wire: &Members<'_>, key: &str) -> String {
    let text = wire.get(key).and_then(|value| from_json::<String>(value.get().as_bytes()).ok());
    text.unwrap_or_default().trim().to_owned()
}

/// The message and its details.
#[derive(Default)]
struct Details {
    pieces: Vec<String>,
    /// Whether one of them is that a value is taken.
    duplicate: bool,
}

impl Details {
    fn add(&mut self, wire: &Members<'_>, description: String, depth: usize) {
        self.duplicate |= text(wire, "error_code") == code::VALUE_DUPLICATE;
        if self.pieces.len() <= DETAILS {
            self.pieces.push(match (text(wire, "property"), description) {
                (property, description) if property.is_empty() => description,
                (property, description) if description.is_empty() => property,
                (property, description) => format!("{property}: {description}"),
            });
        }
        if depth == DEEPEST {
            return;
        }
        let details = wire.get("details").and_then(|details| from_json(details.get().as_bytes()).ok());
        let details: Vec<&RawValue> = details.unwrap_or_default();
        for detail in details {
            if let Some(detail) = Members::parse(detail.get()) {
                let description = match (text(&detail, "error_code"), text(&detail, "error_message")) {
                    (code, description) if description.is_empty() => code,
                    (code, description) if code.is_empty() => description,
                    (code, description) => format!("{code} ({description})"),
                };
                self.add(&detail, description, depth + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests;
