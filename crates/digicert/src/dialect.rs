//! The service's errors and pages.

use crate::code;
use portcullis_core::{
    ApiError, Cursor, Dialect, Error, PageRequest, Refusal, Reply, from_json, http::StatusCode, is_html,
    lenient,
};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;
use std::fmt;

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
            return Err(refusal(reply.status(), reply.body()).into());
        }
        if reply.reports(&["errors", "error"]) {
            return Err(refusal(reply.status(), reply.body()).into());
        }
        Ok(())
    }

    fn counts_none(&self, reply: &[u8]) -> bool {
        block(reply).is_some_and(|block| block.total == Some(0))
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
    fn next(&self, at: &Cursor, _: Option<u32>, items: usize, reply: &[u8]) -> Option<Cursor> {
        // A list without the block is complete in one reply.
        let total = block(reply)?.total.and_then(|total| u64::try_from(total).ok());
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
#[derive(Deserialize)]
struct Block {
    /// How many items the whole listing has.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    total: Option<i64>,
}

fn block(reply: &[u8]) -> Option<Block> {
    #[derive(Deserialize)]
    struct Paged {
        page: Block,
    }
    from_json(reply).ok().map(|Paged { page }| page)
}

/// Reads the error from a refusal by the server or a proxy.
fn refusal(status: StatusCode, body: &[u8]) -> ApiError {
    let entries = error_entries(body);
    let mut error = match entries.as_slice() {
        [] if is_html(body) => ApiError::new("expected JSON, got an HTML page"),
        [] => ApiError::default(),
        [only] => ApiError::new(only.message.clone()).code(only.code.clone()),
        [first, ..] => {
            let each: Vec<String> = entries.iter().map(ErrorEntry::line).collect();
            ApiError::new(each.join("; ")).code(first.code.clone())
        }
    };
    let mut codes = entries.iter().map(|entry| entry.code.as_str());
    error.credential_refused =
        status == StatusCode::UNAUTHORIZED || codes.clone().any(|code| code == code::INVALID_KEY);
    error.object_missing = status == StatusCode::NOT_FOUND && object_missing(codes.clone());
    error.conflict = codes.any(is_conflict);
    error
}

/// An entry of `errors` in a body.
struct ErrorEntry {
    code: String,
    message: String,
}

impl ErrorEntry {
    fn read(raw: &RawValue) -> Option<Self> {
        match from_json::<Members<'_>>(raw.get().as_bytes()) {
            Ok(members) => Self::of(&members),
            Err(_) => Self::new(String::new(), text(Some(raw))),
        }
    }

    fn of(members: &Members<'_>) -> Option<Self> {
        Self::new(text(members.code), text(members.message))
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
fn error_entries(body: &[u8]) -> Vec<ErrorEntry> {
    let Ok(body) = from_json::<Members<'_>>(body) else { return Vec::new() };
    let entries = body.errors.map_or_else(Vec::new, |errors| {
        from_json::<Vec<&RawValue>>(errors.get().as_bytes()).unwrap_or_else(|_| vec![errors])
    });
    let listed: Vec<ErrorEntry> = entries.into_iter().filter_map(ErrorEntry::read).collect();
    if !listed.is_empty() {
        return listed;
    }
    let entry = ErrorEntry::of(&body).or_else(|| ErrorEntry::read(body.error?)).or_else(|| {
        let texts = [text(body.title), text(body.detail)];
        let texts: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        ErrorEntry::new(String::new(), texts.join(": "))
    });
    entry.into_iter().collect()
}

/// The members of an object that describe an error. If a name is repeated, the last one counts.
#[derive(Default)]
struct Members<'a> {
    errors: Option<&'a RawValue>,
    error: Option<&'a RawValue>,
    title: Option<&'a RawValue>,
    detail: Option<&'a RawValue>,
    code: Option<&'a RawValue>,
    message: Option<&'a RawValue>,
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Members::default();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    let member = match name.as_str() {
                        "errors" => &mut members.errors,
                        "error" => &mut members.error,
                        "title" => &mut members.title,
                        "detail" => &mut members.detail,
                        "code" => &mut members.code,
                        "message" => &mut members.message,
                        _ => continue,
                    };
                    *member = Some(value);
                }
                Ok(members)
            }
        }
        from.deserialize_map(MembersVisitor)
    }
}

/// Returns a string without surrounding blanks; an empty one for any other type.
fn text(raw: Option<&RawValue>) -> String {
    let text = raw.and_then(|raw| from_json::<String>(raw.get().as_bytes()).ok());
    text.unwrap_or_default().trim().to_owned()
}

/// Returns whether the codes prove that an object does not exist: each has a detail that names an object, and none
/// is about a wrong URL.
fn object_missing<'a>(codes: impl Iterator<Item = &'a str>) -> bool {
    let proofs: Vec<bool> = codes
        .filter(|code| code::split(code).0 == code::NOT_FOUND)
        .map(|code| {
            let detail = code.strip_prefix("not_found|").unwrap_or_default();
            let word = !detail.is_empty() && detail.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            word && detail != "route"
        })
        .collect();
    !proofs.is_empty() && proofs.iter().all(|proof| *proof)
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
