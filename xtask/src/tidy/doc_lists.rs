//! Every operation's method is inlined, and its documentation has one form: what it does, the template on a line of its
//! own, what else is to be known, and a list of four items.

use syn::visit::{self, Visit};
use syn::{Attribute, Block, ExprMethodCall, ImplItemFn, ItemMod, Visibility};

use super::finding::Finding;
use super::source::{Rust, Source, docs, endpoint, for_tests};
use crate::workspace::VENDORS;

/// The items of the list, in this order.
const ITEMS: [&str; 4] = ["Operation", "Retried", "Permission", "Source"];

/// How a request is retried that may be applied twice.
const IF_LOST: &str = "also when the reply is lost";

/// How a request is retried that must not be applied twice.
const IF_NOT_SENT: &str = "only when the request was provably not sent";

/// For a method that sends nothing: another program sends the request.
const NEVER: &str = "never; the method sends nothing";

/// What an item of the list claims about a request whose reply is lost. `None` for other items, and where nothing is sent.
pub(crate) fn retried_when_lost(line: &str) -> Option<bool> {
    let value = line.strip_prefix("- Retried: ")?;
    if value.starts_with(IF_LOST) { Some(true) } else { value.starts_with(IF_NOT_SENT).then_some(false) }
}

/// Checks the public methods of a vendor crate that document a template or an operation.
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

impl<'ast> Visit<'ast> for Methods<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if matches!(item.vis, Visibility::Public(_)) {
            let line = item.sig.ident.span().start().line;
            for wrong in wrong(&item.attrs, &item.block) {
                let text = format!("The documentation of `{}` {wrong}.", item.sig.ident);
                self.findings.push(Finding::new(self.path, line, text));
            }
            if documents_operation(&item.attrs) && !item.attrs.iter().any(|it| it.path().is_ident("inline")) {
                let text = format!(
                    "`{}` must be `#[inline]`: it is compiled with the program that calls it, and with no other.",
                    item.sig.ident
                );
                self.findings.push(Finding::new(self.path, line, text));
            }
        }
    }
}

fn documents_operation(attributes: &[Attribute]) -> bool {
    docs(attributes).iter().any(|line| line.starts_with("- Operation: "))
}

/// What is wrong with the documentation of one method.
fn wrong(attributes: &[Attribute], body: &Block) -> Vec<String> {
    let lines = docs(attributes);
    let start = lines.iter().position(|line| line.starts_with("- Operation"));
    let verb = lines.iter().find_map(|line| endpoint(line)).map(|(verb, _)| verb);
    if start.is_none() && verb.is_none() && !lines.iter().any(|line| names_operation(line)) {
        return Vec::new();
    }
    let mut wrong: Vec<String> = prose(&lines).into_iter().chain(alone(&lines)).collect();
    match (start, verb) {
        (Some(start), Some(verb)) => match items(&lines, start) {
            Ok([id, retries, ..]) => {
                wrong.extend(operation(&id).into_iter().chain(retried(&retries, verb, body)));
            }
            Err(text) => wrong.push(text),
        },
        (None, _) => wrong.push("has no list that begins with `- Operation:`".to_owned()),
        (_, None) => wrong.push("has no line with verb and path".to_owned()),
    }
    wrong
}

/// An item of the list that stands in a sentence.
fn prose(lines: &[String]) -> Option<String> {
    let has =
        |line: &str, item: &str| line.contains(&format!("{item}: ")) || line.ends_with(&format!("{item}:"));
    let stray = |line: &&String| {
        let item = has(line, "Permission") || has(line, "Source");
        (item && !line.starts_with("- ")) || names_operation(line)
    };
    let line = lines.iter().find(stray)?;
    Some(format!("has `{line}` outside of the list"))
}

/// Whether a line begins with an operation's id as a sentence.
fn names_operation(line: &str) -> bool {
    line.starts_with("Operation `") || line.starts_with("Operation: ")
}

/// Templates are a paragraph of their own; a word in brackets may follow each.
fn alone(lines: &[String]) -> Option<String> {
    lines.split(String::is_empty).find_map(|paragraph| {
        let template = |line: &String| {
            let rest = line.rsplit('`').next().unwrap_or_default().trim();
            endpoint(line).is_some() && (rest.is_empty() || (rest.starts_with('(') && rest.ends_with(')')))
        };
        let mixed = paragraph.iter().any(|line| endpoint(line).is_some()) && !paragraph.iter().all(template);
        mixed.then(|| "has text beside a template: it is a paragraph of its own".to_owned())
    })
}

