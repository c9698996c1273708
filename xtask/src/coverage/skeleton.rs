//! The first draft of an operation: method, contract test and changelog line, from the catalogue.

use std::fmt::Write as _;

use super::catalogue::{self, Operation};
use super::methods;
use crate::Result;
use crate::tidy::source;
use crate::workspace::{VENDORS, Workspace};

/// Prints it. What stands between `<` and `>` is what the catalogue does not know; nothing is written anywhere.
pub(crate) fn run(vendor: &str, id: &str) -> Result {
    if !VENDORS.contains(&vendor) {
        return Err(format!("no vendor `{vendor}`: {}", VENDORS.join(", ")).into());
    }
    let workspace = Workspace::load()?;
    let operations = catalogue::load(&workspace.root, vendor)?;
    let Some(operation) = operations.iter().find(|operation| operation.id == id) else {
        let near = operations.iter().map(|operation| operation.id.as_str()).filter(|known| near(known, id));
        let near: Vec<&str> = near.collect();
        return Err(format!("{vendor}'s catalogue has no `{id}`; it has {}", near.join(", ")).into());
    };
    let sources = source::load(&workspace.root)?;
    let ours = sources.iter().filter(|source| source.is_rust() && source.crate_with("src") == Some(vendor));
    if let Some(method) = ours.flat_map(methods::read).find(|method| method.markers.contains(&operation.id)) {
        return Err(format!("`{id}` has a method already: {}", method.place).into());
    }
    print!("{}", skeleton(vendor, operation, &operations)?);
    Ok(())
}

/// Whether a known id may be the one that was meant: of the same group, or of the same name in another.
fn near(known: &str, meant: &str) -> bool {
    let (group, name) = meant.split_once('.').unwrap_or((meant, meant));
    let (known_group, known_name) = known.split_once('.').unwrap_or_default();
    known_group == group || known_name == name
}

fn skeleton(vendor: &str, operation: &Operation, all: &[Operation]) -> Result<String> {
    let (group, name) = operation.id.split_once('.').ok_or("an id is `group.name`")?;
    if operation.paths.is_empty() {
        return Err(format!("the path of `{}` is a guess: nothing known, nothing built", operation.id).into());
    }
    let mut out = format!("// crates/{vendor}/src/{group}.rs, in `impl {}`\n\n", camel(group));
    out.push_str(&docs(operation));
    out.push_str(&method(operation, group, name));
    let others: Vec<&str> = all
        .iter()
        .filter(|other| other.id != operation.id && other.shares_endpoint(operation))
        .map(|other| other.id.as_str())
        .collect();
    if !others.is_empty() {
        let _ = writeln!(
            out,
            "\n// The same verb and path as {}: say in xtask/src/coverage/told.rs what tells them apart.",
            others.join(", ")
        );
    }
    let _ =
        write!(out, "\n// crates/{vendor}/tests/it/{group}.rs\n\n{}", test(vendor, operation, group, name));
    let _ = write!(
        out,
        "\n// crates/{vendor}/CHANGELOG.md, below `### Added`\n\n- {}\n",
        sentence(&operation.summary)
    );
    Ok(out)
}

fn docs(operation: &Operation) -> String {
    let mut lines =
        vec![format!("<In our own words, third person: {}>", sentence(&operation.summary)), String::new()];
    let flavour = |index| match (operation.paths.len(), index) {
        (2, 0) => " (SSMS)",
        (2, _) => " (SHIFT)",
        _ => "",
    };
    let endpoints = operation.paths.iter().enumerate();
    lines.extend(endpoints.map(|(index, path)| format!("`{} {path}`{}", operation.verb, flavour(index))));
    lines.extend([String::new(), format!("Operation `{}`.", operation.id)]);
    if operation.guessed {
        lines.push("**Partly guessed.** <What is guessed>.".to_owned());
    }
    let repeat = if operation.idempotent {
        "May be repeated."
    } else {
        "Not repeatable: <why, and where to look after an unknown outcome>."
    };
    lines.push(format!("{repeat} Permission: <which>. <Surprises.>"));
    lines.push(format!("Source: {}.", operation.doc));
    lines.iter().map(|line| format!("    /// {line}").trim_end().to_owned() + "\n").collect()
}

