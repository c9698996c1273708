//! `/directory/…`.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::Response;

use super::command::{Profile, Work};
use super::profile::check_password;
use super::state::State;
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
        ..Profile::default()
    };
    let work = Work::CreateUser { directory: directory.to_owned(), user };
    Ok(state.accept(Some(caller.profile), work).await)
}
