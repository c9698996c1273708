//! The websocket proxy.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use axum::extract::State as Shared;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use super::State;
use super::store::{Store, time_ordered_id};
use super::tokens::Kind;

/// The open connections.
#[derive(Debug, Default)]
pub(super) struct Sockets(Mutex<Open>);

#[derive(Debug, Default)]
struct Open {
    next: u64,
    connections: BTreeMap<u64, Connection>,
}

#[derive(Debug)]
struct Connection {
    outgoing: mpsc::UnboundedSender<Outgoing>,
    channel: Option<Channel>,
}

/// A connection has one channel at most; joining again replaces it.
#[derive(Debug)]
struct Channel {
    id: String,
    profile: String,
    token: String,
}

#[derive(Debug)]
struct Outgoing {
    frame: String,
    written: oneshot::Sender<()>,
}

/// The writing end of one connection.
#[derive(Debug)]
pub(super) struct Writer(mpsc::UnboundedSender<Outgoing>);

impl Writer {
    /// Writes a frame and returns when it is on the wire or the connection is gone.
    ///
    /// A client that does not read must not keep commands from settling, so the wait has a bound.
    pub(super) async fn write(&self, frame: String) {
        let (written, done) = oneshot::channel();
        if self.0.send(Outgoing { frame, written }).is_ok() {
            let _ = tokio::time::timeout(Duration::from_secs(1), done).await;
        }
    }
}

impl Sockets {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self) -> (u64, mpsc::UnboundedReceiver<Outgoing>) {
        let (outgoing, incoming) = mpsc::unbounded_channel();
        let mut open = self.open();
        let number = open.next;
        open.next += 1;
        open.connections.insert(number, Connection { outgoing, channel: None });
        (number, incoming)
    }

    fn remove(&self, number: u64) {
        self.open().connections.remove(&number);
    }

    /// The sockets that joined with a token of this profile that still lives.
    pub(super) fn joined(&self, store: &Store, profile: &str) -> Vec<Writer> {
        let open = self.open();
        let joined = open.connections.values().filter(|connection| {
            connection.channel.as_ref().is_some_and(|channel| {
                channel.profile == profile && store.live_token(&channel.token, Kind::Full).is_some()
            })
        });
        joined.map(|connection| Writer(connection.outgoing.clone())).collect()
    }

    pub(super) fn joined_count(&self) -> usize {
        self.open().connections.values().filter(|connection| connection.channel.is_some()).count()
    }

    /// Forgets every connection; each task notices that its channel is closed, and drops its socket.
    pub(super) fn drop_all(&self) {
        self.open().connections.clear();
    }

    fn join(&self, number: u64, channel: Channel) {
        if let Some(connection) = self.open().connections.get_mut(&number) {
            connection.channel = Some(channel);
        }
    }

    fn leave(&self, number: u64, channel_id: &str) -> bool {
        let mut open = self.open();
        let Some(connection) = open.connections.get_mut(&number) else { return false };
        if connection.channel.as_ref().is_some_and(|channel| channel.id == channel_id) {
            connection.channel = None;
            return true;
        }
        false
    }
}

pub(super) async fn upgrade(Shared(state): Shared<Arc<State>>, upgrade: WebSocketUpgrade) -> Response {
    // A connection must not keep the state alive: when the last server is gone, so are the connections.
    let state = Arc::downgrade(&state);
    upgrade.on_upgrade(move |socket| serve(state, socket))
}

async fn serve(state: Weak<State>, mut socket: WebSocket) {
    let Some((number, mut outgoing)) = state.upgrade().map(|state| state.sockets.add()) else { return };
    loop {
        tokio::select! {
            next = outgoing.recv() => {
                let Some(Outgoing { frame, written }) = next else { break };
                if socket.send(Message::text(frame)).await.is_err() {
                    break;
                }
                let _ = written.send(());
            }
            received = socket.recv() => {
                let Some(state) = state.upgrade() else { break };
                let answer = match received {
                    Some(Ok(Message::Text(text))) => act(&state, number, text.as_str()),
                    Some(Ok(Message::Binary(_))) => failure(None, 400, "text frames only"),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                };
                drop(state);
                if socket.send(Message::text(answer.to_string())).await.is_err() {
                    break;
                }
            }
        }
    }
    if let Some(state) = state.upgrade() {
        state.sockets.remove(number);
    }
}

/// Carries out one frame of the client and returns the answer.
///
/// Only the good answer to a join is documented. The others keep its form, with the status that the API would give.
fn act(state: &State, number: u64, text: &str) -> Value {
    let Ok(frame) = serde_json::from_str::<Value>(text) else {
        return failure(None, 400, "malformed frame");
    };
    let correlation = frame.get("correlationId");
    let field = |name: &str| frame.pointer(&format!("/data/{name}")).and_then(Value::as_str);
    match frame.get("action").and_then(Value::as_str) {
        Some("joinChannel") => {
            let Some(token) = field("authorizationToken") else {
                return failure(correlation, 422, "authorizationToken is required");
            };
            let profile = state.store().live_token(token, Kind::Full).map(|token| token.profile.clone());
            let Some(profile) = profile else { return failure(correlation, 401, "invalid token") };
            let id = time_ordered_id();
            state.sockets.join(number, Channel { id: id.clone(), profile, token: token.to_owned() });
            success(correlation, &id, "channel joined")
        }
        Some("leaveChannel") => match field("channelId") {
            Some(id) if state.sockets.leave(number, id) => success(correlation, id, "channel left"),
            Some(_) => failure(correlation, 404, "no such channel"),
            None => failure(correlation, 422, "channelId is required"),
        },
        _ => failure(correlation, 400, "unknown action"),
    }
}

fn success(correlation: Option<&Value>, channel_id: &str, message: &str) -> Value {
    tagged(correlation, json!({ "status": 200, "data": { "channelId": channel_id, "message": message } }))
}

fn failure(correlation: Option<&Value>, status: u16, message: &str) -> Value {
    tagged(correlation, json!({ "status": status, "data": { "message": message } }))
}

fn tagged(correlation: Option<&Value>, mut answer: Value) -> Value {
    if let (Some(correlation), Some(answer)) = (correlation, answer.as_object_mut()) {
        answer.insert("correlationId".to_owned(), correlation.clone());
    }
    answer
}
