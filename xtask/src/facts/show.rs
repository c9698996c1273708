//! Operations and groups as text for a terminal.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use super::order::Order;
use super::view::{Operation, View, content, escape};
use super::{load, text};
use crate::Result;
use crate::workspace::{VENDORS, list_at, text_at};

/// Members below this depth are left out.
const DEPTH: usize = 6;

/// Prints what `roles.create`, `privx/roles.create` or `privx/roles` names.
pub(super) fn run(root: &Path, what: &str) -> Result {
    let (vendors, name) = match what.split_once('/') {
        Some((vendor, name)) => match VENDORS.iter().position(|known| *known == vendor) {
            Some(at) => (VENDORS.get(at..=at).unwrap_or_default(), name),
            None => return Err(format!("there is no vendor `{vendor}`: {}", VENDORS.join(", ")).into()),
        },
        None => (&VENDORS[..], what),
    };
    let mut found = String::new();
    for vendor in vendors {
        let (document, order) = (load(root, vendor)?, Order::of(&text(root, vendor)?)?);
        found.push_str(&shown(vendor, &document, &order, name));
    }
    if found.is_empty() {
        return Err(format!("no description has an operation or a group `{name}`").into());
    }
    print!("{found}");
    Ok(())
}

/// The operation with this id, or the lines of the operations of this group.
fn shown(vendor: &str, document: &Value, order: &Order, name: &str) -> String {
    let view = View::of(document);
    let mut out = String::new();
    for operation in &view.operations {
        for id in operation.ids() {
            if id == name || operation.id == name {
                let _ = writeln!(out, "{vendor} {id}");
                Shown { view: &view, order, out: &mut out }.operation(operation, id);
            } else if id.rsplit_once('.').is_some_and(|(group, _)| group == name) {
                let line = operation.verb().to_uppercase() + " " + operation.path;
                let _ = writeln!(out, "{id:<40} {line}");
            }
        }
    }
    out
}

struct Shown<'a, 'b> {
    view: &'b View<'a>,
    order: &'b Order,
    out: &'b mut String,
}

