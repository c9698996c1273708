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

/// The text as an error or a log may show it: [tamed](tame), and cut after so many characters.
#[inline(never)]
pub(crate) fn shown(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for (at, c) in text.chars().enumerate() {
        let end = at == most;
        // One place that pushes: a second one would be 400 bytes of a program.
        shown.push(if end { '…' } else { tame(c) });
        if end {
            break;
        }
    }
    shown
}

/// A blank for what moves, hides or reorders the characters beside it. A secret of several lines has to be found in a
/// text without line ends: both are tamed alike.
#[inline(never)]
pub(crate) fn tame(c: char) -> char {
    match c {
        // Ends of lines, and both directions of writing.
        '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        // Of no width.
        | '\u{ad}' | '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    }
}
