//! Local users. What a client sends is kept as it is, unknown fields too.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::error::{Complaint, Refusal};
use super::tokens::Subject;
use super::{Call, Inner};
use crate::{clock, random};

const PREFIX: &str = "/local-user-store/api/v1/users";
const MOST_PER_PAGE: usize = 1000;

/// The fields that only the server sets.
const SERVER_SET: [&str; 5] = ["id", "created", "updated", "updated_by", "author"];

const TEXTS: [&str; 14] = [
    "comment",
    "username",
    "windows_account",
    "unix_account",
    "full_name",
    "display_name",
    "job_title",
    "company",
    "department",
    "email",
    "telephone",
    "locale",
    "first_name",
    "last_name",
];

/// A stored user: the fields as they are on the wire, with the password in clear.
pub(super) type User = Map<String, Value>;

pub(super) fn text<'a>(user: &'a User, name: &str) -> &'a str {
    user.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The password of a stored user, which no reply shows.
pub(super) fn password(user: &User) -> Option<&str> {
    user.get("password")?.get("password")?.as_str()
}

/// A user for the first start.
pub(super) fn seeded(username: &str, password: &str) -> User {
    let fields = json!({
        "id": random::uuid(),
        "created": clock::now_rfc3339_nanos(),
        "updated": clock::now_rfc3339_nanos(),
        "updated_by": "Superuser",
        "author": "Superuser",
        "username": username,
        "full_name": "Sandbox Administrator",
        "password": { "password": password, "created": clock::now_rfc3339() },
    });
    if let Value::Object(fields) = fields { fields } else { User::new() }
}

/// A user as the documented reads show it: every field is there, the password's value is not.
fn view(user: &User) -> Value {
    let mut view = user.clone();
    for name in TEXTS.into_iter().filter(|name| !matches!(*name, "first_name" | "last_name")) {
        view.entry(name).or_insert_with(|| "".into());
    }
    view.entry("tags").or_insert_with(|| json!([]));
    view.entry("attributes").or_insert_with(|| json!([]));
    view.entry("password_change_required").or_insert_with(|| false.into());
    if let Some(Value::Object(password)) = view.get_mut("password") {
        password.insert("password".to_owned(), "".into());
    }
    Value::Object(view)
}

fn wrong_type(property: &str) -> Complaint {
    Complaint::new("VALUE_INCORRECT_TYPE", property, "The value has the wrong type")
}

fn missing(property: &str) -> Complaint {
    Complaint::new("REQUIRED_VALUE_MISSING", property, "A value is missing")
}

fn wrong_format(property: &str) -> Complaint {
    Complaint::new("VALUE_INCORRECT_FORMAT", property, "The value has the wrong format")
}

/// Two or three letters, an underscore, two capitals.
fn is_locale(locale: &str) -> bool {
    locale.split_once('_').is_some_and(|(language, country)| {
        (2..=3).contains(&language.len())
            && language.bytes().all(|byte| byte.is_ascii_lowercase())
            && country.len() == 2
            && country.bytes().all(|byte| byte.is_ascii_uppercase())
    })
}

fn check_password(complaints: &mut Vec<Complaint>, value: Option<&Value>, property: &str) {
    match value {
        None | Some(Value::Null) => complaints.push(missing(property)),
        Some(Value::String(text)) if text.is_empty() => complaints.push(missing(property)),
        Some(Value::String(_)) => {}
        Some(_) => complaints.push(wrong_type(property)),
    }
}

