//! `/data-token/list-data-tokens`: pages and filters.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use serde_json::{Value, json};

use super::settings::ListShape;
use super::space::Space;
use super::state::State;
use super::wire::{Caller, Form, Query, Refusal};

/// The vendor's sample; its own default is not known.
const PER_PAGE: usize = 25;

/// What a filter looks at.
fn field(space: &Space, name: &str) -> Option<Value> {
    let meta = &space.meta;
    match name {
        "meta.file.fileName" => meta.file.get("fileName").cloned(),
        "meta.file.extension" => meta.file.get("extension").cloned(),
        "meta.data.type" => meta.data.get("type").cloned(),
        "context" => Some(json!(space.context)),
        "token" => Some(json!(space.token)),
        _ => None,
    }
}

const FILTERS: [&str; 5] =
    ["meta.file.fileName", "meta.file.extension", "meta.data.type", "context", "token"];

/// The filters of a query. One that is not documented is refused and not overlooked.
fn filters(query: &Form) -> Result<Vec<(&'static str, &str)>, Refusal> {
    let mut filters = Vec::new();
    for field in query.names().filter(|field| field.starts_with("filters")) {
        let inner = field.strip_prefix("filters[").and_then(|rest| rest.strip_suffix(']'));
        let known = FILTERS.into_iter().find(|name| Some(*name) == inner);
        let known = known.ok_or_else(|| Refusal::parameter(field, "is no filter"))?;
        filters.extend(query.get(field).map(|wanted| (known, wanted)));
    }
    Ok(filters)
}

fn number(query: &Form, name: &str) -> Result<Option<usize>, Refusal> {
    Ok(query.number(name, 1)?.map(|number| usize::try_from(number).unwrap_or(usize::MAX)))
}

pub(super) async fn list(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Query(query): Query,
) -> Result<Json<Value>, Refusal> {
    let page = number(&query, "page")?.unwrap_or(1);
    let per_page = number(&query, "perPage")?.unwrap_or(PER_PAGE);
    let filters = filters(&query)?;
    let shape = state.settings().lists;
    let store = state.store();
    // Whether temporary tokens are listed is not documented; they have no metadata to list yet.
    let own = store.spaces.values().filter(|space| space.profile == caller.profile && space.is_permanent());
    let fits = |space: &&Space| {
        filters.iter().all(|(name, wanted)| field(space, name).is_some_and(|value| value == *wanted))
    };
    let mut found: Vec<&Space> = own.filter(fits).collect();
    found.sort_by_key(|space| space.created());
    let total = found.len();
    let start = per_page.saturating_mul(page - 1);
    let items: Vec<Value> = found.into_iter().skip(start).take(per_page).map(Space::json).collect();
    let count = match shape {
        ListShape::Array => return Ok(Json(Value::Array(items))),
        ListShape::ItemsOfPage => items.len(),
        ListShape::Mixed | ListShape::Items => total,
    };
    Ok(Json(json!({ "items": items, "meta": { "count": count, "page": page, "perPage": per_page } })))
}
