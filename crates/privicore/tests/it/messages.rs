//! Everything that the channel says.

use super::{
    channel::{Order, Proxy, builder, pending, until},
    client,
};
use futures_util::StreamExt;
use privicore::{Client, CommandState, ErrorKind, Message, Messages, OutputType};
use serde_json::json;
use std::{sync::atomic::Ordering, time::Duration};
use tokio::time::{sleep, timeout};

async fn next(messages: &mut Messages) -> Message {
    timeout(Duration::from_secs(10), messages.next()).await.unwrap().unwrap()
}

fn say(proxy: &Proxy, data: &serde_json::Value) {
    let _ = proxy.orders.send(Order::Say(json!({ "data": data }).to_string()));
}

/// A client whose channel is joined, and its messages after that one.
async fn joined(proxy: &Proxy) -> (Client, Messages) {
    let engine = pending();
    let client = builder(&engine, proxy).build().unwrap();
    let mut messages = client.messages().unwrap();
    assert!(matches!(next(&mut messages).await, Message::Joined));
    (client, messages)
}

#[tokio::test]
async fn all_messages_come_in_order_to_all_readers() {
    let proxy = Proxy::start(|_| 200).await;
    let (client, messages) = joined(&proxy).await;
    let late = client.messages().unwrap();
    proxy.say("c-1", 1, json!(null));
    proxy.say("c-1", 3, "a.b");
    say(
        &proxy,
        &json!({"type": "X-DPT-CAB-REQUEST-ID", "id": "r-1", "output_type": 1, "body": "https://s/?auth=x"}),
    );
    say(&proxy, &json!({"type": "STREAM-READY", "requestId": "r-1", "streamUrl": "wss://s"}));
    say(&proxy, &json!({"type": "NEWS", "n": 1}));
    for mut reader in [messages, late] {
        let Message::Command(one) = next(&mut reader).await else { panic!() };
        let Message::Command(two) = next(&mut reader).await else { panic!() };
        assert_eq!((one.state, two.state), (CommandState::Pending, CommandState::Rejected));
        assert_eq!((two.command_id.unwrap().as_str(), two.body), ("c-1", Some(json!("a.b"))));
        let Message::Data(data) = next(&mut reader).await else { panic!() };
        assert_eq!((data.request_id.as_str(), data.output_type), ("r-1", OutputType::Link));
        assert_eq!(data.body.expose_secret(), "https://s/?auth=x");
        let Message::StreamReady(ready) = next(&mut reader).await else { panic!() };
        assert_eq!(ready.stream_url.unwrap().expose_secret(), "wss://s");
        let Message::Other { kind, data, .. } = next(&mut reader).await else { panic!() };
        assert_eq!((kind.as_str(), data.unwrap().expose_secret()), ("NEWS", r#"{"n":1,"type":"NEWS"}"#));
    }
}

#[tokio::test]
async fn a_slow_reader_misses_the_oldest_and_is_told_how_many() {
    let proxy = Proxy::start(|_| 200).await;
    let (client, mut slow) = joined(&proxy).await;
    let mut quick = client.messages().unwrap();
    for n in 0..300 {
        proxy.say(&format!("c-{n}"), 2, json!(null));
        let Message::Command(status) = next(&mut quick).await else { panic!() };
        assert_eq!(status.command_id.unwrap().as_str(), format!("c-{n}"));
    }
    let Message::Missed(44) = next(&mut slow).await else { panic!() };
    for n in 44..300 {
        let Message::Command(status) = next(&mut slow).await else { panic!() };
        assert_eq!(status.command_id.unwrap().as_str(), format!("c-{n}"));
    }
    assert!(timeout(Duration::from_millis(50), slow.next()).await.is_err());
}

#[tokio::test]
async fn a_reader_keeps_the_channel_sees_it_come_back_and_ends_with_the_client() {
    let proxy = Proxy::start(|_| 200).await;
    let (client, mut messages) = joined(&proxy).await;
    let closer = client.clone();
    drop(client);
    sleep(Duration::from_millis(100)).await;
    assert_eq!(proxy.open.load(Ordering::SeqCst), 1);
    let _ = proxy.orders.send(Order::Drop);
    assert!(matches!(next(&mut messages).await, Message::Joined));
    proxy.say("c-1", 2, json!(null));
    until(|| proxy.joined() == 2).await;
    sleep(Duration::from_millis(100)).await;
    closer.close(Duration::from_secs(5)).await.unwrap();
    assert!(matches!(next(&mut messages).await, Message::Command(_)));
    assert!(StreamExt::next(&mut messages).await.is_none());
    assert!(messages.next().await.is_none());
    drop((closer, messages));
    until(|| proxy.open.load(Ordering::SeqCst) == 0).await;
}

#[test]
fn a_runtime_that_lacks_something_is_an_error() {
    use std::{future::Future, pin::Pin, task};
    type Attempt = Pin<Box<dyn Future<Output = Result<(), privicore::Error>> + Send>>;
    let bound = Duration::from_secs(5);
    let fresh =
        || Client::builder("http://127.0.0.1:1").ws_url("ws://127.0.0.1:1").token("t").build().unwrap();
    let attempts = |client: &Client| -> Vec<Attempt> {
        let (open, read) = (client.open_channel(), client.clone());
        let payloads = client.payloads(privicore::Plain);
        let waits = client.commands().outcome(&privicore::Command::new("c-1"), bound);
        vec![
            Box::pin(open),
            Box::pin(client.close(bound)),
            Box::pin(client.close_and_logout(bound)),
            Box::pin(async move { waits.await.map(drop) }),
            Box::pin(async move { read.messages().map(drop) }),
            Box::pin(async move { payloads.retrieve(&"d-1".into(), bound).await.map(drop) }),
        ]
    };
    let no_timers = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    for attempt in 0..attempts(&fresh()).len() {
        let mut outside = attempts(&fresh()).swap_remove(attempt);
        let polled = outside.as_mut().poll(&mut task::Context::from_waker(task::Waker::noop()));
        let task::Poll::Ready(outside) = polled else { panic!("it waits for what is not there") };
        for outcome in [outside, no_timers.block_on(attempts(&fresh()).swap_remove(attempt))] {
            assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Interrupted, "{attempt}");
        }
    }
    let no_io = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let error = no_io.block_on(fresh().open_channel()).unwrap_err();
    assert!(error.kind() == ErrorKind::Interrupted && error.message().contains("IO"), "{error:?}");
}

#[test]
fn without_a_channel_or_a_runtime_there_are_no_messages() {
    assert_eq!(client("http://127.0.0.1:1").messages().unwrap_err().kind(), ErrorKind::Config);
    let no_runtime =
        Client::builder("http://127.0.0.1:1").ws_url("ws://127.0.0.1:1").token("t").build().unwrap();
    assert_eq!(no_runtime.messages().unwrap_err().kind(), ErrorKind::Interrupted);
}
