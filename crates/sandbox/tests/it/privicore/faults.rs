//! What the websocket does wrong on demand.

use serde_json::{Value, json};

use super::session::Session;
use super::{Socket, id_of};

/// A session whose commands send two messages each.
async fn start() -> Session {
    let session = Session::start().await;
    session.control().announce_pending(true);
    session
}

async fn ask(session: &Session) -> Value {
    json!(id_of(&session.post("/device/request-unique-identifier", &[("deviceName", "phone")]).await))
}

fn told(message: &Value) -> (Value, u64) {
    (message["data"]["id"].clone(), message["data"]["command_status"].as_u64().unwrap())
}

#[tokio::test]
async fn two_messages_change_places() {
    let session = start().await;
    let mut socket = session.socket().await;
    session.control().reorder_next_two();
    let id = ask(&session).await;
    assert_eq!(told(&socket.receive().await), (id.clone(), 2));
    assert_eq!(told(&socket.receive().await), (id, 1));
    let id = ask(&session).await;
    assert_eq!(told(&socket.receive().await), (id, 1));
}

#[tokio::test]
async fn a_message_comes_twice() {
    let session = start().await;
    let mut socket = session.socket().await;
    session.control().duplicate_next();
    let id = ask(&session).await;
    for status in [1, 1, 2] {
        assert_eq!(told(&socket.receive().await), (id.clone(), status));
    }
}

#[tokio::test]
async fn sockets_drop_at_the_message_that_was_named() {
    let session = start().await;
    let mut socket = session.socket().await;
    session.control().drop_sockets_at(2);
    let id = ask(&session).await;
    assert_eq!(told(&socket.receive().await), (id.clone(), 1));
    assert_eq!(socket.next().await, None);
    assert_eq!(session.control().joined_sockets(), 0);
    // The command went on, and the next socket is a good one.
    assert_eq!(session.state(id.as_str().unwrap()).await.0, 2);
    let mut socket: Socket = session.socket().await;
    let id = ask(&session).await;
    assert_eq!(told(&socket.receive().await), (id, 1));
}

#[tokio::test]
async fn data_comes_before_the_reply() {
    let session = Session::start().await;
    let token = session.store("aGk=").await;
    let mut socket = session.socket().await;
    session.control().acknowledge_early(true);
    let request = session.request(&token).await;
    assert_eq!(socket.receive().await["data"]["command_status"], 2);
    let message = socket.receive().await;
    assert_eq!((&message["data"]["id"], &message["data"]["body"]), (&json!(request), &json!("aGk=")));
}
