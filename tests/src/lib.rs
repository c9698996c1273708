//! What crosses crates. The tests live in `tests/it`; this file makes the README's quick starts compile.

/// The README at the root, as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
