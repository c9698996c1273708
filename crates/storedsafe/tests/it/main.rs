//! Contracts with StoredSafe, one operation at a time, and sessions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::large_futures,
    missing_docs,
    reason = "tests"
)]

mod auth;
mod auth_info;
mod builder;
mod certificates;
mod disguises;
mod envelope;
mod fields;
mod files;
mod large;
mod objects;
mod resume;
mod sandbox;
mod secrets;
mod session;
mod shared;
mod support;
mod templates;
mod transparent;
mod users;
mod utils;
mod vaults;
