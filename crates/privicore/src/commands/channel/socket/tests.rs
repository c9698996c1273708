mod handshake;

use super::{super::message::BODY_CAP, *};
use crate::{Client, CommandStatus};
use serde_json::{Value, json};
use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{net::TcpListener, time::sleep};
use tokio_websockets::ServerBuilder;

#[derive(Default)]
struct Notes {
    joined: AtomicUsize,
    settled: Mutex<Vec<CommandStatus>>,
}

impl MessageSink for Notes {
    async fn reserve(&self, _: usize) {}
    fn receive(&self, message: Message) {
        if let Message::Command(status) = message {
            self.settled.lock().unwrap().push(status);
        }
    }
    fn joined(&self) {
        self.joined.fetch_add(1, Ordering::SeqCst);
    }
    fn is_awaited(&self) -> bool {
        true
    }
    fn expire(&self) {}
}

/// Runs one connection, with bounds of milliseconds, against a server that sends these frames after the join's
/// frame (`TAG` is its tag) and then replies to pings for this time, and to nothing after that.
async fn run(frames: Vec<String>, alive: Duration) -> (Disconnect, Notes) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (_, mut socket) = ServerBuilder::new().accept(stream).await.unwrap();
        let join = socket.next().await.unwrap().unwrap();
        let join: Value = serde_json::from_str(join.as_text().unwrap()).unwrap();
        for frame in frames {
            let frame = frame.replace("TAG", join["correlationId"].as_str().unwrap());
            socket.send(Packet::text(frame)).await.unwrap();
        }
        let _ = timeout(alive, async { while socket.next().await.is_some() {} }).await;
        sleep(Duration::from_secs(60)).await;
    });
    let client = Client::builder("http://127.0.0.1:1").token("T-1").build().unwrap();
    let ms = Duration::from_millis;
    let core = portcullis_core::ClientBuilder::new("http://127.0.0.1:1");
    let mut endpoint = Endpoint::new(core.socket(&url).unwrap());
    endpoint.timing = Timing { connect: ms(1000), join: ms(300), ping: ms(50), pong: ms(100) };
    let notes = Notes::default();
    let down = endpoint.run(&client.core, &client.shared.session, &notes).await;
    (down, notes)
}

fn joined() -> String {
    r#"{"correlationId":"TAG","status":200,"data":{"channelId":"c","message":""}}"#.to_owned()
}

fn settled(id: &str, body: &str) -> String {
    json!({"data": {"type": "X-DPT-CAB-ID", "id": id, "command_status": 2, "body": body}}).to_string()
}

#[tokio::test]
async fn a_dead_socket_is_noticed_by_its_silence() {
    let began = Instant::now();
    let (down, notes) = run(vec![joined()], Duration::from_millis(400)).await;
    assert!(matches!(down, Disconnect::Lost(ErrorKind::Interrupted, text) if text.contains("ping")));
    assert_eq!(notes.joined.load(Ordering::SeqCst), 1);
    let lived = began.elapsed();
    assert!(lived > Duration::from_millis(400) && lived < Duration::from_secs(5), "{lived:?}");
}

#[tokio::test]
async fn a_join_without_an_answer_ends() {
    for noise in [vec![], vec![r#"{"correlationId":"other","status":200}"#.to_owned()]] {
        let (down, notes) = run(noise, Duration::from_secs(5)).await;
        assert!(matches!(down, Disconnect::Lost(ErrorKind::Timeout, _)));
        assert_eq!(notes.joined.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn every_answer_to_a_join_is_understood() {
    for (reply, refused) in [
        (r#"{"correlationId":"TAG","status":401}"#, true),
        (r#"{"status":"403"}"#, true),
        (r#"{"correlationId":"TAG","status":500}"#, false),
        (r#"{"correlationId":"TAG"}"#, false),
    ] {
        let (down, notes) = run(vec![reply.to_owned()], Duration::from_secs(5)).await;
        match down {
            Disconnect::Refused(token, text) => {
                assert!(refused && token.expose_secret() == "T-1" && !text.contains("T-1"));
            }
            Disconnect::Lost(kind, _) => assert!(!refused && kind != ErrorKind::Timeout),
            Disconnect::Renewed | Disconnect::ProxyAuthentication(_) => panic!("nothing was renewed"),
        }
        assert_eq!(notes.joined.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn outcomes_are_received_before_and_after_the_join_and_long_bodies_are_dropped() {
    let frames =
        vec![settled("a", "x"), r#"{"status":200}"#.to_owned(), settled("b", &"x".repeat(BODY_CAP + 1))];
    let (_, notes) = run(frames, Duration::from_millis(200)).await;
    let received = notes.settled.lock().unwrap();
    let received: Vec<_> =
        received.iter().map(|s| (s.command_id.clone().unwrap().to_string(), s.body.is_some())).collect();
    assert_eq!(received, [("a".to_owned(), true), ("b".to_owned(), false)]);
}

#[tokio::test]
async fn a_message_over_the_cap_ends_the_connection() {
    let (down, _) = run(vec![joined(), settled("a", &"x".repeat(MESSAGE_CAP))], Duration::from_secs(5)).await;
    assert!(matches!(down, Disconnect::Lost(ErrorKind::Interrupted, text) if text.contains("broke")));
}
