//! How mID Provider writes results, errors and pages.

use crate::code;
use portcullis_core::{
    ApiError, Cursor, Dialect, Error, Operation, Refusal, Request,
    bytes::Bytes,
    from_json,
    http::{HeaderMap, Method, StatusCode},
    is_html, lenient,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Users per page, the vendor's default; always sent, so that the end of a listing can be told.
const PAGE: u32 = 20;

/// One object where the vendor's tables or samples have a list of one.
const ONE: [&str; 4] = [
    "/digitanium/v4/users/{user_name}/profile",
    "/auth/realms/{tenant_id}/v3_user/{user_name}",
    "/digitanium/v3/users/{user_name}/otp-brute-force",
    "/auth/realms/{tenant_id}/v3_user/{user_name}/otp-brute-force",
];
/// A list where the server may send one object or nothing.
const MANY: [&str; 1] = ["/digitanium/v4/users/{user_name}/devices"];
/// Listings of users, where "no such user" means an empty page.
const USERS: [&str; 2] = ["/digitanium/v4/users", "/auth/realms/{tenant_id}/v3_user/getusers"];

/// Success is decided by the HTTP status alone: the text in `status` varies within one operation.
pub(crate) struct Kobil;

impl Dialect for Kobil {
    fn reply(
        &self,
        operation: &Operation,
        status: StatusCode,
        _: &HeaderMap,
        body: &Bytes,
    ) -> Result<Bytes, Refusal> {
        if !operation.accepts(status) {
            let error = refusal(operation, status, body);
            if error.object_missing && reads(operation, &USERS) {
                return Ok(Bytes::from_static(b"{}"));
            }
            return Err(error.into());
        }
        if is_html(body) {
            return Err(Refusal::Unreadable(
                "the reply is an HTML page, not JSON: a proxy or a wrong base URL",
            ));
        }
        if operation.is_bare() {
            return Ok(body.clone());
        }
        let payload = payload(body);
        Ok(if reads(operation, &ONE) {
            one(&payload).unwrap_or(payload)
        } else if reads(operation, &MANY) {
            many(payload)
        } else {
            payload
        })
    }

    fn page(&self, request: Request, at: &Cursor, size: Option<u32>) -> Request {
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
        request.query("pageNumber", number).query("limit", limit)
    }

    fn next(&self, at: &Cursor, size: Option<u32>, items: usize, _: &[u8]) -> Option<Cursor> {
        let number = if let Cursor::Page(number) = at { *number } else { 1 };
        // More than asked for: the server does not page, and everything has come.
        let full = u32::try_from(items).is_ok_and(|items| items == size.unwrap_or(PAGE));
        full.then(|| Cursor::Page(number.saturating_add(1)))
    }
}

fn reads(operation: &Operation, templates: &[&str]) -> bool {
    *operation.method() == Method::GET && templates.contains(&operation.template())
}

type Members<'a> = BTreeMap<String, &'a RawValue>;

/// What the envelope holds, or the whole reply where there is none.
fn payload(body: &Bytes) -> Bytes {
    const NOTHING: Bytes = Bytes::from_static(b"null");
    let text = body.trim_ascii();
    if text.is_empty() {
        // Whoever reads a result from it must see that there was none.
        return body.clone();
    }
    let Ok(members) = from_json::<Members<'_>>(text) else { return body.clone() };
    if let Some(data) = members.get("data") {
        return body.slice_ref(data.get().as_bytes());
    }
    // Some tables print the payload beside the envelope's own members.
    let own = |key: &String| matches!(key.as_str(), "subSystem" | "status" | "message");
    if !members.is_empty() && members.keys().all(own) { NOTHING } else { body.clone() }
}

/// The only element of a list.
fn one(payload: &Bytes) -> Option<Bytes> {
    match from_json::<Vec<&RawValue>>(payload).ok()?.as_slice() {
        [only] => Some(payload.slice_ref(only.get().as_bytes())),
        _ => None,
    }
}

fn many(payload: Bytes) -> Bytes {
    match payload.trim_ascii() {
        b"null" => Bytes::from_static(b"[]"),
        text if text.first() == Some(&b'{') => Bytes::from([b"[", text, b"]"].concat()),
        _ => payload,
    }
}

/// Every shape in which an error may come; any of them may be half filled.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorBody {
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
}

fn refusal(operation: &Operation, status: StatusCode, body: &Bytes) -> ApiError {
    if is_html(body) {
        return ApiError::new("an HTML page, which mID Provider does not send: a proxy or a wrong base URL");
    }
    // A struct would be read from a list, too, one element per field.
    let object = Some(body).filter(|body| body.trim_ascii_start().starts_with(b"{"));
    let Some(read) = object.and_then(|body| from_json::<ErrorBody>(body).ok()) else {
        return ApiError::new(String::from_utf8_lossy(body.trim_ascii()));
    };
    // A number is the HTTP status once more.
    let symbol = read.status.filter(|text| text.parse::<u16>().is_err() && !text.is_empty());
    // Keycloak puts either a code or a sentence into these two.
    let word = |text: &String| !text.is_empty() && !text.contains(char::is_whitespace);
    let code = symbol
        .clone()
        .or_else(|| read.error.clone().filter(word))
        .or_else(|| read.error_message.clone().filter(word));
    let mut message = [read.message, read.error_description, read.error_message, read.error]
        .into_iter()
        .flatten()
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    if let Some(field) = read.field.filter(|field| !field.is_empty()) {
        message = format!("{message} (field {field})");
    }
    let mut error = ApiError::new(message).code(code.as_deref().unwrap_or_default());
    error.object_missing = status.is_client_error() && symbol.as_deref() == Some(code::USER_NOT_FOUND);
    error.credential_refused = operation.template().contains("/protocol/openid-connect/")
        && matches!(
            code.as_deref(),
            Some(code::INVALID_GRANT | code::INVALID_CLIENT | code::UNAUTHORIZED_CLIENT)
        );
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unwrapped(body: &str) -> String {
        String::from_utf8(payload(&Bytes::copy_from_slice(body.as_bytes())).to_vec()).unwrap()
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
        assert_eq!(one(&Bytes::from_static(b"[ {\"a\":1} ]")).unwrap(), "{\"a\":1}");
        for other in ["[]", "[1,2]", "{}", "null"] {
            assert_eq!(one(&Bytes::from_static(other.as_bytes())), None, "{other}");
        }
        assert_eq!(many(Bytes::from_static(b"null")), "[]");
        assert_eq!(many(Bytes::from_static(b" {\"a\":1} ")), "[{\"a\":1}]");
        assert_eq!(many(Bytes::from_static(b"[1]")), "[1]");
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
