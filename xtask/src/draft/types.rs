//! The declarations of types: records, bodies, replies and words.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::fields::Field;
use super::shapes::{Shape, Shapes};
use super::words::{camel, doc, sentence, snake};
use crate::facts::view::escape;
use crate::workspace::list_at;

/// The files and what is in them: `model` has what is read, or both read and sent; `input` has what is only sent.
pub(super) fn print(shapes: &Shapes<'_>) -> Vec<(&'static str, String)> {
    let (mut model, mut input) = (String::new(), String::new());
    for shape in &shapes.all {
        let text = one(shapes, shape);
        if shape.read.is_some() { model.push_str(&text) } else { input.push_str(&text) }
    }
    for words in &shapes.words {
        let about = if words.about.is_empty() {
            format!("the {}", snake(&words.name).replace('_', " "))
        } else {
            words.about.clone()
        };
        let _ = writeln!(
            model,
            "portcullis_core::open_enum! {{\n{}    {} {{",
            doc("    ", &sentence(&about)),
            words.name
        );
        for value in &words.values {
            let _ = writeln!(
                model,
                "        /// <What `{value}` means>.\n        {} = \"{value}\",",
                camel(value)
            );
        }
        model.push_str("    }\n}\n\n");
    }
    let files = [("model", model), ("input", input)];
    let files = files.into_iter().filter(|(_, text)| !text.is_empty());
    files.map(|(file, text)| (file, imports(shapes, &text) + &text)).collect()
}

fn one(shapes: &Shapes<'_>, shape: &Shape) -> String {
    // Fields are asked for once more: types that they need are known already.
    let mut again = shapes.again();
    let (fields, left_out) = again.fields(shape);
    let mut out = doc("", &shapes.about(shape));
    for text in &left_out {
        let _ = writeln!(out, "// No field: {text}.");
    }
    let check = shape.sent.is_some() && fields.iter().any(|field| !field.server && needs_check(field));
    let news: Vec<&str> = fields
        .iter()
        .filter(|field| field.required && !field.server)
        .map(|field| field.name.as_str())
        .collect();
    let (derive, word) = match (&shape.read, &shape.sent) {
        (Some(_), Some(_)) => ("Record", "record"),
        (None, _) => ("Body", "body"),
        (_, None) => ("Reply", "reply"),
    };
    let mut options = Vec::new();
    if word == "body" || word == "record" && !news.is_empty() {
        options.push(format!("new({})", news.join(", ")));
    }
    if check {
        options.push("check".to_owned());
    }
    if word == "reply" && shape.read.as_ref().is_some_and(|at| holds_secret(shapes, at, &mut BTreeSet::new()))
    {
        options.push("secret".to_owned());
    }
    let default = if word == "body" && !news.is_empty() { "" } else { "Default, " };
    let _ = writeln!(out, "#[derive(Debug, Clone, {default}{derive})]");
    if !options.is_empty() {
        let _ = writeln!(out, "#[{word}({})]", options.join(", "));
    }
    let _ = writeln!(out, "#[non_exhaustive]\npub struct {} {{", shape.name);
    for field in &fields {
        out.push_str(&doc("    ", &field.about));
        let mut options = Vec::new();
        let id = word == "record" && field.name == "id" && field.kind.ends_with("Id");
        if id {
            options.push("id".to_owned());
        } else if word == "record" && field.server {
            options.push("server".to_owned());
        }
        if field.name != field.wire {
            options.push(format!("name = \"{}\"", field.wire));
        }
        if word == "record" && field.masked {
            options.push("masked".to_owned());
        }
        if !options.is_empty() {
            let _ = writeln!(out, "    #[{word}({})]", options.join(", "));
        }
        let bare = id || field.is_many() && (word == "reply" || word == "record" && field.server);
        let bare = bare || word == "body" && field.required;
        let kind = if bare { field.kind.clone() } else { format!("Option<{}>", field.kind) };
        let _ = writeln!(out, "    pub {}: {kind},", field.name);
    }
    match word {
        "record" => out.push_str("    /// Members that this version does not know; written back unchanged.\n    pub extra: Extra,\n"),
        "reply" => out.push_str("    /// Members that this version does not know.\n    pub extra: Extra,\n"),
        _ => {}
    }
    out.push_str("}\n\n");
    if check {
        out.push_str(&checks(shape, &fields, word));
    }
    out
}