fn method(operation: &Operation, group: &str, name: &str) -> String {
    let path = operation.paths.first().map_or("", String::as_str);
    // The tenant is the client's business in both flavours.
    let ids: Vec<&str> = placeholders(path).filter(|id| *id != "tenant_id").collect();
    let mut arguments: Vec<String> = ids.iter().map(|id| format!("{id}: &{}", camel(id))).collect();
    let verb = operation.verb.to_lowercase();
    let mut chain = match operation.paths.as_slice() {
        [ssms, shift] if ssms != shift => {
            format!("flavoured(Method::{}, \"{ssms}\", \"{shift}\")", operation.verb)
        }
        _ if ["get", "post", "put", "delete"].contains(&verb.as_str()) => format!("{verb}(\"{path}\")"),
        _ => format!("request(<{}>, \"{path}\")", operation.verb),
    };
    for id in &ids {
        let _ = write!(chain, ".path({id})");
    }
    if operation.request != "none" {
        let what = what(operation, group, name);
        let argument = snake(&what);
        let (value, sent) = match operation.request.as_str() {
            "json" => (what.clone(), format!(".check({argument}.check()).json({argument})")),
            "form" => (what.clone(), format!(".check({argument}.check()).form({argument})")),
            "multipart" => (what.clone(), format!(".multipart({argument}.form())")),
            _ => ("Upload".to_owned(), ".upload(upload)".to_owned()),
        };
        arguments.push(if value == what {
            format!("{argument}: &{value}")
        } else {
            "upload: impl Into<Upload>".into()
        });
        chain.push_str(&sent);
    }
    if operation.idempotent && operation.verb != "GET" {
        chain.push_str(".idempotent()");
    }
    if !operation.idempotent && operation.verb == "GET" {
        chain.push_str(".once()");
    }
    let noun = camel(singular(group));
    let (returns, end) = match operation.response.as_str() {
        _ if operation.paginated => (format!("List<{noun}>"), ".list(\"<where the items lie>\")"),
        "empty" => ("Call<()>".to_owned(), ".done()"),
        "json" => (format!("Call<{noun}>"), ".call()"),
        _ => ("Download".to_owned(), ".download()"),
    };
    let arguments = arguments.iter().fold(String::new(), |all, argument| all + ", " + argument);
    format!("    pub fn {name}(&self{arguments}) -> {returns} {{\n        self.0.{chain}{end}\n    }}\n")
}

/// The type of what goes in, by the house's names.
fn what(operation: &Operation, group: &str, name: &str) -> String {
    let noun = camel(singular(group));
    match (operation.verb.as_str(), name) {
        (_, name) if name.starts_with("create") || name.starts_with("add") => format!("New{noun}"),
        (_, name) if name.starts_with("search") => format!("{noun}Search"),
        ("PUT", _) | (_, "update") => format!("{noun}Update"),
        _ => format!("{noun}{}", camel(name)),
    }
}

