//! Every way to read a text, and the search for a secret in all of them at once.

use super::escape::{BEYOND, ENTITY, NOTHING, undo};
use zeroize::Zeroize as _;

/// How many readings of escapes are tried for each byte of a text, on average.
const MOST: usize = 24;
/// No escape is longer.
const ESCAPE: usize = 16;
/// No place.
const NONE: usize = usize::MAX;
/// So many characters of a secret are its beginning.
const BEGINNING: usize = 3;

/// What to search for.
pub(super) struct Needle<'a> {
    pub(super) bytes: &'a [u8],
    /// Digits of base64 or hexadecimal ones: of either alphabet, with anything between them.
    pub(super) digits: bool,
    /// Whether characters beyond ASCII, which are not searched for, stand before and after.
    pub(super) extends: [bool; 2],
}

/// The end of a piece of the text, and the character that it can be read as.
type Edge = (usize, u8);

/// For each byte what begins there, and where in the text the byte stands. A path along the pieces is one way to undo the
/// escapes, in any order and as deep as they are nested.
pub(super) struct Reading {
    pieces: Vec<Vec<Edge>>,
    places: Vec<(usize, usize)>,
}

/// The text as it is, and what its digits stand for, in base64 and in hexadecimal, from each digit on. `None` if there are
/// too many ways to read it.
#[cold]
#[inline(never)]
pub(super) fn all(text: &[u8]) -> Option<Vec<Reading>> {
    let mut all = Vec::with_capacity(7);
    for (bits, phases) in [(8, 1), (6, 4), (4, 2)] {
        for phase in 0..phases {
            all.push(read(text, bits, phase)?);
        }
    }
    Some(all)
}

/// Reads the bytes that digits of this many bits make, without the first digits; whatever is no digit is passed over.
#[cold]
#[inline(never)]
fn read(text: &[u8], bits: u32, phase: usize) -> Option<Reading> {
    let (mut decoded, mut places) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len()));
    let (mut value, mut ready, mut before, mut skip) = (0_u32, 0, 0, phase);
    for (at, byte) in text.iter().enumerate() {
        let Some(digit) = digit(*byte, bits) else { continue };
        if skip > 0 {
            skip -= 1;
            continue;
        }
        value = value << bits | digit;
        ready += bits;
        if ready >= 8 {
            ready -= 8;
            decoded.push((value >> ready).to_le_bytes()[0]);
            places.push((if bits == 8 { at } else { before }, at + 1));
        }
        before = at;
    }
    let pieces = pieces(&decoded)?;
    decoded.zeroize();
    Some(Reading { pieces, places })
}

/// An escape, or the beginning of one, and where it ends.
struct Open {
    end: usize,
    read: [u8; ESCAPE],
    length: usize,
}

/// Reads from the end, so that an escape finds what each of its characters may be an escape for.
#[cold]
#[inline(never)]
fn pieces(bytes: &[u8]) -> Option<Vec<Vec<Edge>>> {
    let mut pieces: Vec<Vec<Edge>> = vec![Vec::new(); bytes.len() + 1];
    let mut left = MOST * (bytes.len() + MOST);
    for (at, byte) in bytes.iter().enumerate().rev() {
        let mut found: Vec<Edge> = Vec::new();
        let character = if byte.is_ascii_control() { b' ' } else { BEYOND.min(*byte) };
        let mut open = vec![Open { end: at + 1, read: [character; ESCAPE], length: 1 }];
        while let Some(Open { end, read, length }) = open.pop() {
            left = left.checked_sub(1)?;
            let (character, more) = undo(read.get(..length).unwrap_or_default());
            if let Some(character) = character.filter(|character| !found.contains(&(end, *character))) {
                found.push((end, character));
                if character == b'+' {
                    found.push((end, b' '));
                } else if length > 1 && character < BEYOND {
                    // It may begin the next escape.
                    open.push(Open { end, read: [character; ESCAPE], length: 1 });
                }
            }
            let first = length == 1;
            for (next, character) in pieces.get(end).into_iter().flatten() {
                let longer = more && *character < BEYOND || first && *character == BEYOND;
                if longer || *character == NOTHING && (more || first) {
                    let mut open_next = Open { end: *next, read, length };
                    if longer && let Some(place) = open_next.read.get_mut(length) {
                        *place = *character;
                        open_next.length += 1;
                    }
                    open.push(open_next);
                }
            }
        }
        if let Some(piece) = pieces.get_mut(at) {
            *piece = found;
        }
    }
    Some(pieces)
}

