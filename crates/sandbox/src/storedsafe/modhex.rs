//! Modhex: the 16 letters that a Yubikey types.

use crate::random;

const LETTERS: &[u8] = b"cbdefghijklnrtuv";

/// Random letters.
pub(super) fn random_text(length: usize) -> String {
    (0..length).filter_map(|_| LETTERS.get(random::below(LETTERS.len()))).copied().map(char::from).collect()
}
