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
use crate::objects::{Object, Objects};
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
    fn stamp(call: &Call<'_>, name: &str) -> Option<(Value, bool)>;
    /// The members of a collection of which no two objects have the same value, by the name under which it is kept.
    fn unique(&self) -> impl Fn(&str) -> Vec<&'static str> + 'static {
        let facts = self.facts();
        move |kept| Self::COLLECTIONS.iter().find_map(|c| c.unique_of(facts, kept)).unwrap_or_default()
    }
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

/// An operation as the engine serves it.
enum Target<V: Vendor> {
    Collection(&'static Collection<V>, Option<Handler<V>>, String),
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
    let handler = collection.other.iter().find(|(name, _)| *name == action).map(|(_, handler)| *handler);
    let known = handler.is_some() || collection.stubs.contains(&action) || collection.has(action);
    known.then(|| Target::Collection(collection, handler, action.to_owned()))
}

/// How far the engine serves an operation.
pub(crate) fn coverage<V: Vendor>(id: &str) -> Coverage {
    match target::<V>(id) {
        None => Coverage::NotServed,
        Some(Target::Collection(collection, None, action)) if collection.stubs.contains(&action.as_str()) => {
            Coverage::Stubbed
        }
        Some(_) => Coverage::Served,
    }
}

/// Serves an operation, if a collection or a link of the vendor has it.
pub(crate) fn serve<V: Vendor>(vendor: &mut V, call: &Call<'_>) -> Option<Answer<V>> {
    Some(match target::<V>(call.id)? {
        Target::Link(link, action) => {
            check_query(vendor, call).and_then(|()| links::serve(vendor, call, link, action))
        }
        Target::Collection(collection, handler, action) => check_query(vendor, call)
            .and_then(|()| collection.check_parents(vendor, call))
            .and_then(|()| collection.act(vendor, call, handler, &action)),
    })
}

impl<V: Vendor> Collection<V> {
    /// Whether the engine has an action of its own for this word.
    fn has(&self, action: &str) -> bool {
        match action {
            "set" => self.single,
            "create" | "update" | "delete" | "list" | "search" | "tags" | "resolve" | "metadata" => {
                !self.single
            }
            _ => action == "get" || action.starts_with("set_") && !self.single,
        }
    }

    fn act(&self, vendor: &mut V, call: &Call<'_>, handler: Option<Handler<V>>, action: &str) -> Answer<V> {
        if let Some(handler) = handler {
            check_body(vendor, call, action)?;
            return handler(vendor, call, self);
        }
        if self.stubs.contains(&action) {
            check_body(vendor, call, action)?;
            let mut reply = call.reply(listing::empty(vendor.facts(), call));
            // A test that relies on an effect can see that there was none.
            reply.headers_mut().insert("x-sandbox-stub", HeaderValue::from_static("true"));
            return Ok(reply);
        }
        match action {
            "get" if self.single => Ok(self.get_single(vendor, call)),
            "set" => self.set_single(vendor, call),
            "list" | "search" => {
                check_body(vendor, call, action)?;
                self.list(vendor, call)
            }
            "create" => self.create(vendor, call),
            "get" | "metadata" => self.get(vendor, call),
            "update" => self.replace(vendor, call),
            "delete" => self.delete(vendor, call),
            "tags" => self.tags(vendor, call),
            "resolve" => {
                check_body(vendor, call, action)?;
                Ok(self.resolve(vendor, call))
            }
            _ => self.set_members(vendor, call),
        }
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

/// Checks a body against its schema, and that what it refers to exists.
pub(crate) fn check_body<V: Vendor>(vendor: &V, call: &Call<'_>, action: &str) -> Result<(), V::Refusal> {
    let facts = vendor.facts();
    let Some(schema) = call.operation.input(call.id) else { return Ok(()) };
    if call.body.is_null() && call.operation.body_is_optional() {
        return Ok(());
    }
    let mut complaints = Vec::new();
    facts.check(schema, &call.body, "", &mut complaints);
    if action == "create" {
        facts.check_usual(schema, call.operation.usually_sent(), &call.body, &mut complaints);
    }
    V::check(call, &mut complaints);
    // A search for what does not exist finds nothing.
    if !matches!(action, "list" | "search") {
        references::check(vendor, schema, &call.body, "", &mut complaints);
    }
    if complaints.is_empty() { Ok(()) } else { Err(V::invalid(complaints)) }
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
