//! The contract tests: one exchange for each operation, and the rules that every object keeps.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::bodies::{Body, Result};
use super::handle::Method;
use super::shapes::Shapes;
use crate::facts::view::escape;
use crate::workspace::{list_at, text_at};

/// An id that every vendor's form of ids allows.
const ID: &str = "5f0a0000-0000-4000-8000-000000000001";

/// The file with the tests of a group.
pub(super) fn print(
    vendor: &str,
    area: &str,
    group: &str,
    shapes: &Shapes<'_>,
    methods: &[Method],
    reserved: &[&str],
) -> String {
    let mut out = format!(
        "use portcullis_testkit::{{Kit, Resource, full, sent}};\n\
         use {vendor}::{{Client, {area}::{group}::*}};\n\n\
         use crate::KIT; // <a `Kit::new(..)` for the crate's client>\n\n\
         const ID: &str = \"{ID}\";\n\n\
         #[tokio::test]\nasync fn every_operation_sends_what_the_facts_describe() {{\n"
    );
    for method in methods {
        out.push_str(&exchange(group, shapes, method));
    }
    out.push_str("}\n\n");
    let find = |name: &str| methods.iter().find(|method| method.name == name);
    if let (Some(get), Some(replace)) = (find("get"), find("replace")) {
        let reserved: Vec<String> = reserved.iter().map(|word| format!("\"{word}\"")).collect();
        let _ = write!(
            out,
            "#[tokio::test]\nasync fn {group}_keep_the_rules() {{\n    Resource {{\n        kit: KIT,\n        \
             get: (\"{}\", async |c: &Client, id: &str| c.{group}().get(&id.into()).await),\n        \
             replace: (\"{}\", async |c: &Client, id: &str, read| c.{group}().replace(&id.into(), &read).await),\n        \
             reserved: &[{}],\n        except: &[],\n    }}\n    .keeps_the_rules()\n    .await;\n}}\n",
            get.id,
            replace.id,
            reserved.join(", "),
        );
    }
    out
}

/// The path with every placeholder filled.
fn target(method: &Method) -> String {
    let parts = method.path.split('/').map(|part| match part {
        "{tenant_id}" => "tenant",
        part if part.starts_with('{') => ID,
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn exchange(group: &str, shapes: &Shapes<'_>, method: &Method) -> String {
    let pages = matches!(method.result, Result::Pages(..));
    let question = if pages && method.verb == "GET" { "?limit=50" } else { "" };
    let line = format!("{} {}{question}", method.verb, target(method));
    let (request, mut arguments) = (
        match &method.body {
            Body::Json(_) => format!("sent(\"{line}\", r#\"{}\"#)", sample(shapes, &method.body_at, 0)),
            Body::Form(_) => format!("form(\"{line}\", \"<each member>\")"),
            Body::Multipart | Body::File => format!("sent(\"{line}\", <the body>)"),
            Body::Nothing => format!("\"{line}\""),
        },
        vec!["&ID.into()".to_owned(); method.ids.len()],
    );
    let mut out = String::new();
    match &method.body {
        Body::Nothing => {}
        Body::Json(kind) | Body::Form(kind) => {
            let argument = method.argument(shapes);
            let value =
                if kind.starts_with("Vec<") { "[<items>]".to_owned() } else { format!("{kind}::new(<…>)") };
            let _ = writeln!(out, "    let {argument} = {value};");
            arguments.push(format!("&{argument}"));
        }
        Body::Multipart | Body::File => arguments.push("<what goes up>".to_owned()),
    }
    if let Some(kind) = method.query_type(shapes) {
        arguments.push(format!("&{kind}::default()"));
    }
    let reply = match &method.result {
        Result::Nothing => format!("({}, ())", method.status),
        Result::Part(kind, at) if kind.ends_with("Id") && at == "id" => {
            format!("({}, json!({{\"id\": ID}}))", method.status)
        }
        Result::File => format!("({}, <the file>)", method.status),
        _ => "full()".to_owned(),
    };
    let page = if pages { ".first_page()" } else { "" };
    let _ = write!(
        out,
        "    KIT.exchange(\"{}\", {request}, {reply}, async |c| {{\n        c.{group}().{}({}){page}.await\n    }})\n    .await;\n\n",
        method.id,
        method.name,
        arguments.join(", ")
    );
    out
}

/// A body with the members that must be there, and those that clients send.
fn sample(shapes: &Shapes<'_>, pointer: &str, depth: usize) -> Value {
    let at = shapes.view.pointer(pointer);
    let schema = shapes.schema(&at);
    let items = || json!([sample(shapes, &format!("{at}/items"), depth + 1)]);
    if schema.get("properties").is_some() {
        let mut members = Map::new();
        let required: Vec<&str> = ["required", "x-usually-sent"]
            .iter()
            .flat_map(|word| list_at(schema, word))
            .filter_map(Value::as_str)
            .collect();
        for name in shapes.order.names(&format!("{at}/properties")) {
            if required.contains(&name) && depth < 4 {
                let below = format!("{at}/properties/{}", escape(name));
                members.insert(name.to_owned(), sample(shapes, &below, depth + 1));
            }
        }
        return Value::Object(members);
    }
    for word in ["oneOf", "anyOf"] {
        if schema.get(word).is_some() {
            return sample(shapes, &format!("{at}/{word}/0"), depth);
        }
    }
    let words = ["enum", "x-known-values"].iter().flat_map(|word| list_at(schema, word)).next();
    let kind = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).find(|one| *one != "null"),
        one => one.and_then(Value::as_str),
    };
    match (words, kind.unwrap_or_default(), text_at(schema, "format")) {
        (Some(word), ..) => word.clone(),
        (_, "string", "uuid") => json!(ID),
        (_, "string", "date-time") => json!("2031-01-02T03:04:05Z"),
        (_, "string", "email") => json!("alice@example.org"),
        (_, "string", _) => {
            let name = at.rsplit('/').next().unwrap_or_default();
            json!(if name == "items" { "a text".to_owned() } else { format!("a {}", name.replace('_', " ")) })
        }
        (_, "integer", _) => schema.get("minimum").cloned().unwrap_or(json!(7)),
        (_, "number", _) => json!(1.5),
        (_, "boolean", _) => json!(true),
        (_, "array", _) if schema.get("items").is_some() => items(),
        (_, "array", _) => json!([]),
        _ => json!({}),
    }
}
