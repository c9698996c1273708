//! Reads that lag behind commands, on paused time.

use portcullis_testkit::wire::{self, Scripted};
use privicore::{Client, Command, Delivery, Error, ErrorKind, ProfileId};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

const BOUND: Duration = Duration::from_secs(30);

/// An engine: its polls and its reads, each by number, the last one for ever.
fn engine(polls: Vec<(u16, Value)>, reads: Vec<(u16, Value)>) -> (Scripted, Client) {
    let counts = Arc::new(std::sync::Mutex::new([0, 0]));
    let scripted = Scripted::new(move |out, _| {
        let poll = out.url.path().starts_with("/request-status");
        let list = if poll { &polls } else { &reads };
        let mut counts = counts.lock().unwrap();
        let at = &mut counts[usize::from(poll)];
        let (status, body) = list[(*at).min(list.len() - 1)].clone();
        *at += 1;
        async move { wire::reply(status, &body) }
    });
    let builder = Client::builder("https://engine.example").token("T-1").retry(privicore::Retry::none());
    (scripted.clone(), builder.transport(scripted).build().unwrap())
}

fn done() -> Vec<(u16, Value)> {
    vec![(200, json!(["succeeded"]))]
}

async fn read(client: &Client, bound: Duration) -> Result<ProfileId, Error> {
    // As it was stored, perhaps by another process.
    let command: Command = serde_json::from_str(r#"{"command_id":"c-1"}"#).unwrap();
    client.commands().read_after(&command, bound, || client.profile().retrieve_id()).await
}

#[tokio::test(start_paused = true)]
async fn a_read_is_repeated_until_the_object_shows() {
    let reads = vec![
        (404, json!("record not found")),
        (500, json!("")),
        (202, json!({})),
        (200, json!({"profileId": "p-1"})),
    ];
    let (scripted, client) = engine(vec![(200, json!(["started"])), (200, json!(["succeeded"]))], reads);
    let began = Instant::now();
    assert_eq!(read(&client, BOUND).await.unwrap().as_str(), "p-1");
    // One pause between two polls, and three between four reads.
    assert_eq!((scripted.count(), began.elapsed()), (6, Duration::from_millis(300 + 300 + 600 + 1200)));
}

#[tokio::test(start_paused = true)]
async fn an_object_that_does_not_show_ends_with_the_bound_and_says_why() {
    let (scripted, client) = engine(done(), vec![(404, json!("record not found"))]);
    let began = Instant::now();
    let error = read(&client, BOUND).await.unwrap_err();
    assert_eq!(began.elapsed(), BOUND);
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::Applied));
    assert!(error.message().contains("c-1"), "{error}");
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("record not found"), "{source}");
    assert!((15..20).contains(&scripted.count()), "{}", scripted.count());
}

#[tokio::test(start_paused = true)]
async fn the_wait_and_the_reads_share_one_bound() {
    let mut polls = vec![(200, json!(["started"])); 5];
    polls.extend(done());
    let (_, client) = engine(polls, vec![(404, json!(""))]);
    let began = Instant::now();
    read(&client, Duration::from_secs(10)).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn other_errors_come_at_once_and_a_command_that_failed_reads_nothing() {
    for (status, kind) in [(401, ErrorKind::Auth), (403, ErrorKind::Api), (422, ErrorKind::Api)] {
        let (_, client) = engine(done(), vec![(status, json!("no"))]);
        let began = Instant::now();
        let error = read(&client, BOUND).await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.kind()), (status, kind));
        assert_eq!(began.elapsed(), Duration::ZERO);
    }
    let (scripted, client) =
        engine(vec![(200, json!({"command_status": 3, "body": "a.b"}))], vec![(200, json!("p"))]);
    let error = read(&client, BOUND).await.unwrap_err();
    assert_eq!((error.code(), error.delivery(), scripted.count()), (Some("a.b"), Delivery::Rejected, 1));
    let (scripted, client) = engine(vec![(200, json!(["started"]))], vec![(200, json!("p"))]);
    let error = read(&client, BOUND).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::Unknown));
    assert!(scripted.count() > 10);
}

/// What a wait of half a minute ends with.
async fn ended(polls: Vec<(u16, Value)>) -> Error {
    let (_, client) = engine(polls, vec![(404, json!(""))]);
    client.commands().wait(&Command::new("c-1"), BOUND).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn the_four_ends_of_a_wait_are_told_apart() {
    let rejected = ended(vec![(200, json!({"command_status": 3, "body": "profile.not_an_owner"}))]).await;
    let held = ended(vec![(200, json!(["started"]))]).await;
    let lost = ended(vec![(200, json!(["started"])), (503, json!("no upstream"))]).await;
    let unknown = ended(vec![(404, json!(""))]).await;
    let of = |error: &Error| {
        let status = error.status().map(|status| status.as_u16());
        (error.kind(), status, error.delivery(), error.code().map(str::to_owned))
    };
    let key = Some("profile.not_an_owner".to_owned());
    assert_eq!(of(&rejected), (ErrorKind::Api, None, Delivery::Rejected, key));
    assert_eq!(of(&held), (ErrorKind::Timeout, None, Delivery::Unknown, None));
    assert_eq!(of(&lost), (ErrorKind::Interrupted, None, Delivery::Unknown, None));
    assert_eq!(of(&unknown), (ErrorKind::Api, Some(404), Delivery::Unknown, None));
    assert_eq!(held.message(), "the command c-1 did not settle within 30s; last seen: pending");
    assert_eq!(
        lost.message(),
        "the outcome of the command c-1 is not known within 30s: the polls failed; last seen: pending"
    );
    assert!(std::error::Error::source(&lost).unwrap().to_string().contains("no upstream"));
    assert!(unknown.message().contains("has no command c-1"), "{unknown}");
    let texts: std::collections::BTreeSet<_> =
        [&rejected, &held, &lost, &unknown].map(ToString::to_string).into();
    assert_eq!(texts.len(), 4);
}
