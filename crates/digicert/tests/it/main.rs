//! One test per operation against a server that pins every byte, and what the client promises beyond.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod authorization;
mod client;
mod containers;
mod dialect;
mod fields;
mod lists;
mod secrets;
mod users;
mod users_input;

use digicert::{Client, ClientBuilder, Retry};
use portcullis_testkit::{Contract, Kit, Sent};
use serde_json::{Value, json};

const KEY: &str = "KEY5N3X7TESTONLY0123456789ABCDEF";

/// Clients over the in-process transport.
const KIT: Kit<Client> = Kit::new(|transport| {
    let builder = Client::builder("https://digicert.example/services/v2").api_key(KEY).retry(Retry::none());
    builder.transport(transport).build().unwrap()
});

fn builder(contract: &Contract) -> ClientBuilder {
    Client::builder(format!("{}/services/v2", contract.url())).api_key(KEY).retry(Retry::none())
}

fn client(contract: &Contract) -> Client {
    builder(contract).build().unwrap()
}

/// The request under test: verb, target, key, and the content type that every request has.
async fn sent(contract: &Contract, verb: &str, target: &str) -> Sent {
    let target = format!("/services/v2{target}");
    contract
        .request()
        .await
        .is(verb, &target)
        .header("x-dc-devkey", KEY)
        .header("content-type", "application/json")
        .header("accept", "application/json")
}

fn error(code: &str, message: &str) -> Value {
    json!({"errors": [{"code": code, "message": message}]})
}
