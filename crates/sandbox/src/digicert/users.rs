//! Users: what the description does not state.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::access::KeyRole;
use super::reply::Refusal;
use super::{ACCOUNT, Inner};
use crate::collections::{self, Answer, Call, Collection, Vendor as _, plain, text};
use crate::facts::{Complaint, Kind};
use crate::objects::Object;

type Kept = Collection<Inner>;

pub(super) const GROUP: &str = "users";
pub(super) const ROLES: [&str; 5] =
    ["Administrator", "Limited User", "Finance Manager", "Manager", "Standard User"];
/// What a change of an ordinary user may hold. The last two are removed when they are absent.
const EDITABLE: [&str; 7] =
    ["username", "first_name", "last_name", "email", "is_saml_sso_only", "job_title", "telephone"];
/// Members that lists leave out.
const DETAILS: [&str; 6] = [
    "is_cert_central",
    "is_enterprise",
    "is_saml_sso_only",
    "container_visibility",
    "language_id",
    "account_language_id",
];

pub(super) fn role(id: u64) -> Value {
    let name = usize::try_from(id).ok().and_then(|id| ROLES.get(id.checked_sub(1)?));
    json!({ "id": id, "name": name })
}

pub(super) fn roles(user: &Object) -> impl Iterator<Item = u64> {
    let roles = user.get("access_roles").and_then(Value::as_array).into_iter().flatten();
    roles.filter_map(|role| role.get("id")?.as_u64())
}

/// The containers that a user is restricted to; ids may be sent as texts.
fn assignments(user: &Object) -> impl Iterator<Item = u64> {
    let ids = user.get("container_id_assignments").and_then(Value::as_array).into_iter().flatten();
    ids.filter_map(|id| plain(id)?.parse().ok())
}

fn container(user: &Object) -> u64 {
    let id = user.get("container").and_then(|container| plain(container.get("id")?)?.parse().ok());
    id.unwrap_or_default()
}

/// Letters, digits and the five signs that the vendor lists.
fn is_username(text: &str) -> bool {
    text.len() <= 255 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@-_+.".contains(&byte))
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty()
        && !domain.contains('@')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && domain.contains('.')
        && !text.contains(char::is_whitespace)
}

/// The rules that the schemas do not have.
pub(super) fn check(body: &Value, complaints: &mut Vec<Complaint>) {
    let is_wrong = |name: &str, valid: fn(&str) -> bool| {
        body.get(name).and_then(Value::as_str).is_some_and(|text| text.is_empty() || !valid(text))
    };
    let mut wrong: Vec<&str> = Vec::new();
    wrong.extend(is_wrong("username", is_username).then_some("username"));
    wrong.extend(is_wrong("email", is_email).then_some("email"));
    wrong.extend(["first_name", "last_name"].into_iter().filter(|name| is_wrong(name, |_| true)));
    let sent = body.get("access_roles").and_then(Value::as_array);
    let is_role =
        |role: &Value| role.get("id").and_then(Value::as_u64).is_some_and(|id| (1..=5).contains(&id));
    if sent.is_some_and(|sent| sent.is_empty() || !sent.iter().all(is_role)) {
        wrong.push("access_roles");
    }
    wrong.retain(|name| !complaints.iter().any(|known| known.property == *name));
    complaints.extend(wrong.into_iter().map(|name| Complaint::new(Kind::Format, name)));
}

/// A new user belongs to the container of the caller, unless the request has another one.
pub(super) fn before(
    inner: &mut Inner,
    call: &Call<'_>,
    user: &mut Object,
    old: Option<&Object>,
) -> Result<(), Refusal> {
    if let (Some(old), "users.update") = (old, call.id) {
        user.clone_from(old);
        // Nothing but the address of a service user can change.
        let editable = if text(old, "type") == "api_only" { &["email"][..] } else { &EDITABLE };
        for name in editable {
            match call.body.get(*name).filter(|value| !value.is_null()) {
                Some(value) => drop(user.insert((*name).to_owned(), value.clone())),
                None if matches!(*name, "job_title" | "telephone") => drop(user.remove(*name)),
                None => {}
            }
        }
    }
    if old.is_none() {
        let caller = inner.objects.get(GROUP, "", &call.caller).map(container);
        user.retain(|name, _| {
            EDITABLE.contains(&name.as_str())
                || matches!(name.as_str(), "id" | "access_roles" | "container" | "container_id_assignments")
        });
        user.entry("container").or_insert_with(|| json!({ "id": caller }));
        user.entry("is_saml_sso_only").or_insert_with(|| false.into());
        user.extend([
            ("account_id".to_owned(), ACCOUNT.into()),
            ("status".to_owned(), "active".into()),
            ("type".to_owned(), "standard".into()),
        ]);
        inner.mails += 1;
    }
    let named = roles(user).map(role).collect();
    user.insert("access_roles".to_owned(), named);
    Ok(())
}

