//! The handle and its methods.

use std::fmt::Write as _;

use serde_json::Value;

use super::bodies::{Body, Result, body, result};
use super::shapes::{Shapes, is};
use super::words::{camel, doc, sentence, singular, snake, third_person};
use crate::facts::view::Operation;
use crate::workspace::{list_at, text_at};

/// Parameters of paging, which `List` sets.
const PAGING: [&str; 8] = ["offset", "limit", "page", "page_size", "pageSize", "first", "max", "size"];

/// One operation as a method.
#[derive(Debug, Clone)]
pub(super) struct Method {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) verb: String,
    pub(super) path: String,
    /// Placeholders and their types.
    pub(super) ids: Vec<(String, String)>,
    pub(super) body: Body,
    pub(super) body_at: String,
    pub(super) result: Result,
    pub(super) status: String,
    /// Query names that are not paging, and their types.
    pub(super) query: Vec<(String, String, String)>,
    idempotent: bool,
    summary: String,
    about: String,
    permission: String,
    source: String,
    evidence: String,
    /// The other ids with the same verb and path.
    shared: Vec<String>,
}

impl Method {
    /// Reads an operation; what it needs is noted in `shapes`.
    pub(super) fn of(shapes: &mut Shapes<'_>, operation: &Operation<'_>, id: &str) -> Self {
        let value = operation.value;
        let one = list_at(value, "x-operations").find(|one| text_at(one, "id") == id);
        let text = |name: &str| {
            let own = one.map(|one| text_at(one, name)).filter(|text| !text.is_empty());
            own.unwrap_or(text_at(value, name)).to_owned()
        };
        let path = value.get("x-path").and_then(Value::as_str).unwrap_or(operation.path).to_owned();
        let name = id.rsplit_once('.').map_or(id, |(_, name)| name).to_owned();
        let (body, body_at) = body(shapes, operation, id, &name);
        let (status, result) = result(shapes, operation, id, &name);
        let pages = matches!(result, Result::Pages(..));
        let mut query = Vec::new();
        let flat = operation.parameters(shapes.view);
        for parameter in flat.iter().filter(|one| text_at(one, "in") == "query") {
            let name = text_at(parameter, "name");
            if !(pages && PAGING.contains(&name)) {
                let schema = parameter.get("schema").unwrap_or(&Value::Null);
                let kind = match shapes.view.full(schema) {
                    one if is(one, "integer") => "i64",
                    one if is(one, "boolean") => "bool",
                    one if is(one, "array") => "Vec<String>",
                    _ => "String",
                };
                let texts = [text_at(parameter, "description"), text_at(schema, "description")];
                let about = texts.into_iter().find(|text| !text.is_empty()).unwrap_or(name);
                query.push((name.to_owned(), kind.to_owned(), sentence(about)));
            }
        }
        let record = |kind: &str| {
            shapes.all.iter().any(|shape| shape.name == kind && shape.read.is_some() && shape.sent.is_some())
        };
        let whole = matches!(&body, Body::Json(kind) if record(kind));
        let name =
            if name == "update" && operation.verb() == "put" && whole { "replace".to_owned() } else { name };
        Self {
            ids: shapes.ids_of_path(&path),
            shared: operation
                .ids()
                .iter()
                .filter(|other| **other != id)
                .map(|other| (*other).to_owned())
                .collect(),
            verb: operation.verb().to_uppercase(),
            idempotent: value.get("x-idempotent") == Some(&Value::Bool(true)),
            summary: text("summary"),
            about: text("description"),
            permission: text("x-permission"),
            source: text("x-source"),
            evidence: text("x-evidence"),
            id: id.to_owned(),
            name,
            path,
            body,
            body_at,
            result,
            status,
            query,
        }
    }

    /// The type that holds the query, if there is one.
    pub(super) fn query_type(&self, shapes: &Shapes<'_>) -> Option<String> {
        let sorts = |(name, _, _): &(String, String, String)| matches!(name.as_str(), "sortkey" | "sortdir");
        (!self.query.is_empty()).then(|| match self.name.as_str() {
            _ if self.query.iter().all(sorts) => "Sort".to_owned(),
            "list" => format!("{}Query", shapes.noun()),
            name => format!("{}{}Query", shapes.noun(), camel(name)),
        })
    }

    fn sends_record(&self, shapes: &Shapes<'_>) -> bool {
        let record = |kind: &String| {
            shapes.all.iter().any(|shape| shape.name == *kind && shape.read.is_some() && shape.sent.is_some())
        };
        matches!(&self.body, Body::Json(kind) if record(kind))
    }

