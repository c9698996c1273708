//! Domain control validation: the values that are to be published, and where they are looked for.

use serde_json::{Value, json};

use super::Inner;
use super::clock::{DAY, stamp};
use super::domain::Token;
use super::reply::Refusal;

/// How long a domain's validation is used: not documented.
pub(super) const VALID: u64 = 199 * DAY;
/// How long a random value can be used: not documented.
const TOKEN_VALID: u64 = 30 * DAY;

/// What a CNAME record must point to.
pub(super) const TARGET: &str = "dcv.digicert.com";

pub(super) const METHODS: [&str; 5] =
    ["email", "dns-txt-token", "dns-cname-token", "http-token", "http-token-static"];

/// The method that is sent, if it is a known one.
pub(super) fn method(body: &Value) -> Result<Option<&str>, Refusal> {
    let Some(sent) = body.get("dcv_method").and_then(Value::as_str) else { return Ok(None) };
    if METHODS.contains(&sent) { Ok(Some(sent)) } else { Err(Refusal::invalid("dcv_method")) }
}

pub(super) fn new_token(now: u64) -> Token {
    Token { value: crate::random::alphanumeric(32).to_lowercase(), expires: now + TOKEN_VALID }
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

impl Inner {
    /// Publishes a record or a file in the place of another one with the same name.
    pub(super) fn publish(&mut self, kind: &str, name: &str, value: &str) {
        let key = format!("{kind} {}", name.trim_end_matches('.').to_lowercase());
        if kind == "txt" {
            self.published.get_or_default(key).push(value.to_owned());
        } else {
            self.published.insert(key, vec![value.to_owned()]);
        }
    }

    fn has(&self, kind: &str, name: &str, value: &str) -> bool {
        let found = self.published.get(&format!("{kind} {name}"));
        found.is_some_and(|found| found.iter().any(|known| known.trim().eq_ignore_ascii_case(value)))
    }

    /// Whether one of the values is published for a name.
    pub(super) fn is_published(&self, method: &str, name: &str, values: &[&Token]) -> bool {
        let now = self.clock.now();
        values.iter().filter(|token| token.expires > now).any(|token| {
            let value = token.value.as_str();
            match method {
                "dns-txt-token" => self.has("txt", name, value),
                "dns-cname-token" => {
                    ["", "_"].iter().any(|sign| self.has("cname", &format!("{sign}{value}.{name}"), TARGET))
                }
                "http-token" | "http-token-static" => self.has("file", &file_url(name), value),
                _ => false,
            }
        })
    }
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
