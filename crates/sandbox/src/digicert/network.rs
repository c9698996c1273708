//! The sandbox's own network, in which domains are checked: DNS records and files.

use super::Inner;
use super::dcv::{TARGET, file_url};
use super::records::Token;

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