    fn docs(&self, shapes: &Shapes<'_>) -> String {
        let mut text = third_person(&self.summary);
        let _ = write!(text, "\n\n`{} {}`\n", self.verb, self.path);
        if !self.about.is_empty() {
            let _ = write!(text, "\n{}\n", sentence(&self.about));
        }
        if self.evidence == "partial" {
            text.push_str("\n**Partly guessed.** <What is guessed>.\n");
        }
        if let Some(unique) = self.unique(shapes) {
            let _ = write!(text, "\nFails with [`is_conflict`](crate::Error::is_conflict) if {unique}.\n");
        }
        let retried = if self.idempotent {
            "also when the reply is lost"
        } else {
            "only when the request was provably not sent"
        };
        let permission = if self.permission.is_empty() { "not documented" } else { &self.permission };
        let _ = write!(
            text,
            "\n- Operation: `{}`\n- Retried: {retried}\n- Permission: {permission}\n- Source: {}",
            self.id, self.source
        );
        if !self.shared.is_empty() {
            let _ = write!(
                text,
                "\n\n<The same verb and path as {}: what chooses is sent here.>",
                self.shared.join(", ")
            );
        }
        doc("    ", &text)
    }

    /// Which member must not be taken, of what is sent.
    fn unique(&self, shapes: &Shapes<'_>) -> Option<String> {
        if !["POST", "PUT"].contains(&self.verb.as_str()) || self.body_at.is_empty() {
            return None;
        }
        let schema = shapes.schema(&shapes.view.pointer(&self.body_at));
        let properties = schema.get("properties")?.as_object()?;
        let (name, mark) = properties.iter().find(|(_, one)| one.get("x-unique").is_some())?;
        let inferred = if mark.get("x-inferred").is_some() { " (inferred)" } else { "" };
        Some(format!("the {} is taken{inferred}", name.replace('_', " ")))
    }

    /// The name of the argument that is sent.
    pub(super) fn argument(&self, shapes: &Shapes<'_>) -> String {
        match &self.body {
            Body::Json(kind) | Body::Form(kind) if kind.starts_with("Vec<") => {
                snake(kind.trim_start_matches("Vec<").trim_end_matches('>')) + "s"
            }
            Body::Json(kind) | Body::Form(kind) if *kind == shapes.noun() => singular(shapes.group),
            Body::Json(kind) | Body::Form(kind) => {
                snake(kind).rsplit('_').next().unwrap_or_default().to_owned()
            }
            _ => "upload".to_owned(),
        }
    }

    fn signature(&self, shapes: &Shapes<'_>) -> String {
        let several = self.ids.len() > 1;
        let own = |name: &str| if several { name.to_owned() } else { "id".to_owned() };
        let mut arguments: Vec<String> =
            self.ids.iter().map(|(name, kind)| format!("{}: &{kind}", own(name))).collect();
        let argument = self.argument(shapes);
        match &self.body {
            Body::Nothing => {}
            Body::Json(kind) | Body::Form(kind) => {
                let kind = match kind.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>')) {
                    Some(item) => format!("[{item}]"),
                    None => kind.clone(),
                };
                arguments.push(format!("{argument}: &{kind}"));
            }
            Body::Multipart | Body::File => arguments.push("upload: impl Into<Upload>".to_owned()),
        }
        if let Some(kind) = self.query_type(shapes) {
            arguments.push(format!("query: &{kind}"));
        }
        let arguments = arguments.iter().fold(String::from("&self"), |all, one| all + ", " + one);
        let returns = match &self.result {
            Result::Nothing => "Call<()>".to_owned(),
            Result::Pages(item, _) => format!("List<{item}>"),
            Result::Part(kind, _) | Result::Whole(kind) => format!("Call<{kind}>"),
            Result::File => "Download".to_owned(),
        };
        format!("    #[inline]\n    pub fn {}({arguments}) -> {returns} {{\n", self.name)
    }

    fn chain(&self, shapes: &Shapes<'_>) -> String {
        let verb = self.verb.to_lowercase();
        let mut chain = match verb.as_str() {
            "get" | "post" | "put" | "delete" | "patch" => format!("self.0.{verb}(\"{}\")", self.path),
            _ => format!("self.0.request(<{}>, \"{}\")", self.verb, self.path),
        };
        match (self.verb.as_str(), self.idempotent) {
            ("GET", false) => chain.push_str(".once()"),
            ("GET", true) | (_, false) => {}
            // A search.
            ("POST", true) if matches!(self.result, Result::Pages(..)) => chain.push_str(".read_only()"),
            _ => chain.push_str(".idempotent()"),
        }
        let several = self.ids.len() > 1;
        let argument = self.argument(shapes);
        let replaces = self.name == "replace" && self.sends_record(shapes);
        for (index, (name, _)) in self.ids.iter().enumerate() {
            let name = if several { name.as_str() } else { "id" };
            if replaces && index + 1 == self.ids.len() {
                let _ = write!(chain, ".replace({name}, {argument})");
            } else {
                let _ = write!(chain, ".path({name})");
            }
        }
        if !self.query.is_empty() {
            chain.push_str(".query_of(query)");
        }
        match &self.body {
            Body::Json(_) if replaces && !self.ids.is_empty() => {}
            Body::Json(_) if self.name == "create" && self.sends_record(shapes) => {
                let _ = write!(chain, ".create({argument})");
            }
            Body::Json(_) => {
                let _ = write!(chain, ".json({argument})");
            }
            Body::Form(_) => {
                let _ = write!(chain, ".form({argument})");
            }
            Body::Multipart => chain.push_str(".multipart(<the parts>)"),
            Body::File => chain.push_str(".upload(upload)"),
            Body::Nothing => {}
        }
        let end = match &self.result {
            Result::Nothing => ".done()".to_owned(),
            Result::Pages(_, at) => format!(".list(\"{at}\")"),
            Result::Part(_, at) => format!(".pick(\"{at}\").call()"),
            Result::Whole(_) => ".call()".to_owned(),
            Result::File => ".download()".to_owned(),
        };
        chain + &end
    }
}

