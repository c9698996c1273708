//! JSON strings, read into one block that is wiped: serde_json undoes escapes in a growing block of its own and
//! frees it as it is.

use super::Secret;
use secrecy::SecretString;

/// The text of a JSON string; an error names the problem and quotes nothing of the text.
pub(super) fn secret(json: &str) -> Result<Secret, &'static str> {
    Ok(Secret::from(SecretString::from(text(json)?)))
}

/// The same, in a block of exactly its size: a larger one would be copied when it becomes a secret.
fn text(json: &str) -> Result<String, &'static str> {
    let json = json.trim_matches([' ', '\t', '\n', '\r']);
    let inner = json.strip_prefix('"').ok_or("expected a string")?;
    let inner = inner.strip_suffix('"').ok_or("expected the end of a string")?;
    // Counted first: a text that grows leaves its smaller blocks behind.
    let size = Pieces(inner).try_fold(0, |size, piece| Some(size + piece?.len()));
    let mut text = String::with_capacity(size.ok_or("expected a string whose escapes are those of JSON")?);
    for piece in Pieces(inner).flatten() {
        match piece {
            Piece::Plain(plain) => text.push_str(plain),
            Piece::Char(char) => text.push(char),
        }
    }
    Ok(text)
}

enum Piece<'a> {
    Plain(&'a str),
    Char(char),
}

impl Piece<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Plain(plain) => plain.len(),
            Self::Char(char) => char.len_utf8(),
        }
    }
}

/// The runs without an escape and the escapes, in their order; `None` is what no JSON string may hold.
struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = Option<Piece<'a>>;
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(escape) = self.0.strip_prefix('\\') {
            let read = escaped(escape);
            return Some(read.map(|(char, rest)| {
                self.0 = rest;
                Piece::Char(char)
            }));
        }
        let end = self.0.find(|c| matches!(c, '"' | '\\' | '\0'..='\x1f')).unwrap_or(self.0.len());
        let (plain, rest) = self.0.split_at(end);
        if plain.is_empty() {
            return (!rest.is_empty()).then_some(None);
        }
        self.0 = rest;
        Some(Some(Piece::Plain(plain)))
    }
}

/// What stands after a backslash, and what comes after that.
fn escaped(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    let char = match chars.next()? {
        'u' => return unicode(chars.as_str()),
        plain @ ('"' | '\\' | '/') => plain,
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => return None,
    };
    Some((char, chars.as_str()))
}

fn unicode(text: &str) -> Option<(char, &str)> {
    let (first, rest) = unit(text)?;
    if let Some(char) = char::from_u32(first) {
        return Some((char, rest));
    }
    let (second, rest) = unit(rest.strip_prefix("\\u")?)?;
    let pair = matches!((first, second), (0xd800..=0xdbff, 0xdc00..=0xdfff));
    let char = pair.then_some(0x1_0000 + ((first & 0x3ff) << 10) + (second & 0x3ff))?;
    Some((char::from_u32(char)?, rest))
}

fn unit(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    // `from_str_radix` takes a sign.
    let hexadecimal = digits.bytes().all(|b| b.is_ascii_hexdigit());
    Some((u32::from_str_radix(digits, 16).ok().filter(|_| hexadecimal)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<String> {
        secret(json).ok().map(|s| s.expose_secret().to_owned())
    }

    /// This function and serde_json must agree on every text.
    fn agrees(json: &str) -> Option<String> {
        let theirs = serde_json::from_str::<String>(json).ok();
        assert_eq!(read(json), theirs, "{json:?}");
        let block = text(json).unwrap_or_default();
        assert_eq!(block.capacity(), block.len(), "{json:?}");
        theirs
    }

    #[test]
    fn every_escape_is_undone() {
        let json = r#" "\"\\\/\b\f\n\r\t\u00fc\uD83D\ude00ü😀\u0000" "#;
        assert_eq!(agrees(json).unwrap(), "\"\\/\x08\x0c\n\r\tü😀ü😀\0");
        assert_eq!(agrees("\"\"").unwrap(), "");
    }

    #[test]
    fn what_is_no_json_string_is_an_error_that_names_no_content() {
        for json in [
            "",
            "\"",
            "hunter2",
            "null",
            "7",
            "[\"hunter2\"]",
            "\"hunter2",
            "hunter2\"",
            "\"a\"b\"",
            "\"a\\\"",
            "\"\\x41\"",
            "\"\\u12\"",
            "\"\\u+123\"",
            "\"\\u12ü\"",
            "\"a\nb\"",
            "\"\x1f\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\ud83dx\"",
            "\"\\ud83d\\n\"",
            "\"\\ud83d\\ud83d\"",
        ] {
            assert_eq!(agrees(json), None);
            assert!(!secret(json).unwrap_err().contains("hunter2"));
        }
    }

    #[test]
    fn random_texts_come_back_and_random_garbage_is_judged_as_by_serde_json() {
        const BITS: [&str; 21] = [
            "\\", "\"", "u", "\\u", "\\ud83d", "\\ude00", "\\u00e", "d8", "0", "f", "G", "n", "/", "+", "ü",
            "😀", "\n", "\0", "\x7f", " ", "\\n",
        ];
        let mut random = fastrand::Rng::with_seed(5_000_321);
        let (mut good, mut bad) = (0, 0);
        for _ in 0..50_000 {
            let length = random.usize(..12);
            let text: String = (0..length).map(|_| random.char(..)).collect();
            assert_eq!(read(&serde_json::to_string(&text).unwrap()), Some(text));
            let bits: String = (0..length).map(|_| *random.choice(&BITS).unwrap()).collect();
            let whole = if random.u8(..8) == 0 { bits } else { format!("\"{bits}\"") };
            if agrees(&whole).is_some() { good += 1 } else { bad += 1 }
        }
        assert!(good > 5_000 && bad > 5_000, "{good} {bad}");
    }
}
