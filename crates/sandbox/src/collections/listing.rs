//! Listings and searches: which objects are selected, in which order, and how many of them are returned.

use axum::response::Response;
use serde_json::{Value, json};

use super::{Answer, Call, Collection, Vendor};
use crate::facts::{Complaint, Facts, Kind, Schema};
use crate::objects::Object;

impl<V: Vendor> Collection<V> {
    /// The rows that a query and a search's body select, sorted.
    pub(super) fn list(&self, vendor: &V, call: &Call<'_>) -> Answer<V> {
        let (offset, limit) = V::page(call)?;
        let (_, schema) = call.operation.success();
        let (items, count, schema) = envelope(V::facts(), schema);
        let parameters = call.operation.parameters.iter().map(|known| known.name.as_str());
        let asked = parameters.filter_map(|name| Some((name.to_owned(), call.query(name)?.into())));
        let body =
            call.body.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone()));
        let wanted: Vec<(String, Value)> = asked.chain(body).collect();
        let scope = self.scope(call, false);
        let fits = |object: &&Object| {
            wanted.iter().all(|(name, value)| selects(V::facts(), schema, object, name, value))
        };
        let rows = vendor.objects().rows(self.kept).filter(|row| self.everywhere || row.scope == scope);
        let mut found: Vec<&Object> = rows.map(|row| &row.object).filter(fits).collect();
        sort::<V>(call, schema, &mut found)?;
        let show = |object: &&Object| {
            let mut value = self.shown(vendor, schema, object);
            for name in self.unlisted {
                value.as_object_mut().map(|members| members.remove(*name));
            }
            value
        };
        let rows: Vec<Value> = found.iter().skip(offset).take(limit).map(show).collect();
        let Some(items) = items else { return Ok(call.reply(rows.into())) };
        let mut body = Object::new();
        body.insert(items.to_owned(), rows.into());
        body.extend(count.map(|name| (name.to_owned(), found.len().into())));
        let info = V::page_info(found.len(), (offset, limit));
        body.extend(info.map(|(name, value)| (name.to_owned(), value)));
        Ok(call.reply(body.into()))
    }

    /// All texts in the lists of the member `tags`.
    pub(super) fn tags(&self, vendor: &V, call: &Call<'_>) -> Answer<V> {
        let (offset, limit) = V::page(call)?;
        let scope = self.scope(call, false);
        let all =
            vendor.objects().list(self.kept, &scope).filter_map(|object| object.get("tags")?.as_array());
        let mut tags: Vec<&str> = all.flatten().filter_map(Value::as_str).collect();
        tags.retain(|tag| tag.contains(call.query("query").unwrap_or_default()));
        tags.sort_unstable();
        tags.dedup();
        if descending::<V>(call)? {
            tags.reverse();
        }
        let all = tags.len();
        let page: Vec<&str> = tags.into_iter().skip(offset).take(limit).collect();
        let (items, count, _) = envelope(V::facts(), call.operation.success().1);
        Ok(call.reply(match items {
            Some(items) => json!({ count.unwrap_or("count"): all, items: page }),
            None => json!(page),
        }))
    }

    /// The objects that a list of names or ids means.
    pub(super) fn resolve(&self, vendor: &V, call: &Call<'_>) -> Response {
        let (items, count, schema) = envelope(V::facts(), call.operation.success().1);
        let wanted: Vec<&str> =
            call.body.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let named = |object: &&Object| {
            ["name", self.key].iter().any(|name| {
                object.get(*name).and_then(Value::as_str).is_some_and(|text| wanted.contains(&text))
            })
        };
        let scope = self.scope(call, false);
        let found = vendor.objects().list(self.kept, &scope).filter(named);
        let rows: Vec<Value> = found.map(|object| self.shown(vendor, schema, object)).collect();
        call.reply(json!({ count.unwrap_or("count"): rows.len(), items.unwrap_or("items"): rows }))
    }
}

