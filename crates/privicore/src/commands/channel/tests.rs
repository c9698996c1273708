//! The state without a socket.

use super::{
    message::Frame,
    socket::MessageSink as _,
    state::{ChannelState, RECENT_LIFETIME},
    *,
};
use crate::{RequestId, commands::Event};
use serde_json::json;

fn channel() -> Channel {
    let second = Duration::from_secs(1);
    let core = portcullis_core::ClientBuilder::new("http://127.0.0.1:1").connect_timeout(second);
    Channel::new(Endpoint::new(core.socket("ws://127.0.0.1:1").unwrap()))
}

fn data(id: &str, body: &str) -> Message {
    let data = json!({"type": "X-DPT-CAB-REQUEST-ID", "id": id, "output_type": 0, "body": body});
    Frame::read(&json!({ "data": data }).to_string()).unwrap().unparsed().unwrap().parse()
}

/// As a connection does.
async fn send(state: &ChannelState, message: Message) {
    state.reserve(message.weight()).await;
    state.receive(message);
}

async fn body(waiter: &mut DataWaiter) -> String {
    match waiter.next().await {
        DataEvent::Data(data) => data.body.expose_secret().to_owned(),
        other => panic!("{other:?}"),
    }
}

async fn silent(waiter: &mut DataWaiter) -> bool {
    timeout(Duration::from_millis(10), waiter.next()).await.is_err()
}

#[tokio::test(start_paused = true)]
async fn data_arrives_before_and_after_the_waiter_and_in_order() {
    let channel = channel();
    let id = RequestId::from("r-1");
    send(&channel.state, data("r-1", "first")).await;
    send(&channel.state, data("r-2", "other")).await;
    let mut waiter = channel.wait_for_data(&id).unwrap();
    assert_eq!(body(&mut waiter).await, "first");
    assert!(silent(&mut waiter).await);
    send(&channel.state, data("r-1", "second")).await;
    send(&channel.state, data("r-1", "third")).await;
    assert_eq!((body(&mut waiter).await, body(&mut waiter).await), ("second".to_owned(), "third".to_owned()));
    assert!(silent(&mut waiter).await);
    // A new waiter receives all of it again, for a minute.
    assert_eq!(body(&mut channel.wait_for_data(&id).unwrap()).await, "first");
    tokio::time::advance(RECENT_LIFETIME).await;
    assert!(silent(&mut channel.wait_for_data(&id).unwrap()).await);
}

#[tokio::test(start_paused = true)]
async fn a_waiter_is_joined_from_the_event_of_the_join_on() {
    let channel = channel();
    let mut waiter = channel.wait_for(&"c-1".into());
    channel.state.joined();
    assert!(!waiter.is_joined(), "the end of a join that was no event is no event either");
    assert!(matches!(waiter.next().await, Event::Changed) && waiter.is_joined());
    channel.state.phase.send_replace(Phase::Connecting);
    assert!(waiter.is_joined());
    assert!(matches!(waiter.next().await, Event::Changed) && !waiter.is_joined());
}

#[tokio::test(start_paused = true)]
async fn joins_and_disconnects_are_events() {
    let channel = channel();
    let mut waiter = channel.wait_for_data(&"r-1".into()).unwrap();
    channel.state.joined();
    assert!(matches!(waiter.next().await, DataEvent::Changed));
    channel.state.phase.send_replace(Phase::Connecting);
    assert!(matches!(waiter.next().await, DataEvent::Changed));
    channel.state.phase.send_replace(Phase::Down(ErrorKind::Connect, String::new()));
    assert!(silent(&mut waiter).await);
}

/// Sends a long message to each waiter, and returns how many received theirs.
async fn burst(state: &ChannelState, data_waiters: Vec<DataWaiter>) -> usize {
    let long = "x".repeat(300_000);
    let listeners: Vec<_> = data_waiters
        .into_iter()
        .map(|mut waiter| {
            tokio::spawn(async move { timeout(Duration::from_secs(60), body(&mut waiter)).await.is_ok() })
        })
        .collect();
    for n in 0..listeners.len() {
        send(state, data(&format!("r-{n}"), &long)).await;
    }
    let mut received = 0;
    for listener in listeners {
        received += usize::from(listener.await.unwrap());
    }
    received
}

#[tokio::test(start_paused = true)]
async fn a_burst_waits_until_its_waiters_have_consumed_it() {
    let channel = channel();
    let data_waiters = (0..20).map(|n| channel.wait_for_data(&format!("r-{n}").into()).unwrap()).collect();
    let began = Instant::now();
    assert_eq!(burst(&channel.state, data_waiters).await, 20);
    assert!(began.elapsed() < Duration::from_millis(100));
    // One that takes nothing holds the others up for a while, not for ever.
    let _idle = channel.wait_for_data(&"r-idle".into()).unwrap();
    send(&channel.state, data("r-idle", &"x".repeat(900_000))).await;
    let began = Instant::now();
    send(&channel.state, data("r-9", &"x".repeat(900_000))).await;
    assert_eq!(began.elapsed().as_secs(), 1);
}

#[tokio::test(start_paused = true)]
async fn too_many_waiters_are_refused_until_one_is_dropped() {
    let channel = channel();
    let id = RequestId::from("r-1");
    let mut data_waiters: Vec<_> = (0..1024).map(|_| channel.wait_for_data(&id).unwrap()).collect();
    assert_eq!(channel.wait_for_data(&id).err().unwrap().kind(), ErrorKind::Paced);
    data_waiters.pop();
    channel.wait_for_data(&id).unwrap();
}
