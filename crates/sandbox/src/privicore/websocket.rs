//! The websocket proxy.

use std::sync::{Arc, Weak};

use axum::extract::State as Shared;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde_json::{Value, json};

use super::ids::time_ordered_id;
use super::sockets::{Channel, Outgoing};
use super::state::State;
use super::token::Kind;

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
