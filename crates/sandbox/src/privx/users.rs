//! Local users: what the facts do not have.

use serde_json::{Value, json};

use super::clock::Clock;
use super::error::Refusal;
use super::local_user::password;
use super::state::Inner;
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::objects::Object;

/// Two or three letters, an underscore, two capitals.
fn is_locale(locale: &str) -> bool {
    locale.split_once('_').is_some_and(|(language, country)| {
        (2..=3).contains(&language.len())
            && language.bytes().all(|byte| byte.is_ascii_lowercase())
            && country.len() == 2
            && country.bytes().all(|byte| byte.is_ascii_uppercase())
    })
}

/// Checks the name and the locale, and keeps the password if none is sent.
pub(super) fn before(
    inner: &mut Inner,
    _: &Call<'_>,
    user: &mut Object,
    old: Option<&Object>,
) -> Result<(), Refusal> {
    let mut complaints = Vec::new();
    if text(user, "username").contains(char::is_whitespace) {
        complaints.push(Complaint::new(Kind::Format, "username"));
    }
    if !text(user, "locale").is_empty() && !is_locale(text(user, "locale")) {
        complaints.push(Complaint::new(Kind::Format, "locale"));
    }
    if !complaints.is_empty() {
        return Err(Inner::invalid(complaints));
    }
    let sent = password(user).filter(|password| !password.is_empty()).map(str::to_owned);
    let kept = old.and_then(|old| old.get("password")).cloned();
    match (sent, kept) {
        (Some(password), _) => user.insert("password".to_owned(), dated(&inner.clock, &password)),
        (None, Some(kept)) => user.insert("password".to_owned(), kept),
        (None, None) => user.remove("password"),
    };
    Ok(())
}

pub(super) fn dated(clock: &Clock, password: &str) -> Value {
    json!({ "password": password, "created": clock.seconds() })
}

pub(super) fn set_password(inner: &mut Inner, call: &Call<'_>, users: &Collection<Inner>) -> Answer<Inner> {
    let (id, user) = users.find(inner, call)?;
    let mut user = user.clone();
    user.insert(
        "password".to_owned(),
        dated(&inner.clock, call.body.get("password").and_then(Value::as_str).unwrap_or_default()),
    );
    for name in ["updated", "updated_by"] {
        user.extend(inner.stamp(call, name).map(|(value, _)| (name.to_owned(), value)));
    }
    users.put(inner, "", &id, user);
    Ok(call.reply(Value::Null))
}