fn digit(byte: u8, bits: u32) -> Option<u32> {
    match bits {
        4 => return char::from(byte).to_digit(16),
        8 => return Some(byte.into()),
        _ => {}
    }
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(value.into())
}

impl Reading {
    /// Whether some of it can be read as a character beyond ASCII.
    #[cold]
    #[inline(never)]
    pub(super) fn goes_beyond(&self) -> bool {
        self.pieces.iter().flatten().any(|(_, character)| matches!(*character, BEYOND | ENTITY))
    }

    /// Marks in the text where the needle can be read, and whether there is such a place. Where the text `was_cut`, also
    /// the needle's beginning at its end.
    pub(super) fn hide(&self, needle: &Needle<'_>, was_cut: bool, hidden: &mut [bool]) -> bool {
        let end = self.places.len();
        // For each place the first one from which so many characters of the needle lead there.
        let mut starts: Vec<usize> = (0..=end).collect();
        let mut wanted = needle.bytes.iter();
        let mut done = 0;
        loop {
            let next = wanted.next();
            let passes = match (done, next) {
                (0, _) => needle.extends[0],
                (_, None) => needle.extends[1],
                _ => true,
            };
            let mut ahead = vec![NONE; end + 1];
            let mut goes_on = false;
            for (at, pieces) in self.pieces.iter().enumerate() {
                let start = starts.get(at).copied().unwrap_or(NONE);
                if start == NONE {
                    continue;
                }
                for (to, character) in pieces {
                    let between = needle.digits && !character.is_ascii_alphanumeric();
                    if passes && (*character >= BEYOND || between) {
                        first(&mut starts, *to, start);
                    }
                    if next.is_some_and(|wanted| same(*character, *wanted, needle.digits)) {
                        first(&mut ahead, *to, start);
                        goes_on = true;
                    }
                }
                if next.is_none() {
                    self.mark(start, at, hidden, false);
                } else if was_cut && done >= BEGINNING && at + ESCAPE * ESCAPE / 2 >= end && may_begin(pieces)
                {
                    self.mark(start, end, hidden, true);
                }
            }
            if next.is_none() || !goes_on {
                return next.is_none();
            }
            done += 1;
            starts = ahead;
        }
    }

    /// Marks the bytes of the text from this place to that one, or to the end of the text.
    fn mark(&self, from: usize, to: usize, hidden: &mut [bool], all: bool) {
        let first = self.places.get(from).map(|place| place.0);
        let last = to.checked_sub(1).and_then(|last| self.places.get(last)).map(|place| place.1);
        let last = if all { Some(hidden.len()) } else { last };
        if let (Some(first), Some(last)) = (first, last)
            && let Some(bytes) = hidden.get_mut(first..last)
        {
            bytes.fill(true);
        }
    }
}

/// Whether the end of the text, or an escape that it cuts off, may be here.
fn may_begin(pieces: &[Edge]) -> bool {
    pieces.is_empty() || pieces.iter().any(|(_, character)| undo(&[*character]).1)
}

fn first(starts: &mut [usize], at: usize, start: usize) {
    if let Some(known) = starts.get_mut(at) {
        *known = start.min(*known);
    }
}

/// Whether a character that was read is the wanted one, without regard to case.
fn same(read: u8, wanted: u8, digits: bool) -> bool {
    read.eq_ignore_ascii_case(&wanted)
        || (read == ENTITY && !wanted.is_ascii_alphanumeric())
        || (read == BEYOND && wanted == b' ')
        || (digits && matches!((read, wanted), (b'-', b'+') | (b'_', b'/')))
}
