//! Texts that fit a schema, each with a number of its own.

use crate::{list, names, text};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::Value;

/// A text that is part of no other one.
pub(crate) fn word(number: u32) -> String {
    format!("mk{number}k")
}

/// A text for this schema.
pub(crate) fn of_schema(schema: &Value, n: u32) -> String {
    if let Some(first) = list(schema, "enum").find_map(Value::as_str) {
        return first.to_owned();
    }
    match schema.get("x-success") {
        Some(Value::String(success)) => return success.clone(),
        Some(several @ Value::Array(_)) if names(several, "success") => return "success".to_owned(),
        Some(Value::Array(several)) => {
            if let Some(first) = several.first().and_then(Value::as_str) {
                return first.to_owned();
            }
        }
        _ => {}
    }
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    match (text(schema, "format"), text(schema, "pattern")) {
        (Some("uuid"), _) => format!("00000000-0000-4000-8000-{n:012}"),
        (Some("date-time"), _) => {
            format!(
                "2031-01-{:02}T{:02}:{:02}:{:02}Z",
                n / 86400 % 28 + 1,
                n / 3600 % 24,
                n / 60 % 60,
                n % 60
            )
        }
        (Some("date"), _) => format!("20{:02}-{:02}-01", 31 + n / 12 % 60, n % 12 + 1),
        (Some("uri" | "uri-reference"), _) => format!("https://{}.example/", word(n)),
        (Some("email"), _) => format!("{}@example.org", word(n)),
        (Some("ulid"), _) => format!("01ARZ3NDEKTSV4RRFF{n:08}"),
        (_, Some(pattern)) => of_pattern(pattern, n),
        _ if text(schema, "contentEncoding") == Some("base64") => base64(&word(n)),
        _ => {
            let word = word(n);
            let word = if limit("maxLength").is_some_and(|most| most < word.len()) {
                of_pattern(&format!("[a-z]{{{}}}", limit("maxLength").unwrap_or_default()), n)
            } else {
                word
            };
            format!("{word:x<0$}", limit("minLength").unwrap_or_default())
        }
    }
}

/// The number's bytes in base 64; only letters, so that no padding is needed.
fn base64(word: &str) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let padded = format!("{word:x<0$}", word.len().next_multiple_of(3));
    let bits = padded.bytes().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    let bits: Vec<u8> = bits.collect();
    let sign = |six: &[u8]| six.iter().fold(0, |sum, bit| sum << 1 | usize::from(*bit));
    bits.chunks(6).filter_map(|six| SIGNS.get(sign(six))).map(|byte| char::from(*byte)).collect()
}

/// A text that matches a pattern: the number's digits choose among the characters.
pub(crate) fn of_pattern(pattern: &str, number: u32) -> String {
    let pattern = regex_syntax::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    let mut made = String::new();
    let mut digits = u64::from(number);
    write(&pattern, &mut digits, &mut made);
    made
}

fn write(pattern: &Hir, digits: &mut u64, into: &mut String) {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => into.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => {
            let characters = characters(class);
            let many = u64::try_from(characters.len()).unwrap_or(1).max(1);
            let index = usize::try_from(*digits % many).unwrap_or_default();
            *digits /= many;
            into.extend(characters.get(index));
        }
        HirKind::Repetition(repetition) => {
            // Long enough for the digits of all numbers, short enough to read.
            let times = repetition.max.unwrap_or(u32::MAX).min(repetition.min.max(8));
            for _ in 0..times {
                write(&repetition.sub, digits, into);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, digits, into),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, digits, into)),
        HirKind::Alternation(branches) => {
            let varies = |hir: &&Hir| !matches!(hir.kind(), HirKind::Empty | HirKind::Literal(_));
            if let Some(branch) = branches.iter().find(varies).or_else(|| branches.first()) {
                write(branch, digits, into);
            }
        }
    }
}

/// The letters and digits of a class, else its first character. No zero among digits: `07` may be read as 7.
fn characters(class: &Class) -> Vec<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => class.iter().map(|range| (range.start().into(), range.end().into())).collect(),
    };
    let has = |sign: &char| ranges.iter().any(|(first, last)| (first..=last).contains(&sign));
    let found: Vec<char> = ('a'..='z').chain('A'..='Z').chain('1'..='9').filter(has).collect();
    if found.is_empty() { ranges.first().map(|(first, _)| *first).into_iter().collect() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn texts_match_their_pattern_and_differ() {
        for (pattern, length) in [
            ("^[0-9a-f]{200}$", 200),
            ("^(100|[0-9]{1,2})$", 2),
            ("^[a-z]{2}_[A-Z]{2}$", 5),
            ("^(|.{32,})$", 32),
            ("^[1-9][0-9]{0,3}[mhd]$", 5),
            (r"^[^/%]+$", 8),
        ] {
            let made: BTreeSet<String> = (0..80).map(|n| of_pattern(pattern, n)).collect();
            assert_eq!(made.len(), 80, "{pattern}: {made:?}");
            let schema = serde_json::json!({"type": "string", "pattern": pattern});
            for text in made {
                assert_eq!(text.len(), length, "{pattern}: {text}");
                assert!(jsonschema::is_valid(&schema, &text.as_str().into()), "{pattern}: {text}");
            }
        }
        assert_eq!(of_pattern("^(yubikey_otp|totp)$", 3), "yubikey_otp");
    }

    #[test]
    fn limits_and_formats_are_kept() {
        let make = |schema: Value| of_schema(&schema, 12);
        assert_eq!(make(serde_json::json!({"maxLength": 2})), "ma");
        assert_eq!(make(serde_json::json!({"minLength": 8})), "mk12kxxx");
        assert_eq!(make(serde_json::json!({"contentEncoding": "base64"})), "bWsxMmt4");
        assert_eq!(make(serde_json::json!({"x-success": ["succeeded", "ok"]})), "succeeded");
        assert_eq!(make(serde_json::json!({"enum": [null, "a"]})), "a");
    }
}
