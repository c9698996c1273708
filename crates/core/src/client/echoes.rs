//! What a server may repeat in the text of an error: cookies count as secrets.

use crate::secret::{Scrubber, Secret};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::percent_decode_str;

/// A shorter value may be a word of any text, and is no session.
const LEAST: usize = 6;

/// Collects the values that a reply sets.
pub(super) fn set(headers: &HeaderMap, cookies: &mut Vec<Secret>) {
    for cookie in headers.get_all(header::SET_COOKIE) {
        collect(cookie, true, cookies);
    }
}

/// Collects the values that the caller sent.
pub(super) fn sent(headers: &[(HeaderName, HeaderValue)], cookies: &mut Vec<Secret>) {
    for (name, value) in headers {
        if *name == header::COOKIE {
            collect(value, false, cookies);
        }
    }
}

/// Adds values as they are, and without quotes and percent-encoding, as a server reads them.
pub(super) fn add(scrubber: &mut Scrubber, cookies: &[Secret]) {
    for value in cookies {
        let bare = value.expose_secret().trim_matches('"');
        if bare.len() >= LEAST {
            for text in [bare, &percent_decode_str(bare).decode_utf8_lossy()] {
                scrubber.add(&text.into());
            }
        }
    }
}

/// The value of the first pair, behind which the attributes stand, or of all.
#[inline(never)]
fn collect(header: &HeaderValue, first: bool, to: &mut Vec<Secret>) {
    let mut rest = std::str::from_utf8(header.as_bytes()).unwrap_or_default();
    while !rest.is_empty() {
        let (pair, after) = rest.split_once(';').unwrap_or((rest, ""));
        if let Some((_, value)) = pair.split_once('=') {
            to.push(value.trim().into());
        }
        rest = if first { "" } else { after };
    }
}
