//! Login sessions, the caller's own password, and phones that were paired with users.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::error::{Complaint as Wire, Refusal};
use super::json::object;
use super::local_user::password;
use super::state::Inner;
use super::users::dated;
use crate::clock;
use crate::collections::{Answer, Call, Collection, Vendor as _, page, text};
use crate::facts::{Complaint, Kind};
use crate::objects::Object;

type Kept = Collection<Inner>;

/// The valid sessions, as a reply shows them. The address and the program of the caller are not kept; local users and
/// API clients belong to no directory with an id.
fn sessions(inner: &Inner) -> Vec<Object> {
    let session = |login: super::tokens::Login| {
        let known = |group: &str| inner.objects.get(group, "", &login.subject.id);
        let user = known("local_users").map(|user| text(user, "username"));
        let name = user.or_else(|| known("api_clients").map(|client| text(client, "name")));
        let mut session = json!({
            "id": login.subject.session, "user_id": login.subject.id, "domain": login.subject.domain,
            "username": name.unwrap_or_default(), "type": "login",
            "created": clock::rfc3339(login.subject.began), "updated": clock::rfc3339(login.subject.began),
            "logged_out": false, "current": login.subject.session == inner.session,
        });
        if let (Some(end), Some(members)) = (login.end, session.as_object_mut()) {
            members.insert("token_expires".to_owned(), clock::rfc3339(end).into());
            // A session with a refresh token outlives its access token.
            if !login.renewable {
                members.insert("expires".to_owned(), clock::rfc3339(end).into());
            }
        }
        object(session)
    };
    inner.tokens.logins(inner.clock.now()).into_iter().map(session).collect()
}

/// The lists and the search.
pub(super) fn list(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let wanted = |name: &str| call.body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let user = match call.id {
        "sessions.list_current" => Some(call.caller.as_str()),
        _ => call.parameter("user_id").or_else(|| wanted("user_id")),
    };
    let words = wanted("keywords").unwrap_or_default().to_lowercase();
    let fits = |session: &Object| {
        let is = |name: &str, value: Option<&str>| value.is_none_or(|value| text(session, name) == value);
        let shown = format!("{} {}", text(session, "username"), text(session, "domain")).to_lowercase();
        is("user_id", user)
            && is("source_id", call.parameter("source_id"))
            && is("type", wanted("type"))
            && words.split([',', ' ']).all(|word| shown.contains(word))
    };
    let mut found = sessions(inner);
    found.retain(fits);
    page(inner, call, found, Value::Object)
}

/// Ends one session; on the path of the caller, only one of the caller's own.
pub(super) fn terminate(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = call.parameter("session_id").unwrap_or_default();
    let owner = inner.tokens.logins(inner.clock.now()).into_iter().find(|login| login.subject.session == id);
    let owner = owner.ok_or_else(Refusal::not_found)?.subject.id;
    if call.id == "sessions.terminate_current" && owner != call.caller {
        return Err(Refusal::not_found());
    }
    inner.tokens.end(id);
    Ok(call.reply(Value::Null))
}

#[expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signature")]
pub(super) fn terminate_user(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    inner.tokens.end_all(call.parameter("user_id").unwrap_or_default());
    Ok(call.reply(Value::Null))
}

/// `PUT /auth/api/v1/password`: API clients have none.
pub(super) fn change_password(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let sent = |name: &str| call.body.get(name).and_then(Value::as_str).unwrap_or_default();
    let user = inner.objects.get("local_users", "", &call.caller).cloned();
    let mut user = user.ok_or_else(|| {
        let text = "Not the session of a local user";
        Refusal::Common(StatusCode::BAD_REQUEST, Wire::new("UNSUPPORTED_SESSION_TYPE", "", text))
    })?;
    if password(&user) != Some(sent("current_password")) {
        return Err(Refusal::bad_request("The current password is wrong"));
    }
    if sent("new_password").is_empty() {
        return Err(Inner::invalid(vec![Complaint::new(Kind::Missing, "new_password")]));
    }
    user.insert("password".to_owned(), dated(&inner.clock, sent("new_password")));
    inner.objects.put("local_users", "", &call.caller, user);
    Ok(call.reply(Value::Null))
}

fn owner<'a>(call: &'a Call<'_>) -> &'a str {
    call.parameter("user_id").unwrap_or(&call.caller)
}

/// The paired devices of a user or of the caller. [`Control`](super::Control) pairs them, in place of the vendor's app.
pub(super) fn devices(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let found = inner.objects.list("devices", owner(call)).cloned().collect();
    page(inner, call, found, Value::Object)
}

pub(super) fn unpair(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let device = call.parameter("device_id").unwrap_or_default();
    inner.objects.remove("devices", owner(call), device).ok_or_else(Refusal::not_found)?;
    Ok(call.reply(Value::Null))
}
