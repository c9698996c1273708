//! Waiting until a rotation ends: the time is paused, so no test waits.

use crate::ID;
use portcullis_testkit::wire::{Scripted, lost, reply};
use privx::{Client, Delivery, ErrorKind, Result, Retry, secrets_manager::RotationOutcome};
use serde_json::{Value, json};
use std::time::Duration;

const BOUND: Duration = Duration::from_secs(60);
const FIRST: &str = "2031-01-01T00:00:00Z";
const LATER: &str = "2031-01-02T00:00:00Z";

/// A server whose object is in these states, one after the other; a request for a rotation succeeds.
fn server(states: Vec<(u16, Value)>) -> (Client, Scripted) {
    let reads = std::sync::atomic::AtomicUsize::new(0);
    let transport = Scripted::new(move |request, _| {
        let posts = request.method.as_str() == "POST";
        let at = if posts { 0 } else { reads.fetch_add(1, std::sync::atomic::Ordering::SeqCst) };
        let state = states[at.min(states.len() - 1)].clone();
        async move {
            match (posts, state) {
                (true, _) => reply(200, &Value::Null),
                (false, (0, _)) => lost(),
                (false, (code, body)) => reply(code, &body),
            }
        }
    });
    let builder = Client::builder("https://privx.example").bearer("tok-0123456789").retry(Retry::none());
    (builder.transport(transport.clone()).build().unwrap(), transport)
}

async fn of_account(states: Vec<(u16, Value)>) -> (Result<RotationOutcome>, usize) {
    let (client, transport) = server(states);
    let accounts = client.secrets_manager().managed_accounts();
    let outcome = accounts.rotate_and_wait(&ID.into(), &ID.into(), BOUND).await;
    (outcome, transport.count())
}

async fn of_host(states: Vec<(u16, Value)>) -> (Result<RotationOutcome>, usize) {
    let (client, transport) = server(states);
    let outcome = client.secrets_manager().host_secrets().rotate_and_wait(&ID.into(), "root", BOUND).await;
    (outcome, transport.count())
}

fn account(locked: bool, history: &Value) -> (u16, Value) {
    (200, json!({ "id": ID, "username": "a", "locked": locked, "rotation_history": history }))
}

fn event(version: i64, rotated: &str, status: &str) -> Value {
    json!({ "version": version, "rotated": rotated, "trigger": "MANUAL", "status": status })
}

fn host(status: &Value) -> (u16, Value) {
    let others = json!({ "principal": "admin", "last_rotated": LATER });
    (200, json!({ "id": ID, "password_rotation": { "rotation_status": [others, status] } }))
}

fn root(rotated: Option<&str>, failed: Option<&str>) -> Value {
    json!({ "principal": "root", "last_rotated": rotated, "last_error": failed, "last_error_details": "no route" })
}

