//! From the checkout of an account secret to its release: whatever reply is lost, nothing stays out and nothing is
//! released twice.

use portcullis_testkit::{Server, Step};
use privx::{
    Client, Delivery, Error, ErrorKind, Retry,
    authorizer::{Loan, LoanEnd},
};
use serde_json::{Value, json};
use std::{
    pin::pin,
    task::{Context, Waker},
};

const LIST: &str = "GET /authorizer/api/v1/secrets/checkouts?limit=50";
const CHECK_OUT: &str = "POST /authorizer/api/v1/secrets/checkouts";
const GET: &str = "GET /authorizer/api/v1/secrets/checkouts/ours";
const RELEASE: &str = "POST /authorizer/api/v1/secrets/checkouts/ours/release";
const PATH: &str = "hosts/db/root";

fn checkout(id: &str) -> Value {
    json!({ "id": id, "path": PATH })
}

fn with_secret(id: &str) -> Value {
    json!({ "id": id, "path": PATH, "secrets": [{ "version": 1, "secret": "hunter2" }] })
}

fn listed(items: &[Value]) -> Step {
    Step::json(200, &json!({ "count": items.len(), "items": items }))
}

fn of_another_path() -> Value {
    json!({ "id": "another", "path": "hosts/db/admin" })
}

fn got(checkout: &Value) -> Step {
    Step::json(200, checkout)
}

fn released() -> Step {
    Step::reply(200, &[], "")
}

fn refused(status: u16, code: &str) -> Step {
    Step::json(status, &json!({ "error_code": code, "error_message": "no" }))
}

fn missing() -> Step {
    refused(404, "OBJECT_NOT_FOUND")
}

fn loan(server: &Server) -> Loan {
    let client = Client::builder(server.url.clone()).bearer("tok-0123456789").retry(Retry::none());
    client.build().unwrap().authorizer().account_secrets().borrow(&PATH.into())
}

fn lines(server: &Server) -> Vec<String> {
    server.requests().iter().map(portcullis_testkit::Received::line).collect()
}

/// What a loan that is opened and closed returns, and what it sent.
async fn runs(steps: Vec<Step>) -> (Result<String, Error>, Result<LoanEnd, Error>, Vec<String>) {
    let server = Server::steps(steps);
    let mut loan = loan(&server);
    let opened = loan.open().await.map(|checkout| checkout.id.to_string());
    let end = loan.close().await;
    assert!(!format!("{loan:?}").contains("hunter2"));
    (opened, end, lines(&server))
}

#[tokio::test]
async fn a_secret_is_checked_out_and_released() {
    let server = Server::steps([
        listed(&[of_another_path(), checkout("old")]),
        listed(&[with_secret("ours")]),
        released(),
    ]);
    let mut loan = loan(&server);
    for _ in 0..2 {
        let secret = loan.open().await.unwrap().secret().unwrap();
        assert_eq!(secret.expose_secret(), "hunter2");
    }
    for _ in 0..2 {
        assert_eq!(loan.close().await.unwrap(), LoanEnd::Released);
    }
    assert_eq!(lines(&server), [LIST, CHECK_OUT, RELEASE], "once each");
    assert_eq!(loan.open().await.unwrap_err().kind(), ErrorKind::Input);
    assert!(!format!("{loan:?}").contains("Checkout {"), "the secret is gone with the loan");
}

#[tokio::test]
async fn a_checkout_whose_reply_was_lost_is_found_and_used() {
    for lost in [Step::Close, Step::reply(503, &[], ""), listed(&[]), listed(&[of_another_path()])] {
        let (opened, end, sent) = runs(vec![
            listed(&[checkout("old")]),
            lost,
            listed(&[checkout("old"), of_another_path(), checkout("ours")]),
            got(&with_secret("ours")),
            released(),
        ])
        .await;
        assert_eq!((opened.unwrap().as_str(), end.unwrap()), ("ours", LoanEnd::Released));
        assert_eq!(sent, [LIST, CHECK_OUT, LIST, GET, RELEASE]);
    }
}

