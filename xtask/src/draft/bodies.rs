//! What an operation sends and returns.

use serde_json::Value;

use super::shapes::{Shapes, Way};
use super::words::singular;
use crate::facts::view::{Operation, content, escape};
use crate::workspace::{list_at, text_at};

/// What an operation sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    Nothing,
    Json(String),
    Form(String),
    Multipart,
    File,
}

/// What an operation returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Result {
    Nothing,
    /// Items that come in pages: their type, and where they are.
    Pages(String, String),
    /// A part of the reply: its type, and where it is.
    Part(String, String),
    Whole(String),
    File,
}

/// What an operation sends, and where its schema is.
pub(super) fn body(
    shapes: &mut Shapes<'_>,
    operation: &Operation<'_>,
    id: &str,
    name: &str,
) -> (Body, String) {
    let Some(body) = operation.value.get("requestBody") else { return (Body::Nothing, String::new()) };
    let root = shapes.view.pointer(&format!("{}/requestBody", operation.pointer));
    let Some((kind, _)) = content(shapes.view.full(body)).next() else {
        return (Body::Nothing, String::new());
    };
    let at = ours(shapes, &format!("{root}/content/{}/schema", escape(kind)), id);
    let hint = format!("{}_{name}", singular(shapes.group));
    let body = match kind {
        "multipart/form-data" => Body::Multipart,
        kind if kind.ends_with("json") => Body::Json(shapes.visit(&at, &hint, Way::Sent)),
        "application/x-www-form-urlencoded" => Body::Form(shapes.visit(&at, &hint, Way::Sent)),
        _ => Body::File,
    };
    (body, at)
}

/// The status of the success, and what it returns.
pub(super) fn result(
    shapes: &mut Shapes<'_>,
    operation: &Operation<'_>,
    id: &str,
    name: &str,
) -> (String, Result) {
    let replies = operation.replies(shapes.view);
    let Some((status, reply)) = replies.iter().find(|(status, _)| status.starts_with('2')) else {
        return ("200".to_owned(), Result::Nothing);
    };
    let status = status.replace("2XX", "200");
    let Some((kind, _)) = content(reply).next() else { return (status, Result::Nothing) };
    if !kind.ends_with("json") {
        return (status, Result::File);
    }
    let root = format!(
        "{}/responses/{}",
        operation.pointer,
        if status == "200" && operation.value.pointer("/responses/200").is_none() { "2XX" } else { &status }
    );
    let root = shapes.view.pointer(&root);
    let at = ours(shapes, &format!("{root}/content/{}/schema", escape(kind)), id);
    let schema_at = shapes.view.pointer(&at);
    let schema = shapes.schema(&schema_at);
    let hint = format!("{}_{name}", singular(shapes.group));
    let page = operation.value.get("x-page").and_then(|page| page.get("items")).and_then(Value::as_str);
    let envelope =
        |word: &str| schema.get("x-envelope").and_then(|one| one.get(word)).and_then(Value::as_str);
    if let Some(items) = page.or(envelope("items")).filter(|items| items.starts_with("$.")) {
        let name = items.trim_start_matches("$.");
        let at = format!("{schema_at}/properties/{}", name.replace('.', "/properties/"));
        let kind = shapes.visit(&at, &hint, Way::Read);
        let item =
            kind.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(&kind).to_owned();
        let result = if page.is_some() {
            Result::Pages(item, name.to_owned())
        } else {
            Result::Part(kind, name.to_owned())
        };
        return (status, result);
    }
    if let Some(payload) = envelope("payload").filter(|items| items.starts_with("$.")) {
        let name = payload.trim_start_matches("$.");
        let at = format!("{schema_at}/properties/{}", name.replace('.', "/properties/"));
        return (status, Result::Part(shapes.visit(&at, &hint, Way::Read), name.to_owned()));
    }
    let only_id = schema
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|all| all.len() == 1 && all.contains_key("id"));
    if only_id {
        let group = shapes.group.to_owned();
        return (status, Result::Part(shapes.id_of(&group), "id".to_owned()));
    }
    (status, Result::Whole(shapes.visit(&at, &hint, Way::Read)))
}

/// Of a choice, the member of this operation.
fn ours(shapes: &Shapes<'_>, pointer: &str, id: &str) -> String {
    let at = shapes.view.pointer(pointer);
    for word in ["oneOf", "anyOf"] {
        let found = list_at(shapes.schema(&at), word).position(|one| text_at(one, "x-operation") == id);
        if let Some(index) = found {
            return format!("{at}/{word}/{index}");
        }
    }
    pointer.to_owned()
}