/// The handle of a group.
pub(super) fn print(vendor: &str, shapes: &Shapes<'_>, methods: &[Method], group: &str) -> String {
    let handle = camel(group);
    let words = group.replace('_', " ");
    let uses = |what: &dyn Fn(&Method) -> bool| methods.iter().any(what);
    let mut core = vec!["Call", "Client"];
    if uses(&|method| method.result == Result::File) {
        core.push("Download");
    }
    if uses(&|method| matches!(method.result, Result::Pages(..))) {
        core.push("List");
    }
    let mut out = format!("//! {}\n\n", sentence(&words));
    for (file, has) in [
        ("input", shapes.all.iter().any(|one| one.read.is_none())),
        ("model", shapes.all.iter().any(|one| one.read.is_some())),
    ] {
        if has {
            let _ = writeln!(out, "mod {file};");
        }
    }
    out.push_str("\npub use crate::ids::{");
    out.push_str(&shapes.ids.keys().map(String::as_str).collect::<Vec<_>>().join(", "));
    let of = |read: bool| {
        let names =
            shapes.all.iter().filter(|shape| shape.read.is_some() == read).map(|shape| shape.name.as_str());
        let words = shapes.words.iter().map(|words| words.name.as_str()).filter(|_| read);
        names.chain(words).collect::<Vec<_>>().join(", ")
    };
    out.push_str("};\n");
    for (file, names) in [("input", of(false)), ("model", of(true))] {
        if !names.is_empty() {
            let _ = writeln!(out, "pub use {file}::{{{names}}};");
        }
    }
    out.push('\n');
    for (name, group) in &shapes.elsewhere {
        let _ = writeln!(out, "use super::{group}::{name};");
    }
    let _ = write!(out, "use portcullis_core::{{{}}};\n\n", core.join(", "));
    let _ = write!(
        out,
        "{}///\n/// ```no_run\n/// # async fn f(client: {vendor}::Client) -> {vendor}::Result<()> {{\n/// <The common use>\n/// # Ok(()) }}\n/// ```\n\
         #[derive(Debug, Clone)]\npub struct {handle}(pub(crate) Client);\n\nimpl {handle} {{\n",
        doc("", &format!("The {words}; made by [`Client::{group}`](crate::Client::{group})."))
    );
    for method in methods {
        out.push_str(&method.docs(shapes));
        out.push_str(&method.signature(shapes));
        let _ = writeln!(out, "        {}\n    }}\n", method.chain(shapes));
    }
    out.truncate(out.trim_end().len());
    out.push_str("\n}\n\n");
    for method in methods {
        let Some(kind) = method.query_type(shapes).filter(|kind| kind != "Sort") else { continue };
        let _ = write!(
            out,
            "// {group}/input.rs\n\n/// Which {words} to return, and in which order.\n#[derive(Debug, Clone, Default, Body)]\n\
             #[body(new(), pairs)]\n#[non_exhaustive]\npub struct {kind} {{\n"
        );
        for (wire, kind, about) in &method.query {
            out.push_str(&doc("    ", about));
            let name = super::words::field(wire);
            if name != *wire {
                let _ = writeln!(out, "    #[body(name = \"{wire}\")]");
            }
            let _ = writeln!(out, "    pub {name}: Option<{kind}>,");
        }
        out.push_str("}\n\n");
    }
    out
}