/// The values of the list's items. It is the last paragraph before a heading.
fn items(lines: &[String], start: usize) -> Result<[String; 4], String> {
    let mut rest = lines.iter().skip(start);
    let mut items: Vec<String> = Vec::new();
    for line in rest.by_ref().take_while(|line| !line.is_empty()) {
        match (line.strip_prefix("- "), items.last_mut()) {
            (Some(item), _) => items.push(item.to_owned()),
            (None, Some(item)) => item.extend([" ", line]),
            (None, None) => {}
        }
    }
    if start > 0 && lines.get(start - 1).is_some_and(|before| !before.is_empty()) {
        return Err("has no empty line before its list".to_owned());
    }
    if rest.next().is_some_and(|after| !after.starts_with("# ")) {
        return Err("goes on behind its list: only a heading may follow".to_owned());
    }
    let value = |name: &str, item: &String| {
        let value = item.strip_prefix(name)?.strip_prefix(": ")?;
        Some(value.to_owned())
    };
    let values: Vec<String> = ITEMS.iter().zip(&items).filter_map(|(name, item)| value(name, item)).collect();
    let complete = items.len() == ITEMS.len();
    let values = values.try_into().ok().filter(|_| complete);
    values.ok_or_else(|| {
        format!("must have a list of exactly `- {}:`, each with a text", ITEMS.join(":`, `- "))
    })
}

fn operation(value: &str) -> Option<String> {
    let id = value.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).unwrap_or_default();
    let known = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let right = id.matches('.').count() == 1 && id.chars().all(known);
    (!right).then(|| format!("names `{value}`, which is no id of an operation in backticks"))
}

/// What the documentation claims about retries against what the method asks for.
fn retried(value: &str, verb: &str, body: &Block) -> Option<String> {
    let begins = |text: &str| {
        value.strip_prefix(text).is_some_and(|rest| rest.is_empty() || rest.starts_with([',', ';']))
    };
    if value == NEVER {
        return None;
    }
    let mut class = Class::default();
    class.visit_block(body);
    let expected = if class.idempotent || (!class.once && matches!(verb, "GET" | "HEAD")) {
        IF_LOST
    } else {
        IF_NOT_SENT
    };
    (!begins(expected)).then(|| format!("must have `- Retried: {expected}`: so the method has it"))
}

/// What a method asks for beside the verb.
#[derive(Default)]
struct Class {
    idempotent: bool,
    once: bool,
}

