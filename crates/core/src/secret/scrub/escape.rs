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
// Apart, as its parts are: this saves 5 kB of a program.
#[cold]
#[inline(never)]
pub(super) fn undo(read: &[u8]) -> Undone {
    // Digits, their radix, how many there are, and what may stand behind them.
    let (digits, radix, least, most, close) = match read {
        [one] => return (Some(*one), b"%=&\\'\"".contains(one)),
        // They are one character in another normal form of Unicode.
        [base, BEYOND] if combines(*base) => return (Some(NOTHING), false),
        [b'\'', b'\''] | [b'"', b'"'] => return (read.first().copied(), false),
        // A soft line break of quoted-printable, whose line end was replaced by blanks.
        [b'=', b' '] => return (Some(NOTHING), true),
        [b'=', b' ', b' '] => return (Some(NOTHING), false),
        [b'%', b'u' | b'U', digits @ ..] | [b'\\', b'u', digits @ ..] if digits.first() != Some(&b'{') => {
            (digits, 16, 4, 4, 0)
        }
        [b'&', b'#', b'x' | b'X', digits @ ..] => (digits, 16, 1, 8, b';'),
        [b'&', b'#', digits @ ..] => (digits, 10, 1, 8, b';'),
        [b'&', name @ ..] => return entity(name),
        [b'\\', b'u' | b'x', b'{', digits @ ..] => (digits, 16, 1, 6, b'}'),
        [b'\\', b'U', digits @ ..] => (digits, 16, 8, 8, 0),
        [b'\\', b'x', digits @ ..] | [b'%' | b'=', digits @ ..] => (digits, 16, 2, 2, 0),
        [b'\\', digits @ ..] if matches!(digits, [b'0'..=b'7', ..]) => (digits, 8, 1, 3, 0),
        [b'\\', b'a' | b'b' | b'e' | b'f' | b'n' | b'r' | b't' | b'v'] => return (Some(b' '), false),
        [b'\\', other] => return (Some(*other), false),
        _ => return NONE,
    };
    let (digits, closed) = match digits.split_last() {
        Some((end, digits)) if *end == close => (digits, true),
        _ => (digits, false),
    };
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
    let more = !closed && digits.len() < most + usize::from(close != 0);
    (complete.then_some(character), more)
}

/// Whether a combining character may make another character of this one.
pub(super) fn combines(base: u8) -> bool {
    base.is_ascii_alphanumeric() || b"<=>".contains(&base)
}

/// An entity of HTML by its name, in either case and with or without the semicolon.
#[cold]
#[inline(never)]
fn entity(text: &[u8]) -> Undone {
    // Each name, and its character. The last ones make other escapes.
    const NAMES: &[u8] = b"amp&lt<gt>quot\"apos'percnt%equals=bsol\\plus+num#semi;";
    let (name, closed) = text.strip_suffix(b";").map_or((text, false), |name| (name, true));
    if name.len() > 8 || !name.iter().all(u8::is_ascii_alphanumeric) {
        return NONE;
    }
    let (mut known, mut character) = (NAMES, (closed && name.len() > 1).then_some(ENTITY));
    while let Some(end) = known.iter().position(|byte| !byte.is_ascii_alphanumeric()) {
        let (one, others) = known.split_at(end);
        if one.eq_ignore_ascii_case(name) {
            character = others.first().copied();
        }
        known = others.get(1..).unwrap_or_default();
    }
    (character, !closed)
}
