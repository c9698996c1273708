//! From the request to the role, by a clock that runs when nothing else does.

use crate::ID;
use portcullis_testkit::wire::{Scripted, reply, reply_with, unsent};
use privx::{
    Client, ErrorKind, Retry,
    transport::{Incoming, TransportError},
    workflow_engine::{AccessRequest, RequestOutcome},
};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

const ROLE: &str = "5f0a0000-0000-4000-8000-000000000002";
const OTHER: &str = "5f0a0000-0000-4000-8000-000000000003";
const BOUND: Duration = Duration::from_secs(60);

type Line = Arc<Mutex<Vec<String>>>;

/// A client whose server gives these replies one after the other, and what it was asked; the last reply is repeated.
fn plays(replies: impl IntoIterator<Item = (u16, Value)>) -> (Client, Line) {
    let seen = Line::default();
    let replies = Mutex::new(replies.into_iter().collect::<VecDeque<_>>());
    let noted = seen.clone();
    let transport = Scripted::new(move |out, _| {
        noted.lock().unwrap().push(format!("{} {}", out.method, out.url.path()));
        let mut replies = replies.lock().unwrap();
        let (status, body) =
            if replies.len() > 1 { replies.pop_front().unwrap() } else { replies[0].clone() };
        let answer = match status {
            0 => unsent(),
            429 => reply_with(429, &[("retry-after", "20")], &body),
            status => reply(status, &body),
        };
        async move { answer }
    });
    (over(transport), seen)
}

fn over(transport: Scripted) -> Client {
    let builder = Client::builder("https://privx.example").bearer("tok-0123456789").retry(Retry::none());
    builder.transport(transport).build().unwrap()
}

fn request(status: &str, decisions: &[(&str, &str)]) -> Value {
    let approvers =
        |decision: &str| decision.split(',').map(|word| json!({ "decision": word })).collect::<Vec<_>>();
    let steps: Vec<Value> = decisions
        .iter()
        .map(|(matching, decision)| json!({ "match": matching, "approvers": approvers(decision) }))
        .collect();
    json!({ "id": ID, "status": status, "steps": steps, "requested_role": { "id": ROLE },
        "target_user": { "id": ID }, "grant_type": "FLOATING", "floating_length": 8,
        "grant_start": "0001-01-01T00:00:00Z" })
}

fn waiting() -> (u16, Value) {
    (200, request("WAITING", &[("ANY", "WAITING,WAITING")]))
}

fn word(outcome: &RequestOutcome) -> &'static str {
    match outcome {
        RequestOutcome::Approved(_) => "approved",
        RequestOutcome::Denied(_) => "denied",
        RequestOutcome::Ended(_) => "ended",
        RequestOutcome::Deleted => "deleted",
        RequestOutcome::Waiting(_) => "waiting",
        _ => "not known",
    }
}

