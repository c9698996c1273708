use super::{TOKEN, client, playing};
use portcullis_testkit::operation;
use privicore::{Client, Command, Delivery, ErrorKind, NewPoll};
use serde_json::{Value, json};

fn poll() -> NewPoll {
    NewPoll::new("board", "Export", "May it leave?")
}

#[tokio::test]
async fn create() {
    let (contract, client) = playing(operation("voting.create").replies(202, json!(["019-a"]))).await;
    let opened = client.polls().create(&poll().skip_devices(["dev-1"]).nonce("n-1")).await.unwrap();
    assert_eq!(opened.command, Some(Command::new("019-a")));
    assert_eq!(opened.id, Some("019-a".into()));
    assert_eq!(opened.reply, json!(["019-a"]));
    contract.request().await.is("POST", "/voting/create").header("x-dpt-authorization", TOKEN).json(json!({
        "votingConfigurationId": "board", "title": "Export", "question": "May it leave?",
        "skipAuthenticatorDevices": ["dev-1"], "nonce": "n-1",
    }));
}

#[tokio::test]
async fn devices_and_nonce_are_optional() {
    let (contract, client) = playing(operation("voting.create").replies(200, json!("019-a"))).await;
    client.polls().create(&poll()).await.unwrap();
    contract.request().await.is("POST", "/voting/create").json(json!({
        "votingConfigurationId": "board", "title": "Export", "question": "May it leave?",
    }));
}

#[tokio::test]
async fn the_id_of_a_poll_is_guessed_and_nothing_is_lost() {
    for (header, body, command, id) in [
        (None, json!("p-1"), Some("p-1"), Some("p-1")),
        (None, json!({"commandId": "c-1"}), Some("c-1"), Some("c-1")),
        (None, json!({"commandId": "c-1", "poolId": "p-1"}), Some("c-1"), Some("p-1")),
        (None, json!({"commandId": "c-1", "id": 7}), Some("c-1"), Some("7")),
        (None, json!({"id": "p-1"}), Some("p-1"), Some("p-1")),
        (None, json!({"pollId": "p-1"}), None, Some("p-1")),
        (Some("c-1"), Value::Null, Some("c-1"), Some("c-1")),
        (Some("c-1"), json!("p-1"), Some("c-1"), Some("p-1")),
        (Some("c-1"), json!(["p-1"]), Some("c-1"), Some("p-1")),
        (Some("c-1"), json!({"id": "p-1"}), Some("c-1"), Some("p-1")),
        (Some("c-1"), json!({"poolId": "p-1", "id": "x"}), Some("c-1"), Some("p-1")),
    ] {
        let mut contract = operation("voting.create")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, body.clone());
        if let Some(header) = header {
            contract = contract.reply_header("X-DPT-CAB-ID", header);
        }
        let contract = contract.start().await;
        let opened = client(&contract.url()).polls().create(&poll()).await.unwrap();
        assert_eq!(opened.command, command.map(Command::new), "{header:?} {body}");
        assert_eq!(opened.id, id.map(Into::into), "{header:?} {body}");
        let reply = match (header, body) {
            (None, body) => body,
            (Some(header), Value::Object(mut members)) => {
                members.insert("command_id".into(), header.into());
                Value::Object(members)
            }
            (Some(header), Value::Null) => json!({"command_id": header}),
            (Some(header), body) => json!({"command_id": header, "body": body}),
        };
        assert_eq!(opened.reply, reply);
    }
}

#[tokio::test]
async fn an_answer_shows_ids_only_and_nothing_is_no_answer() {
    let reply = json!({"poolId": "p-1", "ballot": "hidden-1"});
    let (_contract, client) = playing(
        operation("voting.create").unlike_the_facts("an empty reply is survived").replies(200, reply),
    )
    .await;
    let opened = client.polls().create(&poll()).await.unwrap();
    let shown = format!("{opened:?}");
    assert!(shown.contains("p-1") && !shown.contains("hidden"), "{shown}");
    assert_eq!(opened.reply["ballot"], "hidden-1");

    let (_contract, client) =
        playing(operation("voting.create").unlike_the_facts("an empty reply is survived").replies(202, ()))
            .await;
    let error = client.polls().create(&poll()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Unknown));
}

#[tokio::test]
async fn check_pool_status() {
    for body in [json!({"yes": 2, "state": "open"}), json!(["open"]), json!("open")] {
        let (contract, client) =
            playing(operation("voting.check_pool_status").replies(200, body.clone())).await;
        assert_eq!(client.polls().check_pool_status(&"p 1".into()).await.unwrap(), body);
        contract
            .request()
            .await
            .is("GET", "/voting/check-pool-status/p%201")
            .header("x-dpt-authorization", TOKEN)
            .empty();
    }
}

#[tokio::test]
async fn an_unknown_poll_is_an_error() {
    let (_contract, client) =
        playing(operation("voting.check_pool_status").replies(404, json!({"message": "no such pool"}))).await;
    let error = client.polls().check_pool_status(&"p-1".into()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.message(), "no such pool");
}

#[tokio::test]
async fn wrong_input_is_never_sent() {
    let (contract, checking) = playing(operation("voting.create").replies(202, json!("019-a"))).await;
    for (new, field) in [
        (NewPoll::new("", "t", "q"), "votingConfigurationId"),
        (NewPoll::new("c", "", "q"), "title"),
        (NewPoll::new("c", "t", ""), "question"),
        (poll().skip_devices([""]), "skipAuthenticatorDevices"),
    ] {
        let error = checking.polls().create(&new).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().contains(field), "{error}");
    }
    let error = checking.polls().check_pool_status(&"".into()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert_eq!(contract.count(), 0);
    let trusting = Client::builder(contract.url()).token(TOKEN).check_input(false).build().unwrap();
    trusting.polls().create(&NewPoll::new("", "", "")).await.unwrap();
    assert_eq!(contract.count(), 1);
}
