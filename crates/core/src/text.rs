//! Functions on texts that are not inlined, because they have many callers: this saves 6 kB of a program.

use crate::secret::tame;
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

/// The text as an error or a log may show it: [tamed](tame), and cut after so many characters.
#[inline(never)]
pub(crate) fn shown(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    let mut shown: String = chars.by_ref().take(most).map(tame).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}
