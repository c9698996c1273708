//! Commands: accepted at once, settled later, announced on the websocket and returned on request.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::command::{Command, Outcome, Work};
use super::ids::time_ordered_id;
use super::settings::{Frame, IdShape, PollDialect};
use super::state::State;
use super::wire::{Refusal, media_type};

const COMMAND_ID: HeaderName = HeaderName::from_static("x-dpt-cab-id");

impl State {
    /// Accepts a write: 202 with the id of the command in header and body.
    pub(super) async fn accept(self: &Arc<Self>, profile: Option<String>, work: Work) -> Response {
        let id = time_ordered_id();
        let (shape, with_header, early, pending, delay, held, refusal) = {
            let mut settings = self.settings();
            let held = std::mem::take(&mut settings.hold_next);
            let refusal = settings.refusals.pop_front();
            let (shape, with_header) = (settings.id_shape, settings.id_header);
            let (early, pending, delay) = (settings.early, settings.pending, settings.settle_delay);
            (shape, with_header, early, pending, delay, held, refusal)
        };
        {
            let mut store = self.store();
            let polls = store.polls_for(&id, profile.as_deref(), &work);
            let command = Command { profile, work, outcome: Outcome::Pending, held, refusal, polls };
            store.commands.insert(id.clone(), command);
        }
        self.arm_polls();
        if early {
            let settled = self.settle(&id);
            self.announce(&id).await;
            if settled {
                self.deliver(&id).await;
            }
        } else {
            let (state, id) = (Arc::clone(self), id.clone());
            tokio::spawn(async move {
                if pending {
                    state.announce(&id).await;
                }
                tokio::time::sleep(delay).await;
                state.settle_and_announce(&id).await;
            });
        }
        let mut reply = match shape {
            IdShape::Text => (StatusCode::ACCEPTED, Json(json!(id))).into_response(),
            IdShape::Array => (StatusCode::ACCEPTED, Json(json!([id]))).into_response(),
            IdShape::Object => (StatusCode::ACCEPTED, Json(json!({ "commandId": id }))).into_response(),
            IdShape::Empty => StatusCode::ACCEPTED.into_response(),
        };
        if with_header && let Ok(value) = HeaderValue::from_str(&id) {
            reply.headers_mut().insert(COMMAND_ID, value);
        }
        reply
    }

    /// Carries a command out, and starts the time of what it opened.
    fn settle(self: &Arc<Self>, id: &str) -> bool {
        let settled = self.store().settle(id);
        self.arm_polls();
        settled
    }

    pub(super) async fn settle_and_announce(self: &Arc<Self>, id: &str) {
        if self.settle(id) {
            self.announce(id).await;
            self.deliver(id).await;
        }
    }

    /// Sends a command's state to every joined socket of its profile, and returns when it is written.
    async fn announce(&self, id: &str) {
        let (profile, frame) = {
            let store = self.store();
            let Some(command) = store.commands.get(id) else { return };
            let Some(profile) = command.profile.clone() else { return };
            let data = json!({
                "type": "X-DPT-CAB-ID",
                "id": id,
                "command_status": command.outcome.number(),
                "body": command.outcome.reason(),
            });
            (profile, json!({ "data": data }))
        };
        self.send(Frame { profile, content: frame }).await;
    }
}

pub(super) async fn health() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

pub(super) async fn status(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Response {
    let dialect = state.settings().poll_dialect;
    if dialect == PollDialect::PostOnly {
        let allow = [(header::ALLOW, "POST")];
        return (StatusCode::METHOD_NOT_ALLOWED, allow).into_response();
    }
    answer(&state, &id, dialect)
}

pub(super) async fn status_post(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let is_json = media_type(&headers) == "application/json";
    if !is_json || !serde_json::from_slice::<Value>(&body).is_ok_and(|body| body.is_object()) {
        return Refusal::parameter("body", "is not a JSON object").into_response();
    }
    // The POST form is known with bodies only.
    let dialect = match state.settings().poll_dialect {
        PollDialect::Object => PollDialect::Object,
        _ => PollDialect::Word,
    };
    answer(&state, &id, dialect)
}

fn answer(state: &State, id: &str, dialect: PollDialect) -> Response {
    let store = state.store();
    let Some(command) = store.commands.get(id) else { return Refusal::NotFound.into_response() };
    match dialect {
        PollDialect::StatusOnly => match command.outcome {
            Outcome::Pending => StatusCode::ACCEPTED.into_response(),
            Outcome::Succeeded => StatusCode::OK.into_response(),
            Outcome::Rejected(_) => StatusCode::NOT_FOUND.into_response(),
        },
        PollDialect::Word | PollDialect::PostOnly => {
            let word = match command.outcome {
                Outcome::Pending => "started",
                Outcome::Succeeded => "succeeded",
                Outcome::Rejected(_) => "rejected",
            };
            Json(json!([word])).into_response()
        }
        PollDialect::Object => {
            let (number, reason) = (command.outcome.number(), command.outcome.reason());
            Json(json!({ "commandId": id, "command_status": number, "body": reason })).into_response()
        }
    }
}