/// The fields that a client sent, checked. Nulls count as absent.
fn read(call: &Call<'_>) -> Result<User, Refusal> {
    let mut body = call.object()?;
    body.retain(|name, value| !value.is_null() && !SERVER_SET.contains(&name.as_str()));
    let mut complaints = Vec::new();
    for name in TEXTS {
        if body.get(name).is_some_and(|value| !value.is_string()) {
            complaints.push(wrong_type(name));
        }
    }
    match body.get("username") {
        None => complaints.push(missing("username")),
        Some(Value::String(name)) if name.is_empty() => complaints.push(missing("username")),
        Some(Value::String(name)) if name.contains(char::is_whitespace) => {
            complaints.push(wrong_format("username"));
        }
        Some(_) => {}
    }
    let locale = text(&body, "locale");
    if !locale.is_empty() && !is_locale(locale) {
        complaints.push(wrong_format("locale"));
    }
    let all = |name: &str, fits: fn(&Value) -> bool| {
        body.get(name).is_none_or(|value| value.as_array().is_some_and(|items| items.iter().all(fits)))
    };
    if !all("tags", Value::is_string) {
        complaints.push(wrong_type("tags"));
    }
    let is_attribute = |value: &Value| {
        value.as_object().is_some_and(|pair| {
            ["key", "value"].iter().all(|name| pair.get(*name).is_none_or(Value::is_string))
        })
    };
    if !all("attributes", is_attribute) {
        complaints.push(wrong_type("attributes"));
    }
    if body.get("password_change_required").is_some_and(|value| !value.is_boolean()) {
        complaints.push(wrong_type("password_change_required"));
    }
    match body.get("password") {
        None => {}
        Some(Value::Object(password)) => {
            check_password(&mut complaints, password.get("password"), "password.password");
        }
        Some(_) => complaints.push(wrong_type("password")),
    }
    if !complaints.is_empty() {
        return Err(Refusal::Invalid(complaints));
    }
    if let Some(Value::Object(password)) = body.get_mut("password") {
        password.entry("created").or_insert_with(|| clock::now_rfc3339().into());
    }
    Ok(body)
}

fn find<'a>(inner: &'a mut Inner, id: &str) -> Result<&'a mut User, Refusal> {
    inner.saved.users.iter_mut().find(|user| text(user, "id") == id).ok_or_else(Refusal::not_found)
}

fn free_username(inner: &Inner, user: &User, except: Option<&str>) -> Result<(), Refusal> {
    let name = text(user, "username");
    let mut others = inner.saved.users.iter().filter(|other| Some(text(other, "id")) != except);
    if others.any(|other| text(other, "username") == name) {
        return Err(Refusal::value("VALUE_DUPLICATE", "username", "The user name is taken"));
    }
    Ok(())
}

fn number(call: &Call<'_>, name: &'static str, default: usize) -> Result<usize, Refusal> {
    let wrong = |_| Refusal::Invalid(vec![wrong_type(name)]);
    call.parameter(name).map_or(Ok(default), |text| text.parse().map_err(wrong))
}

/// Offset and limit.
fn paging(call: &Call<'_>) -> Result<(usize, usize), Refusal> {
    let offset = number(call, "offset", 0)?;
    let limit = number(call, "limit", 50)?;
    if limit > MOST_PER_PAGE {
        return Err(Refusal::value("VALUE_OUT_OF_BOUNDS", "limit", "The limit is too large"));
    }
    Ok((offset, limit))
}

pub(super) fn handle(
    inner: &mut Inner,
    call: &Call<'_>,
    caller: &Subject,
    path: &[&str],
) -> Result<Response, Refusal> {
    let empty = StatusCode::OK.into_response();
    match (call.method.as_str(), path) {
        ("GET", []) => list(inner, call),
        ("POST", []) => create(inner, call, caller),
        ("GET", ["tags"]) => tags(inner, call),
        ("GET", [id]) => Ok(Json(view(find(inner, id)?)).into_response()),
        ("PUT", [id]) => update(inner, call, caller, id).map(|()| empty),
        ("DELETE", [id]) => {
            find(inner, id)?;
            inner.saved.users.retain(|user| text(user, "id") != *id);
            inner.tokens.forget(id);
            Ok(empty)
        }
        ("PUT", [id, "password"]) => set_password(inner, call, caller, id).map(|()| empty),
        (_, [] | [_] | [_, "password"]) => Err(Refusal::Gateway(StatusCode::METHOD_NOT_ALLOWED)),
        _ => Err(Refusal::Gateway(StatusCode::NOT_FOUND)),
    }
}

