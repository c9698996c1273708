//! Collections of JSON objects, served from the facts: list, search, create, get, replace, delete.
//!
//! The facts say how an operation is called, what a request and a reply hold, and what only the server sets. A
//! [`Collection`] adds what they cannot say; a [`Vendor`] says how its complaints, pages and stamps look.

mod actions;
mod listing;
mod masks;
mod table;

pub(crate) use table::Collection;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::facts::{Complaint, Facts, Kind, Operation, Schema};
use crate::objects::Objects;
use crate::random;

/// One request for an operation of the facts.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a Operation,
    /// The path as it was sent.
    pub(crate) target: &'a str,
    /// The values of the path's parameters.
    pub(crate) path: Vec<(&'a str, String)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Value,
    pub(crate) caller: String,
}

impl Call<'_> {
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The reply of a success that the facts give no body, or this one.
    pub(crate) fn reply(&self, body: Value) -> Response {
        let (status, schema) = self.operation.success();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        if schema.is_some() { (status, Json(body)).into_response() } else { status.into_response() }
    }
}

pub(crate) type Answer<V> = Result<Response, <V as Vendor>::Refusal>;
type Handler<V> = fn(&mut V, &Call<'_>, &Collection<V>) -> Answer<V>;

/// What a vendor's collections have in common.
pub(crate) trait Vendor: Sized + 'static {
    type Refusal;
    const COLLECTIONS: &'static [Collection<Self>];
    /// Schemas and members that hold the id of an object, and the collections that it may be in.
    const LINKS: &'static [(&'static str, &'static [&'static str])];

    fn facts() -> &'static Facts;
    fn objects(&self) -> &Objects;
    fn objects_mut(&mut self) -> &mut Objects;
    fn invalid(complaints: Vec<Complaint>) -> Self::Refusal;
    fn not_found() -> Self::Refusal;
    /// The number of objects to skip, and the most to return.
    fn page(call: &Call<'_>) -> Result<(usize, usize), Self::Refusal>;
    /// The id of a new object.
    fn new_id(&mut self) -> Value {
        random::uuid().into()
    }
    /// What a listing says of its page besides items and count.
    fn page_info(_total: usize, _page: (usize, usize)) -> Option<(&'static str, Value)> {
        None
    }
    /// The value of a member that the server sets on each write (`true`) or on creation alone.
    fn stamp(call: &Call<'_>, name: &str) -> Option<(Value, bool)>;
}

/// Serves an operation, if a collection of the vendor has it.
pub(crate) fn serve<V: Vendor>(vendor: &mut V, call: &Call<'_>) -> Option<Answer<V>> {
    let (group, action) = call.operation.id.split_once('.')?;
    let action_of = |c: &Collection<V>| (c.group == group).then(|| action.strip_prefix(c.prefix)).flatten();
    let fitting = V::COLLECTIONS.iter().filter_map(|c| Some((c, action_of(c)?)));
    let (collection, action) = fitting.max_by_key(|(c, _)| c.prefix.len())?;
    if let Err(refusal) = check_query::<V>(call).and_then(|()| collection.check_parents(vendor, call, action))
    {
        return Some(Err(refusal));
    }
    if let Some((_, handler)) = collection.other.iter().find(|(name, _)| *name == action) {
        return Some(check_body(vendor, call).and_then(|()| handler(vendor, call, collection)));
    }
    Some(match action {
        "get" if collection.single => Ok(collection.get_single(vendor, call)),
        "set" if collection.single => collection.set_single(vendor, call),
        "list" | "search" => check_body(vendor, call).and_then(|()| collection.list(vendor, call)),
        "create" => collection.create(vendor, call),
        "get" | "metadata" => collection.get(vendor, call),
        "update" => collection.replace(vendor, call),
        "delete" => collection.delete(vendor, call),
        "tags" => collection.tags(vendor, call),
        "resolve" => check_body(vendor, call).map(|()| collection.resolve(vendor, call)),
        _ if action.starts_with("set_") => collection.set_members(vendor, call),
        _ => return None,
    })
}

fn check_query<V: Vendor>(call: &Call<'_>) -> Result<(), V::Refusal> {
    let mut complaints = Vec::new();
    for known in call.operation.parameters.iter().filter(|known| known.place == "query") {
        let Some(text) = call.query(&known.name) else {
            if known.required {
                complaints.push(Complaint::new(Kind::Missing, &known.name));
            }
            continue;
        };
        let value = match serde_json::from_str(text) {
            Ok(value @ (Value::Number(_) | Value::Bool(_))) if !known.schema.is("string") => value,
            _ => text.into(),
        };
        V::facts().check(&known.schema, &value, &known.name, &mut complaints);
    }
    if complaints.is_empty() { Ok(()) } else { Err(V::invalid(complaints)) }
}

/// Checks a body against its schema, and that what it links to exists.
pub(crate) fn check_body<V: Vendor>(vendor: &V, call: &Call<'_>) -> Result<(), V::Refusal> {
    let mut complaints = Vec::new();
    if let Some(schema) =
        call.operation.input().filter(|_| !call.body.is_null() || !call.operation.body_is_optional())
    {
        V::facts().check(schema, &call.body, "", &mut complaints);
        check_links(vendor, schema, "", &call.body, "", &mut complaints);
    }
    if complaints.is_empty() { Ok(()) } else { Err(V::invalid(complaints)) }
}

fn check_links<V: Vendor>(
    vendor: &V,
    schema: &Schema,
    name: &str,
    value: &Value,
    at: &str,
    out: &mut Vec<Complaint>,
) {
    let link = V::LINKS.iter().find(|(link, _)| *link == name || schema.target() == Some(link));
    let id = value.as_str().or_else(|| value.get("id")?.as_str()).filter(|id| !id.is_empty());
    if let Some(((_, groups), id)) = link.zip(id) {
        if !groups.iter().any(|group| vendor.objects().get(group, "", id).is_some()) {
            out.push(Complaint::new(Kind::Dangling, at));
        }
    }
    let schema = V::facts().resolve(schema);
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if let Some(kind) = &schema.items {
                    check_links(vendor, kind, "", item, &format!("{at}[{index}]"), out);
                }
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                if let Some(known) = schema.properties.get(name) {
                    let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                    check_links(vendor, known, name, value, &at, out);
                }
            }
        }
        _ => {}
    }
}
