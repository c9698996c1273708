//! How the service writes errors and pages.

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

/// The most items that one page may have, and what it has when no size is sent.
const LONGEST_PAGE: u32 = 1000;

pub(crate) struct CertCentral;

impl Dialect for CertCentral {
    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        if !reply.is_success() {
            return Err(refusal(reply.status(), reply.body()).into());
        }
        if reply.is_html() {
            return Err(Refusal::Unreadable("expected JSON, got an HTML page"));
        }
        // An operation without a result is not decoded: what is plainly an error must not pass for success.
        if begins_with_errors(reply.body()) {
            return Err(refusal(reply.status(), reply.body()).into());
        }
        Ok(())
    }

    /// Inferred, not documented: the limit is counted for the key, whatever is asked for, and its answer is
    /// the same for every operation.
    fn limiter_runs_first(&self) -> bool {
        true
    }

    fn page(&self, request: &mut PageRequest<'_>, at: &Cursor, size: Option<u32>) {
        match at {
            Cursor::Start => {}
            Cursor::Offset(offset) => request.query("offset", offset),
            _ => request.require(Err(Error::input("starting_at", "must be the start or an offset"))),
        }
        if let Some(size) = size {
            let fits = (1..=LONGEST_PAGE).contains(&size);
            request.check(if fits { Ok(()) } else { Err(Error::input("page_size", "must be 1 to 1000")) });
            request.query("limit", size);
        }
    }

    /// Counts what came: `limit` in the answer is 0 at times.
    fn next(&self, at: &Cursor, _: Option<u32>, items: usize, reply: &[u8]) -> Option<Cursor> {
        #[derive(Deserialize)]
        struct Paged {
            page: Block,
        }
        #[derive(Deserialize)]
        struct Block {
            #[serde(default, deserialize_with = "lenient::opt_int")]
            total: Option<i64>,
        }
        // A listing without the block is complete in one answer.
        let Paged { page } = from_json(reply).ok()?;
        let before = match at {
            Cursor::Offset(offset) => *offset,
            _ => 0,
        };
        let seen = before.saturating_add(u64::try_from(items).ok()?);
        let total = page.total.and_then(|total| u64::try_from(total).ok());
        let more = items > 0 && total.is_none_or(|total| seen < total);
        more.then_some(Cursor::Offset(seen))
    }
}

/// The error in a server's or proxy's refusal.
fn refusal(status: StatusCode, body: &[u8]) -> ApiError {
    let complaints = complaints(body);
    let mut error = match complaints.as_slice() {
        [] if is_html(body) => ApiError::new("an HTML page came in place of the service's reply"),
        [] => ApiError::default(),
        [only] => ApiError::new(only.message.clone()).code(only.code.clone()),
        [first, ..] => {
            let each: Vec<String> = complaints.iter().map(Complaint::line).collect();
            ApiError::new(each.join("; ")).code(first.code.clone())
        }
    };
    let mut codes = complaints.iter().map(|complaint| complaint.code.as_str());
    error.credential_refused =
        status == StatusCode::UNAUTHORIZED || codes.clone().any(|code| code == code::INVALID_KEY);
    error.object_missing = status == StatusCode::NOT_FOUND && object_missing(codes.clone());
    error.conflict = codes.any(says_it_exists);
    error
}

/// One entry of the body's `errors`.
struct Complaint {
    code: String,
    message: String,
}

impl Complaint {
    fn read(written: &RawValue) -> Option<Self> {
        match from_json::<Members<'_>>(written.get().as_bytes()) {
            Ok(members) => Self::of(&members),
            Err(_) => Self::new(String::new(), text(Some(written))),
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

/// `errors` as a list or as one object, or the bare entry that the report service sends.
fn complaints(body: &[u8]) -> Vec<Complaint> {
    let Ok(body) = from_json::<Members<'_>>(body) else { return Vec::new() };
    let entries = body.errors.map_or_else(Vec::new, |errors| {
        from_json::<Vec<&RawValue>>(errors.get().as_bytes()).unwrap_or_else(|_| vec![errors])
    });
    let listed: Vec<Complaint> = entries.into_iter().filter_map(Complaint::read).collect();
    if listed.is_empty() { Complaint::of(&body).into_iter().collect() } else { listed }
}

/// What an object may say of errors. The last of several members of one name counts.
#[derive(Default)]
struct Members<'a> {
    errors: Option<&'a RawValue>,
    code: Option<&'a RawValue>,
    message: Option<&'a RawValue>,
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Named;
        impl<'de> Visitor<'de> for Named {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Members::default();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    let place = match name.as_str() {
                        "errors" => &mut members.errors,
                        "code" => &mut members.code,
                        "message" => &mut members.message,
                        _ => continue,
                    };
                    *place = Some(value);
                }
                Ok(members)
            }
        }
        from.deserialize_map(Named)
    }
}

/// A text; of anything else nothing.
fn text(written: Option<&RawValue>) -> String {
    let text = written.and_then(|written| from_json::<String>(written.get().as_bytes()).ok());
    text.unwrap_or_default().trim().to_owned()
}

/// Whether an object is missing: a detail has to name it, and nothing may speak of a wrong address.
fn object_missing<'a>(codes: impl Iterator<Item = &'a str>) -> bool {
    let verdicts: Vec<bool> = codes
        .filter(|code| code::split(code).0 == code::NOT_FOUND)
        .map(|code| {
            let detail = code.strip_prefix("not_found|").unwrap_or_default();
            let word = !detail.is_empty() && detail.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            word && detail != "route"
        })
        .collect();
    !verdicts.is_empty() && verdicts.iter().all(|names| *names)
}

/// Whether the code itself says that the thing is there already.
fn says_it_exists(code: &str) -> bool {
    // Two contacts of one type are a mistake in one request.
    if code == code::CONTACT_TYPE_DUPLICATE {
        return false;
    }
    let words: Vec<&str> = code::split(code).0.split('_').collect();
    let denied = words.iter().any(|word| matches!(*word, "not" | "doesnt" | "never"));
    !denied && words.iter().any(|word| matches!(*word, "duplicate" | "exists" | "already"))
}

/// Whether the first member of the object is `errors`, and not empty.
fn begins_with_errors(body: &[u8]) -> bool {
    let Some(members) = body.trim_ascii_start().strip_prefix(b"{") else { return false };
    members.trim_ascii_start().starts_with(b"\"errors\"") && !complaints(body).is_empty()
}