impl<'a> Shown<'a, '_> {
    fn line(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            let _ = writeln!(self.out, "  {name}: {text}");
        }
    }

    fn operation(&mut self, operation: &Operation<'a>, id: &str) {
        let value = operation.value;
        let one = list_at(value, "x-operations").find(|one| text_at(one, "id") == id);
        let summary = one.map(|one| text_at(one, "summary")).filter(|text| !text.is_empty());
        let path = value.get("x-path").and_then(Value::as_str).unwrap_or(operation.path);
        let _ = writeln!(self.out, "  {} {path}", operation.verb().to_uppercase());
        self.line("summary", summary.unwrap_or(text_at(value, "summary")));
        self.line("description", text_at(value, "description"));
        if let Some(by) = one.and_then(|one| one.get("x-told-by")) {
            self.line("disambiguated by", &by.to_string());
        }
        for name in ["x-flavour", "x-evidence", "x-permission", "x-since", "x-source"] {
            self.line(name.trim_start_matches("x-"), text_at(value, name));
        }
        for name in
            ["x-idempotent", "x-scopes", "x-page", "x-async", "x-costs-money", "x-dangerous", "security"]
        {
            if let Some(mark) = value.get(name) {
                self.line(name.trim_start_matches("x-"), &mark.to_string());
            }
        }
        let parameters = operation.parameters(self.view);
        for parameter in &parameters {
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            let needed =
                if parameter.get("required") == Some(&Value::Bool(true)) { ", required" } else { "" };
            let place = text_at(parameter, "in");
            let name = text_at(parameter, "name");
            let texts = [text_at(parameter, "description"), text_at(schema, "description")];
            let about = texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
            let kind = kind(self.view, schema);
            let _ = writeln!(self.out, "  {place} {name}: {kind}{needed}{}", after_dash(about));
        }
        if let Some(body) = value.get("requestBody") {
            let optional = if self.view.full(body).get("required") == Some(&Value::Bool(true)) {
                ""
            } else {
                ", optional"
            };
            for (kind, _) in content(self.view.full(body)) {
                let at = format!("{}/requestBody/content/{}/schema", operation.pointer, escape(kind));
                self.body(&format!("body {kind}{optional}"), &at, id);
            }
        }
        for (status, reply) in operation.replies(self.view) {
            let about = text_at(reply, "description");
            let mut kinds = content(reply).map(|(kind, _)| kind).peekable();
            if kinds.peek().is_none() {
                let _ = writeln!(self.out, "  reply {status}: no body{}", after_dash(about));
            }
            // What a failure looks like is the same for all operations.
            for kind in kinds.filter(|_| status.starts_with(['1', '2', '3'])) {
                let at = format!("{}/responses/{status}", operation.pointer);
                let at = self.view.pointer(&at);
                self.body(
                    &format!("reply {status} {kind}"),
                    &format!("{at}/content/{}/schema", escape(kind)),
                    id,
                );
            }
        }
    }

    fn body(&mut self, title: &str, pointer: &str, id: &str) {
        let mut pointer = self.view.pointer(pointer);
        for word in ["oneOf", "anyOf"] {
            let schema = self.view.document.pointer(&pointer).unwrap_or(&Value::Null);
            let ours = list_at(schema, word).position(|one| text_at(one, "x-operation") == id);
            if let Some(index) = ours {
                pointer = self.view.pointer(&format!("{pointer}/{word}/{index}"));
            }
        }
        let schema = self.view.document.pointer(&pointer).unwrap_or(&Value::Null);
        let name = pointer.strip_prefix("/components/schemas/").unwrap_or("");
        let kind = if name.is_empty() { kind(self.view, schema) } else { name.to_owned() };
        let _ = writeln!(self.out, "  {title}: {kind}");
        self.members(&pointer, 2, &mut Vec::new());
    }

    fn members(&mut self, pointer: &str, depth: usize, stack: &mut Vec<String>) {
        let pointer = self.view.pointer(pointer);
        if depth > DEPTH || stack.contains(&pointer) {
            return;
        }
        let Some(schema) = self.view.document.pointer(&pointer) else { return };
        stack.push(pointer.clone());
        for word in ["oneOf", "anyOf", "allOf"] {
            for index in 0..list_at(schema, word).count() {
                self.members(&format!("{pointer}/{word}/{index}"), depth, stack);
            }
        }
        for word in ["items", "additionalProperties"] {
            if schema.get(word).is_some_and(Value::is_object) {
                self.members(&format!("{pointer}/{word}"), depth, stack);
            }
        }
        let required: Vec<&str> = list_at(schema, "required").filter_map(Value::as_str).collect();
        for name in self.order.names(&format!("{pointer}/properties")) {
            let at = format!("{pointer}/properties/{}", escape(name));
            let property = self.view.document.pointer(&at).unwrap_or(&Value::Null);
            let needed = if required.contains(&name) { ", required" } else { "" };
            let about = [text_at(property, "description"), text_at(self.view.full(property), "description")];
            let about = about.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
            let indent = "  ".repeat(depth);
            let kind = kind(self.view, property);
            let marks = marks(self.view, property);
            let _ = writeln!(self.out, "{indent}{name}: {kind}{needed}{marks}{}", after_dash(about));
            self.members(&at, depth + 1, stack);
        }
        stack.pop();
    }
}

fn after_dash(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" - {text}") }
}

