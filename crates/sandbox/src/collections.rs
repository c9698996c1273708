//! Collections of JSON objects, served from a vendor's description: list, search, create, get, replace, delete.
//!
//! The description has how an operation is called, what a request and a reply hold, what only the server sets, what
//! is unique and what refers to what. A [`Collection`] adds what it cannot state, a [`Link`] connects the objects of
//! two collections, and a [`Vendor`] knows how errors, pages and stamps look.

mod actions;
mod links;
mod listing;
mod masks;
mod references;
mod table;

pub(crate) use links::{Action, Link};
pub(crate) use listing::page;
pub(crate) use table::Collection;

use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::facts::{Complaint, Facts, Kind, Operation};
use crate::objects::{Object, Objects, Place};
use crate::random;

/// One request for an operation of the description.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a Operation,
    /// The operation's id; several may share verb and path.
    pub(crate) id: &'a str,
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

    /// The value of a parameter of the path.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.path.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The reply to a success: this body where the description has one, otherwise none.
    pub(crate) fn reply(&self, body: Value) -> Response {
        let (status, schema) = self.operation.success();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        if schema.is_some() { (status, Json(body)).into_response() } else { status.into_response() }
    }
}

pub(crate) type Answer<V> = Result<Response, <V as Vendor>::Refusal>;
pub(crate) type Handler<V> = fn(&mut V, &Call<'_>, &Collection<V>) -> Answer<V>;

/// What a vendor's collections have in common.
pub(crate) trait Vendor: Sized + 'static {
    type Refusal;
    const COLLECTIONS: &'static [Collection<Self>];
    const LINKS: &'static [Link] = &[];

    fn facts(&self) -> &'static Facts;
    fn objects(&self) -> &Objects;
    fn objects_mut(&mut self) -> &mut Objects;
    fn invalid(complaints: Vec<Complaint>) -> Self::Refusal;
    fn not_found() -> Self::Refusal;
    /// Adds what is wrong with a body besides what its schema states.
    fn check(_call: &Call<'_>, _complaints: &mut Vec<Complaint>) {}
    /// The number of objects to skip, and the most to return.
    fn page(call: &Call<'_>) -> Result<(usize, usize), Self::Refusal>;
    /// The id of a new object.
    fn new_id(&mut self) -> Value {
        random::uuid().into()
    }
    /// What a listing has besides items and count.
    fn page_info(_total: usize, _page: (usize, usize)) -> Option<(&'static str, Value)> {
        None
    }
    /// The value of a member that the server sets on each write (`true`) or on creation alone.
    fn stamp(&self, call: &Call<'_>, name: &str) -> Option<(Value, bool)>;
    /// Completes what was sent with a link before it is kept; the old link is there if it is replaced.
    fn before_link(&self, _kept: &str, _sent: &mut Object, _old: Option<&Object>) {}
    /// Other groups whose objects a reference to this group may name.
    fn also(_group: &str) -> &'static [&'static str] {
        &[]
    }
}

/// How far an operation is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coverage {
    Served,
    /// It is answered, and nothing changes or is found.
    Stubbed,
    NotServed,
}

/// The objects of a vendor, none yet.
pub(crate) fn no_objects<V: Vendor>(facts: &'static Facts) -> Objects {
    let unique = |c: &'static Collection<V>| {
        let unique = c.members(facts).filter(|(_, known)| known.unique);
        unique.map(|(name, _)| (c.kept(), name))
    };
    Objects::new(V::COLLECTIONS.iter().flat_map(unique))
}