fn needs_check(field: &Field) -> bool {
    (field.kind == "String" && field.required && !field.may_be_empty) || field.length.is_some()
}

/// The method that checks documented limits.
fn checks(shape: &Shape, fields: &[Field], word: &str) -> String {
    let mut lines = Vec::new();
    for field in fields.iter().filter(|field| !field.server && needs_check(field)) {
        let (name, wire) = (&field.name, &field.wire);
        let bare = word == "body" && field.required;
        let text = if bare {
            format!("&self.{name}")
        } else {
            format!("self.{name}.as_deref().unwrap_or_default()")
        };
        if field.kind == "String" && field.required && !field.may_be_empty {
            lines.push(format!("input::required(\"{wire}\", {text})?;"));
        }
        let Some((low, high)) = field.length else { continue };
        let range = high.map_or_else(|| format!("{low}..=usize::MAX"), |high| format!("{low}..={high}"));
        if field.kind == "Secret" {
            lines.push(format!("// The length of `{wire}`: {range}."));
            continue;
        }
        lines.push(if bare {
            format!("input::length(\"{wire}\", {text}, {range})?;")
        } else {
            format!(
                "if let Some(value) = &self.{name} {{\n            input::length(\"{wire}\", value, {range})?;\n        }}"
            )
        });
    }
    let mut out = format!("impl {} {{\n    fn check(&self) -> Result<()> {{\n", shape.name);
    for line in lines {
        let _ = writeln!(out, "        {line}");
    }
    out.push_str("        Ok(())\n    }\n}\n\n");
    out
}

/// Whether a schema, or one that it holds, is a secret.
fn holds_secret(shapes: &Shapes<'_>, pointer: &str, seen: &mut BTreeSet<String>) -> bool {
    let at = shapes.view.pointer(pointer);
    let secret =
        [pointer, &at].iter().any(|at| shapes.schema(at).get("x-secret") == Some(&Value::Bool(true)));
    if secret || !seen.insert(at.clone()) {
        return secret;
    }
    let schema = shapes.schema(&at);
    let branches = ["oneOf", "anyOf"]
        .iter()
        .flat_map(|word| (0..list_at(schema, word).count()).map(move |index| format!("{word}/{index}")));
    let members = shapes.order.names(&format!("{at}/properties"));
    let members = members.into_iter().map(|name| format!("properties/{}", escape(name)));
    let parts = ["items", "additionalProperties"].iter().filter(|word| schema.get(word).is_some());
    let mut below = branches.chain(members).chain(parts.map(|word| (*word).to_owned()));
    below.any(|part| holds_secret(shapes, &format!("{at}/{part}"), seen))
}

/// The `use` lines for what a text names.
fn imports(shapes: &Shapes<'_>, text: &str) -> String {
    let has = |word: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word);
    let mut out = String::new();
    let ids: Vec<&str> = shapes.ids.keys().map(String::as_str).filter(|name| has(name)).collect();
    if !ids.is_empty() {
        let _ = writeln!(out, "use crate::ids::{{{}}};", ids.join(", "));
    }
    for (name, group) in shapes.elsewhere.iter().filter(|(name, _)| has(name)) {
        let _ = writeln!(out, "use super::super::{group}::{name};");
    }
    let core: Vec<&str> =
        ["Extra", "Result", "Secret", "Timestamp", "input"].into_iter().filter(|name| has(name)).collect();
    if !core.is_empty() {
        let _ = writeln!(out, "use portcullis_core::{{{}}};", core.join(", "));
    }
    let derives: Vec<&str> = ["Body", "Record", "Reply"].into_iter().filter(|name| has(name)).collect();
    if !derives.is_empty() {
        let _ = writeln!(out, "use portcullis_macros::{{{}}};", derives.join(", "));
    }
    if has("Value") {
        out.push_str("use serde_json::Value;\n");
    }
    if has("BTreeMap") {
        out.push_str("use std::collections::BTreeMap;\n");
    }
    out.push('\n');
    out
}
