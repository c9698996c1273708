//! Successes that the vendor did not send, and refusals that come with a success status.

use super::{Json, Members, Reply, is_html, is_nothing};
use crate::text;
use http::{HeaderMap, HeaderValue, header};
use serde_json::value::RawValue;

/// How many bytes of each end of a long body are searched for a failure.
const EDGE: usize = 2048;

/// Headers that firewalls add to replies of their own.
const CHALLENGES: [&str; 7] = [
    "cf-mitigated",
    "x-amzn-waf-action",
    "x-vercel-mitigated",
    "x-sucuri-block",
    "x-kpsdk-ct",
    "x-dd-b",
    DATADOME,
];
/// The only one of them that may also come with a reply of the server behind the firewall.
const DATADOME: &str = "x-datadome";

/// What the members of a notice are called; one of these is always there.
const TEXTS: [&str; 8] = ["message", "msg", "error", "errors", "detail", "details", "reason", "maintenance"];
/// Other members of a notice.
const NOTES: [&str; 16] = [
    "title",
    "description",
    "code",
    "status",
    "statuscode",
    "status_code",
    "success",
    "ok",
    "info",
    "type",
    "instance",
    "path",
    "timestamp",
    "retryafter",
    "retry_after",
    "request_id",
];

/// The error of an operation without a result.
pub(crate) const NO_ACKNOWLEDGEMENT: &str = "expected no body, or one that the API sends";

/// Codings of a body that must be undone before it can be read. Other words in the header change nothing.
const PACKINGS: [&str; 14] = [
    "gzip",
    "x-gzip",
    "compress",
    "x-compress",
    "deflate",
    "br",
    "zstd",
    "dcb",
    "dcz",
    "exi",
    "xz",
    "lzma",
    "bzip2",
    "aes128gcm",
];

/// Whether it is one of these words, in any case.
// Not inlined: this saves 1 kB of a program.
#[inline(never)]
fn is_among(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Whether the body is packed by the head.
pub(crate) fn is_packed(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::CONTENT_ENCODING).iter().filter_map(text::of_header);
    values.flat_map(|value| value.split(',')).any(|word| is_among(word.trim(), &PACKINGS))
}

/// What a head with a success status shows that no API sends: a page, a script, a firewall's challenge.
pub(crate) fn foreign_head(headers: &HeaderMap) -> Option<&'static str> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(text::of_header).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    // This one firewall also marks what it let through.
    let passed = |name: &str, value: &HeaderValue| {
        name == DATADOME && value == "protected" && kind == "application/json"
    };
    if headers
        .iter()
        .any(|(name, value)| CHALLENGES.contains(&name.as_str()) && !passed(name.as_str(), value))
    {
        return Some("expected a reply of the API, got a firewall's challenge");
    }
    if kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml") {
        return Some(HTML);
    }
    let script = kind.as_bytes().last_chunk::<6>().is_some_and(|end| end.eq_ignore_ascii_case(b"script"));
    script.then_some("expected JSON, got a script")
}

const HTML: &str = "expected JSON, got an HTML page";

/// Whether bytes are no text that a message can hold: packed, encrypted, UTF-16.
pub(crate) fn is_binary(body: &[u8]) -> bool {
    is_utf16(body) || body.iter().any(|byte| *byte < b' ' && !byte.is_ascii_whitespace())
}

