//! What a server may repeat in the text of an error: cookies count as secrets.

use crate::secret::{Scrubber, Secret};
use http::{HeaderMap, HeaderValue, header};
use percent_encoding::percent_decode_str;

/// A shorter value may be a word of any text, and is no session.
const LEAST: usize = 6;
/// More cookies of one reply than any server needs.
const MOST: usize = 64;

/// The values that a reply sets.
pub(super) fn set(headers: &HeaderMap) -> Vec<Secret> {
    let cookies = headers.get_all(header::SET_COOKIE).into_iter().take(MOST);
    cookies.flat_map(|cookie| values(cookie).take(1)).collect()
}

/// The values of a header that was sent.
pub(super) fn values(header: &HeaderValue) -> impl Iterator<Item = Secret> + '_ {
    let text = std::str::from_utf8(header.as_bytes()).unwrap_or_default();
    text.split(';').filter_map(|pair| Some(pair.split_once('=')?.1.trim().into()))
}

/// Adds the value of a cookie as it is, and without quotes and percent-encoding, as its server reads it.
pub(super) fn add(scrubber: &mut Scrubber, value: &Secret) {
    let bare = value.expose_secret().trim_matches('"');
    if bare.len() >= LEAST {
        scrubber.add(&bare.into());
        if let Ok(decoded) = percent_decode_str(bare).decode_utf8()
            && decoded != bare
        {
            scrubber.add(&decoded.into_owned().into());
        }
    }
}