fn list(inner: &Inner, call: &Call<'_>) -> Result<Response, Refusal> {
    let (offset, limit) = paging(call)?;
    let fits = |user: &User, name: &str, parameter: &str| {
        call.parameter(parameter).is_none_or(|wanted| text(user, name) == wanted)
    };
    let users = inner.saved.users.iter();
    let found: Vec<&User> =
        users.filter(|user| fits(user, "username", "username") && fits(user, "id", "id")).collect();
    let items: Vec<Value> = found.iter().skip(offset).take(limit).map(|user| view(user)).collect();
    Ok(Json(json!({ "count": found.len(), "items": items })).into_response())
}

fn create(inner: &mut Inner, call: &Call<'_>, caller: &Subject) -> Result<Response, Refusal> {
    let mut user = read(call)?;
    free_username(inner, &user, None)?;
    let id = random::uuid();
    let now = clock::now_rfc3339_nanos();
    for (name, value) in [
        ("id", &id),
        ("created", &now),
        ("updated", &now),
        ("author", &caller.id),
        ("updated_by", &caller.id),
    ] {
        user.insert(name.to_owned(), value.clone().into());
    }
    inner.saved.users.push(user);
    let location = [(header::LOCATION, format!("{PREFIX}/{id}"))];
    Ok((StatusCode::CREATED, location, Json(json!({ "id": id }))).into_response())
}

fn stamp(user: &mut User, caller: &Subject) {
    user.insert("updated".to_owned(), clock::now_rfc3339_nanos().into());
    user.insert("updated_by".to_owned(), caller.id.clone().into());
}

/// Replaces everything but what only the server sets; the password stays if none is sent.
fn update(inner: &mut Inner, call: &Call<'_>, caller: &Subject, id: &str) -> Result<(), Refusal> {
    find(inner, id)?;
    let mut user = read(call)?;
    free_username(inner, &user, Some(id))?;
    let old = find(inner, id)?;
    for name in SERVER_SET {
        if let Some(value) = old.get(name) {
            user.insert(name.to_owned(), value.clone());
        }
    }
    if let (None, Some(password)) = (user.get("password"), old.get("password")) {
        user.insert("password".to_owned(), password.clone());
    }
    stamp(&mut user, caller);
    *old = user;
    Ok(())
}

fn set_password(inner: &mut Inner, call: &Call<'_>, caller: &Subject, id: &str) -> Result<(), Refusal> {
    let user = find(inner, id)?;
    let body = call.object()?;
    let mut complaints = Vec::new();
    check_password(&mut complaints, body.get("password"), "password");
    if !complaints.is_empty() {
        return Err(Refusal::Invalid(complaints));
    }
    let password = json!({ "password": text(&body, "password"), "created": clock::now_rfc3339() });
    user.insert("password".to_owned(), password);
    stamp(user, caller);
    Ok(())
}

fn tags(inner: &Inner, call: &Call<'_>) -> Result<Response, Refusal> {
    let (offset, limit) = paging(call)?;
    let query = call.parameter("query").unwrap_or_default();
    let mut tags: Vec<&str> = inner
        .saved
        .users
        .iter()
        .filter_map(|user| user.get("tags")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .filter(|tag| tag.contains(&query))
        .collect();
    tags.sort_unstable();
    tags.dedup();
    match call.parameter("sortdir").as_deref() {
        None | Some("ASC") => {}
        Some("DESC") => tags.reverse(),
        Some(_) => return Err(Refusal::Invalid(vec![wrong_format("sortdir")])),
    }
    let page: Vec<&str> = tags.into_iter().skip(offset).take(limit).collect();
    Ok(Json(page).into_response())
}
