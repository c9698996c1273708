//! The operations on one object: create, get, replace, delete, and the documents that are only read and set.

use axum::http::header;
use axum::response::Response;
use serde_json::{Value, json};

use super::masks::{mask, unmask};
use super::{Answer, Call, Collection, Vendor, check_body};
use crate::facts::{Complaint, Facts, Kind, Schema};
use crate::objects::Object;

impl<V: Vendor> Collection<V> {
    /// What the objects belong to: every parameter of the path, but for that of the object itself.
    pub(crate) fn scope(&self, call: &Call<'_>, own: bool) -> String {
        if self.callers {
            return call.caller.clone();
        }
        let parents = call.path.len().saturating_sub(usize::from(own));
        let parents: Vec<&str> = call.path.iter().take(parents).map(|(_, id)| id.as_str()).collect();
        parents.join("/")
    }

    pub(super) fn check_parents(&self, vendor: &V, call: &Call<'_>, action: &str) -> Result<(), V::Refusal> {
        let own = usize::from(
            !self.single
                && (self.placed || !matches!(action, "list" | "search" | "create" | "tags" | "resolve")),
        );
        let parents = call.path.len().saturating_sub(own);
        for (name, id) in call.path.iter().take(parents) {
            let link = V::LINKS.iter().find(|(link, _)| link == name);
            let exists = |group: &&str| vendor.objects().get(group, "", id).is_some();
            if link.is_some_and(|(_, groups)| !groups.iter().any(exists)) {
                return Err(V::not_found());
            }
        }
        Ok(())
    }

