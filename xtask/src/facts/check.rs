//! What must hold in every description.

mod actions;
mod marks;
mod operations;
mod properties;
mod shapes;

use std::collections::BTreeSet;

use serde_json::Value;

use super::view::View;
use crate::workspace::text_at;

/// A summary of a description in one line, and every problem that it has.
pub(super) fn description(document: &Value) -> (String, Vec<String>) {
    let view = View::of(document);
    let mut problems = Vec::new();
    if !text_at(document, "openapi").starts_with("3.1") {
        problems.push("`openapi` is not 3.1".to_owned());
    }
    for part in ["info", "servers", "security", "tags", "paths", "components"] {
        if document.get(part).is_none() {
            problems.push(format!("`{part}` is missing"));
        }
    }
    references(&view, document, "", &mut problems);
    operations::check(&view, &mut problems);
    shapes::check(&view, &mut problems);
    let count = properties::check(&view, &mut problems);
    marks::check(&view, &mut problems);
    let ids: BTreeSet<&str> = view.ids().collect();
    let summary =
        format!("{} operations, {} properties, {} secrets", ids.len(), count.properties, count.secrets);
    match unused_schemas(document).join(", ") {
        // Schemas that only a page refers to are kept for readers.
        unused if !unused.is_empty() => (format!("{summary}; schemas that nothing uses: {unused}"), problems),
        _ => (summary, problems),
    }
}

/// Every `$ref` leads somewhere.
fn references(view: &View<'_>, value: &Value, at: &str, problems: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(to) if name == "$ref" && view.target(to).is_none() => {
                        problems.push(format!("{at}: `{to}` leads nowhere"));
                    }
                    _ if name == "example" || name == "examples" => {}
                    _ => references(view, value, &format!("{at}/{name}"), problems),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                references(view, item, &format!("{at}/{index}"), problems);
            }
        }
        _ => {}
    }
}

