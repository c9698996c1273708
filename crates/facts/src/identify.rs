//! Which operation a request is.

use crate::{Facts, Id, Operation, is_true, text};
use serde_json::Value;

/// A request, as far as operations are disambiguated by it.
#[derive(Debug, Clone, Default)]
#[allow(clippy::exhaustive_structs, reason = "written out by those who have a request")]
pub struct Sent {
    /// The verb.
    pub verb: String,
    /// The path, percent-encoded.
    pub path: String,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body: JSON, or an object of a form's fields.
    pub body: Value,
}

impl Sent {
    /// A header's value without parameters (`; charset=…`).
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known == name)?;
        value.split(';').next().map(str::trim)
    }
}

impl Facts {
    /// The operations whose verb and path template match: those with the most literal segments.
    pub fn matching(&self, verb: &str, path: &str) -> Vec<&Operation> {
        let path = self.without_base(path);
        let literal = |operation: &Operation| {
            operation.templates.iter().filter_map(|template| literal_segments(template, path)).max()
        };
        let found: Vec<_> = self
            .operations()
            .iter()
            .filter(|operation| operation.verb == verb)
            .filter_map(|operation| Some((literal(operation)?, operation)))
            .collect();
        let most = found.iter().map(|(literal, _)| *literal).max();
        found
            .into_iter()
            .filter(|(literal, _)| Some(*literal) == most)
            .map(|(_, operation)| operation)
            .collect()
    }

    /// The operation of a request and its id, by `x-told-by` where several ids share verb and path. Several where one
    /// path serves several operations that the request does not disambiguate.
    pub fn identify(&self, sent: &Sent) -> Vec<(&Operation, &str)> {
        let path = self.without_base(&sent.path);
        let mut found = Vec::new();
        for operation in self.matching(&sent.verb, path) {
            let fits = |id: &&Id| id.mark.is_null() || fits(&id.mark, sent, operation, path);
            let mut ids: Vec<&Id> = operation.ids.iter().filter(fits).collect();
            if ids.is_empty() {
                ids = operation.ids.iter().filter(|id| is_true(&id.mark, "otherwise")).collect();
            }
            found.extend(ids.into_iter().map(|id| (operation, id.name.as_str())));
        }
        found
    }
}

fn fits(mark: &Value, sent: &Sent, operation: &Operation, path: &str) -> bool {
    let name = text(mark, "name").expect("a mark has a name");
    if mark.get("unless").is_some_and(|unless| fits(unless, sent, operation, path)) {
        return false;
    }
    let found: Vec<String> = match text(mark, "in") {
        Some("query") => {
            sent.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
        }
        Some("header") => sent.header(&name.to_ascii_lowercase()).into_iter().map(str::to_owned).collect(),
        Some("body") => in_body(&sent.body, name),
        Some("path") => {
            let segments = operation.documented.split('/').zip(path.split('/'));
            let braced = format!("{{{name}}}");
            segments.filter(|(template, _)| *template == braced).map(|(_, value)| value.to_owned()).collect()
        }
        place => panic!("x-told-by in {place:?}"),
    };
    let is_number = |value: &String| value.bytes().all(|byte| byte.is_ascii_digit());
    let equals = |wanted: &Value| match wanted.as_str() {
        Some("<id>") => found.iter().any(is_number),
        Some("<text>") => found.iter().any(|value| !is_number(value)),
        _ => found.contains(&plain(wanted)),
    };
    let by_value = match mark.get("value") {
        Some(Value::Array(several)) => several.iter().any(equals),
        Some(one) => equals(one),
        None => is_true(mark, "present") && !found.is_empty(),
    };
    by_value || (is_true(mark, "absent") && found.is_empty())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The values at a path such as `credentials[].type`.
fn in_body(body: &Value, path: &str) -> Vec<String> {
    let mut at = vec![body];
    for part in path.split('.') {
        let key = part.trim_end_matches("[]");
        let next = at.into_iter().filter_map(|value| value.get(key));
        at = if key == part { next.collect() } else { next.filter_map(Value::as_array).flatten().collect() };
    }
    at.into_iter().map(plain).collect()
}

/// How many segments of a path a template names literally. `None` where it does not match.
fn literal_segments(template: &str, path: &str) -> Option<usize> {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    let mut count = 0;
    loop {
        match (template.next(), path.next()) {
            (None, None) => return Some(count),
            (Some(a), Some(b)) if a == b => count += 1,
            (Some(a), Some(b)) if a.starts_with('{') && a.ends_with('}') && !b.is_empty() => {}
            _ => return None,
        }
    }
}
