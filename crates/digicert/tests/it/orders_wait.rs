//! Waiting for one order, by a clock that runs when nothing else does.

use crate::KEY;
use digicert::{
    Client, ErrorKind, OrderId, Retry,
    orders::{OrderStatus, OrderWait, WaitOutcome},
};
use portcullis_testkit::wire::{Scripted, reply, unsent};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

pub(crate) type Seen = Arc<Mutex<Vec<String>>>;

/// A client whose server returns these states of an order one after the other; the last one is repeated.
fn plays(orders: impl IntoIterator<Item = (u16, Value)>, validation: (u16, Value)) -> (Client, Seen) {
    let orders = Mutex::new(orders.into_iter().collect::<VecDeque<_>>());
    serves(move |path, _| {
        if path.ends_with("/validation") {
            return validation.clone();
        }
        let mut orders = orders.lock().unwrap();
        if orders.len() > 1 { orders.pop_front().unwrap() } else { orders[0].clone() }
    })
}

/// A client of a server that is this function of path and query, with the time and the path of each request. Status 0
/// is a server that cannot be reached.
pub(crate) fn serves(script: impl Fn(&str, &str) -> (u16, Value) + Send + Sync + 'static) -> (Client, Seen) {
    let (seen, began) = (Seen::default(), Instant::now());
    let noted = seen.clone();
    let transport = Scripted::new(move |out, _| {
        let (path, query) = (out.url.path().to_owned(), out.url.query().unwrap_or_default().to_owned());
        let last = path.rsplit('/').next().unwrap_or_default();
        let query_text = if query.is_empty() { String::new() } else { format!("?{query}") };
        noted.lock().unwrap().push(format!("{} {last}{query_text}", began.elapsed().as_secs()));
        let (status, body) = script(&path, &query);
        let answer = if status == 0 { unsent() } else { reply(status, &body) };
        async move { answer }
    });
    let builder = Client::builder("https://digicert.example").api_key(KEY).retry(Retry::none());
    (builder.transport(transport).build().unwrap(), seen)
}

pub(crate) fn order(status: &str) -> (u16, Value) {
    (200, json!({"id": 1001, "status": status, "certificate": {"id": 5}}))
}

fn validated() -> (u16, Value) {
    let body = json!({"order_id": "1001", "order_status": "pending",
        "organization_validations": [{"type": "ov", "status": "active"}, {"type": "ev", "status": "complete"}],
        "dns_name_validations": [{"dns_name": "a.example", "status": "approved"}]});
    (200, body)
}

fn unvalidated() -> (u16, Value) {
    let body = json!({"order_id": "1001", "order_status": "pending",
        "organization_validations": [{"type": "ov", "status": "pending"}, {"type": "ev", "status": "active"}],
        "dns_name_validations": [{"dns_name": "a.example", "status": "approved"},
            {"dns_name": "b.example", "status": "pending"}]});
    (200, body)
}

pub(crate) fn word(outcome: &WaitOutcome) -> &'static str {
    match outcome {
        WaitOutcome::Issued(_) => "issued",
        WaitOutcome::Ended(_) => "ended",
        WaitOutcome::NeedsApproval(_) => "needs approval",
        WaitOutcome::NeedsValidation { .. } => "needs validation",
        WaitOutcome::Pending(_) => "pending",
        _ => "unread",
    }
}

