//! The service's errors and pages.

use crate::code;
use portcullis_core::{
    ApiError, Cursor, Dialect, Error, Members, Operation, PageRequest, Refusal, Reply, from_json,
    http::StatusCode, lenient,
};
use serde_json::value::RawValue;

/// The largest page size, and the default one.
const MAX_PAGE_SIZE: u32 = 1000;

pub(crate) struct CertCentral;

/// The name in errors and spans.
pub(crate) const VENDOR: &str = "DigiCert";

impl Dialect for CertCentral {
    fn vendor(&self) -> &'static str {
        VENDOR
    }

    fn credential_headers(&self) -> &'static [&'static str] {
        &["x-dc-devkey"]
    }

    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        if !reply.is_success() {
            return Err(refusal(reply).into());
        }
        if reply.reports(&["errors", "error"]) {
            return Err(refusal(reply).into());
        }
        Ok(())
    }

    fn total(&self, reply: &[u8]) -> Option<u64> {
        block(reply)?.total
    }

    fn page(&self, request: &mut PageRequest<'_>, at: &Cursor, size: Option<u32>) {
        match at {
            Cursor::Start => {}
            Cursor::Offset(offset) => request.query("offset", offset),
            _ => request.require(Err(Error::input("starting_at", "must be the start or an offset"))),
        }
        if let Some(size) = size {
            let fits = (1..=MAX_PAGE_SIZE).contains(&size);
            request.check(if fits { Ok(()) } else { Err(Error::input("page_size", "must be 1 to 1000")) });
            request.query("limit", size);
        }
    }

    /// Counts the items: `limit` in the reply is 0 sometimes.
    fn next(&self, _: &Operation, at: &Cursor, _: Option<u32>, items: usize, reply: &[u8]) -> Option<Cursor> {
        // A list without the block is complete in one reply.
        let total = block(reply)?.total;
        let before = match at {
            Cursor::Offset(offset) => *offset,
            _ => 0,
        };
        let seen = before.saturating_add(u64::try_from(items).ok()?);
        let more = items > 0 && total.is_none_or(|total| seen < total);
        more.then_some(Cursor::Offset(seen))
    }
}

/// The part of a listing that describes its pages.
struct Block {
    /// How many items the whole listing has.
    total: Option<u64>,
}

fn block(reply: &[u8]) -> Option<Block> {
    let members = Members::of(reply)?;
    let page = Members::parse(members.get("page")?.get())?;
    let total =
        page.get("total").map(|total| lenient::opt_int(&mut serde_json::Deserializer::from_str(total.get())));
    let total: Option<i64> = total.transpose().ok()?.flatten();
    Some(Block { total: total.and_then(|total| u64::try_from(total).ok()) })
}

/// Reads the error from a refusal by the server or a proxy.
fn refusal(reply: &Reply<'_>) -> ApiError {
    let entries = reply.words().as_ref().map(error_entries).unwrap_or_default();
    let mut error = match &*entries {
        [] if reply.is_html() => ApiError::new("expected JSON, got an HTML page"),
        [] => ApiError::default(),
        [only] => ApiError::new(only.message.clone()).code(only.code.clone()),
        [first, ..] => {
            let each: Vec<String> = entries.iter().map(ErrorEntry::line).collect();
            ApiError::of(&each).code(first.code.clone())
        }
    };
    error.credential_refused = reply.status() == StatusCode::UNAUTHORIZED;
    let (mut absent, mut misrouted) = (false, false);
    for entry in &entries {
        let code = entry.code.as_str();
        error.credential_refused |= code == code::INVALID_KEY;
        error.conflict |= is_conflict(code);
        if code::split(code).0 == code::NOT_FOUND {
            if names_object(code) { absent = true } else { misrouted = true }
        }
    }
    let missing = reply.operation().missing_code();
    error.object_missing = (reply.status() == StatusCode::NOT_FOUND && absent && !misrouted)
        || missing
            .is_some_and(|missing| !entries.is_empty() && entries.iter().all(|entry| entry.code == missing));
    error
}

/// An entry of `errors` in a body.
struct ErrorEntry {
    code: String,
    message: String,
}

impl ErrorEntry {
    fn read(raw: &RawValue) -> Option<Self> {
        match Members::parse(raw.get()) {
            Some(members) => Self::of(&members),
            None => Self::new(String::new(), text(Some(raw))),
        }
    }

    fn of(members: &Members<'_>) -> Option<Self> {
        Self::new(text(members.get("code")), text(members.get("message")))
    }

    fn new(code: String, message: String) -> Option<Self> {
        (!code.is_empty() || !message.is_empty()).then_some(Self { code, message })
    }

    fn line(&self) -> String {
        match (self.code.as_str(), self.message.as_str()) {
            (code, "") => code.to_owned(),
            ("", message) => message.to_owned(),
            (code, message) => format!("{code}: {message}"),
        }
    }
}

/// Reads `errors`, a list or one object; or the whole body as one entry, as the report service sends it; or `error`, an
/// object or a text; or a problem document of a gateway.
fn error_entries(body: &Members<'_>) -> Vec<ErrorEntry> {
    let mut listed = Vec::new();
    if let Some(errors) = body.get("errors") {
        let errors = from_json(errors.get().as_bytes()).unwrap_or_else(|_| vec![errors]);
        for error in errors {
            listed.extend(ErrorEntry::read(error));
        }
    }
    if !listed.is_empty() {
        return listed;
    }
    let entry = ErrorEntry::of(body).or_else(|| ErrorEntry::read(body.get("error")?)).or_else(|| {
        let mut texts = vec![text(body.get("title")), text(body.get("detail"))];
        texts.retain(|text| !text.is_empty());
        ErrorEntry::new(String::new(), texts.join(": "))
    });
    entry.into_iter().collect()
}

/// Returns a string without surrounding blanks; an empty one for any other type.
fn text(raw: Option<&RawValue>) -> String {
    let text = raw.and_then(|raw| from_json::<String>(raw.get().as_bytes()).ok());
    text.unwrap_or_default().trim().to_owned()
}

/// Returns whether the detail of a code names an object: it does not if the URL is wrong.
fn names_object(code: &str) -> bool {
    let detail = code.strip_prefix("not_found|").unwrap_or_default();
    let word = !detail.is_empty() && detail.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    word && detail != "route"
}

/// Returns whether the words of a code mean that the object already exists.
fn is_conflict(code: &str) -> bool {
    // Two contacts of one type in the same request: no conflict with an object that exists.
    if code == code::CONTACT_TYPE_DUPLICATE {
        return false;
    }
    let words: Vec<&str> = code::split(code).0.split('_').collect();
    let negated = words.iter().any(|word| matches!(*word, "not" | "doesnt" | "never"));
    !negated && words.iter().any(|word| matches!(*word, "duplicate" | "exists" | "already"))
}
