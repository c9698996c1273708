//! How the admin tree searches: in part, without case.

use serde_json::Value;

use crate::collections::{Call, text};
use crate::objects::Object;

/// Whether one of the texts is what `search` looks for: a beginning, `*x*` anything that holds it, `"x"` the whole.
pub(super) fn is_found<'a>(search: &str, texts: impl IntoIterator<Item = &'a str>) -> bool {
    let search = search.trim().to_lowercase();
    let whole = search.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let inside = search.strip_prefix('*').map(|rest| rest.trim_end_matches('*'));
    texts.into_iter().map(str::to_lowercase).any(|text| match (whole, inside) {
        (Some(whole), _) => text == whole,
        (_, Some(inside)) => text.contains(inside),
        _ => text.starts_with(search.trim_end_matches('*')),
    })
}

/// Whether a filter of the query selects an object; without the filter all are.
pub(super) fn fits(call: &Call<'_>, object: &Object, name: &str) -> bool {
    let Some(wanted) = call.query(name).filter(|wanted| !wanted.is_empty()) else { return true };
    let (text, wanted) = (text(object, name).to_lowercase(), wanted.to_lowercase());
    if is_true(call, "exact") { text == wanted } else { text.contains(&wanted) }
}

pub(super) fn is_true(call: &Call<'_>, name: &str) -> bool {
    call.query(name).is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

pub(super) fn is_false(call: &Call<'_>, name: &str) -> bool {
    call.query(name).is_some_and(|text| text.eq_ignore_ascii_case("false"))
}

/// Whether the attributes of an object have every pair of `q`.
pub(super) fn has_attributes(call: &Call<'_>, object: &Object) -> bool {
    let mut pairs = call.query("q").unwrap_or_default().split_whitespace();
    pairs.all(|pair| {
        let (name, wanted) = pair.split_once(':').unwrap_or((pair, ""));
        let values = object.get("attributes").and_then(|attributes| attributes.get(name));
        values.and_then(Value::as_array).is_some_and(|values| values.contains(&wanted.into()))
    })
}

/// The values of a parameter that may be repeated.
pub(super) fn values<'a>(call: &'a Call<'_>, name: &str) -> Vec<&'a str> {
    call.query.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
}
