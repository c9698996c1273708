//! AES-128 in Galois/Counter Mode: a nonce of 96 bits, the text, a tag.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::random;

/// The length of a key.
pub(super) const KEY: usize = 16;
const NONCE: usize = 12;

fn key(material: &[u8; KEY]) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_128_GCM, material).ok().map(LessSafeKey::new)
}

pub(super) fn seal(material: &[u8; KEY], plaintext: &[u8]) -> Option<Vec<u8>> {
    let nonce = random::bytes::<NONCE>();
    let mut text = plaintext.to_vec();
    let nonce_used = Nonce::assume_unique_for_key(nonce);
    key(material)?.seal_in_place_append_tag(nonce_used, Aad::empty(), &mut text).ok()?;
    Some([&nonce[..], &text].concat())
}

pub(super) fn open(material: &[u8; KEY], mut sealed: Vec<u8>) -> Option<Vec<u8>> {
    let (nonce, text) = sealed.split_at_mut_checked(NONCE)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let text = key(material)?.open_in_place(nonce, Aad::empty(), text).ok()?;
    Some(text.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_does_not_open() {
        let key = random::bytes();
        let sealed = seal(&key, b"text").unwrap();
        assert_eq!(sealed.len(), NONCE + 4 + 16);
        assert_eq!(open(&key, sealed.clone()).as_deref(), Some(&b"text"[..]));
        assert_ne!(seal(&key, b"text").unwrap(), sealed);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&key, changed), None, "{at}");
        }
        assert_eq!(open(&random::bytes(), sealed), None);
        assert_eq!(open(&key, vec![0; 11]), None);
    }
}
