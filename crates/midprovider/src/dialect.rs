//! The format of results, errors and pages.

use crate::code;
use portcullis_core::{
    ApiError, Cursor, Dialect, Error, Members, PageRequest, Refusal, Reply, bytes::Bytes, from_json, lenient,
};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

/// Users per page, the vendor's default. Always sent: a page with fewer is the last one.
const PAGE: u32 = 20;

/// The HTTP status alone decides success: the text in `status` varies within one operation.
pub(crate) struct Kobil;

/// The name in errors and spans.
pub(crate) const VENDOR: &str = "mID Provider";

impl Dialect for Kobil {
    fn vendor(&self) -> &'static str {
        VENDOR
    }

    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        if !reply.is_success() {
            return Err(refusal(reply).into());
        }
        // Keycloak's forms; those of KOBIL's own operations come with a status of an error.
        if reply.reports(&["error", "errorMessage", "errors"]) { Err(refusal(reply).into()) } else { Ok(()) }
    }

    /// The envelope, which may lack any of its members.
    fn is_own(&self, reply: &Reply<'_>) -> bool {
        let mut members = reply.members().into_iter().flat_map(Members::iter);
        !reply.operation().is_bare()
            && members.any(|(name, value)| match name {
                "subSystem" | "data" => true,
                "status" => matches!(value.get(), r#""OK""# | r#""Success""# | r#""Accepted""#),
                _ => false,
            })
    }

    /// The member `data` of the envelope, or the whole reply without an envelope.
    fn payload(&self, reply: &Reply<'_>) -> Result<Bytes, Refusal> {
        let body = || reply.body().clone();
        if reply.operation().is_bare() {
            return Ok(body());
        }
        let Some(members) = reply.members() else { return Ok(body()) };
        if let Some(data) = members.get("data") {
            return Ok(reply.share(data));
        }
        // Some tables of the vendor have the payload beside the envelope's own members.
        let own = |name: &str| matches!(name, "subSystem" | "status" | "message");
        let nothing = !members.is_empty() && members.iter().all(|(name, _)| own(name));
        if nothing && reply.operation().is_list() {
            return Err(Refusal::Unreadable("expected a list in `data`"));
        }
        Ok(if nothing { Bytes::from_static(b"null") } else { body() })
    }

    fn page(&self, request: &mut PageRequest<'_>, at: &Cursor, size: Option<u32>) {
        let number = match at {
            Cursor::Start => 1,
            Cursor::Page(number) if *number > 0 => *number,
            _ => {
                return request.require(Err(Error::input("starting_at", "must be a page number, from 1 on")));
            }
        };
        let limit = size.unwrap_or(PAGE);
        if limit == 0 {
            return request.require(Err(Error::input("page_size", "must be at least 1")));
        }
        request.query("pageNumber", number);
        request.query("limit", limit);
    }

    fn next(&self, at: &Cursor, size: Option<u32>, items: usize, _: &[u8]) -> Option<Cursor> {
        let number = if let Cursor::Page(number) = at { *number } else { 1 };
        // More items than requested: the server ignores the limit, and this is the whole listing.
        let full = u32::try_from(items).is_ok_and(|items| items == size.unwrap_or(PAGE));
        full.then(|| Cursor::Page(number.saturating_add(1)))
    }
}

/// The members of every known form of an error; any of them may be absent.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorBody<'a> {
    #[serde(deserialize_with = "lenient::opt_text")]
    status: Option<String>,
    #[serde(deserialize_with = "lenient::opt_text")]
    message: Option<String>,
    #[serde(deserialize_with = "lenient::opt_text")]
    error: Option<String>,
    #[serde(deserialize_with = "lenient::opt_text")]
    error_description: Option<String>,
    #[serde(rename = "errorMessage", deserialize_with = "lenient::opt_text")]
    error_message: Option<String>,
    #[serde(deserialize_with = "lenient::opt_text")]
    field: Option<String>,
    #[serde(deserialize_with = "lenient::opt_text")]
    title: Option<String>,
    #[serde(deserialize_with = "lenient::opt_text")]
    detail: Option<String>,
    /// The values for the text, such as the bounds of a length.
    #[serde(borrow)]
    params: Option<&'a RawValue>,
    /// Bodies of this form: several errors at once.
    #[serde(borrow)]
    errors: Option<&'a RawValue>,
}

/// How many errors of one reply a message holds.
const MOST_ERRORS: usize = 20;

impl<'a> ErrorBody<'a> {
    /// Serde reads a struct from a list too, one element per field.
    fn read(text: &'a [u8]) -> Option<Self> {
        let object = Some(text).filter(|text| text.trim_ascii_start().starts_with(b"{"))?;
        from_json(object).ok()
    }

    fn message(&self) -> String {
        let texts = [
            &self.message,
            &self.error_description,
            &self.error_message,
            &self.detail,
            &self.title,
            &self.error,
        ];
        let text = texts.into_iter().flatten().find(|text| !text.is_empty());
        let mut message = text.cloned().unwrap_or_default();
        if let Some(field) = self.field.as_ref().filter(|field| !field.is_empty()) {
            let values = self.values(field);
            let colon = if values.is_empty() { "" } else { ": " };
            message = format!("{message} (field {field}{colon}{values})");
        }
        message
    }

