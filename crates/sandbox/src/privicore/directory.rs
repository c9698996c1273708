//! `/directory/…` and `/public-key/…`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Value, json};

use super::State;
use super::profile::check_password;
use super::store::{Profile, Work};
use super::wire::{Caller, Form, Refusal};

pub(super) async fn create_user(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [directory, username, password, confirmed] =
        form.required(["directoryId", "username", "password", "confirmPassword"])?;
    if confirmed != password {
        return Err(Refusal::parameter("confirmPassword", "does not match"));
    }
    check_password("password", password)?;
    let user = Profile {
        username: username.to_owned(),
        password: password.to_owned(),
        given_name: form.get("givenName").map(str::to_owned),
        family_name: form.get("familyName").map(str::to_owned),
        public_key: None,
    };
    let work = Work::CreateUser { directory: directory.to_owned(), user };
    Ok(state.accept(Some(caller.profile), work).await)
}

pub(super) async fn register_public_key(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [key] = form.required(["publicKey"])?;
    let hex = key.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    // The checksum in the last 64 bytes is left alone: it takes BLAKE2b, which nothing else here needs.
    if key.len() != 200 || !hex || !key.starts_with("31420500") {
        return Err(Refusal::parameter("publicKey", "is not a public key"));
    }
    Ok(state.accept(Some(caller.profile), Work::RegisterKey(key.to_owned())).await)
}

pub(super) async fn retrieve_public_key(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
) -> Result<Json<Value>, Refusal> {
    let store = state.store();
    let key = store.profiles.get(&caller.profile).and_then(|profile| profile.public_key.as_deref());
    Ok(Json(json!({ "publicKey": key.ok_or(Refusal::NotFound)? })))
}
