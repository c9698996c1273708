//! Contract tests: every operation against a socket, and what the client does around them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod api_proxy;
mod auth;
mod authorizer;
mod client;
mod connection_manager;
mod db_proxy;
mod disguises;
mod host_store;
mod license_manager;
mod local_user_store;
mod monitor;
mod network_access_manager;
mod oauth;
#[cfg(feature = "pkce")]
mod pkce;
mod role_store;
mod round_trip;
mod sandbox;
mod secrets;
mod secrets_manager;
mod settings;
mod ssh_proxy;
mod support;
mod trail_index;
mod vault;
mod workflow_engine;

use portcullis_testkit::{Contract, Kit};
use privx::{Client, ClientBuilder, Retry};

/// The id of a user.
const ID: &str = "5f0a0000-0000-4000-8000-000000000001";

/// Clients over the in-process transport.
const KIT: Kit<Client> = Kit::new(|transport| {
    let builder = Client::builder("https://privx.example").bearer("tok-0123456789").retry(Retry::none());
    builder.transport(transport).build().unwrap()
})
.missing(404, r#"{"error_code":"OBJECT_NOT_FOUND","error_message":"no such object"}"#);

/// A client of this server with a token that somebody else made.
fn builder(contract: &Contract) -> ClientBuilder {
    Client::builder(contract.url()).bearer("tok-0123456789").retry(Retry::none())
}

fn client(contract: &Contract) -> Client {
    builder(contract).build().unwrap()
}