    /// The values beside the field's own name.
    fn values(&self, field: &str) -> String {
        let values: Vec<Value> =
            self.params.and_then(|params| from_json(params.get().as_bytes()).ok()).unwrap_or_default();
        let values = values.iter().filter_map(|value| match value {
            Value::String(text) => Some(text.clone()).filter(|text| text != field),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            _ => None,
        });
        values.collect::<Vec<_>>().join(", ")
    }

    /// The several errors, each as its own body.
    fn listed(&self) -> Vec<ErrorBody<'a>> {
        let errors = self.errors.and_then(|errors| from_json::<Vec<&RawValue>>(errors.get().as_bytes()).ok());
        let errors = errors.into_iter().flatten().take(MOST_ERRORS);
        errors.filter_map(|error| ErrorBody::read(error.get().as_bytes())).collect()
    }
}

fn refusal(reply: &Reply<'_>) -> ApiError {
    let body = reply.body();
    if reply.is_html() {
        return ApiError::new("an HTML page, which mID Provider does not send: a proxy or a wrong base URL");
    }
    let Some(read) = ErrorBody::read(body) else {
        return ApiError::new(String::from_utf8_lossy(body.trim_ascii()));
    };
    // A number is the HTTP status once more.
    let symbol = read.status.clone().filter(|text| text.parse::<u16>().is_err() && !text.is_empty());
    // Keycloak writes either a code or a sentence into these two.
    let is_code = |text: &String| !text.is_empty() && !text.contains(char::is_whitespace);
    let code = symbol
        .clone()
        .or_else(|| read.error.clone().filter(is_code))
        .or_else(|| read.error_message.clone().filter(is_code));
    let listed = read.listed();
    let code = code.or_else(|| listed.iter().find_map(|error| error.error_message.clone().filter(is_code)));
    let mut messages: Vec<String> = vec![read.message()];
    messages.extend(listed.iter().map(ErrorBody::message));
    messages.retain(|message| !message.is_empty());
    messages.dedup();
    let mut error = ApiError::new(messages.join("; ")).code(code.as_deref().unwrap_or_default());
    error.object_missing =
        reply.status().is_client_error() && symbol.as_deref() == Some(code::USER_NOT_FOUND);
    error.credential_refused = reply.operation().checks_credential()
        && matches!(
            code.as_deref(),
            Some(code::INVALID_GRANT | code::INVALID_CLIENT | code::UNAUTHORIZED_CLIENT)
        );
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_core::{
        ClientBuilder, Request,
        http::{HeaderMap, StatusCode},
    };

    fn get() -> Request {
        ClientBuilder::new("https://mid.example").build(Kobil, None).unwrap().get("/")
    }

    fn result(request: &Request, body: &str) -> Result<String, Refusal> {
        let (headers, body) = (HeaderMap::new(), Bytes::copy_from_slice(body.as_bytes()));
        let found = request.result_of(&Kobil, StatusCode::OK, &headers, &body)?;
        Ok(String::from_utf8(found.to_vec()).unwrap())
    }

    fn unwrapped(body: &str) -> String {
        result(&get(), body).unwrap()
    }

    #[test]
    fn the_envelope_is_optional_in_every_part() {
        for (body, inside) in [
            ("", ""),
            ("  \n", "  \n"),
            (r#"{"subSystem":5,"status":"OK","message":"done"}"#, "null"),
            (r#"{"subSystem":"5","status":"Success","message":null,"data":{"a":1}}"#, r#"{"a":1}"#),
            (r#"{"data":[1, 2]}"#, "[1, 2]"),
            (r#"{"status":"OK","data":null}"#, "null"),
            (r#"{"status":"OK","data":true}"#, "true"),
            (r#"{"status":"Success","otp_disabled":true}"#, r#"{"status":"Success","otp_disabled":true}"#),
            (r#"{"username":"a"}"#, r#"{"username":"a"}"#),
            ("{}", "{}"),
            ("[3]", "[3]"),
            ("true", "true"),
            (r#"{"data":"#, r#"{"data":"#),
        ] {
            assert_eq!(unwrapped(body), inside, "{body}");
        }
    }

    #[test]
    fn one_or_many() {
        assert_eq!(result(&get().one(), "[ {\"a\":1} ]").unwrap(), "{\"a\":1}");
        assert_eq!(result(&get().one(), "{\"a\":1}").unwrap(), "{\"a\":1}");
        for other in ["[]", "[1,2]"] {
            assert!(matches!(result(&get().one(), other), Err(Refusal::Unreadable(_))), "{other}");
        }
        assert_eq!(result(&get().many(), "null").unwrap(), "[]");
        assert_eq!(result(&get().many(), " {\"a\":1} ").unwrap(), "[{\"a\":1}]");
        assert_eq!(result(&get().many(), "[1]").unwrap(), "[1]");
    }

    #[test]
    fn a_listing_goes_on_after_a_full_page_only() {
        let next = |at: Cursor, size, items| Kobil.next(&at, size, items, b"");
        assert_eq!(next(Cursor::Start, None, 20), Some(Cursor::Page(2)));
        assert_eq!(next(Cursor::Page(2), Some(5), 5), Some(Cursor::Page(3)));
        assert_eq!(next(Cursor::Start, None, 19), None);
        assert_eq!(next(Cursor::Start, None, 0), None);
        assert_eq!(next(Cursor::Start, Some(5), 900), None, "a server that ignores the limit");
    }
}
