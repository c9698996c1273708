//! Key pairs in the vendor's form.

use std::fmt::Write as _;

use aws_lc_rs::agreement::{PrivateKey, X25519};
use blake2::{Blake2b512, Digest as _};

use crate::random;

/// What every key begins with. The vendor's importer is thought to take any tag; this server takes only the one that
/// the vendor's page names.
const TAG: [u8; 4] = [0x31, 0x42, 0x05, 0x00];

/// A private key and its public key, both as lower-case hex.
pub(super) struct Pair {
    pub(super) private: String,
    pub(super) public: String,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    // Upper case is refused: the vendor's page has lower case.
    let lower = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !lower || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

/// Tag, point and the checksum over both: 200 hex digits.
fn public_text(point: &[u8]) -> String {
    let head = [&TAG, point].concat();
    let sum = Blake2b512::digest(&head);
    hex(&head) + &hex(&sum)
}

fn from_private(private: &[u8]) -> Option<String> {
    let key = PrivateKey::from_private_key(&X25519, private).ok()?;
    Some(public_text(key.compute_public_key().ok()?.as_ref()))
}

/// A new pair. Every string of 32 bytes is a private key, so it cannot fail for a reason that a caller could mend.
pub(super) fn generate() -> Pair {
    let private: [u8; 32] = random::bytes();
    Pair { private: hex(&private), public: from_private(&private).unwrap_or_default() }
}

/// A public key alone, for profiles whose private key is not used.
pub(super) fn public() -> String {
    generate().public
}

pub(super) fn is_public_key(text: &str) -> bool {
    let Some(bytes) = unhex(text).filter(|bytes| bytes.len() == 100) else { return false };
    let (head, sum) = bytes.split_at(36);
    head.starts_with(&TAG) && Blake2b512::digest(head).as_slice() == sum
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "314205008f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f\
        3ee22823182575b376868bce28090ee0959b39aa09638c9a022b7bd742b166966de5f8544d559cb6cb477689e8c1f3ab\
        9a91b9df46285d075fdae8ea336a39a7";

    #[test]
    fn the_known_secret_has_the_known_key() {
        let secret: Vec<u8> = (0..32).collect();
        assert_eq!(from_private(&secret).unwrap(), PUBLIC);
    }

    #[test]
    fn only_whole_keys_with_a_matching_checksum_are_keys() {
        assert!(is_public_key(PUBLIC) && is_public_key(&public()));
        let tagged = |tag: &str| {
            let head = unhex(&PUBLIC.replacen("31420500", tag, 1)).unwrap();
            hex(&head[..36]) + &hex(&Blake2b512::digest(&head[..36]))
        };
        assert_eq!(tagged("31420500"), PUBLIC);
        for wrong in [
            PUBLIC.replace("39a7", "39a8"),
            PUBLIC.replace("8f40", "8f41"),
            PUBLIC.to_uppercase(),
            format!("{PUBLIC}00"),
            tagged("31400500"),
            String::new(),
        ] {
            assert!(!is_public_key(&wrong), "{wrong}");
        }
    }
}
