//! Contract tests: every operation, in both flavours where both have it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation of a test is a panic"
)]

mod activation_codes;
mod admin_brute_force;
mod admin_client_roles;
mod admin_client_scopes;
mod admin_clients;
mod admin_clients_parts;
mod admin_events;
mod admin_group_roles;
mod admin_groups;
mod admin_jobs;
mod admin_jobs_access;
mod admin_jobs_grants;
mod admin_jobs_leaver;
mod admin_jobs_script;
mod admin_realms;
mod admin_realms_import;
mod admin_required_actions;
mod admin_roles;
mod admin_server;
mod admin_sessions;
mod admin_user_roles;
mod admin_users;
mod admin_users_parts;
mod ast_clients;
mod ast_tms;
mod auth;
mod authorize;
mod builder;
mod devices;
mod disguises;
mod errors;
mod fields;
mod input;
mod mpower;
mod mpower_hosts;
#[cfg(feature = "oidc")]
mod oidc;
mod secrets;
mod session;
mod spawned;
mod tenants;
mod tenants_wait;
mod tms;
mod users;
mod users_write;

use midprovider::{Client, ClientBuilder, Error, ErrorKind, Result, Retry, admin::Admin};
use portcullis_testkit::{
    Answer, Contract, Kit, Line,
    wire::{Scripted, lost, reply, unsent},
};
use serde_json::json;
use std::{fmt::Debug, time::Duration};

/// A server that no test reaches.
const URL: &str = "https://idp.example";

/// Clients of each flavour over the in-process transport.
const SSMS: Kit<Client> =
    Kit::new(|transport| Client::ssms(URL, "acme").bearer("tok-1").transport(transport).build().unwrap());
const SHIFT: Kit<Client> =
    Kit::new(|transport| Client::shift(URL, "acme").bearer("tok-1").transport(transport).build().unwrap());

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

/// A client of the AST services, of the server for chats and of the one for files, over the in-process transport.
const AST: Kit<Client> = Kit::new(|transport| {
    Client::shift(URL, "acme")
        .bearer("tok-1")
        .ast_url("https://asts.example")
        .mpower_url("https://mercury.example")
        .media_url("https://pay.example")
        .transport(transport)
        .build()
        .unwrap()
});

/// Makes an exchange with the admin API, whose paths are the same in both flavours.
async fn admin<T: Debug>(
    id: &'static str,
    line: impl Into<Line>,
    answer: impl Into<Answer>,
    call: impl AsyncFn(&Admin) -> Result<T>,
) -> T {
    let (line, answer) = (line.into(), answer.into());
    SSMS.exchange(id, line.clone(), answer.clone(), async |mid: &Client| call(&mid.admin()).await).await;
    SHIFT.exchange(id, line, answer, async |mid: &Client| call(&mid.admin()).await).await
}

/// The lines of a request about the user `mira` in each flavour.
fn lines(verb: &str, tail: &str) -> [String; 2] {
    ["/digitanium/v4/users", "/auth/realms/acme/v3_user"].map(|users| format!("{verb} {users}/mira{tail}"))
}

/// Makes an exchange in each flavour and returns both results.
async fn both<T: Debug>(
    id: &'static str,
    [ssms, shift]: [impl Into<Line>; 2],
    answer: impl Into<Answer>,
    call: impl AsyncFn(&Client) -> Result<T>,
) -> [T; 2] {
    let answer = answer.into();
    [SSMS.exchange(id, ssms, answer.clone(), &call).await, SHIFT.exchange(id, shift, answer, &call).await]
}

/// The error of a call that is refused before anything is sent.
async fn refused<T: Debug>(builder: ClientBuilder, call: impl AsyncFn(&Client) -> Result<T>) -> Error {
    let wire = Scripted::new(|_, _| async { unsent() });
    let error = call(&builder.transport(wire.clone()).build().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), wire.count()), (ErrorKind::Input, 0), "{error}");
    error
}

/// How many requests a call sends if the reply to the first is lost.
async fn tries<T>(builder: ClientBuilder, call: impl AsyncFn(&Client) -> Result<T>) -> usize {
    let wire = Scripted::new(|_, n| async move { if n == 0 { lost() } else { reply(200, &json!({})) } });
    let retry = Retry::default().base(Duration::from_millis(1));
    let _ = call(&builder.transport(wire.clone()).retry(retry).build().unwrap()).await;
    wire.count()
}