impl<'ast> Visit<'ast> for Class {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        self.idempotent |= call.method == "idempotent" || call.method == "read_only";
        self.once |= call.method == "once";
        visit::visit_expr_method_call(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "Gets.\n\n`GET /a/{b}`\n\nMore.\n\n- Operation: `a.get`\n- Retried: also when the reply is lost\n\
                        - Permission: not documented\n- Source: vendor page,\n  and a client\n\n# Errors\nNone.";

    fn found(docs: &str, body: &str) -> Vec<String> {
        let docs: Vec<String> =
            docs.lines().map(|line| format!("    /// {line}").trim_end().to_owned()).collect();
        let docs = docs.join("\n");
        let text = format!("impl A {{\n{docs}\n    #[inline]\n    pub fn f(&self) {{ {body} }}\n}}\n");
        let source = Source::new("crates/privx/src/a.rs", &text);
        let rust = source.parse().ok().unwrap();
        check(&source, &rust).into_iter().map(|finding| finding.text).collect()
    }

    #[test]
    fn the_one_form_passes() {
        assert_eq!(found(GOOD, "self.0.get(A).call()"), [""; 0]);
        assert_eq!(found("Gets nothing.\n\nSource: a client.", "1"), [""; 0]);
        assert_eq!(found(&GOOD.replace("More.", "See [`Permission::Admin`]."), ""), [""; 0]);
        let two = GOOD.replace("`GET /a/{b}`", "`GET /a` (SSMS)\n`GET /b` (SHIFT)");
        assert_eq!(found(&two, ""), [""; 0]);
    }

    #[test]
    fn a_list_that_is_missing_short_or_mixed_up_is_found() {
        assert_eq!(found("Gets.\n\n`GET /a`", "").len(), 1);
        assert_eq!(found("Gets.\n\n- Operation: `a.get`", "").len(), 1);
        for (from, to) in [
            ("- Permission: not documented\n", ""),
            ("- Permission: not documented", "- Permission:"),
            ("- Source: vendor page", "- Sources: vendor page"),
            ("\n\n# Errors\nNone.", "\n- More: text"),
            ("\n\n# Errors", "\n\nErrors"),
            ("More.\n\n", "More.\n"),
            ("`a.get`", "a.get"),
            ("`a.get`", "`a.get` and `a.list`"),
        ] {
            assert_eq!(found(&GOOD.replace(from, to), "").len(), 1, "{to}");
        }
        let swapped =
            GOOD.replace("Permission", "x").replace("Source", "Permission").replace("- x", "- Source");
        assert_eq!(found(&swapped, "").len(), 1);
    }

    #[test]
    fn an_item_in_a_sentence_is_found() {
        for stray in ["Permission: none.", "It works. Source: a client.", "Operation `a.get`."] {
            assert_eq!(found(&GOOD.replace("More.", stray), "").len(), 1, "{stray}");
        }
        assert_eq!(found("Gets.\n\nOperation `a.get`. Source: a client.", "").len(), 2);
    }

    #[test]
    fn text_beside_a_template_is_found() {
        assert_eq!(found(&GOOD.replace("`GET /a/{b}`\n\n", "`GET /a/{b}`\n"), "").len(), 1);
        assert_eq!(found(&GOOD.replace("`GET /a/{b}`", "`GET /a/{b}` is sent."), "").len(), 1);
    }

    #[test]
    fn a_method_that_every_program_would_compile_is_found() {
        let docs = GOOD.lines().map(|line| format!("    /// {line}")).collect::<Vec<_>>().join("\n");
        let text = format!("impl A {{\n{docs}\n    pub fn f(&self) {{ self.0.get(A).call() }}\n}}\n");
        let source = Source::new("crates/privx/src/a.rs", &text);
        let found = check(&source, &source.parse().ok().unwrap());
        assert!(found.iter().any(|finding| finding.text.contains("#[inline]")) && found.len() == 1);
    }

    #[test]
    fn retries_are_those_of_the_method() {
        let post = GOOD.replace("GET", "POST");
        let not_sent = |docs: &str| docs.replace(IF_LOST, IF_NOT_SENT);
        assert_eq!(found(&post, "self.0.post(A).call()").len(), 1);
        assert_eq!(found(&not_sent(&post), "self.0.post(A).call()").len(), 0);
        assert_eq!(found(&post, "self.0.post(A).idempotent().call()").len(), 0);
        assert_eq!(found(&post, "self.0.post(A).read_only().call()").len(), 0);
        assert_eq!(found(&not_sent(GOOD), "self.0.get(A).call()").len(), 1);
        assert_eq!(found(&not_sent(GOOD), "self.0.get(A).once().call()").len(), 0);
        assert_eq!(found(&GOOD.replace(IF_LOST, NEVER), "").len(), 0);
        assert_eq!(found(&GOOD.replace(IF_LOST, "also when the reply is lost, unless"), "").len(), 0);
        assert_eq!(found(&GOOD.replace(IF_LOST, "also when the reply is lost or not"), "").len(), 1);
        assert_eq!(found(&GOOD.replace(IF_LOST, "yes"), "").len(), 1);
    }

    #[test]
    fn private_methods_tests_and_other_crates_are_left_alone() {
        let text = "impl A {\n    /// `GET /a`\n    fn f(&self) {}\n}\n#[cfg(test)]\nmod tests {\n    impl A {\n        \
                    /// `GET /a`\n        pub fn f(&self) {}\n    }\n}\n";
        let source = Source::new("crates/privx/src/a.rs", text);
        assert!(check(&source, &source.parse().ok().unwrap()).is_empty());
        let source =
            Source::new("crates/core/src/a.rs", "impl A {\n    /// `GET /a`\n    pub fn f(&self) {}\n}\n");
        assert!(check(&source, &source.parse().ok().unwrap()).is_empty());
    }
}
