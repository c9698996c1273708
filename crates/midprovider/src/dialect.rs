//! The format of results, errors and pages.

use crate::code;
use portcullis_core::{
    ApiError, Cursor, Dialect, Error, Members, Operation, PageRequest, Refusal, Reply,
    bytes::Bytes,
    from_json,
    http::{StatusCode, header::LOCATION},
    lenient,
};
use serde_json::{Value, value::RawValue};

/// Users per page, the vendor's default. Always sent: a page with more shows that the server has no pages.
const PAGE: u32 = 20;

/// Items per page of Keycloak's admin API, its default for users. Always sent: some lists have no limit of their own.
const STOCK_PAGE: u32 = 100;

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
        let stock = is_stock(request.operation());
        let position = match at {
            Cursor::Start => Some(u64::from(!stock)),
            Cursor::Offset(offset) if stock => Some(*offset),
            Cursor::Page(number) if !stock && *number > 0 => Some(*number),
            _ => None,
        };
        let Some(position) = position else {
            let rule = if stock {
                "must be an offset: how many items to skip"
            } else {
                "must be a page number, from 1 on"
            };
            return request.require(Err(Error::input("starting_at", rule)));
        };
        let limit = size.unwrap_or(if stock { STOCK_PAGE } else { PAGE });
        if limit == 0 {
            return request.require(Err(Error::input("page_size", "must be at least 1")));
        }
        let [first, most] = if stock { ["first", "max"] } else { ["pageNumber", "limit"] };
        request.query(first, position);
        request.query(most, limit);
    }

    fn next(
        &self,
        operation: &Operation,
        at: &Cursor,
        size: Option<u32>,
        items: usize,
        _: &[u8],
    ) -> Option<Cursor> {
        let items = u32::try_from(items).ok()?;
        if is_stock(operation) {
            // A page that is not full is the last. A longer one shows that the server ignores the limit.
            let before = if let Cursor::Offset(offset) = at { *offset } else { 0 };
            let full = items == size.unwrap_or(STOCK_PAGE);
            return full.then(|| Cursor::Offset(before.saturating_add(u64::from(items))));
        }
        let number = if let Cursor::Page(number) = at { *number } else { 1 };
        // More items than requested: the server ignores the limit, and this is the whole listing. Fewer: the server may
        // allow no more at a time.
        let more = items > 0 && items <= size.unwrap_or(PAGE);
        more.then(|| Cursor::Page(number.saturating_add(1)))
    }
}

/// Whether it is an operation of Keycloak's own admin API, which pages by offset.
fn is_stock(operation: &Operation) -> bool {
    operation.template().starts_with("/auth/admin/")
}

/// Reads the id of what was created from the header `Location`: the reply has no body. The host in it may be an internal
/// one, so that only the last segment counts.
pub(crate) fn created(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    let location = reply.header(LOCATION).unwrap_or_default();
    let path = location.split(['?', '#']).next().unwrap_or_default();
    let id = path.rsplit('/').next().unwrap_or_default();
    if id.is_empty() {
        return Err(Refusal::Unreadable("expected the header `Location` with the id of what was created"));
    }
    Ok(Value::from(id).to_string().into())
}

/// The beginnings of texts of a 404 that is about a path which the server does not have.
pub(crate) const NO_ROUTE: [&str; 4] = ["HTTP ", "Not Found", "RESTEASY", "Unable to find matching"];

/// The beginning of the text of a 404 that is about a realm.
pub(crate) const REALM: &str = "Realm";

/// The text of what is no reply of the server.
pub(crate) const PAGE_OF_HTML: &str =
    "an HTML page, which mID Provider does not send: a proxy or a wrong base URL";

/// How many errors of one reply a message holds.
const MOST_ERRORS: usize = 20;

/// The members of every known form of an error. One that is absent is empty.
#[derive(Default)]
struct ErrorBody<'a> {
    status: String,
    message: String,
    error: String,
    error_description: String,
    error_message: String,
    field: String,
    title: String,
    detail: String,
    /// The values for the text, such as the bounds of a length.
    params: Vec<&'a RawValue>,
    /// Bodies of this form: several errors at once.
    errors: Vec<&'a RawValue>,
}

