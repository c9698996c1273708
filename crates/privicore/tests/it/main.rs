//! Contract tests of every operation, and the session, commands and channel against small servers.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a failed expectation of a test is a panic"
)]

mod authenticators;
#[cfg(feature = "websocket")]
mod channel;
mod commands;
mod data_tokens;
mod devices;
mod directories;
mod disguises;
mod engine;
mod fields;
#[cfg(feature = "websocket")]
mod messages;
mod oauth;
mod payloads;
mod policies;
mod polls;
mod profile;
mod public_keys;
mod read_after;
mod session;
mod storage;
#[cfg(feature = "unconfirmed")]
mod unconfirmed;
mod utility;

use portcullis_testkit::{Builder, Contract, Kit};
use privicore::{Client, Retry};

const TOKEN: &str = "T-MUIFAabc_-=";

/// Clients over the in-process transport.
const KIT: Kit<Client> = Kit::new(|transport| {
    let builder = Client::builder("https://engine.example").token(TOKEN).retry(Retry::none());
    builder.transport(transport).build().unwrap()
});

/// A client that needs no login.
fn client(url: &str) -> Client {
    Client::builder(url).token(TOKEN).build().unwrap()
}

/// The server of this contract, and a client of it.
async fn playing(contract: Builder) -> (Contract, Client) {
    let contract = contract.start().await;
    let client = client(&contract.url());
    (contract, client)
}
