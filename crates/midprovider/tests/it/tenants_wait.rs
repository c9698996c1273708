//! Waiting for the creation of a tenant, by a clock that runs when nothing else does.

use crate::URL;
use midprovider::{Client, ErrorKind, Result, Retry, tenants::TenantOutcome};
use portcullis_testkit::wire::{Scripted, reply, unsent};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

type Seen = Arc<Mutex<Vec<u64>>>;

/// A client of a server that gives these answers to the reads, one after the other; the last one is repeated. Status 0 is
/// a server that cannot be reached. With the time of each read.
fn plays(answers: &[(u16, Value)]) -> (Client, Seen) {
    let (answers, seen, began) = (answers.to_vec(), Seen::default(), Instant::now());
    let noted = seen.clone();
    let wire = Scripted::new(move |out, n| {
        assert_eq!(out.url.path(), "/auth/realms/acme/v4_realm/status");
        noted.lock().unwrap().push(began.elapsed().as_secs());
        let (status, body) = answers[n.min(answers.len() - 1)].clone();
        async move { if status == 0 { unsent() } else { reply(status, &body) } }
    });
    let builder = Client::shift(URL, "acme").bearer("tok-1").retry(Retry::none());
    (builder.transport(wire).build().unwrap(), seen)
}

async fn waits(answers: &[(u16, Value)], bound: u64) -> (Result<TenantOutcome>, Vec<u64>) {
    let (client, seen) = plays(answers);
    let outcome = client.tenants().wait_created(Duration::from_secs(bound)).await;
    let seen = seen.lock().unwrap().clone();
    (outcome, seen)
}

fn status(word: &str) -> (u16, Value) {
    (200, json!({"status": word, "iamStatus": "ACTIVE"}))
}

fn word(outcome: &TenantOutcome) -> &'static str {
    match outcome {
        TenantOutcome::Active(_) => "active",
        TenantOutcome::Blocked(_) => "blocked",
        TenantOutcome::Pending(_) => "pending",
        TenantOutcome::NotKnown(_) => "not known",
        _ => "unread",
    }
}

#[tokio::test(start_paused = true)]
async fn every_status_has_its_outcome() {
    for (text, expected) in
        [("ACTIVE", "active"), ("BLOCKED", "blocked"), ("REQUESTED", "pending"), ("NEWER", "pending")]
    {
        let (outcome, seen) = waits(&[status(text)], 0).await;
        let outcome = outcome.unwrap();
        assert_eq!((word(&outcome), seen), (expected, vec![0]));
        assert_eq!(outcome.is_active(), text == "ACTIVE");
        assert_eq!(outcome.status().unwrap().status.as_ref().unwrap().as_str(), text);
    }
}

#[tokio::test(start_paused = true)]
async fn reads_become_rarer_and_the_last_one_is_at_the_bound() {
    let (outcome, seen) = waits(&[status("REQUESTED")], 200).await;
    assert_eq!((word(&outcome.unwrap()), seen), ("pending", vec![5, 15, 35, 75, 135, 195, 200]));
    let (outcome, seen) = waits(&[status("REQUESTED"), status("ACTIVE")], 3600).await;
    assert_eq!((word(&outcome.unwrap()), seen), ("active", vec![5, 15]));
    // A bound that no clock can hold.
    let (client, _) = plays(&[status("BLOCKED")]);
    assert_eq!(word(&client.tenants().wait_created(Duration::MAX).await.unwrap()), "blocked");
}

