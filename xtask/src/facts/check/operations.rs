//! Ids, paths, parameters and replies of the operations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::actions;
use crate::facts::view::{Operation, View, placeholders};
use crate::workspace::{list_at, text_at};

/// Checks every operation by itself, and that no id is used twice.
pub(super) fn check(view: &View<'_>, problems: &mut Vec<String>) {
    let mut places: BTreeMap<&str, Vec<&Operation<'_>>> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for operation in &view.operations {
        if operation.id.is_empty() {
            problems.push(format!("{}: no `operationId`", operation.pointer));
            continue;
        }
        if !names.insert(operation.id) {
            problems.push(format!("{}: this `operationId` is used twice", operation.id));
        }
        for id in operation.ids() {
            places.entry(id).or_default().push(operation);
        }
        one(view, operation, problems);
    }
    for (id, places) in places.iter().filter(|(_, places)| places.len() > 1) {
        let flavours: BTreeSet<&str> = places.iter().map(|place| text_at(place.value, "x-flavour")).collect();
        if flavours.contains("") || flavours.len() != places.len() {
            problems.push(format!("{id}: {} places without a flavour of its own each", places.len()));
        }
    }
}

fn one(view: &View<'_>, operation: &Operation<'_>, problems: &mut Vec<String>) {
    let id = operation.id;
    let mut find = |problem: String| problems.push(format!("{id}: {problem}"));
    let value = operation.value;
    let ids = operation.ids();
    if value.get("x-operations").is_some() && !ids.contains(&operation.base()) {
        find("the `operationId` is not among its `x-operations`".to_owned());
    }
    if ids.len() > 1 {
        for one in list_at(value, "x-operations").filter(|one| one.get("x-told-by").is_none()) {
            find(format!("`{}` has no `x-told-by`", text_at(one, "id")));
        }
    }
    for name in ids.iter().chain([&operation.base()]).filter(|name| actions::action(name).is_none()) {
        find(format!("`{name}` has no known action (xtask/src/facts/check/actions.rs)"));
    }
    for member in ["summary", "tags", "responses", "x-evidence", "x-source", "x-idempotent"] {
        if value.get(member).is_none() {
            find(format!("no `{member}`"));
        }
    }
    if !["seed", "docs", "client", "partial"].contains(&text_at(value, "x-evidence")) {
        find(format!("unknown x-evidence `{}`", text_at(value, "x-evidence")));
    }
    if value.get("x-paginated") == Some(&Value::Bool(true)) && value.get("x-page").is_none() {
        find("`x-paginated` without `x-page`".to_owned());
    }
    let wanted: BTreeSet<&str> = placeholders(operation.path).collect();
    let parameters = operation.parameters(view);
    let in_path = parameters.iter().filter(|parameter| text_at(parameter, "in") == "path");
    let known: BTreeSet<&str> = in_path.map(|parameter| text_at(parameter, "name")).collect();
    if wanted != known {
        find(format!("the path parameters are {known:?} instead of {wanted:?}"));
    }
    for parameter in &parameters {
        if parameter.get("schema").is_none() && parameter.get("content").is_none() {
            find(format!("parameter `{}` has no schema", text_at(parameter, "name")));
        }
    }
    let replies = operation.replies(view);
    if !replies.iter().any(|(status, _)| status.starts_with(['1', '2', '3'])) {
        find("no success among the responses".to_owned());
    }
    if !replies.iter().any(|(status, _)| *status == "default") {
        find("no `default` response".to_owned());
    }
}
