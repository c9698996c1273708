//! The credentials of a user, in the order in which they are preferred, and the mails that lead to new ones.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::kept::USERS;
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::midprovider::store::Store;
use crate::midprovider::user::Code;
use crate::midprovider::wire::Failure;
use crate::objects::Object;
use crate::random;

type Kept = Collection<Store>;

/// The member under which a user holds them.
pub(super) const HELD: &str = "heldCredentials";

const PASSWORD: &str = "password";
const CODE: &str = "ACTIVATION_CODE";

fn held(user: &Object) -> Vec<Object> {
    let held = user.get(HELD).and_then(Value::as_array).into_iter().flatten();
    held.filter_map(|one| one.as_object().cloned()).collect()
}

fn keep(user: &mut Object, held: Vec<Object>) {
    user.insert(HELD.to_owned(), held.into_iter().map(Value::Object).collect());
}

pub(super) fn has_type(user: &Object, kind: &str) -> bool {
    held(user).iter().any(|one| text(one, "type") == kind)
}

/// A password and an activation code are credentials too: they appear and go with what is kept of them.
pub(super) fn complete(millis: u64, user: &mut Object) {
    let mut held = held(user);
    let has_code = user.get("codes").and_then(Value::as_array).is_some_and(|codes| !codes.is_empty());
    for (kind, there) in [(PASSWORD, user.contains_key(PASSWORD)), (CODE, has_code)] {
        let known = held.iter().any(|one| text(one, "type") == kind);
        if there && !known {
            held.push(made(kind, "{}", millis));
        } else if !there {
            held.retain(|one| text(one, "type") != kind);
        }
    }
    keep(user, held);
}

fn made(kind: &str, data: &str, millis: u64) -> Object {
    let one = json!({ "id": random::uuid(), "type": kind, "createdDate": millis, "credentialData": data });
    if let Value::Object(one) = one { one } else { Object::new() }
}

pub(super) fn add_actions(user: &mut Object, more: impl IntoIterator<Item = String>) {
    let actions = user.entry("requiredActions").or_insert_with(|| json!([]));
    if let Some(actions) = actions.as_array_mut() {
        for action in more.into_iter().map(Value::from) {
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
    }
}

/// Adds the credential of a request. One without a type is a password.
pub(super) fn set(store: &Store, user: &mut Object, credential: &Value) -> Result<(), Failure> {
    let member = |name: &str| credential.get(name).and_then(Value::as_str);
    let kind = member("type").unwrap_or(PASSWORD);
    let mut all = held(user);
    if kind == CODE {
        let refused =
            |message: &str| Failure::Admin { status: StatusCode::BAD_REQUEST, message: message.to_owned() };
        let code = Code::of_credential(member("credentialData"), member("secretData"), store.now());
        user.insert("codes".to_owned(), json!([code.map_err(refused)?]));
        // It takes the place of the older ones.
        all.retain(|one| text(one, "type") != CODE);
    }
    if kind != PASSWORD {
        all.push(made(kind, member("credentialData").unwrap_or("{}"), store.millis()));
        keep(user, all);
        return Ok(());
    }
    let Some(value) = member("value") else { return Ok(()) };
    check_policy(store, text(user, "username"), value)?;
    user.insert(PASSWORD.to_owned(), value.into());
    all.retain(|one| text(one, "type") != PASSWORD);
    keep(user, all);
    if credential.get("temporary") == Some(&true.into()) {
        add_actions(user, ["UPDATE_PASSWORD".to_owned()]);
    }
    complete(store.millis(), user);
    Ok(())
}

/// The parts of the realm's policy that count characters, and the one that forbids the name.
fn check_policy(store: &Store, username: &str, password: &str) -> Result<(), Failure> {
    let policy = store.setting("passwordPolicy").and_then(Value::as_str).unwrap_or_default();
    for rule in policy.split(" and ").map(str::trim) {
        let (name, number) = rule.split_once('(').unwrap_or((rule, ""));
        let least = number.trim_end_matches(')').trim().parse::<usize>().unwrap_or(1);
        let has = |is: fn(char) -> bool| password.chars().filter(|sign| is(*sign)).count() >= least;
        let met = match name {
            "length" => has(|_| true),
            "digits" => has(|sign| sign.is_ascii_digit()),
            "upperCase" => has(char::is_uppercase),
            "lowerCase" => has(char::is_lowercase),
            "specialChars" => has(|sign| !sign.is_alphanumeric()),
            "notUsername" => !password.eq_ignore_ascii_case(username),
            _ => true,
        };
        if !met {
            let message = format!("invalidPassword: the policy {name} is not met");
            return Err(Failure::Admin { status: StatusCode::BAD_REQUEST, message });
        }
    }
    Ok(())
}

/// The user that the path names, and its credentials.
fn of_path(store: &Store, call: &Call<'_>) -> Result<(Object, Vec<Object>), Failure> {
    let id = call.parameter("user_id").unwrap_or_default();
    let user = store.objects().get(USERS, "", id).ok_or_else(Store::not_found)?;
    Ok((user.clone(), held(user)))
}

fn position(call: &Call<'_>, held: &[Object], name: &str) -> Result<usize, Failure> {
    let id = call.parameter(name).unwrap_or_default();
    held.iter().position(|one| text(one, "id") == id).ok_or_else(Store::not_found)
}

fn put(store: &mut Store, call: &Call<'_>, mut user: Object, held: Vec<Object>) -> Answer<Store> {
    keep(&mut user, held);
    let id = call.parameter("user_id").unwrap_or_default().to_owned();
    store.objects_mut().put(USERS, "", &id, user);
    Ok(call.reply(Value::Null))
}

pub(super) fn reset_password(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (mut user, _) = of_path(store, call)?;
    if call.body.get("value").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err(Store::invalid(vec![Complaint::new(Kind::Missing, "value")]));
    }
    set(store, &mut user, &call.body)?;
    let held = held(&user);
    put(store, call, user, held)
}

