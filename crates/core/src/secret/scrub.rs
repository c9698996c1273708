//! Redacts secrets that were sent from texts that the server returns.

mod reading;

use super::Secret;
use crate::text::tame;
use base64::{Engine as _, engine::general_purpose};
use zeroize::Zeroizing;

/// Secrets shorter than this would be found in innocent text: the whole text is dropped instead.
const SHORT: usize = 6;
const LONGEST: usize = 500;
const CUT: &str = "***";

/// Knows the secrets of one request.
#[derive(Clone, Default)]
pub(crate) struct Scrubber(Vec<Secret>);

impl Scrubber {
    pub(crate) fn add(&mut self, secret: &Secret) {
        if !secret.is_empty() {
            self.0.push(secret.clone());
        }
    }

    /// Adds a header's value, whole and without its scheme.
    pub(crate) fn add_credential(&mut self, value: &Secret) {
        self.add(value);
        if let Some((_, bare)) = value.expose_secret().split_once(' ') {
            self.add(&bare.into());
        }
    }

    /// The text without the request's secrets in any of their usual spellings, without control
    /// characters, and of bounded length.
    pub(crate) fn clean(&self, text: &str) -> String {
        let text: String = text.chars().map(tame).collect();
        let mut found = Vec::new();
        if !self.0.is_empty() {
            let readings = reading::all(&text);
            for secret in &self.0 {
                let before = found.len();
                for spelling in spellings(secret.expose_secret()) {
                    for reading in &readings {
                        reading.find(spelling.as_bytes(), &mut found);
                    }
                }
                if found.len() > before && secret.expose_secret().len() < SHORT {
                    return CUT.to_owned();
                }
            }
        }
        let text = reading::cut(&text, found, CUT);
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
            None => text,
        }
    }
}

/// What a secret may look like after the text's own escapes are undone.
fn spellings(secret: &str) -> Vec<Zeroizing<String>> {
    let bytes = secret.as_bytes();
    let mut all = vec![
        format!("{secret:?}").trim_matches('"').to_owned(),
        bytes.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|d| char::from_digit(d.into(), 16)).collect(),
    ];
    // The three alignments of base64 inside a longer text: the characters that do not depend on
    // what stands before and after.
    for skip in 0..3_usize.min(bytes.len()) {
        let whole = bytes.get(skip..).unwrap_or_default();
        let whole = whole.get(..whole.len() - whole.len() % 3).unwrap_or_default();
        if whole.len() >= 3 {
            all.push(general_purpose::STANDARD_NO_PAD.encode(whole));
            all.push(general_purpose::URL_SAFE_NO_PAD.encode(whole));
        }
    }
    all.retain(|s| s.len() >= 3);
    all.extend([secret.to_owned(), secret.chars().map(tame).collect()]);
    all.into_iter().map(Zeroizing::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    #[test]
    fn escapes_of_every_kind_are_seen_through() {
        let mut scrubber = Scrubber::default();
        scrubber.add(&"Kn4rr\"\\ü%/+ &=7F".into());
        for text in [
            r"Kn4rr%22%5c%c3%bc%25%2f%2b+%26%3d7F",
            r"Kn4rr%22%5C%C3%BC%25%2F%2B%20%26=7F",
            r#"Kn4rr\"\\\u00fc%\/+ &=7F"#,
            r#"Kn4rr\"\\ü%/+ \u0026=7F"#,
            "4B6e347272225Cc3bc252F2b20263D3746",
        ] {
            assert_eq!(scrubber.clean(&format!("`{text}` is wrong")), "`***` is wrong", "{text}");
        }
        // Beyond 16 bits JSON writes a character as two escapes.
        scrubber.add(&"schl\u{1f511}ssel".into());
        assert_eq!(scrubber.clean(r"no \u12, but schl\ud83d\udd11ssel"), r"no \u12, but ***");
        assert_eq!(scrubber.clean(r"100 % \ fine + good \u12"), r"100 % \ fine + good \u12");
    }

    #[test]
    fn every_spelling_is_cut() {
        let mut scrubber = Scrubber::default();
        let secret = "pa\"ss w0rd/å";
        scrubber.add(&secret.into());
        let base64 = general_purpose::STANDARD.encode(format!("x{secret}"));
        for text in [
            secret.to_owned(),
            serde_json::to_string(secret).unwrap(),
            utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
            base64,
        ] {
            let clean = scrubber.clean(&format!("bad {text} here"));
            assert!(clean.contains(CUT), "{clean}");
            assert!(!clean.contains("w0rd") && !clean.contains(&text), "{clean}");
        }
    }

    #[test]
    fn a_short_secret_takes_the_whole_text_with_it() {
        let mut scrubber = Scrubber::default();
        scrubber.add(&"1234".into());
        assert_eq!(scrubber.clean("pin 1234 is wrong"), CUT);
        assert_eq!(scrubber.clean("other text"), "other text");
        for (secret, clean) in [("x7", CUT), ("x789t", CUT), ("x789tz", "pin *** is wrong")] {
            let mut scrubber = Scrubber::default();
            scrubber.add(&secret.into());
            assert_eq!(scrubber.clean(&format!("pin {secret} is wrong")), clean);
        }
    }

    #[test]
    fn secrets_are_cut_wherever_they_stand_and_neighbours_leave_one_mark() {
        let mut scrubber = Scrubber::default();
        scrubber.add(&"alpha-secret".into());
        scrubber.add(&"beta-secret".into());
        scrubber.add(&"secret".into());
        let text = "alpha-secret: beta-secret, (beta-secretalpha-secretsecret).";
        assert_eq!(scrubber.clean(text), "***: ***, (***).");
    }

    #[test]
    fn in_base64_only_the_digits_shared_with_the_neighbours_stay() {
        let mut scrubber = Scrubber::default();
        let secret = "correct horse battery";
        scrubber.add(&secret.into());
        for before in ["", "x", "xy"] {
            let text = general_purpose::STANDARD.encode(format!("{before}{secret}"));
            let clean = scrubber.clean(&text);
            let (head, tail) = clean.split_once(CUT).unwrap();
            assert!(head.len() <= 4 && tail.len() <= 4, "{text}: {clean}");
        }
    }

    #[test]
    fn text_is_bounded_and_without_control_characters() {
        let clean = Scrubber::default().clean(&format!("a\r\nb{}", "x".repeat(1000)));
        assert!(clean.starts_with("a  b"));
        assert_eq!(clean.chars().count(), LONGEST + 1);
    }

    #[test]
    fn a_secret_of_several_lines_is_found_on_one_or_in_escapes() {
        let mut scrubber = Scrubber::default();
        scrubber.add(&"first ü line\r\nsecond\tline\u{1}".into());
        for text in [
            "first ü line\r\nsecond\tline\u{1}",
            r"first ü line\r\nsecond\tline\u0001",
            r"first \u00fc line\r\nsecond\tline\u0001",
            r"first \u00fc line\u000d\u000asecond\u0009line\u0001",
            "first+%C3%BC+line%0D%0Asecond%09line%01",
        ] {
            assert_eq!(scrubber.clean(&format!("`{text}` is wrong")), "`***` is wrong", "{text}");
        }
    }
}
