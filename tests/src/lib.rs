//! Tests across crates. The integration tests are in `tests/it`; this library holds the promises, each with the
//! campaign that measures it, and the README as documentation tests.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a campaign that panics is a promise that does not hold"
)]

#[cfg(doctest)]
pub mod book;
pub mod channel;
pub mod closing;
mod contracts;
pub mod delivery;
mod dialects;
pub mod faults;
pub mod files;
pub mod flows;
pub mod load;
pub mod memory;
pub mod money;
pub mod promise;
pub mod replies;
pub mod routing;
pub mod secrecy;
pub mod timeouts;
pub mod tokens;
pub mod transfers;
mod workspace;

/// The README at the root, as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
