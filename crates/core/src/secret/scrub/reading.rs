//! A text with one kind of escape undone, and for each byte its place in the original.

use std::ops::Range;
use zeroize::Zeroizing;

/// The bytes that were read, and where in the text each of them stands.
pub(super) struct Reading {
    bytes: Zeroizing<Vec<u8>>,
    places: Vec<Range<usize>>,
}

/// The text as it is, without regard to case (for hexadecimal digits), with `%2F` undone, with `%2F` and `+`
/// undone, and with `\\/` and `\\u00fc` undone.
pub(super) fn all(text: &str) -> Vec<Reading> {
    let plain = |bytes: &[u8], at: usize| bytes.get(at).map(|byte| (vec![*byte], 1));
    let lower = |bytes: &[u8], at: usize| bytes.get(at).map(|byte| (vec![byte.to_ascii_lowercase()], 1));
    let percent =
        |bytes: &[u8], at: usize| hex(bytes, at, b"%", 2).map(|byte| (vec![byte.to_le_bytes()[0]], 3));
    let form = move |bytes: &[u8], at: usize| {
        if bytes.get(at) == Some(&b'+') { Some((vec![b' '], 1)) } else { percent(bytes, at) }
    };
    // By pointers, so that `read` is compiled once: this saves 4 kB of a program.
    let readers: [&Undo<'_>; 5] = [&plain, &lower, &percent, &form, &escape];
    readers.iter().map(|undo| read(text, undo)).collect()
}

/// Reads the escape at a place, if there is one.
type Undo<'a> = dyn Fn(&[u8], usize) -> Undone + 'a;

/// The bytes that an escape stands for, and its length.
type Undone = Option<(Vec<u8>, usize)>;

/// Reads byte by byte; where `undo` finds no escape the byte stands for itself.
fn read(text: &str, undo: &Undo<'_>) -> Reading {
    let source = text.as_bytes();
    let mut reading = Reading { bytes: Zeroizing::default(), places: Vec::new() };
    let mut at = 0;
    while let Some(byte) = source.get(at) {
        let (bytes, length) = undo(source, at).unwrap_or_else(|| (vec![*byte], 1));
        reading.places.extend(bytes.iter().map(|_| at..at + length));
        reading.bytes.extend_from_slice(&bytes);
        at += length;
    }
    reading
}

/// A number written in `digits` hexadecimal digits after `mark`.
fn hex(bytes: &[u8], at: usize, mark: &[u8], digits: usize) -> Option<u32> {
    let rest = bytes.get(at..)?.strip_prefix(mark)?.get(..digits)?;
    rest.iter().try_fold(0, |n, digit| Some(n * 16 + char::from(*digit).to_digit(16)?))
}

/// JSON's escapes, which most languages share.
fn escape(bytes: &[u8], at: usize) -> Undone {
    let encoded = |c: char| super::tame(c).encode_utf8(&mut [0; 4]).as_bytes().to_vec();
    if let Some(unit) = hex(bytes, at, b"\\u", 4) {
        if let Some(c) = char::from_u32(unit) {
            return Some((encoded(c), 6));
        }
        let low = hex(bytes, at + 6, b"\\u", 4)?;
        let pair = char::decode_utf16([u16::try_from(unit).ok()?, u16::try_from(low).ok()?]).next()?.ok()?;
        return Some((encoded(pair), 12));
    }
    match (bytes.get(at)?, bytes.get(at + 1)?) {
        (b'\\', b'n' | b'r' | b't' | b'b' | b'f') => Some((vec![b' '], 2)),
        (b'\\', other @ (b'/' | b'"' | b'\\' | b'\'')) => Some((vec![*other], 2)),
        _ => None,
    }
}

impl Reading {
    /// Adds where in the text the needle was read.
    pub(super) fn find(&self, needle: &[u8], found: &mut Vec<Range<usize>>) {
        if needle.is_empty() {
            return;
        }
        for (at, window) in self.bytes.windows(needle.len()).enumerate() {
            if window == needle
                && let (Some(first), Some(last)) =
                    (self.places.get(at), self.places.get(at + needle.len() - 1))
            {
                found.push(first.start..last.end);
            }
        }
    }
}

/// The text with these ranges cut out; ranges that touch become one. Byte by byte: sorting the ranges would add 4 kB to
/// a program.
pub(super) fn cut(text: &str, found: Vec<Range<usize>>, mark: &str) -> String {
    let mut hidden = vec![false; text.len()];
    for range in found {
        if let Some(bytes) = hidden.get_mut(range) {
            bytes.fill(true);
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let hide = hidden.get(at..at + c.len_utf8()).is_some_and(|bytes| bytes.contains(&true));
        if !hide {
            out.push(c);
        } else if !inside {
            out.push_str(mark);
        }
        inside = hide;
    }
    out
}
