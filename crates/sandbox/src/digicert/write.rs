//! Changes to users.

use serde_json::{Map, Value, json};

use super::input::{Fields, anything, is_email, is_username};
use super::reply::{Answer, Refusal};
use super::user::User;
use super::{Inner, Key, KeyRole};
use crate::random;

type Body = Map<String, Value>;

fn user_mut(inner: &mut Inner, id: u64) -> Result<&mut User, Refusal> {
    inner.users.get_mut(&id).ok_or_else(|| Refusal::not_found("user"))
}

/// The vendor documents no code for a user name that is taken; the code for a value that is not allowed is the
/// nearest that it does document.
fn free_username(inner: &Inner, username: &str, field: &str, except: Option<u64>) -> Result<(), Refusal> {
    let taken = inner.users.values().any(|user| user.username == username && Some(user.id) != except);
    if taken { Err(Refusal::invalid(field)) } else { Ok(()) }
}

pub(super) fn create(inner: &mut Inner, caller: &User, body: &Body) -> Result<Answer, Refusal> {
    let mut fields = Fields::new(body);
    if fields.flag("is_api_only") == Some(true) {
        return create_service(inner, caller, fields);
    }
    let known = inner.container_ids();
    let username = fields.required("username", 255, is_username);
    let first_name = fields.required("first_name", 128, anything);
    let last_name = fields.required("last_name", 128, anything);
    let email = fields.required("email", 255, is_email);
    let job_title = fields.text("job_title", 64, anything);
    let telephone = fields.text("telephone", 64, anything);
    let roles = fields.roles();
    let assignments = fields.containers(&known).unwrap_or_default();
    let is_saml_sso_only = fields.flag("is_saml_sso_only").unwrap_or(false);
    let mut container = caller.container;
    if let Some(given) = fields.value("container") {
        match given.get("id").and_then(Value::as_u64).filter(|id| known.contains(id)) {
            Some(id) => container = id,
            None => fields.invalid("container.id"),
        }
    }
    fields.finish()?;
    free_username(inner, &username, "username", None)?;
    let id = inner.next_id();
    inner.mails += 1;
    let user = User {
        id,
        username,
        first_name,
        last_name,
        email,
        job_title,
        telephone,
        last_login: None,
        roles,
        container,
        assignments,
        is_api_only: false,
        is_saml_sso_only,
    };
    inner.users.insert(id, user);
    Ok(Answer::Created(json!({ "id": id })))
}

fn create_service(inner: &mut Inner, caller: &User, mut fields: Fields<'_>) -> Result<Answer, Refusal> {
    let email = fields.required("email", 255, is_email);
    let name = fields.required("api_name", 128, anything);
    let restriction = fields.value("restricted_to_role_id").map(|value| value.as_u64().and_then(KeyRole::of));
    if restriction == Some(None) {
        fields.invalid("restricted_to_role_id");
    }
    let assignments = fields.containers(&inner.container_ids()).unwrap_or_default();
    fields.finish()?;
    free_username(inner, &name, "api_name", None)?;
    let id = inner.next_id();
    let key = random::alphanumeric(64);
    inner.add_key(Key {
        text: key.clone(),
        owner: id,
        restricted: restriction.flatten().unwrap_or(KeyRole::None),
    });
    let user = User {
        id,
        username: name.clone(),
        first_name: name.clone(),
        last_name: name,
        email,
        job_title: None,
        telephone: None,
        last_login: None,
        roles: vec![1],
        container: caller.container,
        assignments,
        is_api_only: true,
        is_saml_sso_only: false,
    };
    inner.users.insert(id, user);
    Ok(Answer::Created(json!({ "id": id, "api_key": key })))
}

pub(super) fn update(inner: &mut Inner, id: u64, body: &Body) -> Result<Answer, Refusal> {
    let is_api_only = user_mut(inner, id)?.is_api_only;
    let mut fields = Fields::new(body);
    let email = fields.required("email", 255, is_email);
    // Nothing but the address of a service user can change.
    if is_api_only {
        fields.finish()?;
        user_mut(inner, id)?.email = email;
        return Ok(Answer::Empty);
    }
    let username = fields.text("username", 255, is_username);
    let first_name = fields.text("first_name", 128, anything);
    let last_name = fields.text("last_name", 128, anything);
    let job_title = fields.text("job_title", 64, anything);
    let telephone = fields.text("telephone", 64, anything);
    let is_saml_sso_only = fields.flag("is_saml_sso_only");
    for (name, text) in [("username", &username), ("first_name", &first_name), ("last_name", &last_name)] {
        if text.as_deref() == Some("") {
            fields.invalid(name);
        }
    }
    fields.finish()?;
    if let Some(username) = &username {
        free_username(inner, username, "username", Some(id))?;
    }
    let user = user_mut(inner, id)?;
    user.username = username.unwrap_or_else(|| user.username.clone());
    user.first_name = first_name.unwrap_or_else(|| user.first_name.clone());
    user.last_name = last_name.unwrap_or_else(|| user.last_name.clone());
    user.email = email;
    user.is_saml_sso_only = is_saml_sso_only.unwrap_or(user.is_saml_sso_only);
    // These two are removed when they are absent: the call is no patch.
    user.job_title = job_title;
    user.telephone = telephone;
    Ok(Answer::Empty)
}

pub(super) fn set_role(inner: &mut Inner, id: u64, body: &Body) -> Result<Answer, Refusal> {
    let user = user_mut(inner, id)?;
    let mut fields = Fields::new(body);
    let roles = fields.roles();
    fields.finish()?;
    user.roles = roles;
    Ok(Answer::Empty)
}

pub(super) fn set_assignments(inner: &mut Inner, id: u64, body: &Body) -> Result<Answer, Refusal> {
    user_mut(inner, id)?;
    let mut fields = Fields::new(body);
    if fields.value("container_id_assignments").is_none() {
        fields.missing("container_id_assignments");
    }
    let assignments = fields.containers(&inner.container_ids()).unwrap_or_default();
    fields.finish()?;
    user_mut(inner, id)?.assignments = assignments;
    Ok(Answer::Empty)
}

pub(super) fn delete(inner: &mut Inner, id: u64) -> Result<Answer, Refusal> {
    inner.users.remove(&id).ok_or_else(|| Refusal::not_found("user"))?;
    inner.keys.retain(|key| key.owner != id);
    Ok(Answer::Empty)
}