fn test(vendor: &str, operation: &Operation, group: &str, name: &str) -> String {
    let status = operation.success.first().copied().unwrap_or(200);
    let reply =
        if operation.response == "empty" { "()" } else { "json!({<a reply from the facts, every field>})" };
    let base = catalogue::base(vendor);
    let mut calls = String::new();
    for path in &operation.paths {
        let mut arguments: Vec<String> = placeholders(path)
            .filter(|id| *id != "tenant_id")
            .map(|_| "&\"7/1\".into()".to_owned())
            .collect();
        let target = path.split('/').map(|part| match part {
            "{tenant_id}" => "tenant",
            part if part.starts_with('{') => "7%2F1",
            part => part,
        });
        let target = target.collect::<Vec<_>>().join("/");
        let body = match operation.request.as_str() {
            "none" => ".empty()",
            "json" => ".json(json!({<the exact body>}))",
            "form" => ".form(\"<the exact form>\")",
            "multipart" => ".form_data(&[<each part>])",
            _ => "",
        };
        if operation.request != "none" {
            arguments.push("&<what goes in>".to_owned());
        }
        let _ = write!(
            calls,
            "    let contract = operation(\"{}\").replies({status}, {reply}).start().await;\n    \
                 let got = <a client of `contract`>.{group}().{name}({}).await.unwrap();\n    \
                 contract.request().await.is(\"{}\", \"{base}{target}\").header(<the credential>){body};\n    \
                 <every field of `got`>\n",
            operation.id,
            arguments.join(", "),
            operation.verb,
        );
    }
    format!(
        "#[tokio::test]\nasync fn {name}() {{\n{calls}    <the documented variants, one error of the vendor, each `Input` with \
         `contract.count() == 0`>\n}}\n"
    )
}

fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// `vault_members` as `VaultMembers`.
fn camel(text: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
            .unwrap_or_default()
    };
    text.split('_').map(word).collect()
}

/// The last word of `VaultUpdate`, as the name of an argument.
fn snake(text: &str) -> String {
    let start = text.rfind(char::is_uppercase).unwrap_or_default();
    text.get(start..).unwrap_or_default().to_lowercase()
}

fn singular(text: &str) -> &str {
    text.strip_suffix('s').unwrap_or(text)
}

fn sentence(text: &str) -> String {
    text.trim_end_matches('.').to_owned() + "."
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn draft(vendor: &str, operation: &serde_json::Value) -> String {
        let operation = catalogue::read(operation, false);
        skeleton(vendor, &operation, std::slice::from_ref(&operation)).unwrap()
    }

    #[test]
    fn a_draft_has_the_form_of_the_house() {
        let draft = draft(
            "storedsafe",
            &json!({
                "id": "vault_members.create", "method": "POST", "path": "/vault/{vault_id}/member", "request": "json",
                "response": "json", "success": [201], "idempotent": false, "doc": "https://example.com/a",
                "summary": "Add a member", "evidence": "partial",
            }),
        );
        for part in [
            "in `impl VaultMembers`",
            "    /// `POST /vault/{vault_id}/member`\n    ///\n    /// Operation `vault_members.create`.\n    /// **Partly guessed.**",
            "pub fn create(&self, vault_id: &VaultId, member: &NewVaultMember) -> Call<VaultMember> {",
            "self.0.post(\"/vault/{vault_id}/member\").path(vault_id).check(member.check()).json(member).call()",
            "operation(\"vault_members.create\").replies(201, json!",
            ".is(\"POST\", \"/api/1.0/vault/7%2F1/member\")",
            "- Add a member.\n",
        ] {
            assert!(draft.contains(part), "{part}\n{draft}");
        }
    }

    #[test]
    fn a_draft_knows_both_flavours_and_what_may_be_repeated() {
        let draft = draft(
            "midprovider",
            &json!({
                "id": "groups.delete", "method": "DELETE", "path": "/v4/groups/{name}", "request": "none",
                "path_shift": "/auth/realms/{tenant_id}/group/{name}", "response": "empty", "idempotent": true,
            }),
        );
        let shared =
            ".flavoured(Method::DELETE, \"/v4/groups/{name}\", \"/auth/realms/{tenant_id}/group/{name}\")";
        assert!(draft.contains(&format!("self.0{shared}.path(name).idempotent().done()")), "{draft}");
        assert_eq!(draft.matches("operation(\"groups.delete\")").count(), 2);
        assert!(
            draft.contains("`DELETE /v4/groups/{name}` (SSMS)")
                && draft.contains("/auth/realms/tenant/group/7%2F1")
        );
    }
}
