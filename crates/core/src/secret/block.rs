//! Bytes that may hold secrets.

use std::ops::{Deref, DerefMut};
use zeroize::optimization_barrier;

/// How much is wiped at a time. `memset` gives longer blocks to one repeated instruction, which some processors and
/// every simulator carry out byte by byte.
const PIECE: usize = 1024;

/// A block that is wiped when dropped, all of it at once: byte by byte a long page takes longer to wipe than to check.
#[derive(Default)]
pub(crate) struct Block(Vec<u8>);

impl Block {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        let all = self.0.capacity();
        self.0.clear();
        while self.0.len() < all {
            let wiped = self.0.len() + PIECE;
            self.0.resize(wiped.min(all), 0);
        }
        // Without it the compiler may leave out writes that are never read.
        optimization_barrier(self.0.as_slice());
    }
}

impl Deref for Block {
    type Target = Vec<u8>;
    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for Block {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl AsRef<[u8]> for Block {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
