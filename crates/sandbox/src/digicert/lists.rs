//! Filters, sorting and pages of what is not kept by the engine.

use std::cmp::Ordering;

use axum::response::Response;
use serde_json::{Value, json};

use super::clock::{DAY, parse};
use super::reply::Refusal;
use crate::collections::Call;

/// The most entries of a page.
const MOST: usize = 1000;

/// The reply with one page of what was found.
pub(super) fn paged<T>(
    call: &Call<'_>,
    name: &str,
    found: &[T],
    show: impl Fn(&T) -> Value,
) -> Result<Response, Refusal> {
    let number = |name: &str, otherwise: usize| match call.query(name) {
        Some(text) => text.parse::<usize>().map_err(|_| Refusal::invalid(name)),
        None => Ok(otherwise),
    };
    let (offset, limit) = (number("offset", 0)?, number("limit", MOST)?);
    if limit > MOST {
        return Err(Refusal::invalid("limit"));
    }
    let page: Vec<Value> = found.iter().skip(offset).take(limit).map(show).collect();
    Ok(call.reply(json!({ name: page, "page": { "total": found.len(), "offset": offset, "limit": limit } })))
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
        (Value::Number(a), Value::Number(b)) => {
            a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal)
        }
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (a, b) => b.is_null().cmp(&a.is_null()),
    }
}

/// Sorts by the names in `sort`, with commas between, a minus sign before a descending one. One that is not known to
/// `key` is refused.
pub(super) fn sort<T>(
    call: &Call<'_>,
    found: &mut Vec<T>,
    key: impl Fn(&T, &str) -> Option<Value>,
) -> Result<(), Refusal> {
    let Some(keys) = call.query("sort").filter(|keys| !keys.is_empty()) else { return Ok(()) };
    let keys: Vec<(&str, bool)> =
        keys.split(',').map(|name| (name.trim_start_matches('-'), name.starts_with('-'))).collect();
    let mut sorted = Vec::with_capacity(found.len());
    for entry in found.drain(..) {
        let values: Option<Vec<Value>> = keys.iter().map(|(name, _)| key(&entry, name)).collect();
        sorted.push((values.ok_or_else(|| Refusal::invalid("sort"))?, entry));
    }
    sorted.sort_by(|(a, _), (b, _)| {
        let orders = a
            .iter()
            .zip(b)
            .zip(&keys)
            .map(|((a, b), (_, reverse))| if *reverse { compare(a, b).reverse() } else { compare(a, b) });
        orders.fold(Ordering::Equal, Ordering::then)
    });
    found.extend(sorted.into_iter().map(|(_, entry)| entry));
    Ok(())
}

/// Whether a text begins with what is searched or, after a percent sign, has it anywhere.
pub(super) fn begins(text: &str, search: &str) -> bool {
    let (text, search) = (text.to_lowercase(), search.to_lowercase());
    search.strip_prefix('%').map_or_else(|| text.starts_with(&search), |part| text.contains(part))
}

/// Whether a point in time fits a filter: a day, `<` or `>` before one, or two with `...` between.
pub(super) fn in_range(filter: Option<&str>, name: &str, at: Option<u64>) -> Result<bool, Refusal> {
    let Some(filter) = filter else { return Ok(true) };
    let time = |text: &str| parse(text).ok_or_else(|| Refusal::invalid(name));
    // A day lasts until the next one begins.
    let end = |text: &str| time(text).map(|at| if text.len() == 10 { at + DAY - 1 } else { at });
    let (from, till) = if let Some((from, till)) = filter.split_once("...") {
        (time(from)?, end(till)?)
    } else if let Some(text) = filter.strip_prefix('>') {
        (end(text)? + 1, u64::MAX)
    } else if let Some(text) = filter.strip_prefix('<') {
        (0, time(text)?.saturating_sub(1))
    } else {
        (time(filter)?, end(filter)?)
    };
    Ok(at.is_some_and(|at| at >= from && at <= till))
}
