//! The core over real sockets, real TLS, and, where a schedule matters, over a scripted transport on
//! paused time.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::type_complexity,
    clippy::unnecessary_wraps,
    clippy::similar_names,
    missing_docs,
    unreachable_pub,
    reason = "tests fail by panicking"
)]

mod bounds;
mod closing;
mod connect;
mod credentials;
mod delivery;
mod echoes;
mod lanes;
mod lists;
mod logs;
mod origins;
mod own_headers;
mod proxies;
mod requests;
mod restarts;
mod runtimes;
mod secrets;
mod session_files;
mod sessions;
mod stores;
mod support;
mod tls;
mod tokens;
mod transfers;
