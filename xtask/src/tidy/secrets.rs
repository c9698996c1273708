//! A public field that holds a secret has a secret type, never plain text.

use syn::visit::{self, Visit};
use syn::{Fields, GenericArgument, ItemEnum, ItemMod, ItemStruct, PathArguments, Type, Visibility};

use super::finding::Finding;
use super::source::{Rust, Source, for_tests};

/// What means a secret anywhere in a field's name.
const ANYWHERE: [&str; 8] =
    ["password", "passwd", "passphrase", "secret", "private_key", "privatekey", "api_key", "apikey"];

/// What means a secret as a whole word of a field's name.
const WORDS: [&str; 4] = ["token", "otp", "totp", "pin"];

/// Last words of names of what describes a secret and is none itself.
const ABOUT: [&str; 24] = [
    "id",
    "ids",
    "type",
    "types",
    "name",
    "names",
    "policy",
    "expiry",
    "expires",
    "at",
    "status",
    "state",
    "strength",
    "length",
    "lifetime",
    "url",
    "uri",
    "endpoint",
    "supported",
    "method",
    "methods",
    "algorithm",
    "issuer",
    "scope",
];

/// The crate that invents its credentials, prints them, and shares no type with the others on purpose.
const INVENTED: &str = "sandbox";

/// Checks every public field of every crate but the sandbox.
pub(super) fn check(source: &Source, rust: &Rust) -> Vec<Finding> {
    if source.crate_with("src").is_none_or(|folder| folder == INVENTED) {
        return Vec::new();
    }
    let mut fields = PublicFields { path: &source.path, findings: Vec::new() };
    fields.visit_file(&rust.file);
    fields.findings
}

struct PublicFields<'a> {
    path: &'a str,
    findings: Vec<Finding>,
}

impl PublicFields<'_> {
    fn judge(&mut self, fields: &Fields, all_public: bool) {
        for field in fields {
            let Some(name) = &field.ident else { continue };
            let public = all_public || matches!(field.vis, Visibility::Public(_));
            if public && is_secret(&name.to_string()) && is_plain(&field.ty) {
                let text =
                    format!("The field `{name}` holds a secret: its type must be `Secret`, not plain text.");
                self.findings.push(Finding::new(self.path, name.span().start().line, text));
            }
        }
    }
}

impl<'ast> Visit<'ast> for PublicFields<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.judge(&item.fields, false);
    }

    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        for variant in &item.variants {
            self.judge(&variant.fields, matches!(item.vis, Visibility::Public(_)));
        }
    }
}

fn is_secret(name: &str) -> bool {
    let words: Vec<&str> = name.trim_start_matches("r#").split('_').filter(|word| !word.is_empty()).collect();
    if words.last().is_some_and(|last| ABOUT.contains(last)) {
        return false;
    }
    let whole = |word: &&str| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        WORDS.contains(&word) || word.strip_suffix('s').is_some_and(|one| WORDS.contains(&one))
    };
    ANYWHERE.iter().any(|part| name.contains(part)) || words.iter().any(whole)
}

/// `String`, and what only wraps it.
fn is_plain(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    if last.ident == "String" {
        return true;
    }
    let wraps = ["Option", "Vec", "Box"].iter().any(|name| last.ident == name);
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return false };
    wraps && arguments.args.iter().any(|a| matches!(a, GenericArgument::Type(ty) if is_plain(ty)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        let source = Source::new(path, text);
        let rust = source.parse().ok().unwrap();
        check(&source, &rust).into_iter().map(|finding| finding.line).collect()
    }

    fn field(field: &str) -> usize {
        lines("crates/privx/src/a.rs", &format!("pub struct A {{ {field} }}\n")).len()
    }

    #[test]
    fn plain_secrets_are_found() {
        for found in [
            "pub password: String",
            "pub new_password: Option<String>",
            "pub passphrase: std::string::String",
            "pub client_secret: String",
            "pub access_token: Option<String>",
            "pub backup_tokens: Vec<String>",
            "pub otp: String",
            "pub pin: Option<std::string::String>",
            "pub private_key: String",
            "pub api_key: String",
            "pub r#apikey: String",
        ] {
            assert_eq!(field(found), 1, "{found}");
        }
        assert_eq!(lines("crates/privx/src/a.rs", "pub enum A {\n B {\n password: String } }\n"), [3]);
    }

    #[test]
    fn secret_types_private_fields_and_other_words_pass() {
        for passed in [
            "pub password: Secret",
            "pub password: Option<Secret>",
            "password: String",
            "pub(crate) password: String",
            "pub token_type: String",
            "pub token_endpoint: Option<String>",
            "pub pinned: String",
            "pub option: Option<String>",
            "pub password_strength: Option<String>",
            "pub secret_count: u32",
        ] {
            assert_eq!(field(passed), 0, "{passed}");
        }
        assert!(lines("crates/sandbox/src/a.rs", "pub struct A { pub password: String }\n").is_empty());
        assert!(lines("tests/src/lib.rs", "pub struct A { pub password: String }\n").is_empty());
    }
}
