//! Ids, tokens and secrets.

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &[u8] = b"0123456789abcdef";

/// `N` random bytes.
///
/// A machine without a source of randomness could not have made the TLS keys either, so the zeros that are left
/// in that case are never used.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0_u8; N];
    let _ = getrandom::fill(&mut out);
    out
}

fn from_alphabet(alphabet: &[u8], length: usize) -> String {
    let mut out = String::with_capacity(length);
    while out.len() < length {
        for byte in bytes::<64>() {
            if out.len() == length {
                break;
            }
            // Values above the largest multiple are dropped, so that every letter is equally likely.
            let limit = 256 - 256 % alphabet.len();
            if usize::from(byte) < limit
                && let Some(letter) = alphabet.get(usize::from(byte) % alphabet.len())
            {
                out.push(char::from(*letter));
            }
        }
    }
    out
}

/// A random number below `limit`, or 0 if there is none.
pub(crate) fn below(limit: usize) -> usize {
    let Some(last) = limit.checked_sub(1) else { return 0 };
    let mask = usize::MAX.checked_shr(last.leading_zeros()).unwrap_or(0);
    // Numbers above the limit are dropped, so that every number is equally likely.
    loop {
        let number = usize::from_ne_bytes(bytes()) & mask;
        if number <= last {
            return number;
        }
    }
}

/// Random letters of an alphabet.
pub(crate) fn text(alphabet: &[char], length: usize) -> String {
    (0..length).filter_map(|_| alphabet.get(below(alphabet.len()))).collect()
}

/// A random string of letters and digits.
pub(crate) fn alphanumeric(length: usize) -> String {
    from_alphabet(ALPHANUMERIC, length)
}

/// A random string of lower-case hexadecimal digits.
pub(crate) fn hex(length: usize) -> String {
    from_alphabet(HEX, length)
}

/// A ULID of this time, in milliseconds since 1970.
pub(crate) fn ulid(millis: u64) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let time = (0..10_u32).rev().filter_map(|place| {
        let digit = usize::try_from((millis >> (5 * place)) % 32).ok()?;
        LETTERS.get(digit).copied().map(char::from)
    });
    time.chain(from_alphabet(LETTERS, 16).chars()).collect()
}

/// A random UUID of version 4.
pub(crate) fn uuid() -> String {
    let variant = from_alphabet(b"89ab", 1);
    format!("{}-{}-4{}-{variant}{}-{}", hex(8), hex(4), hex(3), hex(3), hex(12))
}
