//! What the caller may do.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Inner;
use super::reply::Refusal;

const PERMISSIONS: [&str; 11] = [
    "create_containers",
    "view_container",
    "edit_container",
    "manage_guest_keys",
    "create_users",
    "edit_users",
    "view_users",
    "add_domains",
    "view_domains",
    "create_organizations",
    "view_orders",
];

/// An administrator has every permission, other users those that only read.
pub(super) fn authorization(
    inner: &Inner,
    is_administrator: bool,
    path: &[&str],
) -> Result<Response, Refusal> {
    let authorized = |name: &str| is_administrator || name.starts_with("view_");
    let entry = |name: &str| json!({ "permission": name, "authorized": authorized(name) });
    match path {
        [] => {
            let all: Vec<Value> = PERMISSIONS.iter().map(|name| entry(name)).collect();
            Ok(Json(json!({ "authorizations": all })).into_response())
        }
        [name, rest @ ..] if PERMISSIONS.contains(name) => match rest {
            [] => Ok(Json(entry(name)).into_response()),
            ["container"] => {
                let held = inner.container_ids().into_iter().filter(|_| authorized(name));
                let held: Vec<Value> = held.map(|id| inner.container(id)).collect();
                Ok(Json(json!({ "containers": held })).into_response())
            }
            _ => Err(Refusal::not_found("route")),
        },
        [_] | [_, "container"] => Err(Refusal::not_found("permission")),
        _ => Err(Refusal::not_found("route")),
    }
}
