//! The sandbox, spoken to with a plain HTTPS client that shares nothing with the SDK.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

mod digicert;
mod framework;
mod https;
mod killed;
mod midprovider;
mod node;
mod privicore;
mod privx;
mod privx_collections;
mod program;
mod python;
mod storedsafe;
mod vendors_software;
mod walk;