#[tokio::test(start_paused = true)]
async fn failures_that_pass_do_not_end_the_wait() {
    let no_realm = (404, json!({"error": "Realm does not exist"}));
    let no_tenant = (404, json!({"subSystem": 1, "status": "TENANT_NOT_FOUND"}));
    let down = (0, json!({}));
    let busy = (503, json!({}));
    let all = [no_realm.clone(), no_tenant, down.clone(), busy, status("REQUESTED"), status("ACTIVE")];
    assert!(waits(&all, 3600).await.0.unwrap().is_active());
    let outcome = waits(&[status("REQUESTED"), no_realm.clone()], 5).await.0.unwrap();
    assert_eq!(word(&outcome), "pending");
    let outcome = waits(&[status("REQUESTED"), no_realm.clone()], 15).await.0.unwrap();
    assert_eq!((word(&outcome), outcome.status().is_some()), ("not known", true));
    let outcome = waits(&[no_realm], 15).await.0.unwrap();
    assert_eq!((word(&outcome), outcome.status().is_some()), ("not known", false));
    let TenantOutcome::Unread { error, last, .. } = waits(&[status("REQUESTED"), down], 60).await.0.unwrap()
    else {
        panic!("the last read failed")
    };
    assert_eq!((error.kind(), last.is_some()), (ErrorKind::Connect, true));
}

#[tokio::test(start_paused = true)]
async fn failures_that_last_end_the_wait() {
    for lasting in [
        (403, json!({})),
        (401, json!({"status": "Unauthorized"})),
        (404, json!({"error": "HTTP 404 Not Found"})),
        (404, json!({"error": "Unable to find matching target resource method"})),
    ] {
        let (outcome, seen) = waits(std::slice::from_ref(&lasting), 600).await;
        assert!(outcome.is_err() && seen[0] == 5, "{lasting:?} {outcome:?} {seen:?}");
        assert!(seen.iter().all(|at| *at == 5), "a second read: {seen:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_login_to_a_realm_that_is_not_there_yet_does_not_end_the_wait() {
    let wire = Scripted::new(|out, n| {
        let login = out.url.path().ends_with("/token");
        async move {
            match (login, n) {
                (true, 0 | 1) => reply(404, &json!({"error": "Realm does not exist"})),
                (true, _) => reply(200, &json!({"access_token": "t", "expires_in": 300})),
                _ => reply(200, &json!({"status": "ACTIVE"})),
            }
        }
    });
    let builder = Client::shift(URL, "acme").password("admin-cli", None, "first.admin", "p4ss-phrase");
    let client = builder.retry(Retry::none()).transport(wire.clone()).build().unwrap();
    let outcome = client.tenants().wait_created(Duration::from_secs(600)).await.unwrap();
    assert_eq!((outcome.is_active(), wire.count()), (true, 4));
}

#[tokio::test(start_paused = true)]
async fn a_read_that_hangs_has_half_a_minute() {
    let wire = Scripted::new(|_, _| std::future::pending());
    let builder = Client::shift(URL, "acme").bearer("t").retry(Retry::none());
    let builder = builder.attempt_timeout(Duration::from_secs(3600)).timeout(Duration::from_secs(3600));
    let client = builder.transport(wire.clone()).build().unwrap();
    let began = Instant::now();
    let outcome = client.tenants().wait_created(Duration::from_secs(60)).await.unwrap();
    let TenantOutcome::Unread { error, .. } = &outcome else { panic!("nothing was read") };
    assert_eq!((error.kind(), outcome.status().is_none()), (ErrorKind::Timeout, true));
    // At 5, 45 and, at the end of that read, which is after the bound.
    assert_eq!((began.elapsed().as_secs(), wire.count()), (105, 3));
}

#[tokio::test(start_paused = true)]
async fn a_closed_client_ends_the_wait() {
    let (client, seen) = plays(&[status("REQUESTED")]);
    let waiting = client.clone();
    let wait = tokio::spawn(async move { waiting.tenants().wait_created(Duration::from_secs(3600)).await });
    tokio::time::sleep(Duration::from_secs(20)).await;
    client.close(Duration::from_secs(5)).await.unwrap();
    assert_eq!(wait.await.unwrap().unwrap_err().kind(), ErrorKind::Interrupted);
    assert_eq!(*seen.lock().unwrap(), [5, 15]);
}