#[tokio::test(start_paused = true)]
async fn an_account_is_rotated_once_its_history_has_a_new_success() {
    let old = event(1, FIRST, "SUCCESS");
    let new = event(2, LATER, "SUCCESS");
    let before = account(false, &json!([old]));
    let locked = account(true, &json!([old]));
    // The order of a history is not documented.
    for history in [json!([old, new]), json!([new, old])] {
        let states = vec![before.clone(), locked.clone(), locked.clone(), account(false, &history)];
        let (outcome, sent) = of_account(states).await;
        let Ok(RotationOutcome::Rotated { at, version, .. }) = outcome else { panic!("{outcome:?}") };
        assert_eq!((at.unwrap().as_str(), version, sent), (LATER, Some(2), 5));
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_that_was_never_rotated_has_no_history() {
    let states = vec![account(false, &Value::Null), account(false, &json!([event(1, FIRST, "SUCCESS")]))];
    assert!(matches!(of_account(states).await.0, Ok(RotationOutcome::Rotated { .. })));
}

#[tokio::test(start_paused = true)]
async fn an_error_counts_once_the_account_is_unlocked() {
    let failed = json!([event(2, FIRST, "ERROR")]);
    let none = account(false, &json!([]));
    let (outcome, sent) =
        of_account(vec![none.clone(), account(true, &failed), account(false, &failed)]).await;
    let Ok(RotationOutcome::Failed { at, reason, .. }) = outcome else { panic!("{outcome:?}") };
    assert_eq!((at.unwrap().as_str(), reason.as_deref(), sent), (FIRST, Some("ERROR"), 4));
    let last = json!([event(2, FIRST, "ERROR"), event(2, LATER, "MAX_ROTATION_RETRIES_ERROR")]);
    let (outcome, sent) = of_account(vec![none.clone(), account(true, &failed), account(true, &last)]).await;
    assert!(matches!(outcome, Ok(RotationOutcome::Failed { .. })) && sent == 4, "{outcome:?}");
    let repeated = json!([event(2, FIRST, "ERROR"), event(3, LATER, "SUCCESS")]);
    let (outcome, _) = of_account(vec![none, account(true, &failed), account(true, &repeated)]).await;
    assert!(matches!(outcome, Ok(RotationOutcome::Rotated { version: Some(3), .. })), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn a_host_is_rotated_once_the_time_of_the_account_changes() {
    let before = host(&root(Some(FIRST), Some(FIRST)));
    let (outcome, sent) =
        of_host(vec![before.clone(), before.clone(), host(&root(Some(LATER), Some(FIRST)))]).await;
    let Ok(RotationOutcome::Rotated { at, .. }) = outcome else { panic!("{outcome:?}") };
    assert_eq!((at.unwrap().as_str(), sent), (LATER, 4));
    let (outcome, _) = of_host(vec![before, host(&root(Some(FIRST), Some(LATER)))]).await;
    let Ok(RotationOutcome::Failed { at, reason, .. }) = outcome else { panic!("{outcome:?}") };
    assert_eq!((at.unwrap().as_str(), reason.as_deref()), (LATER, Some("no route")));
}

#[tokio::test(start_paused = true)]
async fn of_two_new_times_of_a_host_the_later_one_counts() {
    let none = host(&root(None, None));
    let (outcome, _) = of_host(vec![none.clone(), host(&root(Some(LATER), Some(FIRST)))]).await;
    assert!(matches!(outcome, Ok(RotationOutcome::Rotated { .. })), "{outcome:?}");
    let (outcome, _) = of_host(vec![none, host(&root(Some(FIRST), Some(LATER)))]).await;
    assert!(matches!(outcome, Ok(RotationOutcome::Failed { .. })), "{outcome:?}");
    // A host without any status, such as one whose rotation was just switched on.
    let (outcome, _) = of_host(vec![(200, json!({ "id": ID })), host(&root(Some(FIRST), None))]).await;
    assert!(matches!(outcome, Ok(RotationOutcome::Rotated { .. })), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn the_bound_ends_the_waiting() {
    let began = tokio::time::Instant::now();
    let (outcome, sent) = of_account(vec![account(true, &json!([]))]).await;
    assert!(matches!(outcome, Ok(RotationOutcome::Pending { error: None, .. })), "{outcome:?}");
    assert_eq!(began.elapsed(), BOUND);
    // One read before, the request, and reads after 1, 3, 7, 15, 30 and 45 seconds.
    assert!((8..=9).contains(&sent), "{sent}");
    let down = (503, json!({ "error_code": "MAX_LOAD" }));
    let (outcome, _) = of_host(vec![host(&root(None, None)), down]).await;
    let Ok(RotationOutcome::Pending { error: Some(error), .. }) = outcome else { panic!("{outcome:?}") };
    assert_eq!(error.status().unwrap().as_u16(), 503);
}

#[tokio::test(start_paused = true)]
async fn a_read_that_fails_is_repeated() {
    let before = account(false, &json!([]));
    let after = account(false, &json!([event(1, FIRST, "SUCCESS")]));
    for failure in [(0, Value::Null), (503, Value::Null), (429, Value::Null), (200, json!("later"))] {
        let (outcome, sent) = of_account(vec![before.clone(), failure, after.clone()]).await;
        assert!(matches!(outcome, Ok(RotationOutcome::Rotated { .. })) && sent == 4, "{outcome:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_read_leaves_the_outcome_unknown() {
    let before = account(false, &json!([]));
    for status in [403, 404] {
        let (outcome, sent) = of_account(vec![before.clone(), (status, Value::Null)]).await;
        let error = outcome.unwrap_err();
        assert_eq!((error.kind(), error.delivery(), sent), (ErrorKind::Api, Delivery::Unknown, 3));
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_rotated_if_the_state_before_cannot_be_read() {
    let (outcome, sent) = of_account(vec![(403, Value::Null)]).await;
    assert!(outcome.is_err_and(|error| error.is_forbidden()) && sent == 1);
    let (outcome, sent) = of_host(vec![(404, Value::Null)]).await;
    assert!(outcome.is_err() && sent == 1);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_has_requested_one_rotation() {
    let (client, transport) = server(vec![account(true, &json!([]))]);
    let accounts = client.secrets_manager().managed_accounts();
    let (domain, id) = (ID.into(), ID.into());
    let waiting = accounts.rotate_and_wait(&domain, &id, BOUND);
    assert!(tokio::time::timeout(Duration::from_millis(500), waiting).await.is_err());
    assert_eq!(transport.count(), 2);
}