impl<'a> ErrorBody<'a> {
    /// A text that is no scalar is empty. If a name is repeated, the last one counts.
    fn of(members: &Members<'a>) -> Self {
        let list = |value: &'a RawValue| from_json(value.get().as_bytes()).unwrap_or_default();
        let mut body = Self::default();
        for (name, value) in members.iter() {
            let text = match name {
                "status" => &mut body.status,
                "message" => &mut body.message,
                "error" => &mut body.error,
                "error_description" => &mut body.error_description,
                "errorMessage" => &mut body.error_message,
                "field" => &mut body.field,
                "title" => &mut body.title,
                "detail" => &mut body.detail,
                "params" => {
                    body.params = list(value);
                    continue;
                }
                "errors" => {
                    body.errors = list(value);
                    continue;
                }
                _ => continue,
            };
            let mut value = serde_json::Deserializer::from_str(value.get());
            *text = lenient::opt_text(&mut value).ok().flatten().unwrap_or_default();
        }
        body
    }

    /// Whether Keycloak's 404 is about an object. A path that the server does not have and a realm that does not exist
    /// have texts of their own; without a text it may be a proxy's.
    fn is_about_an_object(&self, operation: &Operation) -> bool {
        let text = if self.error.is_empty() { &self.error_message } else { &self.error };
        let of_realm = text.starts_with(REALM) && operation.template() != "/auth/admin/realms/{realm}";
        let of_path = NO_ROUTE.iter().any(|start| text.starts_with(start));
        // Keycloak's own body has no status.
        self.status.is_empty() && !(text.is_empty() || of_realm || of_path)
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
        let message = texts.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
        if self.field.is_empty() {
            return message;
        }
        let (field, values) = (&self.field, self.values());
        let colon = if values.is_empty() { "" } else { ": " };
        format!("{message} (field {field}{colon}{values})")
    }

    /// The values beside the field's own name.
    fn values(&self) -> String {
        let mut values = Vec::new();
        for value in &self.params {
            match value.get().as_bytes().first() {
                Some(b'"') => {
                    let text: Option<String> = from_json(value.get().as_bytes()).ok();
                    values.extend(text.filter(|text| *text != self.field));
                }
                Some(b'[' | b'{' | b'n') | None => {}
                Some(_) => values.push(value.get().to_owned()),
            }
        }
        values.join(", ")
    }
}