/// Whether the direction of sorting is the reverse one.
fn descending<V: Vendor>(call: &Call<'_>) -> Result<bool, V::Refusal> {
    match call.query("sortdir").map(str::to_ascii_uppercase).as_deref() {
        None | Some("ASC" | "") => Ok(false),
        Some("DESC") => Ok(true),
        Some(_) => Err(V::invalid(vec![Complaint::new(Kind::Format, "sortdir")])),
    }
}

fn sort<V: Vendor>(
    call: &Call<'_>,
    schema: Option<&Schema>,
    found: &mut [&Object],
) -> Result<(), V::Refusal> {
    let descending = descending::<V>(call)?;
    let Some(key) = call.query("sortkey").filter(|key| !key.is_empty()) else { return Ok(()) };
    if schema.is_none_or(|schema| V::facts().property(schema, key).is_none()) {
        return Err(V::invalid(vec![Complaint::new(Kind::Format, "sortkey")]));
    }
    let value = |object: &&Object| match object.get(key) {
        Some(Value::String(text)) => (0.0, text.to_lowercase()),
        Some(Value::Number(number)) => (number.as_f64().unwrap_or_default(), String::new()),
        Some(Value::Bool(flag)) => (f64::from(u8::from(*flag)), String::new()),
        _ => (f64::MIN, String::new()),
    };
    found.sort_by(|a, b| {
        let order = value(a).partial_cmp(&value(b)).unwrap_or(std::cmp::Ordering::Equal);
        if descending { order.reverse() } else { order }
    });
    Ok(())
}

/// Whether a criterion selects an object. One that names no member of it selects all.
fn selects(facts: &Facts, schema: Option<&Schema>, object: &Object, name: &str, wanted: &Value) -> bool {
    if matches!(name, "keywords" | "query") {
        // Neither ids nor what the server sets: a word of one letter would find every object.
        let free = |name: &str| {
            let known = schema.and_then(|schema| facts.property(schema, name));
            known.is_some_and(|known| !known.read_only && (known.is_free_text() || known.is("array")))
        };
        let texts = object.iter().filter(|(name, _)| free(name)).map(|(_, value)| value.to_string());
        let text = texts.collect::<String>().to_lowercase();
        let words = wanted.as_str().unwrap_or_default().to_lowercase();
        return words.split([',', ' ']).all(|word| text.contains(word));
    }
    // `access_group_ids` is about `access_group_id`, `user_id` about the `id` of users.
    let name = name.strip_prefix("filters[").map_or(name, |name| name.trim_end_matches(']'));
    let names = [name, name.trim_end_matches('s'), name.rsplit('_').next().unwrap_or(name)];
    let known = |name: &&&str| schema.is_some_and(|schema| facts.property(schema, name).is_some());
    let Some(name) = names.iter().find(known) else { return true };
    let same = |wanted: &Value| match object.get(*name) {
        Some(Value::Array(items)) => {
            items.iter().any(|item| item == wanted || item.get("id") == Some(wanted))
        }
        Some(value) => {
            value == wanted || value.as_str().is_none() && Some(value.to_string().as_str()) == wanted.as_str()
        }
        None => *wanted == Value::Bool(false),
    };
    match wanted {
        Value::Null => true,
        Value::Array(wanted) => wanted.is_empty() || wanted.iter().any(same),
        Value::String(text) if text.is_empty() => true,
        wanted => same(wanted),
    }
}

/// Where a listing holds items and count, and what an item is.
fn envelope<'a>(
    facts: &'a Facts,
    schema: Option<&'a Schema>,
) -> (Option<&'a str>, Option<&'a str>, Option<&'a Schema>) {
    let Some(schema) = schema.map(|schema| facts.shape(schema)) else { return (None, None, None) };
    if schema.is("array") {
        return (None, None, schema.items.as_deref());
    }
    let of = |wanted| schema.properties.iter().find(move |(_, known)| known.is(wanted));
    let items = schema.properties.get_key_value("items").or_else(|| of("array"));
    let kind = items.and_then(|(_, list)| facts.shape(list).items.as_deref());
    (items.map(|(name, _)| name.as_str()), of("integer").map(|(name, _)| name.as_str()), kind)
}
