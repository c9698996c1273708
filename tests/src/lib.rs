//! The tests that cross crates live in `tests/`.