async fn decided(client: &Client) -> RequestOutcome {
    client.workflow_engine().requests().wait_decided(&ID.into(), BOUND).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_decision_is_known_by_steps_and_words() {
    for (status, steps, outcome) in [
        ("APPROVED", &[][..], "approved"),
        ("DENIED", &[], "denied"),
        ("COMPLETED", &[("ANY", "WAITING,APPROVED"), ("ALL", "APPROVED,APPROVED")], "approved"),
        ("COMPLETED", &[("ALL", "WAITING,APPROVED")], "ended"),
        ("COMPLETED", &[("ANY", "APPROVED"), ("ANY", "WAITING")], "ended"),
        ("COMPLETED", &[("ANY", "APPROVED,DENIED")], "denied"),
        ("WAITING", &[("ANY", "WAITING,DENIED")], "denied"),
        ("APPROVED", &[("ANY", "DENIED")], "denied"),
        ("EXPIRED", &[], "ended"),
        ("EXPIRED", &[("ANY", "WAITING")], "ended"),
        ("WAITING", &[("ANY", "APPROVED")], "waiting"),
    ] {
        let (client, _) = plays([(200, request(status, steps))]);
        let found = decided(&client).await;
        assert_eq!(word(&found), outcome, "{status} {steps:?}");
        assert_eq!(found.request().unwrap().status.as_ref().unwrap().as_str(), status);
    }
}

#[tokio::test(start_paused = true)]
async fn polls_become_rarer_and_end_at_the_bound() {
    let (client, seen) = plays([waiting()]);
    let began = Instant::now();
    assert_eq!(word(&decided(&client).await), "waiting");
    assert_eq!(began.elapsed().as_secs(), 60);
    // At 0, 1, 3, 7, 15, 30 and 45 seconds; that of the 60th may come before the bound or not.
    assert!((7..=8).contains(&seen.lock().unwrap().len()));
    let (client, _) = plays([waiting(), waiting(), (200, request("APPROVED", &[]))]);
    let began = Instant::now();
    assert_eq!(word(&decided(&client).await), "approved");
    assert_eq!(began.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_deleted_request_is_no_error() {
    let gone = json!({ "error_code": "OBJECT_NOT_FOUND", "error_message": "gone" });
    let (client, _) = plays([waiting(), (404, gone)]);
    let outcome = decided(&client).await;
    assert!(word(&outcome) == "deleted" && outcome.request().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_passes_does_not_end_the_wait() {
    let (client, _) = plays([(0, json!({})), (503, json!({})), waiting(), (200, request("APPROVED", &[]))]);
    assert_eq!(word(&decided(&client).await), "approved");
    let (client, _) = plays([(429, json!({})), (200, request("APPROVED", &[]))]);
    let began = Instant::now();
    assert_eq!(word(&decided(&client).await), "approved");
    assert_eq!(began.elapsed().as_secs(), 20, "the server said when");
    let (client, _) = plays([waiting(), (503, json!({}))]);
    let RequestOutcome::NotKnown { error, .. } = decided(&client).await else {
        panic!("the last poll failed")
    };
    assert_eq!(error.status().unwrap().as_u16(), 503);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_ends_the_wait() {
    let (client, seen) = plays([(403, json!({ "error_code": "PERMISSION_DENIED" }))]);
    let error = client.workflow_engine().requests().wait_decided(&ID.into(), BOUND).await.unwrap_err();
    assert!(error.is_forbidden() && seen.lock().unwrap().len() == 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_does_not_hold_the_wait() {
    let silent = Scripted::new(|_, _| std::future::pending::<Result<Incoming, TransportError>>());
    let client = over(silent);
    let requests = client.workflow_engine().requests();
    let outcome = requests.wait_decided(&ID.into(), Duration::from_secs(5)).await.unwrap();
    let RequestOutcome::NotKnown { error, .. } = outcome else { panic!("no poll ended") };
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

/// A server with one request that is decided at its third poll, and the user who gets the role after another.
struct Site {
    /// The state of the request: the replies to its polls.
    polls: VecDeque<&'static str>,
    /// Whether there is a request.
    made: bool,
    /// How often the roles are read before the role is there.
    late: usize,
    caller: &'static str,
    seen: Vec<String>,
}

fn site(site: Site) -> (Client, Arc<Mutex<Site>>) {
    let site = Arc::new(Mutex::new(site));
    let shared = site.clone();
    let transport = Scripted::new(move |out, _| {
        let site = &mut *shared.lock().unwrap();
        let line = format!("{} {}", out.method, out.url.path().replace("/workflow-engine/api/v1", ""));
        let line = line.replace("/role-store/api/v1", "").replace(ID, "ID");
        let roles = |site: &mut Site| {
            let held = if site.late == 0 { json!([{ "id": ROLE, "explicit": true }]) } else { json!([]) };
            site.late = site.late.saturating_sub(1);
            held
        };
        let answer = match line.as_str() {
            "GET /requests" if site.made => json!({ "count": 1, "items": [waiting().1] }),
            "GET /requests" => json!({ "count": 0, "items": [] }),
            "POST /requests" => json!({ "id": ID }),
            "GET /requests/ID" => {
                let status = site.polls.pop_front().unwrap_or("WAITING");
                request(status, &[])
            }
            "GET /users/current" => json!({ "id": site.caller, "roles": roles(site) }),
            "GET /users/ID/roles" => {
                let held = roles(site);
                json!({ "count": 1, "items": held })
            }
            line => panic!("{line}"),
        };
        let status = if line == "POST /requests" { 201 } else { 200 };
        site.seen.push(line);
        async move { reply(status, &answer) }
    });
    (over(transport), site)
}

fn fresh(polls: &[&'static str], caller: &'static str) -> Site {
    Site { polls: polls.iter().copied().collect(), made: false, late: 0, caller, seen: Vec::new() }
}

#[tokio::test(start_paused = true)]
async fn a_role_is_requested_awaited_and_seen() {
    let asked = AccessRequest::floating(ROLE, ID, 8);
    let (client, site) = site(Site { late: 2, ..fresh(&["WAITING", "APPROVED"], ID) });
    let obtained = client.workflow_engine().requests().obtain(&asked, BOUND).await.unwrap();
    assert_eq!((obtained.id.as_str(), word(&obtained.outcome)), (ID, "approved"));
    assert_eq!(obtained.role.unwrap().id.as_str(), ROLE);
    assert!(obtained.failure.is_none());
    let me = "GET /users/current";
    let lines = ["GET /requests", "POST /requests", "GET /requests/ID", "GET /requests/ID", me, me, me];
    assert_eq!(site.lock().unwrap().seen, lines);
}

#[tokio::test(start_paused = true)]
async fn the_roles_of_another_user_are_read_from_the_user() {
    let asked = AccessRequest::floating(ROLE, ID, 8);
    let (client, site) = site(Site { late: 2, ..fresh(&["APPROVED"], OTHER) });
    let obtained = client.workflow_engine().requests().obtain(&asked, BOUND).await.unwrap();
    assert!(obtained.role.is_some());
    let seen = &site.lock().unwrap().seen;
    assert_eq!(seen[3..], ["GET /users/current", "GET /users/ID/roles", "GET /users/ID/roles"]);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_waits_is_not_made_again() {
    let (client, site) = site(Site { made: true, ..fresh(&["DENIED"], ID) });
    let requests = client.workflow_engine().requests();
    let obtained = requests.obtain(&AccessRequest::floating(ROLE, ID, 8), BOUND).await.unwrap();
    assert_eq!((word(&obtained.outcome), obtained.role.is_none()), ("denied", true));
    assert_eq!(site.lock().unwrap().seen, ["GET /requests", "GET /requests/ID"]);
    // Another role, another user, another grant: another request.
    for other in [
        AccessRequest::floating(OTHER, ID, 8),
        AccessRequest::floating(ROLE, OTHER, 8),
        AccessRequest::floating(ROLE, ID, 9),
        AccessRequest::permanent(ROLE, ID),
    ] {
        let (client, site) = self::site(Site { made: true, ..fresh(&["DENIED"], ID) });
        client.workflow_engine().requests().obtain(&other, BOUND).await.unwrap();
        assert_eq!(site.lock().unwrap().seen[1], "POST /requests", "{other:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_that_does_not_come_is_told_from_one_that_does() {
    let asked = AccessRequest::floating(ROLE, ID, 8);
    let (client, _) = site(Site { late: 99, ..fresh(&["APPROVED"], ID) });
    let began = Instant::now();
    let obtained = client.workflow_engine().requests().obtain(&asked, BOUND).await.unwrap();
    assert_eq!(word(&obtained.outcome), "approved");
    assert!(obtained.role.is_none() && obtained.failure.is_none() && began.elapsed().as_secs() == 60);

    let forbidden = (403, json!({ "error_code": "PERMISSION_DENIED" }));
    let (client, _) = plays([
        (200, json!({ "count": 0, "items": [] })),
        (201, json!({ "id": ID })),
        (200, request("APPROVED", &[])),
        (200, json!({ "id": OTHER })),
        forbidden,
    ]);
    let obtained = client.workflow_engine().requests().obtain(&asked, BOUND).await.unwrap();
    assert!(obtained.role.is_none() && obtained.failure.unwrap().is_forbidden());
    assert_eq!(word(&obtained.outcome), "approved");
}
