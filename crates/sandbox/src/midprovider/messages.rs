//! `mpower.*`: chat messages, files and documents to sign, and the media that users send.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Path, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::state::State;
use super::store::Store;
use super::wire::{Administrator, Body, Failure, Shared, UserInPath};
use crate::collections::text;
use crate::multipart;
use crate::objects::Object;
use crate::random;

const SENT: &str = "sent_messages";
const MEDIA: &str = "media";
/// The largest file.
const MOST: usize = 16 * 1024 * 1024;

/// The number of this part is not known.
fn bad(message: &'static str) -> Failure {
    Failure::kobil(None::<u8>, StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

/// What is kept of a message.
pub(super) struct Sent {
    pub(super) operation: &'static str,
    pub(super) body: Value,
    pub(super) file: Option<(String, Bytes)>,
}

/// A message to a user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SentMessage {
    /// The operation, as `mpower.send_attachment`.
    pub operation: String,
    /// The JSON that was sent.
    pub body: Value,
    /// The name and the content of the file that was sent with it.
    pub file: Option<(String, Vec<u8>)>,
}

impl Store {
    pub(super) fn keep_sent(&mut self, id: &str, user: &str, sent: &Sent) {
        let file = sent.file.as_ref().map(|(name, content)| json!([name, STANDARD.encode(content)]));
        let kept = json!({ "user": user, "operation": sent.operation, "body": sent.body, "file": file });
        self.add(SENT, "", id, kept);
    }

    /// What was sent to a user, the oldest first.
    pub(super) fn sent_to(&self, user: &str) -> Vec<SentMessage> {
        let sent = self.objects().list(SENT, "").filter(|sent| text(sent, "user") == user);
        let file = |sent: &Object| {
            let file = sent.get("file")?.as_array()?;
            let content = STANDARD.decode(file.get(1)?.as_str()?).ok()?;
            Some((file.first()?.as_str()?.to_owned(), content))
        };
        sent.map(|sent| SentMessage {
            operation: text(sent, "operation").to_owned(),
            body: sent.get("body").cloned().unwrap_or_default(),
            file: file(sent),
        })
        .collect()
    }

    /// The messages to a user who is gone.
    pub(super) fn forget_sent_to(&mut self, user: &str) {
        let rows = self.objects().rows(SENT).filter(|row| text(&row.object, "user") == user);
        for id in rows.map(|row| row.key.clone()).collect::<Vec<_>>() {
            self.objects_mut().remove(SENT, "", &id);
        }
    }

    /// Keeps a file as a user would send it, and returns its id.
    pub(super) fn add_media(&mut self, content: &[u8]) -> String {
        let id = random::uuid();
        self.add(MEDIA, "", &id, json!({ "content": STANDARD.encode(content) }));
        id
    }
}

/// Keeps a message to the user of this name, and returns its ids.
fn send(state: &State, name: &str, sent: &Sent) -> Result<Json<Value>, Failure> {
    let mut store = state.store();
    // The pages list no 404.
    let user = store.id_of(name).ok_or_else(|| bad("There is no such user"))?;
    let id = random::uuid();
    let instance = sent.body.get("instanceId").and_then(Value::as_str).filter(|id| !id.is_empty());
    let instance = instance.map_or_else(random::uuid, str::to_owned);
    store.keep_sent(&id, &user, sent);
    Ok(Json(json!({ "messageId": id, "instanceId": instance })))
}

/// What all chat messages have. Returns the content.
fn content(message: &Object) -> Result<&Object, Failure> {
    if text(message, "serviceUuid").is_empty() {
        return Err(bad("serviceUuid is missing"));
    }
    if message.get("version") != Some(&3.into()) {
        return Err(bad("the version is not 3"));
    }
    let content = message.get("messageContent").and_then(Value::as_object);
    let content = content.ok_or_else(|| bad("messageContent is missing"))?;
    if !content.get("messageText").is_some_and(Value::is_string) {
        return Err(bad("messageText is missing"));
    }
    Ok(content)
}

pub(super) async fn message(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
    Body(message): Body<Object>,
) -> Result<Json<Value>, Failure> {
    let content = content(&message)?;
    let operation = match text(&message, "messageType") {
        "processChatMessage" | "textEntryRequest" => "mpower.send_message",
        "choiceRequest" => {
            let choices = content.get("choices").and_then(Value::as_array);
            let has_text = |choice: &Value| choice.get("text").is_some_and(Value::is_string);
            if !choices.is_some_and(|choices| !choices.is_empty() && choices.iter().all(has_text)) {
                return Err(bad("the choices are missing or have no text"));
            }
            "mpower.send_choice"
        }
        "smartScreenService" => {
            if text(content, "smartScreenServiceUuid").is_empty() {
                return Err(bad("smartScreenServiceUuid is missing"));
            }
            "mpower.send_smart_screen"
        }
        _ => return Err(bad("the messageType is not known")),
    };
    send(&state, &name, &Sent { operation, body: message.into(), file: None })
}

/// A form of one part of JSON and one file.
pub(super) struct Form {
    fields: Vec<(String, String)>,
    files: Vec<multipart::Upload>,
}

impl FromRequest<Arc<State>> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &Arc<State>) -> Result<Self, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let boundary = kind.and_then(|kind| multer::parse_boundary(kind).ok());
        let unsupported =
            || Failure::stock(StatusCode::UNSUPPORTED_MEDIA_TYPE, "HTTP 415 Unsupported Media Type");
        let boundary = boundary.ok_or_else(unsupported)?;
        let form = multipart::read(request.into_body(), boundary, 0, MOST).await;
        let (fields, files) = form.map_err(|_| bad("The form cannot be read"))?;
        Ok(Self { fields, files })
    }
}

