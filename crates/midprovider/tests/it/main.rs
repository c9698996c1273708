//! Contract tests: every operation, in both flavours where both have it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation of a test is a panic"
)]

mod auth;
mod authorize;
mod builder;
mod errors;
mod fields;
mod input;
mod secrets;
mod session;
mod users;
mod users_write;

use midprovider::{Client, ClientBuilder};
use portcullis_testkit::{Contract, Kit};

/// Clients of each flavour over the in-process transport.
const SSMS: Kit<Client> = Kit::new(|transport| {
    Client::ssms("https://idp.example", "acme").bearer("tok-1").transport(transport).build().unwrap()
});
const SHIFT: Kit<Client> = Kit::new(|transport| {
    Client::shift("https://idp.example", "acme").bearer("tok-1").transport(transport).build().unwrap()
});

/// A client of each flavour, in the order SSMS, SHIFT.
fn builders(url: &str) -> [ClientBuilder; 2] {
    [Client::ssms(url, "acme").bearer("tok-1"), Client::shift(url, "acme").bearer("tok-1")]
}

fn ssms(contract: &Contract) -> Client {
    let [ssms, _] = builders(&contract.url());
    ssms.build().unwrap()
}

fn shift(contract: &Contract) -> Client {
    let [_, shift] = builders(&contract.url());
    shift.build().unwrap()
}

/// Runs a test once per flavour: `$mid` is the client, `$target` the expected path of that flavour.
macro_rules! both {
    ($contract:expr, [$ssms:expr, $shift:expr], |$mid:ident, $target:ident, $server:ident| $body:expr) => {
        for (at, $target) in [$ssms, $shift].into_iter().enumerate() {
            let $server = $contract.start().await;
            let $mid = if at == 0 { crate::ssms(&$server) } else { crate::shift(&$server) };
            $body
        }
    };
}
use both;