async fn wait(client: &Client, wait: impl Into<OrderWait>) -> WaitOutcome {
    client.orders().wait_issued(&OrderId::from("1001"), wait).await.unwrap()
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test(start_paused = true)]
async fn every_status_has_its_outcome() {
    for (status, outcome) in [
        ("issued", "issued"),
        ("ISSUED", "issued"),
        ("rejected", "ended"),
        ("denied", "ended"),
        ("canceled", "ended"),
        ("CANCELED", "ended"),
        ("expired", "ended"),
        ("revoked", "ended"),
        ("needs_approval", "needs approval"),
        ("pending", "pending"),
        ("processing", "pending"),
        ("approved", "pending"),
        ("waiting_pickup", "pending"),
        ("reissue_pending", "pending"),
        ("needs_csr", "pending"),
        ("on_hold", "pending"),
    ] {
        let (client, _) = plays([order(status)], validated());
        let found = wait(&client, Duration::ZERO).await;
        assert_eq!(word(&found), outcome, "{status}");
        let read = found.order().unwrap().status.clone().unwrap();
        assert_eq!(read.as_str(), status.to_ascii_lowercase());
        assert_eq!(found.certificate_id().is_some(), outcome == "issued");
    }
}

#[tokio::test(start_paused = true)]
async fn reads_become_rarer_and_the_last_one_is_at_the_bound() {
    let (client, seen) = plays([order("pending")], validated());
    assert_eq!(word(&wait(&client, seconds(200)).await), "pending");
    let times = ["15 1001", "45 1001", "105 1001", "165 1001", "200 1001", "200 validation"];
    assert_eq!(*seen.lock().unwrap(), times);
    let (client, seen) = plays([order("pending"), order("on_hold"), order("issued")], validated());
    let found = wait(&client, seconds(3600)).await;
    assert_eq!(found.certificate_id().unwrap().as_str(), "5");
    assert_eq!(*seen.lock().unwrap(), ["15 1001", "45 1001", "105 1001"]);
    // A bound of no time reads once, now.
    let (client, seen) = plays([order("issued")], validated());
    assert_eq!(word(&wait(&client, Duration::ZERO).await), "issued");
    assert_eq!(*seen.lock().unwrap(), ["0 1001"]);
    // A bound that no clock can hold.
    let (client, _) = plays([order("pending"), order("issued")], validated());
    assert_eq!(word(&wait(&client, Duration::MAX).await), "issued");
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_at_the_bound_is_in_the_outcome() {
    let (client, _) = plays([order("pending")], unvalidated());
    let WaitOutcome::NeedsValidation { order: found, domains, organization, .. } =
        wait(&client, seconds(20)).await
    else {
        panic!("the validations are not done")
    };
    assert_eq!(found.id.as_str(), "1001");
    assert_eq!((domains.len(), domains[0].dns_name.as_deref()), (1, Some("b.example")));
    assert_eq!((organization.len(), organization[0].kind.as_ref().unwrap().as_str()), (1, "ov"));
    // Without the right to read validations.
    let refusal = crate::error("access_denied", "No");
    let (client, _) = plays([order("pending")], (403, refusal));
    assert_eq!(word(&wait(&client, seconds(20)).await), "pending");
}

#[tokio::test(start_paused = true)]
async fn an_approval_is_missing_for_several_reasons() {
    let with = |members: Value| {
        let (status, mut body) = order("pending");
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        (status, body)
    };
    let request = |kind: &str, status: &str| json!({"requests": [{"id": 9, "type": kind, "status": status}]});
    for (members, outcome) in [
        (request("new_request", "submitted"), "needs approval"),
        (request("reissue", "pending"), "needs approval"),
        (request("new_request", "approved"), "pending"),
        (request("revoke", "pending"), "pending"),
        (request("duplicate", "submitted"), "pending"),
        (json!({"has_pending_request": true}), "needs approval"),
        (json!({"has_pending_request": false}), "pending"),
        (json!({"order_approval_complete": false}), "needs approval"),
        (json!({"order_approval_complete": true}), "pending"),
    ] {
        let (client, _) = plays([with(members.clone())], validated());
        assert_eq!(word(&wait(&client, Duration::ZERO).await), outcome, "{members}");
    }
    // Domains come before the approval by a verified contact.
    let (client, _) = plays([with(json!({"order_approval_complete": false}))], unvalidated());
    assert_eq!(word(&wait(&client, Duration::ZERO).await), "needs validation");
}

#[tokio::test(start_paused = true)]
async fn a_job_may_stop_as_soon_as_something_is_missing() {
    let approval = [order("pending"), order("needs_approval"), order("issued")];
    let (client, seen) = plays(approval.clone(), validated());
    assert_eq!(word(&wait(&client, OrderWait::new(seconds(600)).stop_if_blocked()).await), "needs approval");
    assert_eq!(*seen.lock().unwrap(), ["15 1001", "15 validation", "45 1001"]);
    let (client, _) = plays(approval, validated());
    assert_eq!(word(&wait(&client, seconds(600)).await), "issued");
    let (client, seen) = plays([order("pending")], unvalidated());
    let stop = OrderWait::new(seconds(600)).stop_if_blocked();
    assert_eq!(word(&wait(&client, stop).await), "needs validation");
    assert_eq!(*seen.lock().unwrap(), ["15 1001", "15 validation"]);
}

#[tokio::test(start_paused = true)]
async fn a_reissue_is_issued_when_the_certificate_is_another() {
    let newer = (200, json!({"id": 1001, "status": "issued", "certificate": {"id": 6}}));
    let (client, seen) = plays([order("issued"), order("reissue_pending"), newer], validated());
    let found = wait(&client, OrderWait::new(seconds(600)).other_than("5")).await;
    assert_eq!(found.certificate_id().unwrap().as_str(), "6");
    assert_eq!(seen.lock().unwrap().len(), 3);
    let (client, _) = plays([order("issued")], validated());
    assert_eq!(word(&wait(&client, OrderWait::new(seconds(60)).other_than("5")).await), "pending");
}

#[tokio::test(start_paused = true)]
async fn failures_that_pass_do_not_end_the_wait() {
    let busy = (503, json!({}));
    let limit = (429, crate::error("request_limit_exceeded", "Too many"));
    let (client, _) = plays([(0, json!({})), busy, limit, order("issued")], validated());
    assert_eq!(word(&wait(&client, seconds(3600)).await), "issued");
    let (client, _) = plays([order("on_hold"), (0, json!({}))], validated());
    let WaitOutcome::Unread { error, last, .. } = wait(&client, seconds(60)).await else {
        panic!("the last read failed")
    };
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(last.unwrap().status, Some(OrderStatus::Other("on_hold".into())));
    let (client, seen) = plays([(404, crate::error("not_found|order", "No"))], validated());
    let error = client.orders().wait_issued(&"1001".into(), seconds(60)).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(*seen.lock().unwrap(), ["15 1001"]);
}

#[tokio::test(start_paused = true)]
async fn a_read_that_hangs_has_half_a_minute() {
    let transport = Scripted::new(|_, _| std::future::pending());
    let builder = Client::builder("https://digicert.example").api_key(KEY).retry(Retry::none());
    let builder = builder.attempt_timeout(seconds(3600)).timeout(seconds(3600));
    let client = builder.transport(transport.clone()).build().unwrap();
    let began = Instant::now();
    let WaitOutcome::Unread { error, last, .. } = wait(&client, seconds(60)).await else {
        panic!("nothing was read")
    };
    assert_eq!((error.kind(), last.is_none()), (ErrorKind::Timeout, true));
    // At 15 and at 60 seconds: the pause after a read begins at its end.
    assert_eq!((began.elapsed().as_secs(), transport.count()), (90, 2));
}

#[tokio::test(start_paused = true)]
async fn a_closed_client_ends_the_wait() {
    let (client, _) = plays([order("pending")], validated());
    let waiting = client.clone();
    let wait = tokio::spawn(async move {
        let began = Instant::now();
        let result = waiting.orders().wait_issued(&"1001".into(), seconds(3600)).await;
        (result.unwrap_err(), began.elapsed().as_secs())
    });
    tokio::time::sleep(seconds(20)).await;
    client.close(seconds(5)).await.unwrap();
    let (error, elapsed) = wait.await.unwrap();
    assert_eq!((error.kind(), elapsed), (ErrorKind::Interrupted, 45));
}