fn unused_schemas(document: &Value) -> Vec<String> {
    fn targets(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                let to = members.get("$ref").and_then(Value::as_str);
                found.extend(to.and_then(|to| to.strip_prefix("#/components/schemas/")).map(str::to_owned));
                members.values().for_each(|value| targets(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| targets(item, found)),
            _ => {}
        }
    }
    let mut used = BTreeSet::new();
    targets(document, &mut used);
    let all = document.pointer("/components/schemas").and_then(Value::as_object);
    all.into_iter().flat_map(|all| all.keys()).filter(|name| !used.contains(*name)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sound() -> Value {
        json!({
            "openapi": "3.1.0", "info": {}, "servers": [], "security": [], "tags": [],
            "paths": {
                "/roles/{role_id}": {"get": {
                    "operationId": "roles.get", "summary": "Gets", "tags": ["roles"], "x-evidence": "docs",
                    "x-source": "page", "x-idempotent": true,
                    "parameters": [{"name": "role_id", "in": "path", "schema": {"type": "string"}}],
                    "responses": {"200": reply("Role"), "default": {}},
                }},
                "/roles": {"post": {
                    "operationId": "roles.create", "summary": "Creates", "tags": ["roles"], "x-evidence": "docs",
                    "x-source": "page", "x-idempotent": false,
                    "x-operations": [
                        {"id": "roles.create", "x-told-by": {"in": "body", "name": "kind", "value": "a"}},
                        {"id": "roles.import", "x-told-by": {"in": "query", "name": "file", "present": true}},
                    ],
                    "parameters": [{"name": "file", "in": "query", "schema": {"type": "string"},
                        "x-only-operation": "roles.import"}],
                    "requestBody": {"required": true, "content": {"application/json": {"schema": {"oneOf": [
                        {"$ref": "#/components/schemas/Role", "x-operation": "roles.create"},
                        {"$ref": "#/components/schemas/Role", "x-operation": "roles.import"},
                    ]}}}},
                    "responses": {"200": reply("RoleList"), "default": {}},
                }},
            },
            "components": {"schemas": {
                "Role": {"type": "object", "required": ["kind"], "properties": {
                    "kind": {"type": "string"},
                    "display": {"type": "string", "x-alias-of": "kind"},
                    "parent": {"type": "string", "x-refers-to": "roles", "x-inferred": true},
                    "api_key": {"type": "string", "x-secret": true},
                }},
                "RoleList": {"type": "object", "x-envelope": {"items": "$.items", "count": null},
                    "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Role"}}}},
            }},
        })
    }

    fn reply(schema: &str) -> Value {
        let schema = format!("#/components/schemas/{schema}");
        json!({"content": {"application/json": {"schema": {"$ref": schema}}}})
    }

    /// The problems after one place of a sound description was changed; `null` takes it away.
    fn broken(pointer: &str, value: Value) -> Vec<String> {
        let mut document = sound();
        let (holder, name) = pointer.rsplit_once('/').unwrap();
        let holder = document.pointer_mut(holder).unwrap();
        if value.is_null() {
            holder.as_object_mut().unwrap().remove(name).unwrap();
        } else if let Value::Array(items) = holder {
            items[name.parse::<usize>().unwrap()] = value;
        } else {
            holder.as_object_mut().unwrap().insert(name.to_owned(), value);
        }
        description(&document).1
    }

    #[test]
    fn a_sound_description_has_no_problem() {
        assert_eq!(description(&sound()), ("3 operations, 5 properties, 1 secrets".to_owned(), Vec::new()));
    }

    #[test]
    fn a_schema_that_nothing_uses_is_named() {
        let mut document = sound();
        document["components"]["schemas"]["Spare"] = json!({"type": "object"});
        assert!(description(&document).0.ends_with("nothing uses: Spare"));
    }

    #[test]
    fn each_fault_is_found() {
        const GET: &str = "/paths/~1roles~1{role_id}/get";
        const POST: &str = "/paths/~1roles/post";
        const ROLE: &str = "/components/schemas/Role";
        const LIST: &str = "/components/schemas/RoleList";
        let faults = [
            ("/openapi".to_owned(), json!("3.0.3"), "is not 3.1"),
            ("/info".to_owned(), Value::Null, "`info` is missing"),
            (format!("{ROLE}/properties/kind/$ref"), json!("#/components/schemas/None"), "leads nowhere"),
            (format!("{GET}/operationId"), json!("roles.import"), "without a flavour of its own"),
            (format!("{GET}/operationId"), json!("roles.frobnicate"), "no known action"),
            (format!("{GET}/summary"), Value::Null, "no `summary`"),
            (format!("{GET}/x-evidence"), json!("hearsay"), "x-evidence"),
            (format!("{GET}/x-idempotent"), Value::Null, "no `x-idempotent`"),
            (format!("{GET}/x-paginated"), json!(true), "without `x-page`"),
            (format!("{GET}/parameters/0/name"), json!("id"), "path parameters"),
            (format!("{GET}/parameters/0/schema"), Value::Null, "has no schema"),
            (format!("{GET}/responses/default"), Value::Null, "no `default`"),
            (format!("{GET}/responses/200"), Value::Null, "no success"),
            (
                format!("{GET}/responses/200/content"),
                json!({"application/json": {"schema": {}}}),
                "has no shape",
            ),
            (format!("{POST}/requestBody/required"), Value::Null, "without `required`"),
            (format!("{POST}/requestBody/content"), Value::Null, "without `content`"),
            (
                format!("{POST}/x-operations/0/x-told-by"),
                json!({"in": "body", "name": "kind"}),
                "cannot be evaluated",
            ),
            (format!("{POST}/x-operations/0/x-told-by/name"), json!("sort"), "no member `sort`"),
            (format!("{POST}/x-operations/1/x-told-by/name"), json!("sort"), "no query name `sort`"),
            (format!("{POST}/parameters/0/x-only-operation"), json!("roles.get"), "none of its operations"),
            (
                format!("{POST}/requestBody/content/application~1json/schema/oneOf/0/x-operation"),
                json!("roles.get"),
                "`x-operation` roles.get",
            ),
            (
                format!("{POST}/x-page"),
                json!({"style": "one", "items": "$.rows", "count": null}),
                "leads nowhere",
            ),
            (
                format!("{ROLE}/properties/kind/x-operation"),
                json!("roles.get"),
                "`x-operation` may stand only",
            ),
            (format!("{ROLE}/properties/api_key/x-secret"), Value::Null, "has no `x-secret`"),
            (format!("{ROLE}/x-secret"), json!(true), "mark the leaves"),
            (format!("{ROLE}/required"), json!(["name"]), "is required and no property"),
            (format!("{ROLE}/additionalProperties"), json!(false), "`additionalProperties` is false"),
            (format!("{ROLE}/properties/kind/enum"), json!(["a", "b"]), "without `x-closed`"),
            (format!("{ROLE}/properties/display/x-alias-of"), json!("name"), "x-alias-of"),
            (format!("{ROLE}/properties/parent/x-refers-to"), json!("rolls"), "no such group"),
            (format!("{ROLE}/properties/kind/x-inferred"), json!(true), "beside nothing"),
            (format!("{ROLE}/properties/kind/x-unique"), json!("yes"), "is not true"),
            (format!("{ROLE}/properties/kind/x-echo"), json!("reply"), "x-echo"),
            (format!("{ROLE}/discriminator"), json!({}), "discriminator"),
            (format!("{LIST}/x-envelope/items"), json!("$.rows"), "leads nowhere"),
            (format!("{LIST}/x-envelope"), json!(true), "x-envelope"),
        ];
        for (pointer, value, expected) in faults {
            let problems = broken(&pointer, value);
            assert!(problems.iter().any(|problem| problem.contains(expected)), "{pointer}: {problems:?}");
        }
    }
}