#[tokio::test]
async fn a_listing_that_shows_the_secret_is_enough() {
    let (opened, end, sent) =
        runs(vec![listed(&[]), Step::Close, listed(&[with_secret("ours")]), released()]).await;
    assert_eq!((opened.unwrap().as_str(), end.unwrap()), ("ours", LoanEnd::Released));
    assert_eq!(sent, [LIST, CHECK_OUT, LIST, RELEASE]);
}

#[tokio::test]
async fn a_checkout_that_comes_late_is_released() {
    let (opened, end, sent) =
        runs(vec![listed(&[]), Step::Close, listed(&[]), listed(&[checkout("ours")]), released()]).await;
    assert_eq!(opened.unwrap_err().delivery(), Delivery::Unknown);
    assert_eq!(end.unwrap(), LoanEnd::Released);
    assert_eq!(sent, [LIST, CHECK_OUT, LIST, LIST, RELEASE]);
}

#[tokio::test]
async fn a_loan_checks_out_once_however_often_it_is_opened() {
    let server =
        Server::steps([listed(&[]), Step::Close, Step::Close, listed(&[]), listed(&[with_secret("ours")])]);
    let mut loan = loan(&server);
    for _ in 0..2 {
        let error = loan.open().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Interrupted, Delivery::Unknown));
    }
    assert_eq!(loan.open().await.unwrap().id.as_str(), "ours");
    assert_eq!(lines(&server), [LIST, CHECK_OUT, LIST, LIST, LIST]);
}

#[tokio::test]
async fn what_the_server_refused_is_not_out() {
    let (opened, end, sent) = runs(vec![listed(&[]), refused(403, "PERMISSION_DENIED")]).await;
    assert!(opened.unwrap_err().is_forbidden());
    assert_eq!((end.unwrap(), sent.len()), (LoanEnd::NothingOut, 2));
    let (opened, end, sent) = runs(vec![refused(403, "PERMISSION_DENIED")]).await;
    assert!(opened.unwrap_err().is_forbidden());
    assert_eq!((end.unwrap(), sent), (LoanEnd::NothingOut, vec![LIST.to_owned()]));
    // It may be tried again.
    let server = Server::steps([
        listed(&[]),
        refused(403, "PERMISSION_DENIED"),
        listed(&[]),
        listed(&[with_secret("ours")]),
    ]);
    let mut loan = loan(&server);
    assert!(loan.open().await.is_err() && loan.open().await.is_ok());
}

#[tokio::test]
async fn no_trace_of_a_checkout_is_told_and_may_be_looked_for_again() {
    let server = Server::steps([
        listed(&[]),
        Step::Close,
        listed(&[]),
        listed(&[]),
        listed(&[checkout("ours")]),
        released(),
    ]);
    let mut loan = loan(&server);
    assert!(loan.open().await.is_err());
    assert_eq!(loan.close().await.unwrap(), LoanEnd::NothingOut);
    assert_eq!(loan.close().await.unwrap(), LoanEnd::Released);
}

#[tokio::test]
async fn of_several_new_checkouts_none_is_taken() {
    let both = listed(&[with_secret("ours"), with_secret("theirs")]);
    let (opened, end, sent) = runs(vec![listed(&[]), Step::Close, both.clone(), both]).await;
    assert_eq!(opened.unwrap_err().delivery(), Delivery::Unknown);
    assert_eq!(end.unwrap(), LoanEnd::Unclear(vec!["ours".into(), "theirs".into()]));
    assert_eq!(sent, [LIST, CHECK_OUT, LIST, LIST], "nothing is released");
}

#[tokio::test]
async fn a_checkout_of_others_is_used_and_not_released() {
    let (opened, end, sent) = runs(vec![listed(&[checkout("ours")]), listed(&[with_secret("ours")])]).await;
    assert_eq!((opened.unwrap().as_str(), end.unwrap()), ("ours", LoanEnd::Shared("ours".into())));
    assert_eq!(sent, [LIST, CHECK_OUT]);
}

