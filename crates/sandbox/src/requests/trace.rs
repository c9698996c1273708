//! A record on disk of requests and their statuses, for `cargo xtask coverage`: only if a variable names its folder.

use std::collections::BTreeSet;
use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{Request, header};
use serde_json::Value;
use url::form_urlencoded;

use crate::vendor::Vendor;

/// Names the folder; nothing is written without it.
const FOLDER: &str = "PORTCULLIS_COVERAGE_RECORD";

/// Members whose value selects one of several operations of the same verb and path. No other value is recorded.
const DISAMBIGUATING: [&str; 4] = ["grant_type", "logintype", "messageType", "response_type"];

/// The members of larger bodies are not recorded.
const LARGE: u64 = 64 * 1024;

/// One request on its way through the sandbox.
pub(crate) struct Trace {
    file: &'static File,
    /// The crate whose tests run, vendor, verb and path.
    head: String,
    /// The names in query and body, and the values that disambiguate operations.
    words: BTreeSet<String>,
}

impl Trace {
    /// Reads a request, if requests are recorded. A body that fails here fails for the handler as well.
    pub(crate) async fn of(vendor: Vendor, request: Request<Body>) -> (Option<Self>, Request<Body>) {
        let Some(file) = file() else { return (None, request) };
        let (parts, body) = request.into_parts();
        // Cargo sets the variable for every program that it runs.
        let package = env::var("CARGO_PKG_NAME").unwrap_or_default();
        let head = format!("{package}\t{}\t{}\t{}", vendor.name(), parts.method, parts.uri.path());
        let mut trace = Self { file, head, words: BTreeSet::new() };
        for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
            trace.member("?", &name, &value);
        }
        let kind = header(&parts, header::CONTENT_TYPE).split(';').next().unwrap_or_default();
        trace.word(kind);
        let length: u64 = header(&parts, header::CONTENT_LENGTH).parse().unwrap_or_default();
        if length == 0 || length > LARGE || kind.starts_with("multipart/") {
            return (Some(trace), Request::from_parts(parts, body));
        }
        let body = match axum::body::to_bytes(body, usize::MAX).await {
            Ok(body) => {
                trace.body(kind, &body);
                Body::from(body)
            }
            Err(error) => Body::from_stream(futures_util::stream::iter([Err::<Bytes, _>(error)])),
        };
        (Some(trace), Request::from_parts(parts, body))
    }

    /// Writes the line, in one write, so that lines of several processes do not mix.
    pub(crate) fn answered(&self, status: u16) {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let line = format!("{}\t{status}\t{}\n", self.head, words.join(" "));
        let mut file = self.file;
        // A full disk must not become an error that the vendor never returns.
        let _ = file.write_all(line.as_bytes());
    }

    fn body(&mut self, kind: &str, body: &[u8]) {
        if kind == "application/x-www-form-urlencoded" {
            for (name, value) in form_urlencoded::parse(body) {
                self.member("", &name, &value);
            }
        } else if let Ok(Value::Object(members)) = serde_json::from_slice(body) {
            for (name, value) in &members {
                self.member("", name, value.as_str().unwrap_or_default());
            }
        }
    }

    fn member(&mut self, place: &str, name: &str, value: &str) {
        self.word(&format!("{place}{name}"));
        if DISAMBIGUATING.contains(&name) {
            // A blank parts the words of a line.
            self.word(&format!("{place}{name}={}", value.replace(' ', "+")));
        }
    }

    /// A client may send any name; one that could break the form of the line is left out.
    fn word(&mut self, word: &str) {
        if !word.is_empty() && word.chars().all(|c| c.is_ascii_graphic()) {
            self.words.insert(word.to_owned());
        }
    }
}

fn header(parts: &Parts, name: header::HeaderName) -> &str {
    parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn file() -> Option<&'static File> {
    static FILE: OnceLock<Option<File>> = OnceLock::new();
    let open = || {
        let folder = env::var_os(FOLDER)?;
        fs::create_dir_all(&folder).ok()?;
        OpenOptions::new().create(true).append(true).open(Path::new(&folder).join("sandbox.tsv")).ok()
    };
    FILE.get_or_init(open).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(kind: &str, body: &str) -> Vec<String> {
        let file = Box::leak(Box::new(tempfile::tempfile().unwrap()));
        let mut trace = Trace { file, head: String::new(), words: BTreeSet::new() };
        trace.body(kind, body.as_bytes());
        trace.words.into_iter().collect()
    }

    #[test]
    fn names_are_recorded_and_values_only_where_they_disambiguate() {
        let json = r#"{"logintype": "totp", "passphrase": "hunter2", "a\nb": 1, "logintype2": "x"}"#;
        assert_eq!(
            words("application/json", json),
            ["logintype", "logintype2", "logintype=totp", "passphrase"]
        );
        let form = "grant_type=password&password=hunter2&response_type=a%09b";
        let recorded = words("application/x-www-form-urlencoded", form);
        assert_eq!(recorded, ["grant_type", "grant_type=password", "password", "response_type"]);
    }
}
