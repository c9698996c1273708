//! Transactions, and the wait for their answer.

use crate::{SHIFT, URL, refused, tries};
use midprovider::{
    Client, ErrorKind, Retry, TmsId,
    ast_tms::NewAstTms,
    tms::{NewTms, TmsData, TmsOutcome},
};
use portcullis_testkit::{
    full, sent,
    wire::{Scripted, reply, unsent},
};
use serde_json::{Value, json};
use std::time::Duration;

const ID: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
pub(crate) const EVERYTHING: &str = r#""tmsData":{"text":"Pay?","external":true,"data":{"a":1}},"astClientIds":["01ARZ3NDEKTSV4RRFFQ69G5FAV"],"appFilter":{"x":1},"retrievalTimeout":60,"tmsTimeout":86400,"requireExplicitAuthentication":true,"requireFreshnessOfAuthentication":-1,"auditMessage":"log""#;

pub(crate) fn everything() -> NewTms {
    let data = TmsData::new("Pay?").external(true).data([("a".to_owned(), json!(1))]);
    NewTms::new(data)
        .ast_client_ids([ID.into()])
        .app_filter(json!({"x": 1}))
        .retrieval_timeout(60)
        .tms_timeout(86400)
        .require_explicit_authentication(true)
        .require_freshness_of_authentication(-1)
        .audit_message("log")
}

