//! Placeholder.

use crate::promise::Promise;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    Vec::new()
}
