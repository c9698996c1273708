//! The license, and the registration at the mobile gateway. There is no license server: every code is valid.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::state::Inner;
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::objects::Object;

type Kept = Collection<Inner>;

/// The license with what is in use now. Without a code it is invalid.
pub(super) fn view(inner: &Inner, license: &mut Object) {
    let count = |group: &str| inner.objects.rows(group).count();
    let valid = !text(license, "license_code").is_empty();
    license.insert("license_status".to_owned(), if valid { "VALID" } else { "INVALID" }.into());
    license.insert("product".to_owned(), "sandbox".into());
    license.insert("hosts_in_use".to_owned(), count("hosts").into());
    license.insert("users_in_use".to_owned(), count("local_users").into());
}

fn change(inner: &mut Inner, call: &Call<'_>, licenses: &Kept, name: &str, value: Value) -> Answer<Inner> {
    let mut license = inner.objects.get(licenses.kept(), "", "").cloned().unwrap_or_default();
    license.insert(name.to_owned(), value);
    let shown = licenses.shown(inner, call.operation.success().1, &license);
    licenses.put(inner, "", "", license);
    Ok(call.reply(shown))
}

pub(super) fn set(inner: &mut Inner, call: &Call<'_>, licenses: &Kept) -> Answer<Inner> {
    if call.body.as_str().is_none_or(str::is_empty) {
        return Err(Inner::invalid(vec![Complaint::new(Kind::Missing, "")]));
    }
    change(inner, call, licenses, "license_code", call.body.clone())
}

pub(super) fn refresh(inner: &mut Inner, call: &Call<'_>, licenses: &Kept) -> Answer<Inner> {
    change(inner, call, licenses, "last_refreshed_date", inner.clock.seconds().into())
}

pub(super) fn deactivate(inner: &mut Inner, call: &Call<'_>, licenses: &Kept) -> Answer<Inner> {
    change(inner, call, licenses, "license_code", "".into())
}

pub(super) fn statistics(inner: &mut Inner, call: &Call<'_>, licenses: &Kept) -> Answer<Inner> {
    let send = call.body.get("optin").cloned().unwrap_or_default();
    change(inner, call, licenses, "analytics_enabled", send)
}

/// JavaScript and no JSON. The content of the vendor's script is not known.
pub(super) fn script(inner: &mut Inner, _: &Call<'_>, licenses: &Kept) -> Answer<Inner> {
    let license = inner.objects.get(licenses.kept(), "", "").cloned().unwrap_or_default();
    let status = licenses.viewed(inner, &license).get("license_status").cloned().unwrap_or_default();
    let script = format!("var license = {};\n", json!({ "license_status": status }));
    Ok(([(header::CONTENT_TYPE, "text/javascript")], script).into_response())
}

/// The vendor's words for the state are not known.
pub(super) fn gateway(inner: &mut Inner, call: &Call<'_>, gateways: &Kept) -> Answer<Inner> {
    let registered = inner.objects.get(gateways.kept(), "", "").is_some();
    let status = if registered { "REGISTERED" } else { "UNREGISTERED" };
    Ok(call.reply(json!({ "status": status, "used_sources": [], "product_id": "sandbox" })))
}

pub(super) fn register(inner: &mut Inner, call: &Call<'_>, gateways: &Kept) -> Answer<Inner> {
    gateways.put(inner, "", "", Object::new());
    Ok(call.reply(Value::Null))
}

pub(super) fn unregister(inner: &mut Inner, call: &Call<'_>, gateways: &Kept) -> Answer<Inner> {
    inner.objects.remove(gateways.kept(), "", "");
    Ok(call.reply(Value::Null))
}
