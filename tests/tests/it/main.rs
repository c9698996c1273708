//! The SDKs against the sandbox: real sockets, real TLS, five vendors with state.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub,
    reason = "tests fail by panicking"
)]

mod auto_traits;
mod clients;
mod digicert_jobs;
mod flows;
mod identities;
mod midprovider_jobs;
mod own_headers;
mod privx_jobs;
mod proxies;
mod secrets;
mod sessions;
mod settings;
mod vendor_names;
mod wrong_base_url;
