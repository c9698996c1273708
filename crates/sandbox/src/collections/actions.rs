//! The operations on one object: create, get, replace, delete, and the documents that are only read and set.

use axum::http::header;
use axum::response::Response;
use serde_json::{Value, json};

use super::masks::{mask, unmask};
use super::{Answer, Call, Collection, Vendor, check_body, plain, references};
use crate::facts::{Complaint, Facts, Kind, Schema};
use crate::objects::Object;
use crate::random;

impl<V: Vendor> Collection<V> {
    /// What the objects belong to: every parameter of the path, but for that of the object itself.
    pub(crate) fn scope(&self, vendor: &V, call: &Call<'_>) -> String {
        if self.callers {
            return call.caller.clone();
        }
        let parents = self.parents(vendor.facts(), call);
        let parents: Vec<&str> = call.path.iter().take(parents).map(|(_, id)| id.as_str()).collect();
        parents.join("/")
    }

    /// The object that the path names.
    pub(crate) fn find<'a>(
        &self,
        vendor: &'a V,
        call: &Call<'_>,
    ) -> Result<(String, &'a Object), V::Refusal> {
        let key = call.path.last().map(|(_, key)| key.clone()).unwrap_or_default();
        let object = vendor.objects().get(self.kept, &self.scope(vendor, call), &key);
        object.map(|object| (key, object)).ok_or_else(V::not_found)
    }

    pub(crate) fn put(&self, vendor: &mut V, scope: &str, key: &str, object: Object) {
        let unique = self.unique(vendor.facts());
        vendor.objects_mut().put(self.kept, scope, key, object, &unique);
    }

    /// The schemas of the object as it is created and as it is read.
    fn schemas(&self, facts: &'static Facts) -> impl Iterator<Item = &'static Schema> {
        let operation = |action: &str| facts.operation(&format!("{}.{}{action}", self.group, self.prefix));
        let created = operation("create")
            .and_then(|create| create.input(&format!("{}.{}create", self.group, self.prefix)));
        let read = operation("get").and_then(|get| get.success().1);
        created.into_iter().chain(read).map(|schema| facts.shape(schema))
    }

    fn members(&self, facts: &'static Facts) -> impl Iterator<Item = (&'static str, &'static Schema)> {
        self.schemas(facts).flat_map(|schema| &schema.properties).map(|(name, known)| (name.as_str(), known))
    }

    /// The members of which no two objects have the same value.
    pub(crate) fn unique(&self, facts: &'static Facts) -> Vec<&'static str> {
        let mut unique: Vec<_> =
            self.members(facts).filter(|(_, known)| known.unique).map(|(name, _)| name).collect();
        unique.dedup();
        unique
    }

    /// The same, if this is how the objects of a collection are kept.
    pub(crate) fn unique_of(&self, facts: &'static Facts, kept: &str) -> Option<Vec<&'static str>> {
        (self.kept == kept).then(|| self.unique(facts)).filter(|unique| !unique.is_empty())
    }

    /// An object with what a reply has besides.
    pub(crate) fn viewed(&self, vendor: &V, object: &Object) -> Object {
        let mut object = object.clone();
        (self.view)(vendor, &mut object);
        object
    }

    /// An object as a reply shows it.
    pub(crate) fn shown(&self, vendor: &V, schema: Option<&Schema>, object: &Object) -> Value {
        self.dressed(vendor.facts(), schema, self.viewed(vendor, object))
    }

    pub(crate) fn dressed(
        &self,
        facts: &'static Facts,
        schema: Option<&Schema>,
        mut object: Object,
    ) -> Value {
        if let Some(schema) = schema.filter(|_| self.whole) {
            for (name, known) in &facts.shape(schema).properties {
                let empty = match known {
                    known if known.is_free_text() => Value::from(""),
                    known if known.is("array") => json!([]),
                    known if known.is("boolean") => false.into(),
                    _ => continue,
                };
                object.entry(name.clone()).or_insert(empty);
            }
        }
        let mut value = Value::Object(object);
        // What never comes back may be marked in the request alone.
        for known in self.schemas(facts) {
            mask(facts, known, &mut value);
        }
        if let Some(schema) = schema {
            mask(facts, schema, &mut value);
        }
        value
    }

    pub(super) fn get_single(&self, vendor: &V, call: &Call<'_>) -> Response {
        let object = vendor.objects().get(self.kept, &self.scope(vendor, call), self.prefix);
        let object = object.cloned().unwrap_or_default();
        call.reply(self.shown(vendor, call.operation.success().1, &object))
    }

    pub(super) fn set_single(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let mut object = self.accept(vendor, call, None, "set")?;
        self.complete(vendor.facts(), call, &mut object, None);
        (self.before)(vendor, call, &mut object, None)?;
        let shown = self.shown(vendor, call.operation.success().1, &object);
        let scope = self.scope(vendor, call);
        self.put(vendor, &scope, self.prefix, object);
        Ok(call.reply(shown))
    }

    pub(super) fn get(&self, vendor: &V, call: &Call<'_>) -> Answer<V> {
        let (_, object) = self.find(vendor, call)?;
        Ok(call.reply(self.shown(vendor, call.operation.success().1, object)))
    }

    pub(super) fn create(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let facts = vendor.facts();
        let mut object = self.accept(vendor, call, None, "create")?;
        // Some paths name the object already when it is created.
        let named = call.path.len() > self.parents(facts, call);
        let placed = call.path.last().filter(|_| named).map(|(_, id)| Value::from(id.as_str()));
        let sent = placed.or_else(|| object.get(self.key).cloned());
        if sent.as_ref().and_then(plain).is_none_or(|key| key.is_empty()) && self.key != "id" {
            return Err(V::invalid(vec![Complaint::new(Kind::Missing, self.key)]));
        }
        let id = sent.unwrap_or_else(|| vendor.new_id());
        let key = plain(&id).unwrap_or_default();
        if !named {
            object.insert(self.key.to_owned(), id);
        }
        self.complete(facts, call, &mut object, None);
        (self.before)(vendor, call, &mut object, None)?;
        let (_, schema) = call.operation.success();
        let shown = self.shown(vendor, schema, &object);
        let scope = self.scope(vendor, call);
        self.put(vendor, &scope, &key, object);
        let mut response = call.reply(created(facts, schema, shown, self.key));
        let segment = percent_encoding::utf8_percent_encode(&key, percent_encoding::NON_ALPHANUMERIC);
        if let Ok(location) = format!("{}/{}", call.target, segment.to_string().replace("%2D", "-")).parse() {
            response.headers_mut().insert(header::LOCATION, location);
        }
        Ok(response)
    }

    pub(super) fn replace(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let (key, old) = self.find(vendor, call)?;
        let old = old.clone();
        let mut object = self.accept(vendor, call, Some((&key, &old)), "update")?;
        object.insert(self.key.to_owned(), old.get(self.key).cloned().unwrap_or_else(|| key.clone().into()));
        self.complete(vendor.facts(), call, &mut object, Some(&old));
        (self.before)(vendor, call, &mut object, Some(&old))?;
        let shown = self.shown(vendor, call.operation.success().1, &object);
        let scope = self.scope(vendor, call);
        self.put(vendor, &scope, &key, object);
        Ok(call.reply(shown))
    }

    /// `set_…`: the members of the body replace those of the object.
    pub(crate) fn set_members(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let (key, old) = self.find(vendor, call)?;
        let old = old.clone();
        check_body(vendor, call, "set")?;
        let mut object = old.clone();
        object.extend(call.body.as_object().cloned().unwrap_or_default());
        self.complete(vendor.facts(), call, &mut object, Some(&old));
        (self.before)(vendor, call, &mut object, Some(&old))?;
        let scope = self.scope(vendor, call);
        self.put(vendor, &scope, &key, object);
        Ok(call.reply(Value::Null))
    }

    pub(super) fn delete(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let (key, _) = self.find(vendor, call)?;
        let scope = self.scope(vendor, call);
        self.remove(vendor, &scope, &key);
        Ok(call.reply(Value::Null))
    }

    /// Removes an object, what belongs to it, and every reference to it.
    pub(crate) fn remove(&self, vendor: &mut V, scope: &str, key: &str) {
        let facts = vendor.facts();
        let unique = self.unique(facts);
        let Some(object) = vendor.objects_mut().remove(self.kept, scope, key, &unique) else { return };
        let id = object.get("id").and_then(plain).unwrap_or_else(|| key.to_owned());
        let links: Vec<&str> = V::LINKS.iter().map(|link| link.kept).collect();
        // A name may be the name of something else as well; an id is not.
        if self.key == "id" || object.contains_key("id") {
            vendor.objects_mut().forget(&id, &links);
        }
        let same = |c: &&Collection<V>| c.kept == self.kept;
        let groups: Vec<&str> = V::COLLECTIONS.iter().filter(same).map(|c| c.group).collect();
        for collection in V::COLLECTIONS {
            let schema =
                collection.schemas(facts).find(|schema| references::refers(facts, schema, &groups, 4));
            if let Some(schema) = schema {
                vendor.objects_mut().change(collection.kept, |object| {
                    let mut value = Value::Object(std::mem::take(object));
                    let changed = references::forget(facts, &groups, schema, &mut value, key);
                    if let Value::Object(members) = value {
                        *object = members;
                    }
                    changed
                });
            }
        }
        (self.after)(vendor, key);
    }

    /// The object that a client sent, checked. Nulls count as absent; what only the server sets is left out.
    fn accept(
        &self,
        vendor: &V,
        call: &Call<'_>,
        old: Option<(&str, &Object)>,
        action: &str,
    ) -> Result<Object, V::Refusal> {
        check_body(vendor, call, action)?;
        let facts = vendor.facts();
        let Some(schema) = call.operation.input(call.id) else { return Ok(Object::new()) };
        let mut object = call.body.as_object().cloned().unwrap_or_default();
        let server =
            |name: &str| name == "id" || facts.property(schema, name).is_some_and(|known| known.read_only);
        object.retain(|name, value| !value.is_null() && !server(name));
        let scope = self.scope(vendor, call);
        let taken = |name: &&'static str| {
            let value = object.get(*name).and_then(Value::as_str);
            let but = old.map_or("", |(key, _)| key);
            value.is_some_and(|value| vendor.objects().is_taken(self.kept, &scope, name, value, but))
        };
        let taken = self.unique(facts).into_iter().filter(taken);
        let taken: Vec<Complaint> = taken.map(|name| Complaint::new(Kind::Duplicate, name)).collect();
        if !taken.is_empty() {
            return Err(V::invalid(taken));
        }
        if let Some((_, old)) = old {
            let mut value = Value::Object(object);
            unmask(facts, schema, &mut value, &Value::Object(old.clone()));
            object = if let Value::Object(object) = value { object } else { Object::new() };
            for (name, value) in old {
                if self.partial || server(name) || name == self.key || V::stamp(call, name).is_some() {
                    object.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        Ok(object)
    }

    /// Sets what the server sets: stamps, and what it makes with the object.
    fn complete(&self, facts: &'static Facts, call: &Call<'_>, object: &mut Object, old: Option<&Object>) {
        for (name, known) in self.members(facts) {
            if known.generated && !object.contains_key(name) {
                let kept = old.and_then(|old| old.get(name)).cloned();
                let made = || generated(known);
                object.extend(kept.or_else(made).map(|value| (name.to_owned(), value)));
            }
            let stamp = V::stamp(call, name).filter(|(_, each)| *each || old.is_none());
            if let Some((value, _)) = stamp.filter(|_| known.alias_of.is_none()) {
                object.insert(name.to_owned(), value);
            }
        }
    }
}

/// A value that the server makes: random, in the shape of the member.
fn generated(known: &Schema) -> Option<Value> {
    let made = || Value::from(random::alphanumeric(40));
    if known.is("string") { Some(made()) } else { known.is("array").then(|| json!([made()])) }
}

/// The reply to a creation: the members of the object that its schema names. One that the object lacks is its id
/// under another name.
fn created(facts: &Facts, schema: Option<&Schema>, mut object: Value, key: &str) -> Value {
    let known = schema.map(|schema| facts.shape(schema)).filter(|schema| !schema.properties.is_empty());
    if let (Some(known), Some(members)) = (known, object.as_object_mut()) {
        let id = members.get(key).cloned().unwrap_or_default();
        members.retain(|name, _| known.properties.contains_key(name));
        for name in &known.required {
            members.entry(name.clone()).or_insert_with(|| id.clone());
        }
    }
    object
}
