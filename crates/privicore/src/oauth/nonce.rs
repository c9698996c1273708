//! Texts for one request each.

use std::{
    hash::{BuildHasher as _, RandomState},
    process,
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

portcullis_core::id! {
    /// A text that binds an authorization code to its request, different for each request: [`Nonce::fresh`], or your
    /// own: `Nonce::from("...")`.
    Nonce,
}

impl Nonce {
    /// Returns 32 hexadecimal digits that were never returned before.
    ///
    /// They are made from the random keys of the standard library, and from clock, process id and a counter, so that two
    /// processes with the same keys (after a fork) differ too. They cannot be guessed, but they are no key material.
    #[must_use]
    pub fn fresh() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map(|now| now.as_nanos()).unwrap_or_default();
        // Each state has keys of its own.
        let half = || RandomState::new().hash_one((process::id(), now, count));
        Self::from(format!("{:016x}{:016x}", half(), half()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::HashSet, thread};

    #[test]
    fn no_two_are_alike_in_all_threads() {
        let many = || (0..10_000).map(|_| Nonce::fresh()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| thread::spawn(many)).collect();
        let all: HashSet<Nonce> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(all.len(), 40_000);
        let digits = |nonce: &Nonce| nonce.as_str().bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        assert!(all.iter().all(|nonce| nonce.as_str().len() == 32 && digits(nonce)));
        // A constant half would still be unique.
        for half in [0..16, 16..32] {
            let halves: HashSet<&str> =
                all.iter().filter_map(|nonce| nonce.as_str().get(half.clone())).collect();
            assert_eq!(halves.len(), 40_000);
        }
    }
}
