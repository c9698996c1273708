//! Headers that a caller adds to all requests of a client.

use crate::{Error, ErrorKind, Result, Secret, secret};
use http::{HeaderName, HeaderValue};

/// The header of the id that a client gives its requests.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What this crate sets for each request.
const RESERVED: [&str; 9] = [
    "accept",
    "accept-encoding",
    "authorization",
    "content-encoding",
    "content-type",
    "cookie",
    "range",
    "referer",
    "user-agent",
];

/// Whether a header frames the message, routes it, or is for one connection: the HTTP library's, for every request.
pub(crate) fn is_framing(name: &str) -> bool {
    const NAMES: [&str; 10] = [
        "connection",
        "content-length",
        "expect",
        "host",
        "http2-settings",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    NAMES.contains(&name) || name.starts_with("proxy-")
}

/// The error for a header of the caller's that this library sets.
pub(crate) fn is_taken(name: &str, kind: ErrorKind) -> Error {
    Error::new(kind, ["the header `", name, "` is set by this library"].concat())
}

/// One header, its value not shown.
pub(crate) struct OwnHeader {
    pub(crate) name: HeaderName,
    pub(crate) value: HeaderValue,
    pub(crate) secret: Secret,
}

/// The headers that a caller gave. Behind a trait, so that only who adds headers carries the code for them: 7 kB.
pub(crate) trait Given: Send + Sync {
    fn add(&mut self, name: &str, value: Secret);
    fn names(&self) -> Vec<&str>;
    /// Beside these of a vendor's credentials, and beside the id of a request if the client sends one.
    fn check(&self, credentials: &[&str], sends_request_id: bool) -> Result<Vec<OwnHeader>>;
}

#[derive(Default)]
pub(crate) struct Headers(Vec<(String, Secret)>);

impl Given for Headers {
    fn add(&mut self, name: &str, value: Secret) {
        self.0.push((name.to_owned(), value));
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn check(&self, credentials: &[&str], sends_request_id: bool) -> Result<Vec<OwnHeader>> {
        let mut checked: Vec<OwnHeader> = Vec::with_capacity(self.0.len());
        for (text, secret) in &self.0 {
            let Ok(name) = HeaderName::try_from(text) else {
                // It may be a value, in the wrong place.
                return Err(Error::new(ErrorKind::Config, "a header has a name that is not allowed"));
            };
            let text = name.as_str();
            secret::check(text, secret)?;
            let own = is_framing(text) || [&RESERVED, credentials].iter().any(|names| names.contains(&text));
            if own || (sends_request_id && name == REQUEST_ID) {
                return Err(is_taken(text, ErrorKind::Config));
            }
            let value = if checked.iter().any(|known| known.name == name) {
                Err("is given twice")
            } else {
                secret::header_value(secret.clone()).ok_or("has a value that no header can carry")
            };
            match value {
                Ok(value) => checked.push(OwnHeader { name, value, secret: secret.clone() }),
                Err(rule) => {
                    return Err(Error::new(ErrorKind::Config, format!("the header {text:?} {rule}")));
                }
            }
        }
        Ok(checked)
    }
}

/// A random id, of 128 bits.
pub(crate) fn request_id() -> String {
    format!("{:032x}", fastrand::u128(..))
}
