//! `tms.*` and `ast_tms.*`: questions to a user's app, and how they end.

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::state::State;
use super::store::Store;
use super::wire::{Administrator, Body, Failure, Shared, TRANSACTIONS, UserInPath, enveloped};
use crate::clock::rfc3339;
use crate::collections::text;
use crate::objects::Object;
use crate::random;

const TRANSACTIONS_KEPT: &str = "transactions";
const PENDING: &str = "PENDING";

/// For how long a transaction is known after its end. Some 2.5 hours later none was.
const KNOWN: Duration = Duration::from_secs(7200);
/// The limits of the vendor's tool.
const MOST_SECONDS: u64 = 86_400;
const MOST_TEXT: usize = 4096;

type InPath = Path<HashMap<String, String>>;

fn id(path: &InPath) -> &str {
    path.get("tms").map(String::as_str).unwrap_or_default()
}

fn bad(message: &'static str) -> Failure {
    Failure::kobil(TRANSACTIONS, StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

/// The words for these are not documented.
fn unknown() -> Failure {
    Failure::stock(StatusCode::NOT_FOUND, "HTTP 404 Not Found")
}

fn seconds(object: &Object, name: &str) -> Duration {
    Duration::from_secs(object.get(name).and_then(Value::as_u64).unwrap_or_default())
}

impl Store {
    /// Ends what nobody fetched or answered in time, and forgets what ended long ago.
    fn end_transactions(&mut self) {
        let now = self.now();
        let timed = |object: &Object, name: &str| object.contains_key(name).then(|| seconds(object, name));
        self.objects_mut().change(TRANSACTIONS_KEPT, |object| {
            let retrieved = timed(object, "retrieved");
            let end = match retrieved {
                Some(retrieved) => retrieved + seconds(object, "tmsTimeout"),
                None => seconds(object, "started") + seconds(object, "retrievalTimeout"),
            };
            let ends = text(object, "status") == PENDING && now >= end;
            if ends {
                object.insert("status".to_owned(), "TIMEOUT".into());
                object.insert("completed".to_owned(), end.as_secs().into());
            }
            ends
        });
        let old = |object: &Object| timed(object, "completed").is_some_and(|end| now >= end + KNOWN);
        self.forget_transactions(old);
    }

    fn forget_transactions(&mut self, gone: impl Fn(&Object) -> bool) {
        let rows = self.objects().rows(TRANSACTIONS_KEPT);
        let ids: Vec<String> = rows.filter(|row| gone(&row.object)).map(|row| row.key.clone()).collect();
        for id in ids {
            self.objects_mut().remove(TRANSACTIONS_KEPT, "", &id);
        }
    }

    /// The transactions of a user who is gone.
    pub(super) fn forget_transactions_of(&mut self, user: &str) {
        self.forget_transactions(|object| text(object, "userId") == user);
    }

    fn transaction(&mut self, id: &str) -> Option<Object> {
        self.end_transactions();
        self.objects().get(TRANSACTIONS_KEPT, "", id).cloned()
    }

    /// Moves a pending transaction on. `None` only notes that the app has it.
    pub(super) fn move_on(&mut self, id: &str, status: Option<&str>) -> bool {
        let pending = self.transaction(id).filter(|object| text(object, "status") == PENDING);
        let Some(mut object) = pending else { return false };
        let now = Value::from(self.now().as_secs());
        if status != Some("CANCELLED") {
            object.entry("retrieved").or_insert_with(|| now.clone());
        }
        if let Some(status) = status {
            object.insert("status".to_owned(), status.into());
            object.insert("completed".to_owned(), now);
            if status != "CANCELLED" {
                // The container's format is not documented.
                let signed = STANDARD.encode(random::bytes::<96>());
                object.insert("signedData".to_owned(), signed.into());
            }
        }
        self.objects_mut().put(TRANSACTIONS_KEPT, "", id, object);
        true
    }

    /// What was asked for, by the id of the transaction.
    pub(super) fn asked(&mut self, id: &str) -> Option<Value> {
        self.transaction(id)?.remove("asked")
    }
}

fn info(object: &Object) -> Value {
    let mut out = json!({
        "id": text(object, "id"), "status": text(object, "status"), "userId": text(object, "userId"),
        "retrievalTimeout": object.get("retrievalTimeout"), "tmsTimeout": object.get("tmsTimeout"),
        "astClientIds": object.get("astClientIds"),
    });
    for (kept, shown) in
        [("started", "startedAt"), ("retrieved", "retrievedAt"), ("completed", "completedAt")]
    {
        if let (true, Some(out)) = (object.contains_key(kept), out.as_object_mut()) {
            out.insert(shown.to_owned(), rfc3339(seconds(object, kept)).into());
        }
    }
    out
}

/// Starts a transaction for the user of this id.
fn start(state: &State, user: &str, mut body: Object) -> Result<Value, Failure> {
    let mut store = state.store();
    let user = store.user(user).ok_or_else(Failure::user_not_found)?;
    let data = body.get("tmsData").and_then(Value::as_object).ok_or_else(|| bad("tmsData is missing"))?;
    let shown = data.get("text").and_then(Value::as_str).unwrap_or_default();
    if shown.is_empty() || shown.len() > MOST_TEXT {
        return Err(bad("the text is empty or too long"));
    }
    let mut times = Vec::new();
    for (name, default) in [("retrievalTimeout", 300), ("tmsTimeout", 600)] {
        let given = body.get(name).filter(|value| !value.is_null());
        let time = given.map_or(Some(default), Value::as_u64);
        let time = time.filter(|time| (1..=MOST_SECONDS).contains(time));
        times.push((name, time.ok_or_else(|| bad("a timeout is not a number from 1 to 86400"))?));
    }
    let freshness = body.get("requireFreshnessOfAuthentication").filter(|value| !value.is_null());
    match freshness.map_or(Some(-1), Value::as_i64) {
        Some(0) => {
            let description = "The authentication is too old";
            return Err(Failure::oauth(StatusCode::FORBIDDEN, "516004035", description));
        }
        Some(-1 | 1..) => {}
        _ => return Err(bad("requireFreshnessOfAuthentication is neither -1 nor a number of seconds")),
    }
    let own: Vec<&str> = user.devices.iter().map(|device| device.id.as_str()).collect();
    let wanted = match body.get("astClientIds") {
        None | Some(Value::Null) => json!(own),
        Some(Value::Array(ids)) => {
            if !ids.iter().all(|id| id.as_str().is_some_and(|id| own.contains(&id))) {
                return Err(unknown());
            }
            json!(ids)
        }
        Some(_) => return Err(bad("astClientIds is not a list")),
    };
    let id = random::ulid(store.millis());
    body.insert("userId".to_owned(), user.id.clone().into());
    let mut object = Object::new();
    for (name, time) in times {
        object.insert(name.to_owned(), time.into());
    }
    let more = json!({
        "id": id, "status": PENDING, "userId": user.id, "astClientIds": wanted,
        "started": store.now().as_secs(), "asked": body,
    });
    if let Value::Object(more) = more {
        object.extend(more);
    }
    let info = info(&object);
    store.objects_mut().put(TRANSACTIONS_KEPT, "", &id, object);
    Ok(info)
}

fn result_of(state: &State, id: &str) -> Result<Value, Failure> {
    let object = state.store().transaction(id).ok_or_else(unknown)?;
    if text(&object, "status") == PENDING {
        return Err(Failure::stock(StatusCode::PRECONDITION_FAILED, "HTTP 412 Precondition Failed"));
    }
    let mut out = json!({ "info": info(&object) });
    if let (Some(signed), Some(out)) = (object.get("signedData"), out.as_object_mut()) {
        out.insert("signedData".to_owned(), signed.clone());
    }
    Ok(out)
}

fn done(message: &str, data: Value) -> Response {
    enveloped(Some(TRANSACTIONS), StatusCode::OK, "OK", message, Some(data))
}

/// `tms.start`: the user is in the path, and may be in the body again.
pub(super) async fn start_tms(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(user): UserInPath,
    Body(body): Body<Object>,
) -> Result<Response, Failure> {
    if body.get("userId").is_some_and(|again| !again.is_null() && *again != user) {
        return Err(bad("userId is another user than that of the path"));
    }
    Ok(done("Transaction started", json!({ "info": start(&state, &user, body)? })))
}

pub(super) async fn tms_result(
    Shared(state): Shared,
    _caller: Administrator,
    path: InPath,
) -> Result<Response, Failure> {
    Ok(done("Result retrieved", result_of(&state, id(&path))?))
}

/// The AST service has no envelope, in errors neither.
fn bare(failure: Failure) -> Failure {
    match failure {
        Failure::Kobil { status: StatusCode::NOT_FOUND, .. } => unknown(),
        Failure::Kobil { status, .. } => Failure::stock(status, "HTTP 400 Bad Request"),
        other => other,
    }
}

/// `ast_tms.create`: no envelope here and below.
pub(super) async fn create(
    Shared(state): Shared,
    _caller: Administrator,
    Body(body): Body<Object>,
) -> Result<Json<Value>, Failure> {
    let user = text(&body, "userId").to_owned();
    if user.is_empty() {
        return Err(bare(bad("userId is missing")));
    }
    start(&state, &user, body).map(Json).map_err(bare)
}

pub(super) async fn status(
    Shared(state): Shared,
    _caller: Administrator,
    path: InPath,
) -> Result<Json<Value>, Failure> {
    let object = state.store().transaction(id(&path)).ok_or_else(unknown)?;
    Ok(Json(info(&object)))
}

pub(super) async fn result(
    Shared(state): Shared,
    _caller: Administrator,
    path: InPath,
) -> Result<Json<Value>, Failure> {
    result_of(&state, id(&path)).map(Json)
}

/// A transaction that ended before stays as it ended.
pub(super) async fn cancel(
    Shared(state): Shared,
    _caller: Administrator,
    path: InPath,
) -> Result<Response, Failure> {
    let mut store = state.store();
    store.transaction(id(&path)).ok_or_else(unknown)?;
    store.move_on(id(&path), Some("CANCELLED"));
    Ok(StatusCode::NO_CONTENT.into_response())
}
