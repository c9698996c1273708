//! Redacts secrets that were sent from texts that the server returns.

mod escape;
mod reading;

use super::Secret;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reading::{Needle, Reading};
use url::Host;
use zeroize::Zeroizing;

/// Secrets shorter than this would be found in innocent text: the whole text is dropped instead.
const SHORT: usize = 6;
const LONGEST: usize = 500;
const CUT: &str = "***";
/// The most bytes of a text, times the number of secrets, that are searched.
const MOST: usize = 1 << 17;
/// A run of so many letters and digits may be a secret in base64.
const RUN: usize = 12;

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
    /// characters, and of bounded length. A text that cannot be read with certainty is dropped.
    pub(crate) fn clean(&self, text: &str) -> String {
        // Cut before it is searched: the server decides how long it is.
        let cut = text.char_indices().nth(LONGEST).map(|(end, _)| end);
        let was_cut = cut.is_some();
        let text: String =
            text.get(..cut.unwrap_or(text.len())).unwrap_or_default().chars().map(tame).collect();
        let Some(mut text) = self.redact(&text, was_cut) else { return CUT.to_owned() };
        if was_cut {
            text.push('…');
        }
        text
    }

    fn redact(&self, text: &str, was_cut: bool) -> Option<String> {
        let mut hidden = vec![false; text.len()];
        if !self.0.is_empty() {
            if self.0.len().saturating_mul(text.len()) > MOST {
                return None;
            }
            let readings = reading::all(text.as_bytes())?;
            for secret in &self.0 {
                let found = search(secret.expose_secret(), text, &readings, was_cut, &mut hidden)?;
                if found && secret.expose_secret().len() < SHORT {
                    return None;
                }
            }
        }
        Some(without(text, &hidden))
    }
}

/// Marks where a secret stands, and whether it stands anywhere; `None` if that is not certain.
fn search(
    secret: &str,
    text: &str,
    readings: &[Reading],
    was_cut: bool,
    hidden: &mut [bool],
) -> Option<bool> {
    // More of it does not fit into a text.
    let end = secret.char_indices().nth(LONGEST).map_or(secret.len(), |(end, _)| end);
    let secret = secret.get(..end)?;
    let needles = needles(secret);
    if !secret.is_ascii() && needles.first().is_none_or(|plain| plain.bytes.len() < SHORT) {
        let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
        let long = text.as_bytes().split(|byte| !is_digit(byte)).any(|run| run.len() >= RUN);
        if long || readings.first()?.goes_beyond() {
            return None;
        }
    }
    let mut found = false;
    for needle in &needles {
        // Any bytes hold a very short one.
        let most = if needle.bytes.len() < 4 { 1 } else { readings.len() };
        for reading in readings.iter().take(most) {
            found |= !needle.bytes.is_empty() && reading.hide(needle, was_cut, hidden);
        }
    }
    Some(found)
}

/// What a secret may look like after a text's escapes are undone.
fn needles(secret: &str) -> Vec<Needle> {
    let beyond = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    let extends = [beyond(secret.chars().next()), beyond(secret.chars().next_back())];
    let mut all = Vec::with_capacity(7);
    for compatible in [false, true] {
        all.push(Needle { bytes: ascii(secret, compatible), digits: false, extends });
    }
    let mut push = |bytes: Vec<u8>| {
        let bytes = Zeroizing::new(bytes);
        if bytes.len() > 2 {
            all.push(Needle { bytes, digits: true, extends: [false; 2] });
        }
    };
    let bytes = secret.as_bytes();
    let (mut hex, mut list) = (Vec::with_capacity(bytes.len() * 2), Vec::with_capacity(bytes.len() * 4));
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            hex.push(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit });
        }
        for (least, unit) in [(100, 100), (10, 10), (0, 1)] {
            if *byte >= least {
                list.push(b'0' + byte / unit % 10);
            }
        }
        list.push(b',');
    }
    list.pop();
    push(hex);
    push(list);
    // The three alignments of base64 inside a longer text: the characters that do not depend on
    // what stands before and after.
    for skip in 0..3 {
        let whole = bytes.get(skip..).unwrap_or_default();
        let whole = whole.get(..whole.len() - whole.len() % 3).unwrap_or_default();
        push(STANDARD.encode(whole).into_bytes());
    }
    all
}

/// The secret without what differs between the normal forms of Unicode: characters beyond ASCII, and those that a
/// combining character belongs to. With the ASCII characters that the compatibility forms (NFKC, NFKD) put in their place
/// if these are wanted.
fn ascii(secret: &str, compatible: bool) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(secret.len()));
    let mut before = ' ';
    for c in secret.chars().map(tame) {
        if c.is_ascii() {
            bytes.extend(u8::try_from(c));
        } else if matches!(c, '\u{300}'..='\u{36f}') {
            if u8::try_from(before).is_ok_and(escape::combines) {
                bytes.pop();
            }
        } else if compatible {
            let form = compatible_form(c);
            bytes.extend_from_slice(form.as_bytes());
            before = form.chars().next_back().unwrap_or(c);
            continue;
        }
        before = c;
    }
    bytes
}

/// The ASCII characters of a character's compatibility form. The one way to them without another table in a program is
/// that of host names, which are normalized, and written in ASCII characters first.
fn compatible_form(c: char) -> String {
    if matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}'..='\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
    {
        return " ".to_owned();
    }
    let Ok(Host::Domain(name)) = Host::parse(&["a", c.encode_utf8(&mut [0; 4])].concat()) else {
        return String::new();
    };
    let encoded = name.strip_prefix("xn--").and_then(|encoded| encoded.rsplit_once('-'));
    let form = encoded.map_or(name.as_str(), |(form, _)| form);
    form.get(1..).unwrap_or_default().to_owned()
}

/// A secret of several lines has to be found in a text without line ends: both are tamed alike.
fn tame(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

/// The text without the hidden bytes; marks that touch become one.
fn without(text: &str, hidden: &[bool]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let hide = hidden.get(at..at + c.len_utf8()).is_some_and(|bytes| bytes.contains(&true));
        if !hide {
            out.push(c);
        } else if !inside {
            out.push_str(CUT);
        }
        inside = hide;
    }
    out
}

#[cfg(test)]
mod tests;
