//! Properties, and which of them are secrets.

use serde_json::Value;

use crate::facts::view::View;
use crate::workspace::{list_at, text_at};

/// How many there are.
#[derive(Default)]
pub(super) struct Count {
    pub(super) properties: usize,
    pub(super) secrets: usize,
}

/// Checks schemas and parameters.
pub(super) fn check(view: &View<'_>, problems: &mut Vec<String>) -> Count {
    let mut count = Count::default();
    for part in ["components", "paths"] {
        let value = view.document.get(part).unwrap_or(&Value::Null);
        walk(view, value, part, false, &mut count, problems);
    }
    for operation in &view.operations {
        for parameter in operation.parameters(view) {
            let marked =
                parameter.get("x-secret").or_else(|| parameter.pointer("/schema/x-secret")).is_some();
            let name = text_at(parameter, "name");
            if looks_secret(name) && !marked {
                problems.push(format!("{}: parameter `{name}` has no `x-secret`", operation.id));
            }
        }
    }
    count
}

fn walk(
    view: &View<'_>,
    value: &Value,
    at: &str,
    names: bool,
    count: &mut Count,
    problems: &mut Vec<String>,
) {
    match value {
        Value::Object(members) => {
            if !names {
                schema(view, value, at, count, problems);
            }
            let skipped = |name: &str| !names && ["example", "examples", "x-known-values"].contains(&name);
            for (name, value) in members.iter().filter(|(name, _)| !skipped(name)) {
                let names = !names && name == "properties";
                walk(view, value, &format!("{at}/{name}"), names, count, problems);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(view, item, &format!("{at}/{index}"), false, count, problems);
            }
        }
        _ => {}
    }
}

fn schema(view: &View<'_>, value: &Value, at: &str, count: &mut Count, problems: &mut Vec<String>) {
    count.secrets += usize::from(value.get("x-secret") == Some(&Value::Bool(true)));
    if value.get("additionalProperties") == Some(&Value::Bool(false)) {
        problems.push(format!("{at}: `additionalProperties` is false"));
    }
    if list_at(value, "enum").count() > 1 && value.get("x-closed").is_none() {
        problems.push(format!("{at}: `enum` without `x-closed` (or `x-known-values`?)"));
    }
    let Some(properties) = value.get("properties").and_then(Value::as_object) else { return };
    count.properties += properties.len();
    for (name, property) in properties {
        let kind = text_at(property, "type");
        let plain = ["boolean", "integer", "number"].contains(&kind);
        let marked = property.get("x-secret").is_some();
        if looks_secret(name) && !marked && !plain && !has_members(view, property) {
            problems.push(format!("{at}/properties/{name}: has no `x-secret`, and its name looks like one"));
        }
    }
    for name in list_at(value, "required").filter_map(Value::as_str) {
        if !properties.contains_key(name) {
            problems.push(format!("{at}: `{name}` is required and no property"));
        }
    }
}

/// Whether it is an object or a list of objects: their leaves say what is secret.
fn has_members(view: &View<'_>, property: &Value) -> bool {
    let mut target = property;
    for _ in 0..9 {
        if let Some(to) = target.get("$ref").and_then(Value::as_str) {
            target = view.target(to).unwrap_or(&Value::Null);
        } else if let Some(items) = target.get("items").filter(|_| target.get("properties").is_none()) {
            target = items;
        }
    }
    target.get("properties").is_some()
}

/// Whether a name is that of a password, a token, a key and the like.
fn looks_secret(name: &str) -> bool {
    let mut words = String::new();
    let mut after_small = false;
    for letter in name.chars() {
        if after_small && letter.is_ascii_uppercase() {
            words.push('_');
        }
        after_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        words.push(letter.to_ascii_lowercase());
    }
    let parts = ["password", "passphrase", "passwd", "passcode", "secret", "token"];
    let keys = ["private_key", "privatekey", "api_key", "apikey", "activation_code", "activationcode"];
    let whole = words.split(['_', '-']).any(|word| word == "otp" || word == "pin");
    whole || parts.iter().chain(&keys).any(|part| words.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_recognised() {
        for name in
            ["password", "oldPassphrase", "access_token", "totp-otp", "PIN", "privateKey", "activationCode"]
        {
            assert!(looks_secret(name), "{name}");
        }
        for name in ["name", "spinner", "keyName", "pint", "opinion"] {
            assert!(!looks_secret(name), "{name}");
        }
    }
}
