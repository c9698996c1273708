//! Domain control validation: the values that are to be published, and where they are looked for.

use serde_json::{Value, json};

use super::clock::stamp;
use super::records::Token;
use super::reply::Refusal;

/// What a CNAME record must point to.
pub(super) const TARGET: &str = "dcv.digicert.com";

pub(super) const METHODS: [&str; 5] =
    ["email", "dns-txt-token", "dns-cname-token", "http-token", "http-token-static"];

/// The method that is sent, if it is a known one.
pub(super) fn method(body: &Value) -> Result<Option<&str>, Refusal> {
    let Some(sent) = body.get("dcv_method").and_then(Value::as_str) else { return Ok(None) };
    if METHODS.contains(&sent) { Ok(Some(sent)) } else { Err(Refusal::invalid("dcv_method")) }
}

/// Where a file is looked for.
pub(super) fn file_url(name: &str) -> String {
    format!("http://{name}/.well-known/pki-validation/fileauth.txt")
}

/// A token as a reply shows it.
pub(super) fn shown(token: &Token, method: &str, name: &str, valid: bool) -> Value {
    let mut shown = json!({
        "token": token.value, "status": if valid { "active" } else { "pending" },
        "expiration_date": stamp(token.expires),
    });
    let more = match method {
        "dns-cname-token" => Some(("verification_value", TARGET.to_owned())),
        "http-token" | "http-token-static" => Some(("http_token_url", file_url(name))),
        _ => None,
    };
    if let (Some(members), Some((name, value))) = (shown.as_object_mut(), more) {
        members.insert(name.to_owned(), value.into());
    }
    shown
}

/// The name without a wildcard, and what is left of it without its first labels, down to two labels. Only the name itself
/// counts for a file and for an address.
pub(super) fn scopes(name: &str, method: &str) -> Vec<String> {
    let plain = name.strip_prefix("*.").unwrap_or(name);
    let mut found = vec![plain.to_owned()];
    if method.starts_with("http") || plain.parse::<std::net::IpAddr>().is_ok() {
        return found;
    }
    let mut rest = plain;
    while let Some((_, shorter)) = rest.split_once('.').filter(|(_, shorter)| shorter.contains('.')) {
        found.push(shorter.to_owned());
        rest = shorter;
    }
    found
}

/// The refusal of a check that found nothing.
pub(super) fn not_found(method: &str) -> Refusal {
    match method {
        "dns-txt-token" => Refusal::code("invalid_dns_txt", "The TXT record was not found."),
        "http-token" | "http-token-static" => {
            Refusal::code("file_random_value_not_found", "The file was not found, or it has another value.")
        }
        _ => Refusal::code("invalid_dns_method", "The check failed."),
    }
}