#[tokio::test]
async fn start_finds_the_id_wherever_it_is() {
    let start = async |c: &Client| c.tms().start(&"u-1".into(), &everything()).await;
    let line =
        || sent("POST /auth/realms/acme/v3_user/u-1/tms", format!(r#"{{"userId":"u-1",{EVERYTHING}}}"#));
    for body in [
        json!({"data": {"info": {"id": ID}, "id": "01ARZ3NDEKTSV4RRFFQ69G5FAW"}}),
        json!({"data": {"id": ID}}),
        json!({"info": {"id": ID}}),
        json!({"id": ID}),
    ] {
        assert_eq!(SHIFT.exchange("tms.start", line(), (200, body), start).await, TmsId::from(ID));
    }
    let error = SHIFT.refusal("tms.start", line(), (200, json!({"status": "OK"})), start).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(everything().longest(), Duration::from_secs(86460));
    assert_eq!(NewTms::new(TmsData::new("a")).longest(), Duration::from_secs(900));
}

#[tokio::test]
async fn result_reads_every_field() {
    let line = format!("GET /auth/realms/acme/v3_user/tms/{ID}/result");
    SHIFT.exchange("tms.result", line.as_str(), full(), async |c| c.tms().result(&ID.into()).await).await;
}

#[tokio::test]
async fn limits_are_checked() {
    let new = || NewTms::new(TmsData::new("a"));
    for tms in [
        NewTms::new(TmsData::new("")),
        NewTms::new(TmsData::new("\u{e9}".repeat(2049))),
        new().tms_timeout(0),
        new().tms_timeout(86401),
        new().retrieval_timeout(0),
        new().retrieval_timeout(86401),
        new().require_freshness_of_authentication(0),
        new().require_freshness_of_authentication(-2),
        new().ast_client_ids([]),
    ] {
        refused(Client::shift(URL, "a").bearer("t"), async |c| c.tms().start(&"u".into(), &tms).await).await;
    }
    // What is dangerous is refused although the checks are off.
    for tms in [new().require_freshness_of_authentication(0), new().ast_client_ids([])] {
        let unchecked =
            || Client::shift(URL, "a").bearer("t").ast_url("https://asts.example").check_input(false);
        refused(unchecked(), async |c| c.tms().start(&"u".into(), &tms).await).await;
        let ast = NewAstTms::new("u", tms.clone());
        refused(unchecked(), async |c| c.ast_tms().create(&ast).await).await;
    }
    for user in ["", "..", "tms", "Devices", "a/b"] {
        let start = async |c: &Client| c.tms().start(&user.into(), &new()).await;
        refused(Client::shift(URL, "a").bearer("t"), start).await;
    }
}

#[tokio::test]
async fn the_least_and_the_greatest_are_sent() {
    for (text, seconds, age) in [("a".to_owned(), 1, 1), ("\u{e9}".repeat(2048), 86400, -1)] {
        let tms = NewTms::new(TmsData::new(&*text)).retrieval_timeout(seconds).tms_timeout(seconds);
        let tms = tms.require_freshness_of_authentication(age);
        let body = format!(
            r#"{{"userId":"u-1","tmsData":{{"text":"{text}"}},"retrievalTimeout":{seconds},"tmsTimeout":{seconds},"requireFreshnessOfAuthentication":{age}}}"#
        );
        let start = async |c: &Client| c.tms().start(&"u-1".into(), &tms).await;
        let line = sent("POST /auth/realms/acme/v3_user/u-1/tms", body);
        SHIFT.exchange("tms.start", line, (200, json!({"id": ID})), start).await;
    }
}

#[tokio::test]
async fn ssms_has_no_transactions() {
    let ssms = || Client::ssms(URL, "a").bearer("t");
    let tms = everything();
    let start = async |c: &Client| c.tms().start(&"u".into(), &tms).await.map(drop);
    let result = async |c: &Client| c.tms().result(&ID.into()).await.map(drop);
    let wait = async |c: &Client| c.tms().wait_answered(&ID.into(), Duration::ZERO).await.map(drop);
    for error in [refused(ssms(), start).await, refused(ssms(), result).await, refused(ssms(), wait).await] {
        assert!(error.message().contains("SSMS: transactions need SHIFT"), "{error}");
    }
}

#[tokio::test]
async fn a_transaction_is_started_once() {
    let shift = || Client::shift(URL, "acme").bearer("t");
    let tms = everything();
    assert_eq!(tries(shift(), async |c| c.tms().start(&"u-1".into(), &tms).await).await, 1);
    assert_eq!(tries(shift(), async |c| c.tms().result(&ID.into()).await).await, 2);
}

/// Waits, by KOBIL's way or by the AST services, for a server that gives these answers one after the other. Status 0
/// is a server that cannot be reached.
async fn waits(ast: bool, answers: &[(u16, Value)], bound: u64) -> (midprovider::Result<TmsOutcome>, usize) {
    let answers = answers.to_vec();
    let wire = Scripted::new(move |_, n| {
        let (status, body) = answers[n.min(answers.len() - 1)].clone();
        async move { if status == 0 { unsent() } else { reply(status, &body) } }
    });
    let builder =
        Client::shift(URL, "acme").bearer("tok-1").ast_url("https://asts.example").retry(Retry::none());
    let mid = builder.transport(wire.clone()).build().unwrap();
    let bound = Duration::from_secs(bound);
    let id = ID.into();
    let outcome = if ast {
        mid.ast_tms().wait_answered(&id, bound).await
    } else {
        mid.tms().wait_answered(&id, bound).await
    };
    (outcome, wire.count())
}

fn word(outcome: &TmsOutcome) -> &'static str {
    match outcome {
        TmsOutcome::Accepted(_) => "accepted",
        TmsOutcome::Rejected(_) => "rejected",
        TmsOutcome::TimedOut(_) => "timed out",
        TmsOutcome::Cancelled(_) => "cancelled",
        TmsOutcome::NotKnown => "not known",
        TmsOutcome::Pending(_) => "pending",
        _ => "unread",
    }
}

#[tokio::test(start_paused = true)]
async fn every_end_of_a_wait_has_its_outcome() {
    for ast in [false, true] {
        for (status, outcome) in [
            ("ACCEPTED", "accepted"),
            ("REJECTED", "rejected"),
            ("TIMEOUT", "timed out"),
            ("CANCELLED", "cancelled"),
            ("STARTED", "pending"),
        ] {
            let answer = (200, json!({"info": {"id": ID, "status": status}}));
            assert_eq!(word(&waits(ast, &[answer], 0).await.0.unwrap()), outcome);
        }
        let (not_ready, gone, down) = ((412, json!({})), (404, json!({})), (0, json!({})));
        assert_eq!(word(&waits(ast, &[not_ready], 5).await.0.unwrap()), "pending");
        assert_eq!(word(&waits(ast, std::slice::from_ref(&down), 5).await.0.unwrap()), "unread");
        let (outcome, reads) = waits(ast, std::slice::from_ref(&gone), 20).await;
        // The AST services return the state of every transaction that they know.
        assert_eq!((word(&outcome.unwrap()), reads), ("not known", if ast { 1 } else { 4 }));
        let accepted = (200, json!({"info": {"id": ID, "status": "ACCEPTED"}, "signedData": "c2ln"}));
        let (outcome, _) = waits(ast, &[down, (412, json!({})), accepted], 60).await;
        assert!(outcome.unwrap().is_accepted());
        for lasting in [(404, json!({"error": "Realm does not exist"})), (403, json!({}))] {
            let found = waits(ast, std::slice::from_ref(&lasting), 60).await.0;
            assert!(found.is_err(), "{lasting:?} {found:?}");
        }
    }
    // Without a signature the answer still counts.
    let accepted = (200, json!({"id": ID, "status": "ACCEPTED"}));
    assert!(waits(true, &[accepted, (404, json!({}))], 0).await.0.unwrap().is_accepted());
}