fn is_utf16(body: &[u8]) -> bool {
    matches!(body, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || matches!(body, [first, second, ..] if (*first == 0) != (*second == 0))
}

impl Reply<'_> {
    /// Why this success cannot be the vendor's, by its head and the first bytes.
    pub(crate) fn foreign(&self) -> Option<&'static str> {
        if !self.status.is_success() {
            return None;
        }
        let head = if self.status.as_u16() == 204 && self.body.is_empty() {
            foreign_head(self.headers).filter(|text| *text != HTML)
        } else {
            foreign_head(self.headers)
        };
        head.or_else(|| {
            if is_html(self.body) {
                Some(HTML)
            } else if is_utf16(self.body) {
                Some("expected UTF-8, got UTF-16")
            } else {
                None
            }
        })
    }

    /// Whether the body is an object that holds a text for people and nothing else: of a gateway, of a server under
    /// maintenance.
    pub fn is_notice(&self) -> bool {
        // The first name alone decides for nearly every reply: parsing all of it twice takes time.
        let first = self.body.trim_ascii_start().strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
        let name = first.and_then(|text| text.strip_prefix(b"\"")?.split(|byte| *byte == b'"').next());
        if !name.and_then(|name| std::str::from_utf8(name).ok()).is_some_and(is_of_notice) {
            return false;
        }
        let Some(members) = self.members() else { return false };
        members.iter().all(|(name, _)| is_of_notice(name))
            && members.iter().any(|(name, _)| is_among(name, &TEXTS))
            && !members.iter().any(|(name, value)| name == "status" && is_success_word(value))
    }

    /// Whether the body is an object with one of these members, and that member holds something: what the vendor sends
    /// for a failure. Their names begin with `error`. Of a long body the beginning and the end are searched.
    pub fn reports(&self, names: &[&str]) -> bool {
        const NAME: &str = "\"error";
        // Nearly every body is ASCII, which is validated many bytes at a time.
        let within = |part: &[u8]| match std::str::from_utf8(part) {
            Ok(text) => text::contains(text, NAME),
            Err(_) => text::contains(&String::from_utf8_lossy(part), NAME),
        };
        let ends = match (self.body.first_chunk::<EDGE>(), self.body.last_chunk::<EDGE>()) {
            (Some(head), Some(tail)) if self.body.len() > 2 * EDGE => within(head) || within(tail),
            _ => within(self.body),
        };
        ends && self.members().into_iter().flat_map(Members::iter).any(|(name, value)| {
            names.contains(&name) && !is_nothing(value.get().as_bytes()) && value.get() != "0"
        })
    }

    /// Whether the body is that of an operation without a result: there is none, it holds nothing, or it is an object
    /// with an `id`.
    pub fn is_acknowledgement(&self) -> bool {
        match self.json() {
            Json::Empty => true,
            Json::Other(value) => matches!(value.get(), "null" | "\"\"") || is_empty_list(value),
            Json::Object(members) => {
                members.iter().all(|(_, value)| is_nothing(value.get().as_bytes()) && value.get() != "false")
                    || (self.holds("id") && !members.iter().any(|(name, _)| is_among(name, &TEXTS)))
            }
            Json::Invalid => false,
        }
    }
}

fn is_empty_list(value: &RawValue) -> bool {
    value.get().starts_with('[') && is_nothing(value.get().as_bytes())
}

fn is_of_notice(name: &str) -> bool {
    is_among(name, &TEXTS) || is_among(name, &NOTES)
}

fn is_success_word(value: &RawValue) -> bool {
    is_among(value.get().trim_matches('"'), &["ok", "success", "accepted"])
}

/// Whether the object, or the only item of the list, has this member and it holds something.
pub(crate) fn has_member(found: &[u8], within: super::Within) -> bool {
    let Some(members) = Members::of(found) else { return false };
    let names = match &within.0 {
        super::Names::One(name) => std::slice::from_ref(name),
        super::Names::OneOf(names) => *names,
    };
    names.iter().filter_map(|name| members.at(name)).any(|value| !is_nothing(value.get().as_bytes()))
}

/// Whether the object lacks the member at this path.
pub(crate) fn lacks(body: &[u8], path: &str) -> bool {
    Members::of(body).is_some_and(|members| members.at(path).is_none())
}