pub(super) fn list(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (_, held) = of_path(store, call)?;
    let shown = (0_u64..).zip(held).map(|(place, mut one)| {
        one.insert("priority".to_owned(), (place * 10 + 10).into());
        Value::Object(one)
    });
    Ok(call.reply(shown.collect()))
}

/// Takes along what a credential stands for.
fn drop_kind(user: &mut Object, kind: &str) {
    match kind {
        PASSWORD => drop(user.remove(PASSWORD)),
        CODE => drop(user.insert("codes".to_owned(), json!([]))),
        _ => {}
    }
}

pub(super) fn delete(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (mut user, mut held) = of_path(store, call)?;
    let gone = held.remove(position(call, &held, "credential_id")?);
    drop_kind(&mut user, text(&gone, "type"));
    put(store, call, user, held)
}

pub(super) fn set_label(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (user, mut held) = of_path(store, call)?;
    let place = position(call, &held, "credential_id")?;
    if let Some(one) = held.get_mut(place) {
        one.insert("userLabel".to_owned(), call.body.clone());
    }
    put(store, call, user, held)
}

pub(super) fn move_first(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (user, mut held) = of_path(store, call)?;
    let one = held.remove(position(call, &held, "credential_id")?);
    held.insert(0, one);
    put(store, call, user, held)
}

pub(super) fn move_after(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (user, mut held) = of_path(store, call)?;
    position(call, &held, "previous_id")?;
    let one = held.remove(position(call, &held, "credential_id")?);
    let place = position(call, &held, "previous_id").map_or(held.len(), |place| place + 1);
    held.insert(place, one);
    put(store, call, user, held)
}

/// The sandbox has no user store besides its own.
pub(super) fn of_storage(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    of_path(store, call)?;
    Ok(call.reply(json!([])))
}

pub(super) fn disable_types(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (mut user, mut held) = of_path(store, call)?;
    for kind in call.body.as_array().into_iter().flatten().filter_map(Value::as_str) {
        held.retain(|one| text(one, "type") != kind);
        drop_kind(&mut user, kind);
    }
    put(store, call, user, held)
}

/// A mail needs an enabled user with an address; a page to return to needs a client.
fn check_mail(store: &Store, call: &Call<'_>) -> Result<(), Failure> {
    let (user, _) = of_path(store, call)?;
    let refused =
        |message: &str| Err(Failure::Admin { status: StatusCode::BAD_REQUEST, message: message.to_owned() });
    if text(&user, "email").is_empty() {
        return refused("User email missing");
    }
    if user.get("enabled") != Some(&true.into()) {
        return refused("User is disabled");
    }
    match (call.query("client_id"), call.query("redirect_uri")) {
        (None, Some(_)) => refused("Client id missing"),
        (Some(client), _) if store.client(client).is_none() => refused("Client doesn't exist"),
        _ => Ok(()),
    }
}

pub(super) fn send_verify_email(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    check_mail(store, call)?;
    Ok(call.reply(Value::Null))
}

pub(super) fn execute_actions_email(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    check_mail(store, call)?;
    let mut wanted = call.body.as_array().into_iter().flatten().filter_map(Value::as_str);
    if wanted.any(|alias| store.objects().get("admin_required_actions", "", alias).is_none()) {
        let message = "Provided invalid required actions".to_owned();
        return Err(Failure::Admin { status: StatusCode::BAD_REQUEST, message });
    }
    Ok(call.reply(Value::Null))
}
