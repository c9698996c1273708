//! Redacts secrets that were sent from texts that the server returns.

mod escape;
mod reading;

use super::Secret;
use crate::text::tame;
use reading::Needle;
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
    // These functions are cold and apart, which makes a program 5 kB smaller.
    #[cold]
    pub(crate) fn clean(&self, text: &str) -> String {
        // Cut before it is searched: the server decides how long it is.
        let (mut tamed, mut was_cut) = (String::new(), false);
        for (count, c) in text.chars().enumerate() {
            was_cut = count == LONGEST;
            if was_cut {
                break;
            }
            tamed.push(tame(c));
        }
        let mut hidden = vec![false; tamed.len()];
        if self.search(&tamed, was_cut, &mut hidden).is_none() {
            return CUT.to_owned();
        }
        let mut shown = String::with_capacity(tamed.len());
        let mut inside = false;
        for (at, c) in tamed.char_indices() {
            let hide = hidden.get(at) == Some(&true);
            if !hide {
                shown.push(c);
            } else if !inside {
                shown.push_str(CUT);
            }
            inside = hide;
        }
        if was_cut {
            shown.push('…');
        }
        shown
    }

    /// Marks where a secret stands; `None` if that is not certain.
    #[cold]
    #[inline(never)]
    fn search(&self, text: &str, was_cut: bool, hidden: &mut [bool]) -> Option<()> {
        if self.0.is_empty() {
            return Some(());
        }
        if self.0.len().saturating_mul(text.len()) > MOST {
            return None;
        }
        let readings = reading::all(text.as_bytes())?;
        // Where a secret without six ASCII characters that all normal forms share may stand.
        let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte);
        let opaque = readings.first()?.goes_beyond()
            || text.as_bytes().split(|byte| !is_digit(*byte)).any(|run| run.len() >= RUN);
        let mut needle = Zeroizing::new(Vec::with_capacity(4 * LONGEST));
        for secret in &self.0 {
            let secret = secret.expose_secret();
            // More of it does not fit into a text.
            let end = secret.char_indices().nth(LONGEST).map_or(secret.len(), |(end, _)| end);
            let secret = secret.get(..end)?;
            let mut found = false;
            for spelling in 0..6 {
                needle.clear();
                spell(secret, spelling, &mut needle);
                if spelling == 0 && needle.len() < SHORT && opaque && !secret.is_ascii() {
                    return None;
                }
                // Any bytes hold a very short one.
                let most = if needle.len() < 4 { 1 } else { readings.len() };
                let least = if spelling < 2 { 1 } else { 3 };
                if needle.len() >= least {
                    let beyond = |c: Option<char>| spelling < 2 && c.is_some_and(|c| !c.is_ascii());
                    let extends = [beyond(secret.chars().next()), beyond(secret.chars().next_back())];
                    let needle = Needle { bytes: &needle, digits: spelling > 1, extends };
                    for reading in readings.iter().take(most) {
                        found |= reading.hide(&needle, was_cut, hidden);
                    }
                }
            }
            if found && secret.len() < SHORT {
                return None;
            }
        }
        Some(())
    }
}

/// What a secret looks like after a text's escapes are undone: as it is, in the compatibility forms of Unicode, in
/// hexadecimal digits, and in the three alignments of base64 inside a longer text: the digits that do not depend on what
/// stands before and after.
#[cold]
#[inline(never)]
fn spell(secret: &str, spelling: usize, needle: &mut Vec<u8>) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if spelling < 2 {
        return ascii(secret, spelling == 1, needle);
    }
    let (bits, skip) = if spelling == 2 { (4, 0) } else { (6, spelling - 3) };
    let (mut value, mut ready) = (0, 0);
    for byte in secret.bytes().skip(skip) {
        value = value << 8 | usize::from(byte);
        ready += 8;
        while ready >= bits {
            ready -= bits;
            let digit = value >> ready & ((1 << bits) - 1);
            // Hexadecimal ones begin with 0, which stands behind the letters.
            let place = if bits == 4 && digit < 10 {
                digit + 52
            } else if bits == 4 {
                digit - 10
            } else {
                digit
            };
            needle.extend(DIGITS.get(place));
        }
    }
    if bits == 6 {
        needle.truncate(needle.len() / 4 * 4);
    }
}

/// The secret without what differs between the normal forms of Unicode: characters beyond ASCII, and those that a
/// combining character belongs to. With the ASCII characters that the compatibility forms (NFKC, NFKD) put in their place
/// if these are wanted.
#[cold]
#[inline(never)]
fn ascii(secret: &str, compatible: bool, bytes: &mut Vec<u8>) {
    let mut before = ' ';
    for c in secret.chars().map(tame) {
        let mut last = c;
        if c.is_ascii() {
            bytes.extend(u8::try_from(c));
        } else if matches!(c, '\u{300}'..='\u{36f}') {
            if u8::try_from(before).is_ok_and(escape::combines) {
                bytes.pop();
            }
        } else if compatible {
            let form = compatible_form(c);
            bytes.extend_from_slice(form.as_bytes());
            last = form.chars().next_back().unwrap_or(c);
        }
        before = last;
    }
}

/// The ASCII characters of a character's compatibility form. The one way to them without another table in a program is
/// that of host names, which are normalized, and written in ASCII characters first.
#[cold]
#[inline(never)]
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

#[cfg(test)]
mod tests;
