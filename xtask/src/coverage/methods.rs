//! Documentation blocks of a vendor crate, and what they say that the item below them does.

use super::catalogue::{Operation, same_path};
use crate::tidy::doc_lists::retried_when_lost;
use crate::tidy::source::{Source, endpoint};

/// A documented item.
#[derive(Debug, Default)]
pub(super) struct Method {
    /// File, line and name.
    pub(super) place: String,
    /// The operations that a line ``Operation `users.create`.`` names.
    pub(super) markers: Vec<String>,
    /// The lines `` `VERB /path` ``.
    pub(super) endpoints: Vec<(String, String)>,
    /// Whether it is retried when the reply is lost, if the documentation has that.
    pub(super) retried: Option<bool>,
}

impl Method {
    /// Whether the documented endpoints hold the operation's: both where the vendor has two flavours.
    pub(super) fn serves(&self, operation: &Operation) -> bool {
        operation.paths.iter().all(|known| {
            self.endpoints.iter().any(|(verb, path)| *verb == operation.verb && same_path(known, path))
        })
    }

    /// Whether every documented endpoint is one of the operation's.
    pub(super) fn keeps_to(&self, operation: &Operation) -> bool {
        self.endpoints.iter().all(|(verb, path)| {
            *verb == operation.verb && operation.paths.iter().any(|known| same_path(known, path))
        })
    }
}

/// Reads every documentation block that says something about an operation.
pub(super) fn read(source: &Source) -> Vec<Method> {
    let mut methods = Vec::new();
    let mut current = Method::default();
    for (number, line) in source.lines() {
        let line = line.trim();
        if let Some(doc) = line.strip_prefix("///") {
            let doc = doc.trim();
            current.markers.extend(markers(doc));
            current.retried = current.retried.or_else(|| retried_when_lost(doc));
            current.endpoints.extend(endpoint(doc).map(|(verb, path)| (verb.to_owned(), path.to_owned())));
        } else if !line.starts_with('#') && !line.is_empty() {
            let done = std::mem::take(&mut current);
            if !done.markers.is_empty() || !done.endpoints.is_empty() {
                let name = function(line).unwrap_or("?");
                methods.push(Method { place: format!("{}:{number} {name}", source.path), ..done });
            }
        }
    }
    methods
}

/// The ids in ``- Operation: `users.create` ``, ``Operation `users.create`.`` or
/// ``Operations: `users.get` and `users.me`.``.
fn markers(doc: &str) -> Vec<String> {
    let Some(rest) = doc.trim_start_matches("- ").strip_prefix("Operation") else { return Vec::new() };
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    if !rest.trim_start_matches(':').trim_start().starts_with('`') {
        return Vec::new();
    }
    let quoted = rest.split('`').skip(1).step_by(2);
    quoted.filter(|id| is_id(id)).map(str::to_owned).collect()
}

/// Whether a text looks like an operation's id.
pub(super) fn is_id(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    text.split_once('.').is_some_and(|(group, name)| word(group) && word(name))
}

/// The name of the function that a line declares.
pub(super) fn function(line: &str) -> Option<&str> {
    let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_').skip_while(|word| *word != "fn");
    words.next()?;
    words.find(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_belongs_to_the_item_below_it() {
        let text = "/// Lists.\n///\n/// `GET /a`\n/// Operation `users.list`.\n/// - Retried: also when the reply is lost\n\
                    #[must_use]\npub fn list(&self) {}\n\n/// Plain.\npub fn other() {}\n";
        let methods = read(&Source::new("crates/privx/src/a.rs", text));
        assert_eq!(methods.len(), 1);
        let method = methods.first().unwrap();
        assert_eq!(method.place, "crates/privx/src/a.rs:7 list");
        assert_eq!((method.markers.as_slice(), method.retried), (&["users.list".to_owned()][..], Some(true)));
        assert_eq!(method.endpoints, [("GET".to_owned(), "/a".to_owned())]);
    }

    #[test]
    fn both_flavours_must_be_documented() {
        let paths = ["/a/{b}", "/c"].map(str::to_owned).to_vec();
        let operation =
            Operation { id: "users.get".to_owned(), verb: "GET".to_owned(), paths, ..Operation::default() };
        let serves = |docs: &str| {
            let text = format!("{docs}\npub fn get(&self) {{}}\n");
            read(&Source::new("crates/midprovider/src/a.rs", &text)).first().unwrap().serves(&operation)
        };
        assert!(serves("/// `GET /a/{x}`\n/// `GET /c`"));
        assert!(!serves("/// `GET /a/{x}`"));
        assert!(!serves("/// `GET /a/{x}`\n/// `PUT /c`"));
    }

    #[test]
    fn a_marker_has_several_spellings() {
        assert_eq!(markers("- Operation: `users.create`"), ["users.create"]);
        assert_eq!(markers("Operation `users.create`."), ["users.create"]);
        assert_eq!(markers("Operation: `users.create`."), ["users.create"]);
        assert_eq!(markers("- Operation: `users.create`"), ["users.create"]);
        assert_eq!(markers("Operations `auth.check`, `auth.logout`."), ["auth.check", "auth.logout"]);
        assert!(markers("Operation of the vendor, see `users.create`.").is_empty());
        assert!(markers("Operation `create`.").is_empty());
        assert!(markers("See `users.create`.").is_empty());
    }
}
