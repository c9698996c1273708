//! A record on disk of what was asked and answered, for `cargo xtask coverage`: only if a variable names its folder.

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

use crate::Vendor;

/// Names the folder; nothing is written without it.
const FOLDER: &str = "PORTCULLIS_COVERAGE_RECORD";

/// Members that say which of several operations of one verb and path is meant. No other value is written down.
const TELLING: [&str; 3] = ["grant_type", "logintype", "response_type"];

/// A body above this is no request that has to be told apart by its members.
const LARGE: u64 = 64 * 1024;

/// One request on its way through the sandbox.
pub(crate) struct Trace {
    file: &'static File,
    /// The crate whose tests run, vendor, verb and path.
    head: String,
    /// The names in query and body, and what tells operations apart.
    tells: BTreeSet<String>,
}

impl Trace {
    /// Looks at a request, if a record is wanted. A body that breaks off breaks off for the handler as well.
    pub(crate) async fn of(vendor: Vendor, request: Request<Body>) -> (Option<Self>, Request<Body>) {
        let Some(file) = file() else { return (None, request) };
        let (parts, body) = request.into_parts();
        // Cargo says it to every program that it runs.
        let package = env::var("CARGO_PKG_NAME").unwrap_or_default();
        let head = format!("{package}\t{}\t{}\t{}", vendor.name(), parts.method, parts.uri.path());
        let mut trace = Self { file, head, tells: BTreeSet::new() };
        for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
            trace.member("?", &name, &value);
        }
        let kind = header(&parts, header::CONTENT_TYPE).split(';').next().unwrap_or_default();
        trace.tell(kind);
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
        let tells: Vec<&str> = self.tells.iter().map(String::as_str).collect();
        let line = format!("{}\t{status}\t{}\n", self.head, tells.join(" "));
        let mut file = self.file;
        // A full disk must not turn into a refusal that the vendor never gives.
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
        self.tell(&format!("{place}{name}"));
        if TELLING.contains(&name) {
            self.tell(&format!("{place}{name}={value}"));
        }
    }

    /// Clients send what they like; what could break the line's form is left out.
    fn tell(&mut self, word: &str) {
        if !word.is_empty() && word.chars().all(|c| c.is_ascii_graphic()) {
            self.tells.insert(word.to_owned());
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

    fn tells(kind: &str, body: &str) -> Vec<String> {
        let file = Box::leak(Box::new(tempfile::tempfile().unwrap()));
        let mut trace = Trace { file, head: String::new(), tells: BTreeSet::new() };
        trace.body(kind, body.as_bytes());
        trace.tells.into_iter().collect()
    }

    #[test]
    fn names_are_told_and_values_only_where_they_tell_operations_apart() {
        let json = r#"{"logintype": "totp", "passphrase": "hunter2", "a\nb": 1, "logintype2": "x"}"#;
        assert_eq!(
            tells("application/json", json),
            ["logintype", "logintype2", "logintype=totp", "passphrase"]
        );
        let form = "grant_type=password&password=hunter2&response_type=a%09b";
        let told = tells("application/x-www-form-urlencoded", form);
        assert_eq!(told, ["grant_type", "grant_type=password", "password", "response_type"]);
    }
}
