//! From a request to the operation that it means.

use axum::body::Bytes;
use axum::http::Method;
use axum::response::Response;
use serde_json::Value;

use super::Inner;
use super::reply::Refusal;
use crate::collections::{self, Call, Coverage};
use crate::facts::Route;

/// The two base paths of one server.
pub(super) const SERVICES: &str = "/services/v2";
pub(super) const REPORT_LIBRARY: &str = "/reports/v1";

pub(super) fn respond(
    inner: &mut Inner,
    caller: u64,
    method: &Method,
    (base, target): (&str, &str),
    query: Vec<(String, String)>,
    body: &Bytes,
) -> Result<Response, Refusal> {
    let route = || Refusal::not_found("route");
    let Route::Found(operation, path) = inner.facts.route(method.as_str(), target) else {
        return Err(route());
    };
    let sent = serde_json::from_slice(body).unwrap_or_default();
    let id = match operation.id_of(&path, &query, &sent) {
        // The kind of the user decides, whatever the body holds.
        "users.update_service" => "users.update",
        id => id,
    };
    if id.starts_with("report_library.") != (base == REPORT_LIBRARY) {
        return Err(route());
    }
    if collections::coverage::<Inner>(id) == Coverage::NotServed {
        return Err(Refusal::not_served(id));
    }
    let body = if operation.input(id).is_none() || operation.body_is_optional() && body.is_empty() {
        Value::Null
    } else if id == "orders.upload_vmc_logo_svg" {
        String::from_utf8_lossy(body).into_owned().into()
    } else {
        serde_json::from_slice(body).map_err(|_| Refusal::bad_format())?
    };
    let group = id.split('.').next().unwrap_or_default();
    let call = Call { operation, id, target, path, query, body, caller: caller.to_string() };
    let orders = ["orders.create_", "orders.reissue", "orders.duplicate"];
    inner.instant = orders.iter().any(|start| id.starts_with(start));
    let reply = collections::serve(inner, &call);
    inner.instant = false;
    let reply = reply.unwrap_or_else(|| Err(Refusal::not_served(id)));
    reply.map_err(|refusal| refusal.of_group(group))
}
