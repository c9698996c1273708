//! The operations on one object: create, get, replace, delete, and the documents that are only read and set.

use axum::http::header;
use axum::response::Response;
use serde_json::{Value, json};

use super::masks::{mask, unmask};
use super::{Answer, Call, Collection, Vendor, plain, references};
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
        vendor.objects_mut().put(self.kept, scope, key, object);
    }

    /// The schemas of the object as it is created and as it is read.
    fn schemas(&self, facts: &'static Facts) -> impl Iterator<Item = &'static Schema> {
        let [create, get] = ["create", "get"].map(|action| format!("{}.{}{action}", self.group, self.prefix));
        let created = facts.operation(&create).and_then(|operation| operation.input(&create));
        let read = facts.operation(&get).and_then(|operation| operation.success().1);
        created.into_iter().chain(read).map(|schema| facts.shape(schema))
    }

    pub(super) fn members(
        &self,
        facts: &'static Facts,
    ) -> impl Iterator<Item = (&'static str, &'static Schema)> {
        self.schemas(facts).flat_map(|schema| &schema.properties).map(|(name, known)| (name.as_str(), known))
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

    pub(super) fn get(&self, vendor: &V, call: &Call<'_>) -> Answer<V> {
        let (_, object) = self.find(vendor, call)?;
        Ok(call.reply(self.shown(vendor, call.operation.success().1, object)))
    }

    pub(crate) fn get_single(&self, vendor: &V, call: &Call<'_>) -> Response {
        let object = vendor.objects().get(self.kept, &self.scope(vendor, call), self.prefix);
        call.reply(self.shown(vendor, call.operation.success().1, object.unwrap_or(&Object::new())))
    }

    pub(super) fn set_single(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let object = self.accept(vendor, call, self.prefix, None)?;
        self.keep(vendor, call, self.prefix, object, None).map(|shown| call.reply(shown))
    }

    pub(crate) fn create(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let facts = vendor.facts();
        let mut object = self.accept(vendor, call, "", None)?;
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
        let shown = self.keep(vendor, call, &key, object, None)?;
        let mut response = call.reply(created(facts, call.operation.success().1, shown, self.key));
        let segment = percent_encoding::utf8_percent_encode(&key, percent_encoding::NON_ALPHANUMERIC);
        if let Ok(location) = format!("{}/{}", call.target, segment.to_string().replace("%2D", "-")).parse() {
            response.headers_mut().insert(header::LOCATION, location);
        }
        Ok(response)
    }

    pub(super) fn replace(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let (key, old) = self.find(vendor, call).map(|(key, old)| (key, old.clone()))?;
        let mut object = self.accept(vendor, call, &key, Some(&old))?;
        object.insert(self.key.to_owned(), old.get(self.key).cloned().unwrap_or_else(|| key.clone().into()));
        self.keep(vendor, call, &key, object, Some(&old)).map(|shown| call.reply(shown))
    }

    /// `set_…`: the members of the body replace those of the object.
    pub(crate) fn set_members(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let (key, old) = self.find(vendor, call).map(|(key, old)| (key, old.clone()))?;
        let mut object = old.clone();
        object.extend(call.body.as_object().cloned().unwrap_or_default());
        self.keep(vendor, call, &key, object, Some(&old)).map(|shown| call.reply(shown))
    }

    /// Completes an object and keeps it. Returns it as the reply shows it.
    fn keep(
        &self,
        vendor: &mut V,
        call: &Call<'_>,
        key: &str,
        mut object: Object,
        old: Option<&Object>,
    ) -> Result<Value, V::Refusal> {
        self.complete(vendor, call, &mut object, old);
        (self.before)(vendor, call, &mut object, old)?;
        let shown = self.shown(vendor, call.operation.success().1, &object);
        let scope = self.scope(vendor, call);
        self.put(vendor, &scope, key, object);
        Ok(shown)
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
        let Some(gone) = vendor.objects_mut().remove(self.kept, scope, key) else { return };
        let id = gone.get("id").and_then(plain).unwrap_or_else(|| key.to_owned());
        let links: Vec<&str> = V::LINKS.iter().map(|link| link.kept).collect();
        // A name may be the name of something else as well; an id is not.
        if self.key == "id" || gone.contains_key("id") {
            vendor.objects_mut().forget(&id, &links);
        }
        let same = |c: &&Collection<V>| c.kept == self.kept;
        let groups: Vec<&str> = V::COLLECTIONS.iter().filter(same).map(|c| c.group).collect();
        for collection in V::COLLECTIONS {
            let mut schemas = collection.schemas(facts);
            if let Some(schema) = schemas.find(|schema| references::refers(facts, schema, &groups, 4)) {
                vendor.objects_mut().change(collection.kept, |object| {
                    references::forget(facts, &groups, schema, object, (key, &gone))
                });
            }
        }
        (self.after)(vendor, key);
    }

    /// The object that a client sent. Nulls count as absent; what only the server sets is left out.
    fn accept(
        &self,
        vendor: &V,
        call: &Call<'_>,
        key: &str,
        old: Option<&Object>,
    ) -> Result<Object, V::Refusal> {
        let facts = vendor.facts();
        let Some(schema) = call.operation.input(call.id) else { return Ok(Object::new()) };
        let mut sent = call.body.clone();
        if let Some(old) = old {
            unmask(facts, schema, &mut sent, &Value::Object(old.clone()));
        }
        let mut object = if let Value::Object(object) = sent { object } else { Object::new() };
        let server =
            |name: &str| name == "id" || facts.property(schema, name).is_some_and(|known| known.read_only);
        object.retain(|name, value| !value.is_null() && !server(name));
        for (name, value) in old.into_iter().flatten() {
            if self.partial || server(name) || name == self.key || vendor.stamp(call, name).is_some() {
                object.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        let taken = vendor.objects().taken(self.kept, &self.scope(vendor, call), key, &object);
        if taken.is_empty() {
            return Ok(object);
        }
        Err(V::invalid(taken.into_iter().map(|name| Complaint::new(Kind::Duplicate, name)).collect()))
    }

    /// Sets what the server sets: stamps, and what it makes with the object.
    fn complete(&self, vendor: &V, call: &Call<'_>, object: &mut Object, old: Option<&Object>) {
        for (name, known) in self.members(vendor.facts()) {
            if known.generated && !object.contains_key(name) {
                let kept = old.and_then(|old| old.get(name)).cloned();
                let made = || generated(known);
                object.extend(kept.or_else(made).map(|value| (name.to_owned(), value)));
            }
            let stamp = vendor.stamp(call, name).filter(|(_, each)| *each || old.is_none());
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