/// An operation as the engine serves it; a collection without a handler replies, and nothing changes.
enum Target<V: Vendor> {
    Collection(&'static Collection<V>, Option<Handler<V>>),
    Link(&'static Link, Action),
}

fn target<V: Vendor>(id: &str) -> Option<Target<V>> {
    let link = V::LINKS.iter().find_map(|link| Some((link, link.action(id)?)));
    if let Some((link, action)) = link {
        return Some(Target::Link(link, action));
    }
    let (group, action) = id.split_once('.')?;
    let action_of = |c: &Collection<V>| (c.group == group).then(|| action.strip_prefix(c.prefix)).flatten();
    let fitting = V::COLLECTIONS.iter().filter_map(|c| Some((c, action_of(c)?)));
    let (collection, action) = fitting.max_by_key(|(c, _)| c.prefix.len())?;
    let other = collection.other.iter().find(|(name, _)| *name == action).map(|(_, handler)| *handler);
    if other.is_none() && collection.stubs.contains(&action) {
        return Some(Target::Collection(collection, None));
    }
    let handler = other.or_else(|| collection.handler(action))?;
    Some(Target::Collection(collection, Some(handler)))
}

/// How far the engine serves an operation.
pub(crate) fn coverage<V: Vendor>(id: &str) -> Coverage {
    match target::<V>(id) {
        None => Coverage::NotServed,
        Some(Target::Collection(_, None)) => Coverage::Stubbed,
        Some(_) => Coverage::Served,
    }
}

/// Serves an operation, if a collection or a link of the vendor has it.
pub(crate) fn serve<V: Vendor>(vendor: &mut V, call: &Call<'_>) -> Option<Answer<V>> {
    let target = target::<V>(call.id)?;
    Some(check_query(vendor, call).and_then(|()| {
        if let Target::Collection(collection, _) = target {
            collection.check_parents(vendor, call)?;
        }
        let brings = matches!(&target, Target::Collection(collection, _) if collection.brings);
        check_body(vendor, call, brings)?;
        match target {
            Target::Link(link, action) => links::serve(vendor, call, link, action),
            Target::Collection(collection, Some(handler)) => handler(vendor, call, collection),
            Target::Collection(_, None) => Ok(stub(vendor.facts(), call)),
        }
    }))
}

/// A reply without an effect. A test that relies on an effect can see that there was none.
fn stub(facts: &Facts, call: &Call<'_>) -> Response {
    let mut reply = call.reply(listing::empty(facts, call));
    reply.headers_mut().insert("x-sandbox-stub", HeaderValue::from_static("true"));
    reply
}

impl<V: Vendor> Collection<V> {
    /// What the engine does for a word, if it is a known one.
    fn handler(&self, action: &str) -> Option<Handler<V>> {
        Some(match action {
            _ if self.apart => return None,
            "get" if self.single => |vendor, call, this| Ok(this.get_single(vendor, call)),
            "set" if self.single => |vendor, call, this| this.set_single(vendor, call),
            _ if self.single => return None,
            "list" | "search" => |vendor, call, this| this.list(vendor, call),
            "create" => |vendor, call, this| this.create(vendor, call),
            "get" => |vendor, call, this| this.get(vendor, call),
            "update" => |vendor, call, this| this.replace(vendor, call),
            "delete" => |vendor, call, this| this.delete(vendor, call),
            "tags" => |vendor, call, this| this.tags(vendor, call),
            "resolve" => |vendor, call, this| this.resolve(vendor, call),
            _ if action.starts_with("set_") => |vendor, call, this| this.set_members(vendor, call),
            _ => return None,
        })
    }
}

fn check_query<V: Vendor>(vendor: &V, call: &Call<'_>) -> Result<(), V::Refusal> {
    let mut complaints = Vec::new();
    for known in call.operation.parameters.iter().filter(|known| known.place == "query") {
        let Some(text) = call.query(&known.name) else {
            if known.required {
                complaints.push(Complaint::new(Kind::Missing, &known.name));
            }
            continue;
        };
        // Python's clients write `True`.
        let value = match serde_json::from_str(&text.to_ascii_lowercase()) {
            Ok(value @ (Value::Number(_) | Value::Bool(_))) if !known.schema.is("string") => value,
            _ => text.into(),
        };
        if !known.schema.is("array") {
            vendor.facts().check(&known.schema, &value, &known.name, &mut complaints);
        }
    }
    if complaints.is_empty() { Ok(()) } else { Err(V::invalid(complaints)) }
}

/// Checks a body against its schema, and that what it refers to exists, unless the body itself brings it.
fn check_body<V: Vendor>(vendor: &V, call: &Call<'_>, brings: bool) -> Result<(), V::Refusal> {
    let Some(schema) = call.operation.input(call.id) else { return Ok(()) };
    if call.body.is_null() && call.operation.body_is_optional() {
        return Ok(());
    }
    let mut complaints = Vec::new();
    vendor.facts().check(schema, &call.body, "", &mut complaints);
    let action = call.id.rsplit(['.', '_']).next();
    if action == Some("create") {
        vendor.facts().check_usual(schema, call.operation.usually_sent(), &call.body, &mut complaints);
    }
    V::check(call, &mut complaints);
    // A search for what does not exist finds nothing.
    if !brings && !matches!(action, Some("list" | "search")) {
        references::check(vendor, schema, &call.body, &mut complaints);
    }
    if complaints.is_empty() { Ok(()) } else { Err(V::invalid(complaints)) }
}

/// The names that paths give the ids of an object or of the two ends of a link, with the ids. What no path names has
/// none.
pub(crate) fn parameters<V: Vendor>(
    facts: &'static Facts,
    (group, scope, key): &Place,
) -> Vec<(&'static str, String)> {
    let end = |groups: &[&str]| references::collection_of::<V>(groups.first()?)?.own_parameter(facts);
    if let Some(link) = V::LINKS.iter().find(|link| link.kept == group) {
        let ends = [(end(link.owners), scope), (end(link.targets), key)];
        return ends.into_iter().filter_map(|(name, id)| Some((name?, id.clone()))).collect();
    }
    let mut collections = V::COLLECTIONS.iter().filter(|collection| collection.kept == group);
    let name = collections.find_map(|collection| collection.own_parameter(facts));
    name.map(|name| (name, key.clone())).into_iter().collect()
}

/// A member of an object, as text; empty if there is none.
pub(crate) fn text<'a>(object: &'a Object, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A key or a value as text.
pub(crate) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
