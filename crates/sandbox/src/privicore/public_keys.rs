//! `/public-key/…`, `/generate-keys` and the engine's own key.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Value, json};

use super::command::Work;
use super::keys::{Pair, generate, is_public_key};
use super::state::State;
use super::wire::{Caller, Form, Refusal};

pub(super) async fn generate_keys() -> Json<Value> {
    let Pair { private, public } = generate();
    Json(json!({ "private": private, "public": public }))
}

pub(super) async fn register(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [key] = form.required(["publicKey"])?;
    if !is_public_key(key) {
        return Err(Refusal::parameter("publicKey", "is not a public key"));
    }
    Ok(state.accept(Some(caller.profile), Work::RegisterKey(key.to_owned())).await)
}

pub(super) async fn retrieve(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
) -> Result<Json<Value>, Refusal> {
    let store = state.store();
    let key = store.profiles.get(&caller.profile).and_then(|profile| profile.public_key.as_deref());
    Ok(Json(json!({ "publicKey": key.ok_or(Refusal::NotFound)? })))
}

pub(super) async fn retrieve_cab(Shared(state): Shared<Arc<State>>, _caller: Caller) -> Json<Value> {
    Json(json!({ "publicKey": state.store().seed.engine_key }))
}
