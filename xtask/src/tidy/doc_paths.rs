//! A method's documentation names the verb and the path that the method sends.

use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, Expr, ExprMethodCall, ImplItemFn, ItemFn, ItemMod, Lit, LitStr, Signature, TraitItemFn,
};

use super::finding::Finding;
use super::source::{Rust, Source, VERBS, docs, endpoint, for_tests};
use crate::workspace::VENDORS;

/// Compares templates and documentation in the source of a vendor crate.
pub(super) fn check(source: &Source, rust: &Rust) -> Vec<Finding> {
    if !source.crate_with("src").is_some_and(|folder| VENDORS.contains(&folder)) {
        return Vec::new();
    }
    let mut methods = Methods { path: &source.path, findings: Vec::new() };
    methods.visit_file(&rust.file);
    methods.findings
}

struct Methods<'a> {
    path: &'a str,
    findings: Vec<Finding>,
}

impl Methods<'_> {
    fn judge(&mut self, attributes: &[Attribute], signature: &Signature, body: &Block) {
        let mut templates = Templates::default();
        templates.visit_block(body);
        let Templates(sent) = templates;
        if sent.is_empty() {
            return;
        }
        let name = &signature.ident;
        let docs = docs(attributes);
        let documented: Vec<(&str, &str)> = docs.iter().filter_map(|line| endpoint(line)).collect();
        for template in &sent {
            if !documented.iter().any(|endpoint| template.is(*endpoint)) {
                let text = format!("`{name}` sends `{template}`, but its documentation has no such line.");
                self.findings.push(Finding::new(self.path, template.line, text));
            }
        }
        for (verb, path) in documented {
            if !sent.iter().any(|template| template.is((verb, path))) {
                let text =
                    format!("The documentation of `{name}` has `{verb} {path}`, which it does not send.");
                self.findings.push(Finding::new(self.path, name.span().start().line, text));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Methods<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.judge(&item.attrs, &item.sig, &item.block);
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !for_tests(&item.attrs) {
            self.judge(&item.attrs, &item.sig, &item.block);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(body) = &item.default {
            self.judge(&item.attrs, &item.sig, body);
        }
    }
}

/// A path template in a method's body.
struct Template {
    /// The verb, where the call names it.
    verb: Option<String>,
    path: String,
    line: usize,
}

impl Template {
    fn is(&self, (verb, path): (&str, &str)) -> bool {
        self.path == path && self.verb.as_deref().is_none_or(|own| own == verb)
    }
}

impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.verb.as_deref().unwrap_or("VERB"), self.path)
    }
}

#[derive(Default)]
struct Templates(Vec<Template>);

impl Templates {
    fn add(&mut self, verb: Option<String>, text: &LitStr) {
        // A map's `get` takes a text as well, but no text that begins like a path.
        if text.value().starts_with('/') {
            self.0.push(Template { verb, path: text.value(), line: text.span().start().line });
        }
    }
}

impl<'ast> Visit<'ast> for Templates {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let method = call.method.to_string();
        let mut arguments = call.args.iter();
        match method.as_str() {
            "get" | "post" | "put" | "delete" | "patch" | "head" => {
                if let Some(text) = arguments.next().and_then(literal) {
                    self.add(Some(method.to_uppercase()), text);
                }
            }
            "request" | "flavoured" => {
                let verb = arguments.next().and_then(verb);
                for text in arguments.filter_map(literal) {
                    self.add(verb.clone(), text);
                }
            }
            _ => {}
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// The verb of `Method::POST`.
fn verb(expr: &Expr) -> Option<String> {
    let Expr::Path(path) = expr else { return None };
    let last = path.path.segments.last()?.ident.to_string();
    VERBS.contains(&last.as_str()).then_some(last)
}

/// The text of `"…"` or `Some("…")`.
fn literal(expr: &Expr) -> Option<&LitStr> {
    match expr {
        Expr::Lit(value) => match &value.lit {
            Lit::Str(text) => Some(text),
            _ => None,
        },
        Expr::Call(call) => match call.func.as_ref() {
            Expr::Path(path) if path.path.is_ident("Some") => call.args.first().and_then(literal),
            _ => None,
        },
        Expr::Reference(inner) => literal(&inner.expr),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(docs: &str, body: &str) -> Vec<String> {
        let text = format!("impl Users {{\n{docs}\n    pub fn f(&self) -> Call<()> {{\n{body}\n    }}\n}}\n");
        let source = Source::new("crates/privx/src/users.rs", &text);
        let rust = source.parse().ok().unwrap();
        check(&source, &rust).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn equal_docs_and_template_pass() {
        assert!(found("/// `GET /a/{b}`", "self.0\n.get(\"/a/{b}\")\n.path(id).call()").is_empty());
        assert!(found("/// `PUT /a`", "self.0.request(Method::PUT, \"/a\").call()").is_empty());
        assert!(found("", "map.get(\"name\")").is_empty());
    }

    #[test]
    fn another_path_verb_or_no_line_is_found() {
        let body = "self.0.get(\"/a/{b}\").path(id).call()";
        assert_eq!(
            found("/// Gets.", body),
            ["crates/privx/src/users.rs:4: `f` sends `GET /a/{b}`, but its documentation has no such line."]
        );
        assert_eq!(found("/// `GET /a/{c}`", body).len(), 2);
        assert_eq!(found("/// `POST /a/{b}`", body).len(), 2);
        assert_eq!(found("/// `POST /a`", "self.0.request(Method::PUT, \"/a\").call()").len(), 2);
    }

    #[test]
    fn both_flavours_are_compared() {
        let body = "self.0.flavoured(Method::POST, \"/a\", Some(\"/b\")).call()";
        assert!(found("/// `POST /a`\n/// `POST /b`", body).is_empty());
        assert_eq!(found("/// `POST /a`", body).len(), 1);
        let body = "self.0.flavoured(Method::POST, None, \"/b\").call()";
        assert!(found("/// `POST /b`", body).is_empty());
        assert_eq!(found("/// `POST /a`\n/// `POST /b`", body).len(), 1);
    }

    #[test]
    fn tests_and_other_crates_are_left_alone() {
        let text = "#[cfg(test)]\nmod tests {\n    fn f() { c.get(\"/a\") }\n}\n";
        let source = Source::new("crates/privx/src/users.rs", text);
        assert!(check(&source, &source.parse().ok().unwrap()).is_empty());
        let source = Source::new("crates/sandbox/src/users.rs", "fn f() { c.get(\"/a\") }\n");
        assert!(check(&source, &source.parse().ok().unwrap()).is_empty());
    }
}
