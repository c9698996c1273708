//! Six laws of every collection: what is created is listed, secrets are not returned, clients cannot set what only the
//! server sets, offset, limit and count agree, what was read can be written back, what was deleted is gone.

use serde_json::{Value, json};

use super::description::{Description, Operation};
use super::{Verdict, Walk};
use crate::https::Result;

/// The operations of one collection.
struct Operations {
    name: String,
    create: &'static Operation,
    get: &'static Operation,
    update: &'static Operation,
    delete: &'static Operation,
    list: Option<&'static Operation>,
}

impl Walk {
    pub async fn keep_the_laws(&mut self) -> Result<()> {
        let description = self.description;
        // The walk ends with deletions: what others refer to is made anew.
        self.made.forget();
        for group in self.first {
            let create = description.find(&format!("{group}.create")).unwrap();
            let (target, body) = (self.target(create), self.body(create, false));
            let answer = self.call("POST", &target, &body).await?;
            self.remember(create, &target, &answer).await?;
        }
        for get in &description.operations {
            let Some(name) = get.id.strip_suffix("get") else { continue };
            let group = name.split('.').next().unwrap_or_default();
            if !(self.checked)(group) || self.reshaped.contains(&group) || self.is_skipped(get) {
                continue;
            }
            let served = |action: &str| {
                let operation = description.find(&format!("{name}{action}"))?;
                (self.verdicts.get(&operation.id) == Some(&Verdict::Served)).then_some(operation)
            };
            let (Some(create), Some(update), Some(delete)) =
                (served("create"), served("update"), served("delete"))
            else {
                continue;
            };
            let list = served("list");
            let (ids, objects) = (self.made.ids.clone(), self.made.objects.clone());
            self.laws(&Operations { name: name.to_owned(), create, get, update, delete, list }).await?;
            (self.made.ids, self.made.objects) = (ids, objects);
            self.counts.collections += 1;
        }
        Ok(())
    }

    fn broken(&mut self, operations: &Operations, law: &str, found: &Value) {
        let found: String = found.to_string().chars().take(300).collect();
        self.notes.push(format!("{}*: {law}: {found}", operations.name));
    }

    async fn laws(&mut self, operations: &Operations) -> Result<()> {
        let description = self.description;
        let mut body = self.body(operations.create, true);
        for (name, value) in [("author", "mine"), ("created", "never")] {
            let known = description.output(operations.get).map(|schema| description.resolve(schema));
            if known.is_some_and(|known| known["properties"].get(name).is_some()) {
                body[name] = value.into();
            }
        }
        let target = self.target(operations.create);
        let answer = self.call(&operations.create.verb, &target, &body).await?;
        if answer.status >= 300 {
            self.broken(operations, "can be created", &answer.json);
            return Ok(());
        }
        self.remember(operations.create, &target, &answer).await?;
        let target = self.target(operations.get);
        let read = self.call("GET", &target, &Value::Null).await?;
        if read.status != 200 {
            self.broken(operations, "what was created is there", &read.json);
            return Ok(());
        }
        let one = read.json;
        if let Some(schema) = description.output(operations.get) {
            let shown = secrets(description, schema, &one, "");
            if !shown.is_empty() {
                self.broken(operations, "secrets are not returned", &json!(shown));
            }
        }
        if one["author"] == "mine" || one["created"] == "never" {
            self.broken(operations, "clients cannot set what only the server sets", &one);
        }
        if let Some(list) = operations.list {
            self.listed(operations, list, &one).await?;
        }
        self.written_back(operations, &one).await?;
        let target = self.target(operations.delete);
        let deleted = self.call(&operations.delete.verb, &target, &Value::Null).await?.status;
        let target = self.target(operations.get);
        let gone = self.call("GET", &target, &Value::Null).await?.status;
        if deleted >= 300 || gone != 404 {
            self.broken(operations, "what was deleted is gone", &json!([deleted, gone]));
        }
        Ok(())
    }

    async fn listed(&mut self, operations: &Operations, list: &Operation, one: &Value) -> Result<()> {
        let target = self.target(list);
        let join = |query: &str| format!("{target}{}{query}", if target.contains('?') { '&' } else { '?' });
        let all = self.call("GET", &target, &Value::Null).await?.json;
        let key = ["id", "name"].into_iter().find(|key| one.get(*key).is_some()).unwrap_or("id");
        if !items(&all).iter().any(|item| item[key] == one[key]) {
            self.broken(operations, "what was created is listed", &all);
        }
        let parameters = list.value["parameters"].as_array().into_iter().flatten();
        let has = |name: &str| parameters.clone().any(|parameter| parameter["name"] == name);
        if has("offset") && has("limit") {
            let count = |listing: &Value| listing["count"].as_u64().or(listing["page"]["total"].as_u64());
            let total = count(&all).unwrap_or_default();
            let after = self.call("GET", &join(&format!("offset={total}")), &Value::Null).await?.json;
            let first = self.call("GET", &join("limit=1"), &Value::Null).await?.json;
            if !items(&after).is_empty() || items(&first).len() != 1 || count(&first) != count(&all) {
                self.broken(operations, "offset, limit and count agree", &json!([after, first]));
            }
        }
        Ok(())
    }

    async fn written_back(&mut self, operations: &Operations, one: &Value) -> Result<()> {
        let target = self.target(operations.update);
        let written = self.call(&operations.update.verb, &target, one).await?;
        let target = self.target(operations.get);
        let mut two = self.call("GET", &target, &Value::Null).await?.json;
        let mut one = one.clone();
        for name in ["updated", "updated_by", "updatedby"] {
            for value in [&mut one, &mut two] {
                value.as_object_mut().map(|members| members.remove(name));
            }
        }
        if written.status >= 300 || one != two {
            self.broken(operations, "what was read can be written back", &json!([written.json, one, two]));
        }
        Ok(())
    }
}

/// The items of a listing, under whatever name.
fn items(listing: &Value) -> &[Value] {
    let list = listing.as_array().or_else(|| listing.as_object()?.values().find_map(Value::as_array));
    list.map_or(&[], Vec::as_slice)
}

/// Members that must not come back, and masks that are none.
fn secrets(description: &Description, schema: &'static Value, value: &Value, at: &str) -> Vec<String> {
    let schema = description.resolve(schema);
    let variants = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    let mut found: Vec<String> =
        variants.flat_map(|variant| secrets(description, variant, value, at)).collect();
    if let (Some(list), Some(item)) = (value.as_array(), schema.get("items")) {
        found.extend(list.iter().flat_map(|value| secrets(description, item, value, at)));
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        let Some(known) = schema.get("properties").and_then(|known| known.get(name)) else { continue };
        let target = description.resolve(known);
        let mask = known["x-masked"].as_str().or_else(|| target["x-masked"].as_str());
        let text = value.as_str().unwrap_or_default();
        if known["writeOnly"] == true || mask.is_some_and(|mask| !text.replace(mask, "").is_empty()) {
            found.push(format!("{at}{name}"));
        } else {
            found.extend(secrets(description, known, value, &format!("{at}{name}.")));
        }
    }
    found
}
