//! The memory for the entries of lists while one reply is read. An entry of two bytes, `{}`, may become a value of a
//! thousand: without a bound, a reply of 8 MiB would take 3 GiB.

use super::begins;
use serde::de::Error;
use std::cell::Cell;

/// The least room for the entries of one reply, in bytes.
const LEAST: usize = 32 << 20;

/// The entries may take so many times what the reply took.
const TIMES: usize = 4;

/// The error of a list without room.
const FULL: &str = "the entries of the reply's lists take too much memory";

thread_local! {
    /// `None` where no reply is read: what a program reads itself is not bounded.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The room of one reply, until it is dropped. Reading a reply never leaves its thread.
pub(super) struct Room(Option<usize>);

impl Room {
    pub(super) fn of(reply: &str) -> Self {
        Self(LEFT.replace(Some(reply.len().saturating_mul(TIMES).max(LEAST))))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        LEFT.set(self.0);
    }
}

/// The reason if reading ended for want of room.
pub(crate) fn reason(error: &serde_json::Error) -> Option<&'static str> {
    begins(error, &[FULL]).then_some(FULL)
}

/// Takes room for one entry.
// Apart from the readers of lists, which are compiled for each type.
#[inline(never)]
pub(crate) fn take<E: Error>(bytes: usize) -> Result<(), E> {
    if let Some(left) = LEFT.get() {
        LEFT.set(Some(left.checked_sub(bytes).ok_or_else(|| E::custom(FULL))?));
    }
    Ok(())
}