#[cfg(test)]
#[allow(
    clippy::redundant_closure_for_method_calls,
    reason = "the path of a method is not general enough over its lifetime"
)]
mod tests {
    use super::*;
    use crate::Operation;
    use bytes::Bytes;
    use http::{HeaderName, Method, StatusCode};

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        all.iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    fn with<T>(body: &str, read: impl FnOnce(&Reply<'_>) -> T) -> T {
        let operation = Operation::new(Method::GET, "/".into());
        let (headers, body) = (HeaderMap::new(), Bytes::copy_from_slice(body.as_bytes()));
        read(&Reply::new(&operation, StatusCode::OK, &headers, &body))
    }

    #[test]
    fn only_codings_that_pack_make_a_body_unreadable() {
        for word in ["", "identity", "IDENTITY", "utf-8", "none", "identity, utf-8", "x-anything"] {
            assert!(!is_packed(&headers(&[("content-encoding", word)])), "{word}");
        }
        for word in ["gzip", "GZip", " br ", "identity, zstd", "deflate,identity"] {
            assert!(is_packed(&headers(&[("content-encoding", word)])), "{word}");
        }
        assert!(is_packed(&headers(&[("content-encoding", "identity"), ("content-encoding", "x-gzip")])));
    }

    #[test]
    fn a_head_shows_pages_scripts_and_challenges() {
        for head in [
            ("content-type", "text/html"),
            ("content-type", "Text/HTML ; charset=utf-8"),
            ("content-type", "application/x-javascript"),
            ("cf-mitigated", "challenge"),
            ("x-datadome", "protected"),
        ] {
            assert!(foreign_head(&headers(&[head])).is_some(), "{head:?}");
        }
        let marked = headers(&[("x-datadome", "protected"), ("content-type", "application/json")]);
        for head in [marked, headers(&[("content-type", "text/plain")]), HeaderMap::new()] {
            assert_eq!(foreign_head(&head), None, "{head:?}");
        }
    }

    #[test]
    fn a_reply_without_content_is_no_page_and_may_be_a_challenge() {
        let operation = Operation::new(Method::DELETE, "/".into());
        let foreign = |status, head| {
            let (headers, body) = (headers(&[head]), Bytes::new());
            let foreign =
                Reply::new(&operation, StatusCode::from_u16(status).unwrap(), &headers, &body).foreign();
            foreign.is_some()
        };
        let (page, challenge) = (("content-type", "text/html"), ("cf-mitigated", "challenge"));
        assert!(!foreign(204, page) && foreign(200, page) && foreign(204, challenge));
    }

    #[test]
    fn a_notice_holds_a_text_and_nothing_else() {
        for body in [
            r#"{"message":"x"}"#,
            r#" { "Status" : 503 , "Detail" : "x" } "#,
            r#"{"success":false,"msg":"x","code":7}"#,
            r#"{"error":"x"}"#,
        ] {
            assert!(with(body, |reply| reply.is_notice()), "{body}");
        }
        for body in [
            "",
            "{}",
            r#""message""#,
            r#"{"status":"ok","message":"x"}"#,
            r#"{"status":503}"#,
            r#"{"message":"x","id":1}"#,
            r#"{"id":1,"message":"x"}"#,
            r#"{"title":"x","description":"y"}"#,
        ] {
            assert!(!with(body, |reply| reply.is_notice()), "{body}");
        }
    }

    #[test]
    fn a_failure_is_found_at_both_ends_of_a_long_body() {
        let items = format!("[{}]", "1,".repeat(3 * EDGE).trim_end_matches(','));
        for body in [
            format!(r#"{{"error_code":"x","items":{items}}}"#),
            format!(r#"{{"items":{items},"error_code":"x"}}"#),
            r#"{"a":1,"error_code":7}"#.to_owned(),
            r#"{"error_code":null,"error_code":"x"}"#.to_owned(),
        ] {
            assert!(with(&body, |reply| reply.reports(&["error_code"])), "{body}");
        }
        for body in [
            r#"{"a":{"error_code":"x"}}"#,
            r#"{"error_code":null}"#,
            r#"{"error_code":""}"#,
            r#"{"error_code":0}"#,
            r#"{"a":"\"error_code\":1"}"#,
            r#"["error_code"]"#,
            r#"{"error":"x"}"#,
        ] {
            assert!(!with(body, |reply| reply.reports(&["error_code"])), "{body}");
        }
    }

    #[test]
    fn an_acknowledgement_holds_nothing_or_an_id() {
        for body in [
            "",
            " \r\n",
            "null",
            "{}",
            "[]",
            "\"\"",
            r#"{"id":"x"}"#,
            r#"{"errors":[]}"#,
            r#"{"id":7,"name":"a"}"#,
        ] {
            assert!(with(body, |reply| reply.is_acknowledgement()), "{body}");
        }
        for body in [
            "x",
            "true",
            "false",
            "0",
            "\"ok\"",
            "[1]",
            "{",
            r#"{"success":false}"#,
            r#"{"id":1,"message":"x"}"#,
        ] {
            assert!(!with(body, |reply| reply.is_acknowledgement()), "{body}");
        }
    }

    #[test]
    fn packed_bytes_are_no_text() {
        for body in [b"\x1f\x8b\x08" as &[u8], b"a\0", b"\0a", b"\xff\xfea", b"x\x01"] {
            assert!(is_binary(body), "{body:?}");
        }
        for body in [b"" as &[u8], b"a", b"{\"a\":\r\n\t1}", "\u{e4}".as_bytes(), b"\xe9"] {
            assert!(!is_binary(body), "{body:?}");
        }
    }
}
