//! Listings and searches: which objects are selected, in which order, and how many of them are returned.

use serde_json::{Value, json};

use super::{Answer, Call, Collection, Vendor};
use crate::facts::{Complaint, Facts, Kind, Schema};
use crate::objects::Object;

/// How a reply wraps its items.
pub(super) struct Envelope<'a> {
    /// The paths of the items and of their number; a bare array has none.
    items: Option<&'a str>,
    count: Option<&'a str>,
    pub(super) item: Option<&'a Schema>,
}

impl<'a> Envelope<'a> {
    pub(super) fn of(facts: &'a Facts, call: &'a Call<'_>) -> Self {
        let none = Self { items: None, count: None, item: None };
        let Some(schema) = call.operation.success().1.map(|schema| facts.shape(schema)) else { return none };
        if schema.is("array") {
            return Self { item: schema.items.as_deref(), ..none };
        }
        let page = &call.operation.page;
        let path = |text: &'a Option<String>| text.as_deref().and_then(|text| text.strip_prefix("$."));
        let of = |wanted| schema.properties.iter().find(move |(_, known)| facts.shape(known).is(wanted));
        let items = schema.properties.get_key_value("items").or_else(|| of("array"));
        let items = path(&page.items).or(items.map(|(name, _)| name.as_str()));
        let count = path(&page.count).or(of("integer").map(|(name, _)| name.as_str()));
        let list = items
            .and_then(|items| items.split('.').try_fold(schema, |schema, name| facts.property(schema, name)));
        Self { items, count, item: list.and_then(|list| facts.shape(list).items.as_deref()) }
    }

    /// A reply with these items, out of so many.
    pub(super) fn wrap<V: Vendor>(&self, items: Vec<Value>, total: usize, page: (usize, usize)) -> Value {
        let Some(path) = self.items else { return items.into() };
        let mut body = json!({});
        if let Some((name, value)) = V::page_info(total, page) {
            set(&mut body, name, value);
        }
        set(&mut body, path, items.into());
        if let Some(path) = self.count {
            set(&mut body, path, total.into());
        }
        body
    }
}

fn set(body: &mut Value, path: &str, value: Value) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let Some(members) = body.as_object_mut() else { return };
    match rest {
        None => drop(members.insert(name.to_owned(), value)),
        Some(rest) => set(members.entry(name).or_insert_with(|| json!({})), rest, value),
    }
}

/// The reply of an operation that finds nothing.
pub(super) fn empty(facts: &Facts, call: &Call<'_>) -> Value {
    let schema = call.operation.success().1.map(|schema| facts.shape(schema));
    let Some(schema) = schema else { return Value::Null };
    if schema.is("array") {
        return json!([]);
    }
    let envelope = Envelope::of(facts, call);
    let mut body = json!({});
    if let (Some(items), true) = (envelope.items, envelope.item.is_some()) {
        set(&mut body, items, json!([]));
        if let Some(count) = envelope.count {
            set(&mut body, count, 0.into());
        }
    }
    body
}

impl<V: Vendor> Collection<V> {
    /// The objects that a query and a search's body select, sorted.
    pub(super) fn list(&self, vendor: &V, call: &Call<'_>) -> Answer<V> {
        let facts = vendor.facts();
        let envelope = Envelope::of(facts, call);
        let schema = envelope.item;
        let parameters = call.operation.parameters.iter().filter(|known| known.place == "query");
        let asked =
            parameters.filter_map(|known| Some((known.name.clone(), call.query(&known.name)?.into())));
        let body =
            call.body.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone()));
        let wanted: Vec<(String, Value)> = asked.chain(body).collect();
        let scope = self.scope(vendor, call);
        let fits =
            |object: &Object| wanted.iter().all(|(name, value)| selects(facts, schema, object, name, value));
        let rows = vendor.objects().rows(self.kept).filter(|row| self.everywhere || row.scope == scope);
        let found = rows.map(|row| self.viewed(vendor, &row.object)).filter(fits).collect();
        page(vendor, call, found, |mut object| {
            object.retain(|name, _| !self.unlisted.contains(&name.as_str()));
            self.dressed(facts, schema, object)
        })
    }

    /// All texts in the lists of the member `tags`.
    pub(super) fn tags(&self, vendor: &V, call: &Call<'_>) -> Answer<V> {
        let page = V::page(call)?;
        let scope = self.scope(vendor, call);
        let objects = vendor.objects().list(self.kept, &scope);
        let all = objects.filter_map(|object| object.get("tags")?.as_array());
        let mut tags: Vec<&str> = all.flatten().filter_map(Value::as_str).collect();
        tags.retain(|tag| tag.contains(call.query("query").unwrap_or_default()));
        tags.sort_unstable();
        tags.dedup();
        if descending::<V>(call)? {
            tags.reverse();
        }
        let total = tags.len();
        let tags: Vec<Value> = tags.into_iter().skip(page.0).take(page.1).map(Value::from).collect();
        Ok(call.reply(Envelope::of(vendor.facts(), call).wrap::<V>(tags, total, page)))
    }

    /// The objects that a list of names or ids means.
    pub(super) fn resolve(&self, vendor: &V, call: &Call<'_>) -> Answer<V> {
        let wanted: Vec<&str> =
            call.body.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let named = |object: &Object| {
            ["name", self.key].iter().any(|name| {
                object.get(*name).and_then(Value::as_str).is_some_and(|text| wanted.contains(&text))
            })
        };
        let scope = self.scope(vendor, call);
        let objects = vendor.objects().list(self.kept, &scope);
        let found = objects.map(|object| self.viewed(vendor, object)).filter(named).collect();
        let item = Envelope::of(vendor.facts(), call).item;
        page(vendor, call, found, |object| self.dressed(vendor.facts(), item, object))
    }
}