/// The type of a value, its form and its limits.
fn kind<'a>(view: &View<'a>, schema: &'a Value) -> String {
    let target = view.full(schema);
    let types: Vec<&str> = match target.get("type") {
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
        one => one.and_then(Value::as_str).into_iter().collect(),
    };
    let mut text = if types.is_empty() { "any".to_owned() } else { types.join(" or ") };
    if let Some(items) = target.get("items").filter(|_| types.contains(&"array")) {
        let _ = write!(text, " of {}", kind(view, items));
    }
    for word in ["format", "pattern", "default", "const"] {
        if let Some(value) = target.get(word) {
            let _ =
                write!(text, ", {word} {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
    }
    for (low, high, of) in [
        ("minLength", "maxLength", "characters"),
        ("minimum", "maximum", ""),
        ("minItems", "maxItems", "items"),
    ] {
        let bound = |word: &str| target.get(word).map(ToString::to_string).unwrap_or_default();
        if target.get(low).is_some() || target.get(high).is_some() {
            let _ = write!(text, ", {}..={} {of}", bound(low), bound(high));
            text.truncate(text.trim_end().len());
        }
    }
    for word in ["enum", "x-known-values"] {
        let values: Vec<String> = list_at(target, word).map(ToString::to_string).collect();
        if !values.is_empty() {
            let _ = write!(text, ", {}: {}", word.trim_start_matches("x-"), values.join(" "));
        }
    }
    text
}

fn marks<'a>(view: &View<'a>, property: &'a Value) -> String {
    const MARKS: [&str; 17] = [
        "readOnly",
        "writeOnly",
        "deprecated",
        "x-secret",
        "x-masked",
        "x-may-be-empty",
        "x-always-sent",
        "x-usually-sent",
        "x-unique",
        "x-refers-to",
        "x-alias-of",
        "x-generated",
        "x-evidence",
        "x-unknown",
        "x-echo",
        "x-of-failures",
        "x-only-operation",
    ];
    let target = view.full(property);
    let mark = |name: &&str| {
        let value = property.get(name).or_else(|| target.get(name))?;
        let name = name.trim_start_matches("x-");
        match value {
            Value::Bool(true) => Some(format!(", {name}")),
            Value::Bool(false) => Some(format!(", not {name}")),
            other => {
                Some(format!(", {name} {}", other.as_str().map_or_else(|| other.to_string(), str::to_owned)))
            }
        }
    };
    MARKS.iter().filter_map(mark).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn show(name: &str) -> String {
        let document = json!({
            "paths": {"/roles/{role_id}": {"put": {
                "operationId": "roles.update", "summary": "Replace a role", "tags": ["roles"], "x-idempotent": true,
                "x-permission": "roles-manage",
                "parameters": [{"name": "role_id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Role"}}}},
                "responses": {"200": {"description": "Done"}, "default": {}},
            }}},
            "components": {"schemas": {
                "Role": {"type": "object", "required": ["name"], "properties": {
                    "name": {"type": "string", "maxLength": 50, "x-unique": true, "description": "its name"},
                    "above": {"$ref": "#/components/schemas/Role"},
                    "keys": {"type": "array", "items": {"type": "object", "properties": {"key": {"type": "string", "x-secret": true}}}},
                }},
            }},
        });
        shown("privx", &document, &Order::of(&document.to_string()).unwrap(), name)
    }

    #[test]
    fn an_operation_is_shown_with_all_that_is_known() {
        let shown = show("roles.update");
        for line in [
            "privx roles.update\n  PUT /roles/{role_id}\n  summary: Replace a role\n  permission: roles-manage\n",
            "  idempotent: true\n",
            "  path role_id: string, format uuid, required\n",
            "  body application/json: Role\n",
            "    name: string, ..=50 characters, required, unique - its name\n",
            "    keys: array of object\n      key: string, secret\n",
            "  reply 200: no body - Done\n",
        ] {
            assert!(shown.contains(line), "{line}\n{shown}");
        }
    }

    #[test]
    fn a_group_is_a_line_for_each_operation() {
        assert_eq!(show("roles").trim_end(), format!("{:<40} PUT /roles/{{role_id}}", "roles.update"));
        assert!(show("users").is_empty());
    }
}