#[tokio::test]
async fn a_release_whose_reply_was_lost_is_checked() {
    let out = || vec![listed(&[]), listed(&[with_secret("ours")])];
    for lost in [Step::Close, Step::reply(503, &[], "")] {
        let (_, end, sent) = runs([out(), vec![lost.clone(), missing()]].concat()).await;
        assert_eq!(end.unwrap(), LoanEnd::Gone);
        assert_eq!(sent[2..], [RELEASE, GET], "it was done: not sent again");
        let (_, end, sent) =
            runs([out(), vec![lost.clone(), got(&checkout("ours")), released()]].concat()).await;
        assert_eq!(end.unwrap(), LoanEnd::Released);
        assert_eq!(sent[2..], [RELEASE, GET, RELEASE], "it was not");
        let still =
            [out(), vec![lost.clone(), got(&checkout("ours")), lost, got(&checkout("ours"))]].concat();
        let (_, end, sent) = runs(still).await;
        assert_eq!(end.unwrap_err().delivery(), Delivery::Unknown);
        assert_eq!(sent[2..], [RELEASE, GET, RELEASE, GET], "a bound");
    }
    let (_, end, _) = runs([out(), vec![missing()]].concat()).await;
    assert_eq!(end.unwrap(), LoanEnd::Gone, "it has expired");
}

#[tokio::test]
async fn a_client_that_repeats_requests_looks_before_it_releases_again() {
    let server = Server::steps([listed(&[]), listed(&[with_secret("ours")]), Step::Close, missing()]);
    let client = Client::builder(server.url.clone()).bearer("tok-0123456789").build().unwrap();
    let mut loan = client.authorizer().account_secrets().borrow(&PATH.into());
    loan.open().await.unwrap();
    assert_eq!(loan.close().await.unwrap(), LoanEnd::Gone);
    assert_eq!(lines(&server), [LIST, CHECK_OUT, RELEASE, GET]);
}

#[tokio::test]
async fn closing_goes_on_where_it_failed() {
    let server = Server::steps([
        listed(&[]),
        listed(&[with_secret("ours")]),
        refused(403, "PERMISSION_DENIED"),
        got(&checkout("ours")),
        Step::Close,
        Step::Close,
        missing(),
    ]);
    let mut loan = loan(&server);
    loan.open().await.unwrap();
    assert!(loan.close().await.unwrap_err().is_forbidden());
    assert_eq!(loan.close().await.unwrap_err().delivery(), Delivery::NoEffect, "the check failed");
    assert_eq!(loan.close().await.unwrap(), LoanEnd::Gone);
    assert_eq!(lines(&server), [LIST, CHECK_OUT, RELEASE, GET, RELEASE, GET, GET]);
}

/// Polls until a request of this loan has arrived, then drops the future.
async fn dropped_half_way<T>(server: &Server, line: &str, future: impl Future<Output = T>) {
    let mut future = pin!(future);
    while lines(server).last().is_none_or(|last| last != line) {
        assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_future_that_is_dropped_half_way_loses_nothing() {
    let server = Server::steps([
        listed(&[]),
        Step::Hold,
        listed(&[checkout("ours")]),
        Step::Hold,
        got(&checkout("ours")),
        released(),
    ]);
    let mut loan = loan(&server);
    dropped_half_way(&server, CHECK_OUT, loan.open()).await;
    dropped_half_way(&server, RELEASE, loan.close()).await;
    assert_eq!(loan.close().await.unwrap(), LoanEnd::Released);
    assert_eq!(lines(&server), [LIST, CHECK_OUT, LIST, RELEASE, GET, RELEASE]);
}

#[tokio::test]
async fn a_loan_that_was_never_opened_sends_nothing() {
    let server = Server::steps([listed(&[])]);
    assert_eq!(loan(&server).close().await.unwrap(), LoanEnd::NothingOut);
    assert!(lines(&server).is_empty());
}