/// The reply with one page of what was found, sorted as the query asks.
pub(crate) fn page<V: Vendor>(
    vendor: &V,
    call: &Call<'_>,
    mut found: Vec<Object>,
    show: impl Fn(Object) -> Value,
) -> Answer<V> {
    let page = V::page(call)?;
    let envelope = Envelope::of(vendor.facts(), call);
    sort(vendor, call, envelope.item, &mut found)?;
    let total = found.len();
    let rows: Vec<Value> = found.into_iter().skip(page.0).take(page.1).map(show).collect();
    Ok(call.reply(envelope.wrap::<V>(rows, total, page)))
}

/// Whether the direction of sorting is the reverse one.
fn descending<V: Vendor>(call: &Call<'_>) -> Result<bool, V::Refusal> {
    match call.query("sortdir").map(str::to_ascii_uppercase).as_deref() {
        None | Some("ASC" | "") => Ok(false),
        Some("DESC") => Ok(true),
        Some(_) => Err(V::invalid(vec![Complaint::new(Kind::Format, "sortdir")])),
    }
}

/// Sorts by `sortkey` and `sortdir`, or by `sort`: names with commas between, a minus sign before a descending one.
fn sort<V: Vendor>(
    vendor: &V,
    call: &Call<'_>,
    schema: Option<&Schema>,
    found: &mut [Object],
) -> Result<(), V::Refusal> {
    let reverse = descending::<V>(call)?;
    let (parameter, keys) = match (call.query("sortkey"), call.query("sort")) {
        (Some(key), _) if !key.is_empty() => ("sortkey", vec![(key, reverse)]),
        (_, Some(keys)) => {
            let key = |key: &'_ str| key.starts_with('-');
            ("sort", keys.split(',').map(|name| (name.trim_start_matches('-'), key(name))).collect())
        }
        _ => return Ok(()),
    };
    let known = |name: &str| schema.is_some_and(|schema| vendor.facts().property(schema, name).is_some());
    if parameter == "sortkey" && keys.iter().any(|(name, _)| !known(name)) {
        return Err(V::invalid(vec![Complaint::new(Kind::Format, parameter)]));
    }
    let value = |object: &Object, name: &str| match object.get(name) {
        Some(Value::String(text)) => (0.0, text.to_lowercase()),
        Some(Value::Number(number)) => (number.as_f64().unwrap_or_default(), String::new()),
        Some(Value::Bool(flag)) => (f64::from(u8::from(*flag)), String::new()),
        _ => (f64::MIN, String::new()),
    };
    found.sort_by(|a, b| {
        let orders = keys.iter().map(|(name, reverse)| {
            let order = value(a, name).partial_cmp(&value(b, name)).unwrap_or(std::cmp::Ordering::Equal);
            if *reverse { order.reverse() } else { order }
        });
        orders.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    });
    Ok(())
}

/// Whether a criterion selects an object. One that names no member of it selects all.
fn selects(facts: &Facts, schema: Option<&Schema>, object: &Object, name: &str, wanted: &Value) -> bool {
    if matches!(name, "keywords" | "query" | "search" | "filters[search]") {
        return has_words(facts, schema, object, wanted.as_str().unwrap_or_default());
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
            let text = wanted.as_str().filter(|_| !value.is_string());
            value == wanted || text.is_some_and(|text| text.eq_ignore_ascii_case(&value.to_string()))
        }
        None => {
            matches!(wanted, Value::Bool(false))
                || wanted.as_str().is_some_and(|text| text.eq_ignore_ascii_case("false"))
        }
    };
    match wanted {
        Value::Null => true,
        Value::Array(wanted) => wanted.is_empty() || wanted.iter().any(same),
        Value::String(text) if text.is_empty() => true,
        wanted => same(wanted),
    }
}

/// Whether an object has every word in one of the texts that clients set. Neither ids nor what the server sets count:
/// a word of one letter would find every object.
fn has_words(facts: &Facts, schema: Option<&Schema>, object: &Object, words: &str) -> bool {
    let free = |name: &str| {
        let known = schema.and_then(|schema| facts.property(schema, name));
        known.is_some_and(|known| !known.read_only && (known.is_free_text() || known.is("array")))
    };
    let texts = object.iter().filter(|(name, _)| free(name)).map(|(_, value)| value.to_string());
    let text = texts.collect::<String>().to_lowercase();
    words.to_lowercase().split([',', ' ']).all(|word| text.contains(word.trim_start_matches('%')))
}
