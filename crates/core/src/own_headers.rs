//! Headers that a caller adds to all requests of a client.

use crate::{Error, ErrorKind, Result, Secret, secret};
use http::{HeaderName, HeaderValue};

/// The header of the id that a client gives its requests.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What this crate or the HTTP library sets.
const RESERVED: [&str; 20] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// One header, its value not shown.
pub(crate) struct OwnHeader {
    pub(crate) name: HeaderName,
    pub(crate) value: HeaderValue,
    pub(crate) secret: Secret,
}

/// Checks the headers that a caller gave.
pub(crate) fn check(
    given: Vec<(String, Secret)>,
    credentials: &[&str],
    sends_request_id: bool,
) -> Result<Vec<OwnHeader>> {
    let config =
        |name: &str, rule: &str| Err(Error::new(ErrorKind::Config, format!("the header {name:?} {rule}")));
    let mut checked: Vec<OwnHeader> = Vec::with_capacity(given.len());
    for (text, secret) in given {
        let Ok(name) = HeaderName::try_from(&*text) else {
            // It may be a value, in the wrong place.
            return Err(Error::new(ErrorKind::Config, "a header has a name that is not allowed"));
        };
        if RESERVED.contains(&name.as_str())
            || credentials.contains(&name.as_str())
            || (sends_request_id && name == REQUEST_ID)
        {
            return config(name.as_str(), "is set by this library");
        }
        if checked.iter().any(|known| known.name == name) {
            return config(name.as_str(), "is given twice");
        }
        let Some(value) = secret::header_value(secret.clone()) else {
            return config(name.as_str(), "has a value that no header can carry");
        };
        checked.push(OwnHeader { name, value, secret });
    }
    Ok(checked)
}

/// A random id, of 128 bits.
pub(crate) fn request_id() -> String {
    format!("{:032x}", fastrand::u128(..))
}
