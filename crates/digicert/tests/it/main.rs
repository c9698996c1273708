//! Contract tests: every operation against the facts, and the behaviour of the client.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod account;
mod auth_keys;
mod authorizations;
mod certificates;
mod client;
mod containers;
mod ct_monitor;
mod custom_fields;
mod dialect;
mod disguises;
mod domains;
mod domains_challenge;
mod domains_dcv;
mod email_validations;
mod fields;
mod finance;
mod ids;
mod ip_restrictions;
mod keys;
mod lists;
mod order_creations;
mod order_creations_checks;
mod order_creations_eu;
mod order_creations_eu_checks;
mod order_creations_families;
mod order_creations_others;
mod order_creations_reissue;
mod order_creations_safe;
mod orders;
mod orders_actions;
mod orders_dcv;
mod orders_details;
mod orders_seal;
mod orders_wait;
mod orders_wait_all;
mod organizations;
mod organizations_input;
mod products;
mod report_library;
mod reports;
mod requests;
mod secrets;
mod subaccounts;
mod subaccounts_input;
mod support;
mod units;
mod users;
mod users_input;
mod vouchers;
mod vulnerability_assessments;
mod webhook_events;
mod webhooks;

use digicert::{Client, ClientBuilder, Retry};
use portcullis_testkit::{Contract, Kit, Sent};
use serde_json::{Value, json};
use support::{attempts, never_sent, refused, twice};

const KEY: &str = "KEY5N3X7TESTONLY0123456789ABCDEF";

/// Clients over the in-process transport.
const KIT: Kit<Client> = Kit::new(|transport| {
    let builder = Client::builder("https://digicert.example/services/v2").api_key(KEY).retry(Retry::none());
    builder.report_library_url("https://reports.example/reports/v1").transport(transport).build().unwrap()
});

fn builder(contract: &Contract) -> ClientBuilder {
    let builder =
        Client::builder(format!("{}/services/v2", contract.url())).api_key(KEY).retry(Retry::none());
    builder.report_library_url(format!("{}/reports/v1", contract.url()))
}

fn client(contract: &Contract) -> Client {
    builder(contract).build().unwrap()
}

/// The request that was sent: verb, target, key, and the content type that every request has.
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