fn refusal(reply: &Reply<'_>) -> ApiError {
    if reply.is_html() {
        return ApiError::new(PAGE_OF_HTML);
    }
    // What is no object is not quoted: it may be of anybody, and repeat anything.
    let body = reply.words().as_ref().map(ErrorBody::of).unwrap_or_default();
    // A number is the HTTP status once more.
    let symbol = if body.status.parse::<u16>().is_ok() { "" } else { &body.status };
    // Keycloak writes either a code or a sentence into these two.
    let code_in =
        |text: &str| if text.contains(char::is_whitespace) { String::new() } else { text.to_owned() };
    let mut codes = vec![symbol.to_owned(), code_in(&body.error), code_in(&body.error_message)];
    let mut messages = vec![body.message()];
    for error in body.errors.iter().take(MOST_ERRORS) {
        if let Some(error) = Members::parse(error.get()).as_ref().map(ErrorBody::of) {
            codes.push(code_in(&error.error_message));
            messages.push(error.message());
        }
    }
    let code = codes.into_iter().find(|code| !code.is_empty()).unwrap_or_default();
    messages.retain(|message| !message.is_empty());
    messages.dedup();
    let mut error = ApiError::of(&messages);
    let operation = reply.operation();
    let missing = if is_stock(operation) {
        reply.status() == StatusCode::NOT_FOUND && body.is_about_an_object(operation)
    } else {
        let codes = [Some(code::USER_NOT_FOUND), operation.missing_code()];
        reply.status().is_client_error() && codes.contains(&Some(symbol))
    };
    error.object_missing = missing;
    error.credential_refused = operation.checks_credential()
        && matches!(&*code, code::INVALID_GRANT | code::INVALID_CLIENT | code::UNAUTHORIZED_CLIENT);
    error.code(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_core::{ClientBuilder, Request, http::HeaderMap};

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
    fn a_listing_goes_on_until_a_page_is_empty() {
        let operation = get().operation().clone();
        let next = |at: Cursor, size, items| Kobil.next(&operation, &at, size, items, b"");
        assert_eq!(next(Cursor::Start, None, 20), Some(Cursor::Page(2)));
        assert_eq!(next(Cursor::Page(2), Some(5), 5), Some(Cursor::Page(3)));
        assert_eq!(
            next(Cursor::Start, None, 19),
            Some(Cursor::Page(2)),
            "the server's maximum may be smaller"
        );
        assert_eq!(next(Cursor::Start, None, 0), None);
        assert_eq!(next(Cursor::Start, Some(5), 900), None, "a server that ignores the limit");
    }

    fn stock(template: &'static str) -> Request {
        ClientBuilder::new("https://mid.example").build(Kobil, None).unwrap().get(template).bare()
    }

    #[test]
    fn keycloaks_listings_end_with_a_page_that_is_not_full() {
        let operation = stock("/auth/admin/realms/{realm}/users").operation().clone();
        let next = |at: Cursor, size, items| Kobil.next(&operation, &at, size, items, b"");
        assert_eq!(next(Cursor::Start, None, 100), Some(Cursor::Offset(100)));
        assert_eq!(next(Cursor::Offset(100), Some(5), 5), Some(Cursor::Offset(105)));
        assert_eq!(next(Cursor::Offset(100), Some(5), 4), None);
        assert_eq!(next(Cursor::Start, None, 0), None);
        assert_eq!(next(Cursor::Start, Some(5), 900), None, "a server that ignores the limit");
    }

    #[test]
    fn the_id_of_what_was_created_is_in_the_location() {
        let request = stock("/auth/admin/realms/{realm}/users").read_with(created);
        let read = |location: Option<&'static str>| {
            let headers: HeaderMap =
                location.map(|text| (LOCATION, text.parse().unwrap())).into_iter().collect();
            let found = request.result_of(&Kobil, StatusCode::CREATED, &headers, &Bytes::new())?;
            Ok::<_, Refusal>(String::from_utf8(found.to_vec()).unwrap())
        };
        assert_eq!(read(Some("http://internal:8080/auth/admin/realms/a/users/5f0a")).unwrap(), r#""5f0a""#);
        assert_eq!(read(Some("/users/5f0a?x=/y#z")).unwrap(), r#""5f0a""#);
        for none in [None, Some("https://a.example/users/"), Some("")] {
            assert!(matches!(read(none), Err(Refusal::Unreadable(_))), "{none:?}");
        }
    }

    #[test]
    fn a_404_of_keycloak_is_about_an_object_or_about_the_path() {
        let missing = |template, body: &str| {
            let body = Bytes::copy_from_slice(body.as_bytes());
            let found = stock(template).result_of(&Kobil, StatusCode::NOT_FOUND, &HeaderMap::new(), &body);
            match found {
                Err(Refusal::Api(error)) => error.object_missing,
                other => panic!("{other:?}"),
            }
        };
        let user = "/auth/admin/realms/{realm}/users/{user_id}";
        assert!(missing(user, r#"{"error":"User not found"}"#));
        assert!(missing(user, r#"{"errorMessage":"Could not find the group"}"#));
        assert!(missing("/auth/admin/realms/{realm}", r#"{"error":"Realm not found."}"#));
        for path in [
            r#"{"error":"Realm does not exist"}"#,
            r#"{"error":"Unable to find matching target resource method"}"#,
            r#"{"error":"HTTP 404 Not Found"}"#,
            r#"{"timestamp":"2026-11-30","status":404,"error":"Not Found","path":"/x"}"#,
            "{}",
            "",
        ] {
            assert!(!missing(user, path), "{path}");
        }
        assert!(!missing("/auth/realms/{tenant_id}/v3_user/{user_name}", r#"{"error":"User not found"}"#));
    }
}
