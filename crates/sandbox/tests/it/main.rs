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
mod digicert_account;
mod digicert_certificates;
mod digicert_domains;
mod digicert_orders;
mod digicert_refusals;
mod digicert_reports;
mod digicert_webhooks;
mod framework;
mod https;
mod killed;
mod midprovider;
mod node;
mod privicore;
mod privx;
mod privx_audit;
mod privx_auth;
mod privx_authorities;
mod privx_authorizer;
mod privx_collections;
mod privx_connection_manager;
mod privx_grants;
mod privx_host_store;
mod privx_license_manager;
mod privx_monitor;
mod privx_requests;
mod privx_secrets_manager;
mod program;
mod python;
mod storedsafe;
mod vendors_software;
mod walk;
