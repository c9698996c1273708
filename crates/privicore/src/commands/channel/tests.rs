//! The board without a socket.

use super::{
    board::{Board, EARLY_LIFE},
    message::Frame,
    socket::News as _,
    *,
};
use crate::RequestId;
use portcullis_core::Trust;
use serde_json::json;

fn channel() -> Channel {
    let second = Duration::from_secs(1);
    Channel::new(Endpoint::new("ws://127.0.0.1:1", &Trust::system(), None, second).unwrap())
}

fn data(id: &str, body: &str) -> Message {
    let data = json!({"type": "X-DPT-CAB-REQUEST-ID", "id": id, "output_type": 0, "body": body});
    Frame::read(&json!({ "data": data }).to_string()).unwrap().draft().unwrap().message()
}

/// As a connection does.
async fn tell(board: &Board, message: Message) {
    board.room(message.weight()).await;
    board.told(message);
}

async fn body(ear: &mut DataEar) -> String {
    match ear.heard().await {
        DataEvent::Data(data) => data.body.expose_secret().to_owned(),
        other => panic!("{other:?}"),
    }
}

async fn silent(ear: &mut DataEar) -> bool {
    timeout(Duration::from_millis(10), ear.heard()).await.is_err()
}

#[tokio::test(start_paused = true)]
async fn data_is_heard_early_late_and_in_order() {
    let channel = channel();
    let id = RequestId::from("r-1");
    tell(&channel.board, data("r-1", "first")).await;
    tell(&channel.board, data("r-2", "other")).await;
    let mut ear = channel.listen_data(&id).unwrap();
    assert_eq!(body(&mut ear).await, "first");
    assert!(silent(&mut ear).await);
    tell(&channel.board, data("r-1", "second")).await;
    tell(&channel.board, data("r-1", "third")).await;
    assert_eq!((body(&mut ear).await, body(&mut ear).await), ("second".to_owned(), "third".to_owned()));
    assert!(silent(&mut ear).await);
    // Who asks again after giving up hears all of it again, for a minute.
    assert_eq!(body(&mut channel.listen_data(&id).unwrap()).await, "first");
    tokio::time::advance(EARLY_LIFE).await;
    assert!(silent(&mut channel.listen_data(&id).unwrap()).await);
}

#[tokio::test(start_paused = true)]
async fn the_channel_coming_and_going_is_heard() {
    let channel = channel();
    let mut ear = channel.listen_data(&"r-1".into()).unwrap();
    channel.board.joined();
    assert!(matches!(ear.heard().await, DataEvent::Changed));
    channel.board.phase.send_replace(Phase::Connecting);
    assert!(matches!(ear.heard().await, DataEvent::Changed));
    channel.board.phase.send_replace(Phase::Down(ErrorKind::Connect, String::new()));
    assert!(silent(&mut ear).await);
}

/// Tells the board so many long messages, one per request, and gives how many of the ears heard theirs.
async fn burst(board: &Board, ears: Vec<DataEar>) -> usize {
    let long = "x".repeat(300_000);
    let listeners: Vec<_> = ears
        .into_iter()
        .map(|mut ear| {
            tokio::spawn(async move { timeout(Duration::from_secs(60), body(&mut ear)).await.is_ok() })
        })
        .collect();
    for n in 0..listeners.len() {
        tell(board, data(&format!("r-{n}"), &long)).await;
    }
    let mut heard = 0;
    for listener in listeners {
        heard += usize::from(listener.await.unwrap());
    }
    heard
}

#[tokio::test(start_paused = true)]
async fn a_burst_waits_until_those_who_are_to_have_it_have_taken_it() {
    let channel = channel();
    let ears = (0..20).map(|n| channel.listen_data(&format!("r-{n}").into()).unwrap()).collect();
    let began = Instant::now();
    assert_eq!(burst(&channel.board, ears).await, 20);
    assert!(began.elapsed() < Duration::from_millis(100));
    // One that takes nothing holds the others up for a while, not for ever.
    let _idle = channel.listen_data(&"r-idle".into()).unwrap();
    tell(&channel.board, data("r-idle", &"x".repeat(900_000))).await;
    let began = Instant::now();
    tell(&channel.board, data("r-9", &"x".repeat(900_000))).await;
    assert_eq!(began.elapsed().as_secs(), 1);
}

#[tokio::test(start_paused = true)]
async fn too_many_ears_are_refused_and_come_back() {
    let channel = channel();
    let id = RequestId::from("r-1");
    let mut ears: Vec<_> = (0..1024).map(|_| channel.listen_data(&id).unwrap()).collect();
    assert_eq!(channel.listen_data(&id).err().unwrap().kind(), ErrorKind::Paced);
    ears.pop();
    channel.listen_data(&id).unwrap();
}
