//! Functions on texts that are not inlined, because they have many callers: this saves 6 kB of a program.

use http::HeaderValue;

/// A header's text without blanks around it; `None` if it is none.
#[inline(never)]
pub(crate) fn of_header(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok().map(str::trim)
}

/// Whether this text holds that one.
#[inline(never)]
pub fn contains(text: &str, part: &str) -> bool {
    text.contains(part)
}
