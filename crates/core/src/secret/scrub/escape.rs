//! Escapes of every kind that servers, languages and formats write, one at a time.

/// Stands for a character beyond ASCII, or for a part of one.
pub(super) const BEYOND: u8 = 0x80;
/// Stands for nothing.
pub(super) const NOTHING: u8 = 0x81;
/// Stands for any one character but a letter or a digit: an HTML entity whose name is not listed here.
pub(super) const ENTITY: u8 = 0x82;

/// What was read: the character that it stands for, and whether more may be read.
type Undone = (Option<u8>, bool);

const NONE: Undone = (None, false);

/// Undoes an escape, or the beginning of one. One character stands for itself.
pub(super) fn undo(read: &[u8]) -> Undone {
    match read {
        [one] => (Some(*one), b"%=&\\'\"".contains(one)),
        // They are one character in another normal form of Unicode.
        [base, BEYOND] if combines(*base) => (Some(NOTHING), false),
        [b'\'', b'\''] | [b'"', b'"'] => (read.first().copied(), false),
        // A soft line break of quoted-printable, whose line end was replaced by blanks.
        [b'=', b' '] => (Some(NOTHING), true),
        [b'=', b' ', b' '] => (Some(NOTHING), false),
        [b'%', b'u' | b'U', digits @ ..] => number(digits, 16, (4, 4), None),
        [b'&', b'#', b'x' | b'X', digits @ ..] => number(digits, 16, (1, 8), Some(b';')),
        [b'&', b'#', digits @ ..] => number(digits, 10, (1, 8), Some(b';')),
        [b'&', name @ ..] => entity(name),
        [b'\\', b'u' | b'x', b'{', digits @ ..] => number(digits, 16, (1, 6), Some(b'}')),
        [b'\\', b'u', digits @ ..] => number(digits, 16, (4, 4), None),
        [b'\\', b'U', digits @ ..] => number(digits, 16, (8, 8), None),
        [b'\\', b'x', digits @ ..] | [b'%' | b'=', digits @ ..] => number(digits, 16, (2, 2), None),
        [b'\\', digits @ ..] if matches!(digits, [b'0'..=b'7', ..]) => number(digits, 8, (1, 3), None),
        [b'\\', b'a' | b'b' | b'e' | b'f' | b'n' | b'r' | b't' | b'v'] => (Some(b' '), false),
        [b'\\', other] => (Some(*other), false),
        _ => NONE,
    }
}

/// Whether a combining character may make another character of this one.
pub(super) fn combines(base: u8) -> bool {
    base.is_ascii_alphanumeric() || b"<=>".contains(&base)
}

/// A number of so many digits; `close` may stand behind it.
fn number(text: &[u8], radix: u32, (least, most): (usize, usize), close: Option<u8>) -> Undone {
    let closed = text.last().copied().filter(|last| close == Some(*last));
    let digits = text.get(..text.len() - usize::from(closed.is_some())).unwrap_or_default();
    let mut value = 0_u32;
    for digit in digits {
        let Some(digit) = char::from(*digit).to_digit(radix) else { return NONE };
        value = value.saturating_mul(radix).saturating_add(digit);
    }
    let character = match value.to_le_bytes() {
        [..=0x1f | 0x7f, 0, 0, 0] => b' ',
        [ascii @ ..=0x7e, 0, 0, 0] => ascii,
        _ => BEYOND,
    };
    let complete = digits.len() >= least && digits.len() <= most;
    let more = closed.is_none() && digits.len() < most + usize::from(close.is_some());
    (complete.then_some(character), more)
}

/// An entity of HTML by its name, in either case and with or without the semicolon.
fn entity(text: &[u8]) -> Undone {
    const NAMES: [(&[u8], u8); 11] = [
        (b"amp", b'&'),
        (b"lt", b'<'),
        (b"gt", b'>'),
        (b"quot", b'"'),
        (b"apos", b'\''),
        // Those of which other escapes are made.
        (b"percnt", b'%'),
        (b"equals", b'='),
        (b"bsol", b'\\'),
        (b"plus", b'+'),
        (b"num", b'#'),
        (b"semi", b';'),
    ];
    let (name, closed) = text.strip_suffix(b";").map_or((text, false), |name| (name, true));
    if name.len() > 8 || !name.iter().all(u8::is_ascii_alphanumeric) {
        return NONE;
    }
    let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    (known.map(|(_, character)| *character).or((closed && name.len() > 1).then_some(ENTITY)), !closed)
}
