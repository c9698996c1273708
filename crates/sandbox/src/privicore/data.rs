//! `/data-token/…`: reserving, exchanging, requesting, deleting.

use std::io;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

use super::command::Work;
use super::ids::time_ordered_id;
use super::payload::Payload;
use super::settings::UploadDialect;
use super::space::{Content, DataWork, Meta};
use super::state::State;
use super::wire::{Caller, Form, JsonForm, Refusal};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-dpt-cab-request-id");

/// The vendor's default, in minutes.
const TTL: u64 = 5;

/// 300 is known to be refused and 5 to be taken; the bound between them is ours.
const LONGEST_TTL: u64 = 60;

impl From<io::Error> for Refusal {
    fn from(_: io::Error) -> Self {
        Self::Internal
    }
}

/// The bytes of a string. The engine takes any string; one that is no base64 is kept and given back as it is.
async fn content(data: &str) -> Result<Content, Refusal> {
    let decoded = BASE64_STANDARD.decode(data);
    let text = decoded.is_err();
    let payload = Payload::of(decoded.unwrap_or_else(|_| data.as_bytes().to_vec())).await?;
    Ok(Content { payload, text })
}

/// The fields of these names that a form has.
fn members(form: &Form, names: &[&str]) -> Map<String, Value> {
    let known = names.iter().filter_map(|name| Some(((*name).to_owned(), json!(form.get(name)?))));
    known.collect()
}

impl State {
    async fn data_command(self: &Arc<Self>, caller: Caller, work: DataWork) -> Response {
        self.accept(Some(caller.profile), Work::Data(work)).await
    }

    /// Refuses data tokens that the caller does not have, and temporary ones where only permanent ones will do.
    fn permanent(&self, caller: &Caller, token: &str) -> Result<(), Refusal> {
        let store = self.store();
        let space = store.space(&caller.profile, token)?;
        if space.is_permanent() { Ok(()) } else { Err(Refusal::NotFound) }
    }
}

pub(super) async fn reserve(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [context] = form.required(["context"])?;
    let minutes = form.number("ttl", 1)?.unwrap_or(TTL);
    if minutes > LONGEST_TTL {
        return Err(Refusal::parameter("ttl", "is more than 60 minutes"));
    }
    // The format is not given. What looks like the metadata of other operations is taken as such.
    let meta = form.get("meta").and_then(|meta| serde_json::from_str(meta).ok());
    let meta = meta.and_then(|meta| Meta::read(&meta)).unwrap_or_default();
    let work = DataWork::Reserve { context: context.to_owned(), minutes, meta };
    Ok(state.data_command(caller, work).await)
}

pub(super) async fn retrieve_temporary(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(reservation): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let dialect = state.settings().upload;
    let store = state.store();
    let space = store.reserved(&caller.profile, &reservation)?;
    let stream = match dialect {
        UploadDialect::Url => state.upload_url(&space.stream),
        UploadDialect::Token => space.stream.clone(),
    };
    Ok(Json(json!({ "token": space.token, "stream": stream })))
}

pub(super) async fn exchange(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [token, data] = form.required(["temporaryTokenSpace", "data"])?;
    if state.store().space(&caller.profile, token)?.is_permanent() {
        return Err(Refusal::NotFound);
    }
    let work = DataWork::Exchange { token: token.to_owned(), content: Some(content(data).await?) };
    Ok(state.data_command(caller, work).await)
}

pub(super) async fn request(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [token] = form.required(["token"])?;
    state.permanent(&caller, token)?;
    let request = time_ordered_id();
    let header = HeaderValue::from_str(&request).map_err(|_| Refusal::Internal)?;
    let mut reply = state.data_command(caller, DataWork::Request { token: token.to_owned(), request }).await;
    if state.settings().request_id_header {
        reply.headers_mut().insert(REQUEST_ID, header);
    }
    Ok(reply)
}

pub(super) async fn configure_file_meta(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Json<Value>, Refusal> {
    let names = ["token", "fileName", "extension", "context", "size", "path"];
    let [token, _, _, context, _, _] = form.required(names)?;
    let size = form.number("size", 0)?;
    let mut store = state.store();
    let space = store.space_mut(&caller.profile, token).filter(|space| !space.is_permanent());
    let space = space.ok_or(Refusal::NotFound)?;
    if !space.has_content() {
        return Err(Refusal::Rule("data_token.no_data"));
    }
    space.meta.file = members(&form, &["fileName", "extension", "path"]);
    space.meta.file.insert("size".to_owned(), json!(size));
    context.clone_into(&mut space.context);
    // From here on the temporary token is unknown: one name for one thing.
    space.token = format!("dtk-{}", time_ordered_id());
    space.expires = None;
    Ok(Json(json!({ "token": space.token })))
}

pub(super) async fn configure_risk_meta(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let names = ["token", "classification", "label", "handling"];
    let [token, ..] = form.required(names)?;
    state.store().space(&caller.profile, token)?;
    let risk = members(&form, &["classification", "label", "handling"]);
    Ok(state.data_command(caller, DataWork::Risk { token: token.to_owned(), risk }).await)
}

pub(super) async fn update(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: JsonForm,
) -> Result<Response, Refusal> {
    let (token, data) = (form.text("dataToken")?, form.text("data")?);
    let meta = match form.get("meta") {
        None => Map::new(),
        Some(Value::Object(meta)) if Meta::read(meta).is_some() => meta.clone(),
        Some(Value::Array(none)) if none.is_empty() => Map::new(),
        Some(_) => return Err(Refusal::parameter("meta", "is not the metadata of a data token")),
    };
    state.permanent(&caller, &token)?;
    let work = DataWork::Update { token, content: Some(content(&data).await?), meta };
    Ok(state.data_command(caller, work).await)
}

pub(super) async fn update_metadata(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [token] = form.required(["token"])?;
    state.permanent(&caller, token)?;
    let file = members(&form, &["fileName", "extension"]);
    let context = form.get("context").map(str::to_owned);
    let work = DataWork::UpdateMetadata { token: token.to_owned(), file, context };
    Ok(state.data_command(caller, work).await)
}

pub(super) async fn delete(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [token] = form.required(["token"])?;
    state.permanent(&caller, token)?;
    Ok(state.data_command(caller, DataWork::Delete { token: token.to_owned() }).await)
}
