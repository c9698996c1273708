use super::engine::Engine;
use portcullis_testkit::wire::{self, Scripted};
use privicore::{Client, Command, CommandOutcome, CommandState, Delivery, ErrorKind, http::Method};
use serde_json::{Value, json};
use std::time::Duration;

const BOUND: Duration = Duration::from_secs(20);

fn waiter(url: &str) -> Client {
    Client::builder(url).anonymous().build().unwrap()
}

/// An engine that answers the polls of the command `c-1` with these, the last one for ever, and a client of it.
fn polled(answers: Vec<(u16, Value)>) -> (Scripted, Client) {
    let scripted = Scripted::new(move |out, number| {
        assert_eq!((out.method.as_str(), out.url.path()), ("GET", "/request-status/c-1"));
        let (status, body) = answers[number.min(answers.len() - 1)].clone();
        async move { wire::reply(status, &body) }
    });
    let builder = Client::builder("https://engine.example").anonymous();
    (scripted.clone(), builder.transport(scripted).build().unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_wait_without_a_channel_polls_until_the_end() {
    let (engine, client) =
        polled(vec![(200, json!(["started"])), (503, json!("busy")), (200, json!(["succeeded"]))]);
    let status = client.commands().wait(&Command::new("c-1"), BOUND).await.unwrap();
    assert_eq!(status.state, CommandState::Succeeded);
    assert_eq!(engine.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_stored_command_is_waited_for_by_another_client() {
    let (_, client) = polled(vec![(200, json!({"commandId": "c-1", "command_status": 2, "body": null}))]);
    let command: Command = serde_json::from_str(r#"{"command_id":"c-1"}"#).unwrap();
    let wait = client.commands().wait(&command, BOUND);
    drop(command);
    tokio::spawn(wait).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_rejection_is_an_error_with_the_vendors_key() {
    let (_, client) = polled(vec![(200, json!({"command_status": "3", "body": "profile.not_an_owner"}))]);
    let error = client.commands().wait(&Command::new("c-1"), BOUND).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!((error.code(), error.request_id()), (Some(privicore::code::NOT_AN_OWNER), Some("c-1")));
    assert_eq!(error.status(), None);
}

#[tokio::test(start_paused = true)]
async fn a_bound_that_ends_leaves_the_outcome_open() {
    let (_, client) = polled(vec![(200, json!(["queued"]))]);
    let wait = client.commands().wait(&Command::new("c-1"), Duration::from_millis(500));
    let error = wait.await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::Unknown));
    assert!(error.message().contains("c-1") && error.message().contains("queued"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_does_not_know_the_command_says_so_thrice() {
    let (engine, client) = polled(vec![(404, json!("record not found"))]);
    let error = client.commands().wait(&Command::new("c-1"), BOUND).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.delivery()), (404, Delivery::Unknown));
    assert!(!error.is_not_found());
    assert_eq!(engine.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_command_that_shows_late_is_not_given_up() {
    let missing = (404, Value::Null);
    let answers = vec![missing.clone(), missing.clone(), (202, Value::Null), missing, (200, json!("done"))];
    let (_, client) = polled(answers);
    client.commands().wait(&Command::new("c-1"), BOUND).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn every_end_of_a_wait_has_a_name_and_its_error() {
    let rejected = json!({"command_status": 3, "body": "profile.not_an_owner"});
    let (_, client) = polled(vec![(200, json!(["started"])), (200, rejected)]);
    match client.commands().outcome(&Command::new("c-1"), BOUND).await.unwrap() {
        CommandOutcome::Rejected { code, error, .. } => {
            assert_eq!(code.as_deref(), Some(privicore::code::NOT_AN_OWNER));
            assert_eq!((error.code(), error.delivery()), (code.as_deref(), Delivery::Rejected));
        }
        other => panic!("{other:?}"),
    }
    let (_, client) = polled(vec![(200, json!({"command_status": 3, "body": "Because it is so."}))]);
    match client.commands().outcome(&Command::new("c-1"), BOUND).await.unwrap() {
        CommandOutcome::Rejected { code: None, error, .. } => {
            assert_eq!(error.message(), "Because it is so.");
        }
        other => panic!("{other:?}"),
    }
    let (_, client) = polled(vec![(200, json!(["succeeded"]))]);
    match client.commands().outcome(&Command::new("c-1"), BOUND).await.unwrap() {
        CommandOutcome::Done(status) => assert_eq!(status.state, CommandState::Succeeded),
        other => panic!("{other:?}"),
    }
    for (answer, expected) in [
        (json!(["started"]), CommandState::Pending),
        (json!("queued"), CommandState::Unknown("queued".into())),
    ] {
        let (_, client) = polled(vec![(200, answer)]);
        match client.commands().outcome(&Command::new("c-1"), BOUND).await.unwrap() {
            CommandOutcome::Held { state, error, .. } => {
                assert_eq!(state, Some(expected));
                assert!(error.is_timeout() && error.delivery() == Delivery::Unknown, "{error:?}");
            }
            other => panic!("{other:?}"),
        }
    }
    let (_, client) = polled(vec![(404, json!("record not found"))]);
    match client.commands().outcome(&Command::new("c-1"), BOUND).await.unwrap() {
        CommandOutcome::Lost { error, .. } => assert_eq!(error.delivery(), Delivery::Unknown),
        other => panic!("{other:?}"),
    }
    let (_, client) = polled(vec![(200, json!(["started"])), (503, json!("busy"))]);
    match client.commands().outcome(&Command::new("c-1"), BOUND).await.unwrap() {
        CommandOutcome::NotKnown { error, .. } => {
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Interrupted, Delivery::Unknown));
            assert!(error.message().contains("pending"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    // A poll that is refused, and an id that is none, are no outcomes.
    let (_, client) = polled(vec![(403, json!({"message": "no"}))]);
    let error = client.commands().outcome(&Command::new("c-1"), BOUND).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Unknown));
    let error = client.commands().outcome(&Command::new(""), BOUND).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent));
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_is_refused_for_good_ends_the_wait_and_decides_nothing() {
    let (engine, client) = polled(vec![(403, json!({"message": "no"}))]);
    let error = client.commands().wait(&Command::new("c-1"), BOUND).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Unknown));
    assert_eq!(engine.count(), 1);
}

#[tokio::test]
async fn after_a_405_the_other_form_is_used_and_remembered() {
    let engine = Engine::start(|asked| {
        if asked.line.starts_with("GET") {
            (405, String::new())
        } else {
            (200, json!(["started"]).to_string())
        }
    });
    let client = waiter(&engine.url);
    for _ in 0..3 {
        assert_eq!(
            client.commands().status(&Command::new("c-1")).await.unwrap().state,
            CommandState::Pending
        );
    }
    assert_eq!((engine.count("GET"), engine.count("POST /request-status/c-1")), (1, 3));
    assert_eq!(engine.seen().last().unwrap().body, "{}");
}

#[test]
fn a_wait_without_a_runtime_does_not_panic() {
    let client = waiter("http://127.0.0.1:1");
    let mut wait = Box::pin(client.commands().wait(&Command::new("c-1"), BOUND));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match wait.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Err(error)) => assert_eq!(error.kind(), ErrorKind::Interrupted),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_escape_hatch_finds_commands_and_leaves_reads_alone() {
    let engine = Engine::start(|asked| {
        if asked.line.starts_with("POST") {
            (202, json!(["c-9"]).to_string())
        } else {
            (200, json!([{"name": "x"}]).to_string())
        }
    });
    let client = Client::builder(&engine.url).token("T-1").build().unwrap();
    let command: Command = client.request(Method::POST, "/device/label").call().await.unwrap();
    assert_eq!(command.command_id.as_str(), "c-9");
    let list: Value =
        client.request(Method::GET, "/policy/list-policy-templates").bare().call().await.unwrap();
    assert_eq!(list, json!([{"name": "x"}]));
}

#[test]
fn a_status_does_not_show_its_body() {
    let status: privicore::CommandStatus =
        serde_json::from_value(json!({"state": "succeeded", "body": {"key": "hunter2"}})).unwrap();
    assert!(!format!("{status:?}").contains("hunter2"));
}
