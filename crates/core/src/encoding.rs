//! Text files as editors and shells write them.

use zeroize::Zeroizing;

/// Reads one unit of UTF-16.
type ReadUnit = fn([u8; 2]) -> u16;

/// The text in UTF-8 and without a byte-order mark. UTF-16, which a redirection in PowerShell writes, is read with and
/// without its mark; all other bytes stay as they are.
pub fn utf8(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let (units, read): (&[u8], ReadUnit) = match bytes {
        [0xEF, 0xBB, 0xBF, text @ ..] => return Zeroizing::new(text.to_vec()),
        [0xFF, 0xFE, text @ ..] => (text, u16::from_le_bytes),
        [0xFE, 0xFF, text @ ..] => (text, u16::from_be_bytes),
        [1..=255, 0, ..] => (bytes, u16::from_le_bytes),
        [0, 1..=255, ..] => (bytes, u16::from_be_bytes),
        _ => return Zeroizing::new(bytes.to_vec()),
    };
    // With its final capacity: growing would leave copies in memory.
    let mut text = Zeroizing::new(Vec::with_capacity(units.len() / 2 * 3));
    for character in char::decode_utf16(units.as_chunks().0.iter().map(|unit| read(*unit))) {
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    text
}

/// As [`utf8`]; `None` if the bytes are no text.
pub fn text(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let bytes = utf8(bytes);
    Some(Zeroizing::new(std::str::from_utf8(&bytes).ok()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_a_text_is_the_same_text() {
        for wanted in ["token:t0ken\n", "Åsa €\u{1F511}\r\n", "x", ""] {
            let mark = |text: &str| ["\u{feff}", text].concat();
            let units = |text: &str| text.encode_utf16().collect::<Vec<_>>();
            let (plain, marked) = (units(wanted), units(&mark(wanted)));
            let mut encoded = vec![
                wanted.as_bytes().to_vec(),
                mark(wanted).into_bytes(),
                marked.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
                marked.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
            ];
            if wanted.starts_with(|c: char| c.is_ascii()) {
                encoded.push(plain.iter().flat_map(|unit| unit.to_le_bytes()).collect());
                encoded.push(plain.iter().flat_map(|unit| unit.to_be_bytes()).collect());
            }
            for bytes in encoded {
                assert_eq!(text(&bytes).unwrap().as_str(), wanted, "{bytes:?}");
            }
        }
    }

    #[test]
    fn other_bytes_are_kept() {
        for bytes in [&b"\xe5 comment in Latin-1\n-----BEGIN"[..], b"\xff", b"\0\0", b"\0"] {
            assert_eq!(utf8(bytes).as_slice(), bytes);
        }
        assert!(text(b"\xe5").is_none());
        // Half a unit, and half a pair.
        assert_eq!(utf8(b"\xff\xfea\0\x3d\xd8b").as_slice(), "a\u{fffd}".as_bytes());
    }
}