    /// The object that the path names.
    pub(crate) fn find<'a>(
        &self,
        vendor: &'a V,
        call: &Call<'_>,
    ) -> Result<(String, &'a Object), V::Refusal> {
        let key = call.path.last().map(|(_, key)| key.clone()).unwrap_or_default();
        let object = vendor.objects().get(self.kept, &self.scope(call, true), &key);
        object.map(|object| (key, object)).ok_or_else(V::not_found)
    }

    pub(crate) fn put(&self, vendor: &mut V, scope: &str, key: &str, object: Object) {
        vendor.objects_mut().put(self.kept, scope, key, object, self.unique);
    }

    /// An object as a reply shows it.
    pub(crate) fn shown(&self, vendor: &V, schema: Option<&Schema>, object: &Object) -> Value {
        let mut object = object.clone();
        (self.view)(vendor, &mut object);
        if let Some(schema) = schema.filter(|_| self.whole) {
            for (name, known) in &V::facts().resolve(schema).properties {
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
        if let Some(schema) = schema {
            mask(V::facts(), schema, &mut value);
        }
        value
    }

    pub(super) fn get_single(&self, vendor: &V, call: &Call<'_>) -> Response {
        let object = vendor.objects().get(self.kept, &self.scope(call, false), self.prefix);
        let object = object.cloned().unwrap_or_default();
        call.reply(self.shown(vendor, call.operation.success().1, &object))
    }

    pub(super) fn set_single(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let mut object = self.accept(vendor, call, None)?;
        self.stamp(call, &mut object, None);
        (self.before)(vendor, call, &mut object, None)?;
        let shown = self.shown(vendor, call.operation.success().1, &object);
        self.put(vendor, &self.scope(call, false), self.prefix, object);
        Ok(call.reply(shown))
    }
    pub(super) fn get(&self, vendor: &V, call: &Call<'_>) -> Answer<V> {
        let (_, object) = self.find(vendor, call)?;
        Ok(call.reply(self.shown(vendor, call.operation.success().1, object)))
    }

    pub(super) fn create(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let mut object = self.accept(vendor, call, None)?;
        let placed = call.path.last().filter(|_| self.placed).map(|(_, id)| Value::from(id.as_str()));
        let sent = placed.or_else(|| object.get(self.key).cloned());
        let id = sent.unwrap_or_else(|| vendor.new_id());
        let key = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        if !self.placed {
            object.insert(self.key.to_owned(), id);
        }
        self.stamp(call, &mut object, None);
        (self.before)(vendor, call, &mut object, None)?;
        let (_, schema) = call.operation.success();
        let shown = self.shown(vendor, schema, &object);
        self.put(vendor, &self.scope(call, self.placed), &key, object);
        let mut response = call.reply(created(V::facts(), schema, shown, self.key));
        let segment = percent_encoding::utf8_percent_encode(&key, percent_encoding::NON_ALPHANUMERIC);
        if let Ok(location) = format!("{}/{}", call.target, segment.to_string().replace("%2D", "-")).parse() {
            response.headers_mut().insert(header::LOCATION, location);
        }
        Ok(response)
    }

    pub(super) fn replace(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let (key, old) = self.find(vendor, call)?;
        let old = old.clone();
        let mut object = self.accept(vendor, call, Some((&key, &old)))?;
        object.insert(self.key.to_owned(), old.get(self.key).cloned().unwrap_or_else(|| key.clone().into()));
        self.stamp(call, &mut object, Some(&old));
        (self.before)(vendor, call, &mut object, Some(&old))?;
        let shown = self.shown(vendor, call.operation.success().1, &object);
        self.put(vendor, &self.scope(call, true), &key, object);
        Ok(call.reply(shown))
    }

    /// `set_…`: the members of the body take the place of those of the object.
    pub(super) fn set_members(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let (key, old) = self.find(vendor, call)?;
        let mut object = old.clone();
        check_body(vendor, call)?;
        object.extend(call.body.as_object().cloned().unwrap_or_default());
        let old = old.clone();
        self.stamp(call, &mut object, Some(&old));
        (self.before)(vendor, call, &mut object, Some(&old))?;
        self.put(vendor, &self.scope(call, true), &key, object);
        Ok(call.reply(Value::Null))
    }

    pub(super) fn delete(&self, vendor: &mut V, call: &Call<'_>) -> Answer<V> {
        let (key, _) = self.find(vendor, call)?;
        vendor.objects_mut().remove(self.kept, &self.scope(call, true), &key, self.unique);
        if self.key == "id" {
            vendor.objects_mut().forget(&key);
        }
        (self.after)(vendor, &key);
        Ok(call.reply(Value::Null))
    }
    /// The object that a client sent, checked. Nulls count as absent; what only the server sets is left out.
    pub(super) fn accept(
        &self,
        vendor: &V,
        call: &Call<'_>,
        old: Option<(&str, &Object)>,
    ) -> Result<Object, V::Refusal> {
        check_body(vendor, call)?;
        let Some(schema) = call.operation.input() else { return Ok(Object::new()) };
        let mut object = call.body.as_object().cloned().unwrap_or_default();
        let server = |name: &str| {
            name == "id" || V::facts().property(schema, name).is_some_and(|known| known.read_only)
        };
        object.retain(|name, value| !value.is_null() && !server(name));
        let scope = self.scope(call, old.is_some());
        let taken = |name: &&&str| {
            let value = object.get(**name).and_then(Value::as_str);
            let but = old.map_or("", |(key, _)| key);
            value.is_some_and(|value| vendor.objects().is_taken(self.kept, &scope, name, value, but))
        };
        let taken: Vec<Complaint> =
            self.unique.iter().filter(taken).map(|name| Complaint::new(Kind::Duplicate, *name)).collect();
        if !taken.is_empty() {
            return Err(V::invalid(taken));
        }
        if let Some((_, old)) = old {
            let mut value = Value::Object(object);
            unmask(V::facts(), schema, &mut value, &Value::Object(old.clone()));
            object = if let Value::Object(object) = value { object } else { Object::new() };
            for (name, value) in old {
                if self.partial || server(name) || name == self.key || V::stamp(call, name).is_some() {
                    object.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        Ok(object)
    }

    /// Sets what the server sets, where the schema of the object knows it.
    pub(super) fn stamp(&self, call: &Call<'_>, object: &mut Object, old: Option<&Object>) {
        let get = V::facts().operation(&format!("{}.{}get", self.group, self.prefix));
        let schema = get.and_then(|get| get.success().1).map(|schema| V::facts().resolve(schema));
        for name in schema.into_iter().flat_map(|schema| schema.properties.keys()) {
            if let Some((value, true)) =
                V::stamp(call, name).map(|(value, each)| (value, each || old.is_none()))
            {
                object.insert(name.clone(), value);
            }
        }
    }
}

/// The reply to a creation: the members of the object that its schema names. One that the object lacks is its id
/// under another name.
fn created(facts: &Facts, schema: Option<&Schema>, mut object: Value, key: &str) -> Value {
    let known = schema.map(|schema| facts.resolve(schema)).filter(|schema| !schema.properties.is_empty());
    if let (Some(known), Some(members)) = (known, object.as_object_mut()) {
        let id = members.get(key).cloned().unwrap_or_default();
        members.retain(|name, _| known.properties.contains_key(name));
        for name in &known.required {
            members.entry(name.clone()).or_insert_with(|| id.clone());
        }
    }
    object
}