impl Form {
    fn take(self, part: &str, file: &str) -> Result<(Object, (String, Bytes)), Failure> {
        let json = self.fields.iter().find(|(name, _)| name == part);
        let json = json.and_then(|(_, text)| serde_json::from_str(text).ok());
        let json = json.ok_or_else(|| bad("a part of the form is missing or is no JSON object"))?;
        let upload = self.files.into_iter().find(|upload| upload.part == file);
        let upload = upload.ok_or_else(|| bad("the form has no file"))?;
        let content = upload.content.filter(|content| !content.is_empty());
        Ok((json, (upload.name, content.ok_or_else(|| bad("the file is empty or too large"))?)))
    }
}

pub(super) async fn attachment(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
    form: Form,
) -> Result<Json<Value>, Failure> {
    let (message, file) = form.take("message", "attachment")?;
    content(&message)?;
    if text(&message, "messageType") != "attachmentMessage" {
        return Err(bad("the messageType is not attachmentMessage"));
    }
    let operation = "mpower.send_attachment";
    send(&state, &name, &Sent { operation, body: message.into(), file: Some(file) })
}

pub(super) async fn signature(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
    form: Form,
) -> Result<Json<Value>, Failure> {
    let (data, file) = form.take("signatureData", "signatureFile")?;
    if text(&data, "serviceUuid").is_empty() {
        return Err(bad("serviceUuid is missing"));
    }
    let number = |name: &str| data.get(name).and_then(Value::as_i64);
    let corners =
        ["bottomLeftXCoordinate", "bottomLeftYCoordinate", "topRightXCoordinate", "topRightYCoordinate"];
    if number("pageNumber").is_none_or(|page| page < 1) || corners.iter().any(|name| number(name).is_none()) {
        return Err(bad("the place of the signature is missing or wrong"));
    }
    let operation = "mpower.initiate_pdf_signature";
    send(&state, &name, &Sent { operation, body: data.into(), file: Some(file) })
}

/// Sources disagree about the method: both are served.
pub(super) async fn download(
    Shared(state): Shared,
    _caller: Administrator,
    Path(path): Path<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let store = state.store();
    let media = path.get("media").and_then(|id| store.objects().get(MEDIA, "", id));
    let content = media.and_then(|media| STANDARD.decode(text(media, "content")).ok());
    let content = content.ok_or_else(|| Failure::stock(StatusCode::NOT_FOUND, "HTTP 404 Not Found"))?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], content).into_response())
}