pub(super) fn view(inner: &Inner, user: &mut Object) {
    let assigned: Vec<u64> = assignments(user).collect();
    user.remove("container_id_assignments");
    let shown = |ids: &[u64]| ids.iter().map(|id| inner.container(*id)).collect::<Value>();
    if !assigned.is_empty() {
        user.insert("container_assignments".to_owned(), shown(&assigned));
    }
    let visible = if assigned.is_empty() { inner.container_ids() } else { assigned.clone() };
    user.extend([
        ("container".to_owned(), inner.container(container(user))),
        ("has_container_assignments".to_owned(), (!assigned.is_empty()).into()),
        ("container_visibility".to_owned(), shown(&visible)),
        ("is_cert_central".to_owned(), true.into()),
        ("is_enterprise".to_owned(), false.into()),
        ("language_id".to_owned(), 1.into()),
        ("account_language_id".to_owned(), 1.into()),
    ]);
}

/// The keys of a user go with it.
pub(super) fn after(inner: &mut Inner, id: &str) {
    inner.keys.retain(|key| key.owner.to_string() != id);
}

/// A search looks at the start of a member, or anywhere in it if it begins with a percent sign.
fn matches(user: &Object, search: &str) -> bool {
    let search = search.to_lowercase();
    ["username", "first_name", "last_name", "email"].into_iter().any(|name| {
        let value = text(user, name).to_lowercase();
        search.strip_prefix('%').map_or_else(|| value.starts_with(&search), |part| value.contains(part))
    })
}

pub(super) fn list(inner: &mut Inner, call: &Call<'_>, users: &Kept) -> Answer<Inner> {
    let kind = if call.id == "users.list_service" { "api_only" } else { "standard" };
    let number = |name: &str| call.query(name).and_then(|text| text.parse::<u64>().ok());
    let fits = |user: &&Object| {
        let in_container = |id| container(user) == id || assignments(user).any(|own| own == id);
        text(user, "type") == kind
            && number("container_id").is_none_or(in_container)
            && number("access_role_id").is_none_or(|id| roles(user).any(|own| own == id))
            && call.query("filters[status]").is_none_or(|status| text(user, "status") == status)
            && call.query("filters[search]").is_none_or(|search| matches(user, search))
    };
    let found = inner.objects.list(GROUP, "").filter(fits);
    let found: Vec<Object> = found.map(|user| users.viewed(inner, user)).collect();
    // The vendor leaves the array and the paging block out when there is nothing to show.
    let (offset, limit) = Inner::page(call)?;
    if offset >= found.len() || limit == 0 {
        return Ok(call.reply(json!({})));
    }
    collections::page(inner, call, found, |mut user| {
        user.retain(|name, _| !DETAILS.contains(&name.as_str()));
        if call.query("without_container") == Some("true") {
            user.remove("container");
        }
        // The page of one user documents a date without a zone, the recorded list has one with an offset.
        if let Some(Value::String(date)) = user.get_mut("last_login_date") {
            *date = format!("{}+00:00", date.replace(' ', "T"));
        }
        Value::Object(user)
    })
}

pub(super) fn create_service(inner: &mut Inner, call: &Call<'_>, users: &Kept) -> Answer<Inner> {
    let sent = |name: &str| call.body.get(name).cloned().unwrap_or_default();
    let restricted = KeyRole::sent(&call.body)?;
    let name = sent("api_name");
    if inner.objects.is_taken(GROUP, "", "username", name.as_str().unwrap_or_default(), "") {
        return Err(Refusal::invalid("api_name"));
    }
    let id = inner.next_id();
    let container = inner.objects.get(GROUP, "", &call.caller).map(container);
    let user = json!({
        "id": id, "username": &name, "first_name": &name, "last_name": &name, "email": sent("email"),
        "account_id": ACCOUNT, "status": "active", "type": "api_only", "is_saml_sso_only": false,
        "access_roles": [role(1)], "container": { "id": container },
        "container_id_assignments": sent("container_id_assignments"),
    });
    users.put(inner, "", &id.to_string(), user.as_object().cloned().unwrap_or_default());
    let (key, name) = (inner.next_id(), name.as_str().unwrap_or_default());
    let text = inner.add_key(key, name, id, restricted);
    Ok(call.reply(json!({ "id": id, "api_key": text })))
}

pub(super) fn me(inner: &mut Inner, call: &Call<'_>, users: &Kept) -> Answer<Inner> {
    let user = inner.objects.get(GROUP, "", &call.caller).ok_or_else(Refusal::invalid_key)?;
    Ok(call.reply(users.shown(inner, None, user)))
}

pub(super) fn check_username(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let name = call.parameter("username").unwrap_or_default();
    Ok(call.reply(json!({ "available": !inner.objects.is_taken(GROUP, "", "username", name, "") })))
}

pub(super) fn resend_create_email(inner: &mut Inner, call: &Call<'_>, users: &Kept) -> Answer<Inner> {
    users.find(inner, call)?;
    inner.mails += 1;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The members of the body replace those of the user: roles, containers.
pub(super) fn set(inner: &mut Inner, call: &Call<'_>, users: &Kept) -> Answer<Inner> {
    users.set_members(inner, call)
}
