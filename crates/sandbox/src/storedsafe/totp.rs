//! One-time passwords by RFC 6238: HMAC-SHA-1, steps of 30 seconds, six digits.

use aws_lc_rs::hmac;

use crate::{clock, random};

const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new secret in base32. Twenty bytes are the length of the hash and need no padding.
pub(super) fn new_secret() -> String {
    let mut out = String::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in random::bytes::<20>() {
        buffer = buffer << 8 | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            let index = buffer >> bits & 31;
            let letter = usize::try_from(index).ok().and_then(|index| BASE32.get(index));
            out.extend(letter.copied().map(char::from));
        }
    }
    out
}

fn decode(secret: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for letter in secret.bytes() {
        let value = BASE32.iter().position(|known| *known == letter)?;
        buffer = (buffer << 5 | u32::try_from(value).ok()?) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(buffer >> bits & 0xff).ok()?);
        }
    }
    Some(out)
}

/// The number of the current step.
pub(super) fn now() -> u64 {
    clock::unix().as_secs() / 30
}

/// The code of a step.
pub(super) fn code(secret: &str, step: u64) -> Option<String> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &decode(secret)?);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let hash = tag.as_ref();
    let offset = usize::from(hash.last()? & 15);
    let word: [u8; 4] = hash.get(offset..offset + 4)?.try_into().ok()?;
    let number = (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000;
    Some(format!("{number:06}"))
}

/// The step that a code belongs to, if it is the current one or a neighbour.
pub(super) fn step_of(secret: &str, given: &str) -> Option<u64> {
    let now = now();
    [now, now.saturating_sub(1), now + 1]
        .into_iter()
        .find(|step| code(secret, *step).is_some_and(|code| code == given))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rfc() {
        // The key is the ASCII text 12345678901234567890 of RFC 6238, appendix B.
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (seconds, expected) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(code(secret, seconds / 30).as_deref(), Some(expected));
        }
        assert_eq!(decode(&new_secret()).map(|bytes| bytes.len()), Some(20));
    }
}
