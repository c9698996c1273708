//! The operations of the vendors, as the descriptions have them.

use std::fmt;

use portcullis_facts::{Facts, Sent};
use serde_json::{Map, Value, json};

use super::record::Answered;
use crate::Result;
use crate::workspace::{list_at, text_at};

/// Whose crate offers guessed paths, as such, in a module of their own.
const UNCONFIRMED: [&str; 1] = ["privicore"];

/// One operation of a vendor.
#[derive(Debug, Clone, Default)]
pub(super) struct Operation {
    /// Its id, `users.create`.
    pub(super) id: String,
    /// The verb.
    pub(super) verb: String,
    /// The path, and the one of the vendor's other flavour where it has two.
    pub(super) paths: Vec<String>,
    /// Where the facts are from: `docs`, `client`, `seed`, `partial`.
    pub(super) evidence: String,
    /// Whether a path, or what the operation takes, is a guess.
    pub(super) guessed: bool,
    /// Whether a repetition leaves the same state.
    pub(super) idempotent: bool,
    /// Whether the crate builds the address only, and a browser sends the request.
    pub(super) url_only: bool,
}

impl Operation {
    /// Whether verb and path alone cannot tell the two apart.
    pub(super) fn shares_endpoint(&self, other: &Self) -> bool {
        self.verb == other.verb
            && self.paths.iter().any(|path| other.paths.iter().any(|p| same_path(path, p)))
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb, self.paths.join(" | "))
    }
}

/// The description of a vendor.
pub(super) fn facts(vendor: &str) -> Result<&'static Facts> {
    Facts::of(vendor).ok_or_else(|| format!("there is no description of {vendor}").into())
}

/// Its operations: one for each id.
pub(super) fn operations(facts: &Facts) -> Vec<Operation> {
    let mut found: Vec<Operation> = Vec::new();
    for place in facts.operations() {
        let value = place.value(facts);
        let flag = |name: &str| value.get(name) == Some(&Value::Bool(true));
        for id in &place.ids {
            let guessed = flag("x-path-guessed") || text_at(value, "x-evidence") == "partial";
            // A guessed path is not shipped as if it were known.
            let left_out = flag("x-path-guessed") && !offers_guesses(&facts.vendor);
            let paths = if left_out { Vec::new() } else { vec![place.path.clone()] };
            if let Some(known) = found.iter_mut().find(|known| known.id == id.name) {
                known.paths.extend(paths);
                known.paths.dedup();
                known.guessed |= guessed;
                known.idempotent &= id.idempotent;
                continue;
            }
            found.push(Operation {
                id: id.name.clone(),
                verb: place.verb.clone(),
                paths,
                evidence: text_at(value, "x-evidence").to_owned(),
                guessed,
                idempotent: id.idempotent,
                url_only: flag("x-url-only"),
            });
        }
    }
    found
}

/// Whether the guesses on a vendor's operations are to be covered, too.
pub(super) fn offers_guesses(vendor: &str) -> bool {
    UNCONFIRMED.contains(&vendor)
}

/// The path template by which a request is this operation's, if verb and path fit.
pub(super) fn template<'a>(facts: &'a Facts, id: &str, verb: &str, path: &str) -> Option<&'a str> {
    facts.matching(verb, path).into_iter().find(|place| place.has(id)).map(|place| place.path.as_str())
}

/// The operation that the sandbox served, and its path template. `None` if it was no success, or if nothing that is
/// recorded tells the operation from another with the same verb and path.
pub(super) fn served<'a>(facts: &'a Facts, answered: &Answered) -> Option<(&'a str, &'a str)> {
    let sent = sent(facts, answered);
    let found = facts.identify(&sent);
    let mut ids: Vec<&str> = found.iter().map(|(_, id)| *id).collect();
    ids.dedup();
    let ([(place, id), ..], [_]) = (found.as_slice(), ids.as_slice()) else { return None };
    let named =
        place.value(facts).get("responses").and_then(|all| all.get(answered.status.to_string())).is_some();
    let success = (200..300).contains(&answered.status) || (named && (300..400).contains(&answered.status));
    success.then_some((*id, place.path.as_str()))
}

/// The request as far as it is recorded: names of query and body, the kind of body, and few values.
fn sent(facts: &Facts, answered: &Answered) -> Sent {
    let mut sent = Sent { verb: answered.verb.clone(), path: answered.path.clone(), ..Sent::default() };
    // The record has no header. What a sandbox answers with success is JSON wherever a header selects it.
    sent.headers.push(("accept".to_owned(), "application/json".to_owned()));
    let mut body = Map::new();
    for word in &answered.tells {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let value = value.replace('+', " ");
        if let Some(name) = name.strip_prefix('?') {
            let known = !value.is_empty()
                || !answered.tells.iter().any(|other| other.starts_with(&format!("?{name}=")));
            if known {
                sent.query.push((name.to_owned(), value));
            }
        } else if name.contains('/') {
            sent.headers.push(("content-type".to_owned(), name.to_owned()));
        } else if !value.is_empty() || !body.contains_key(name) {
            body.insert(name.to_owned(), json!(value));
        }
    }
    // The record has few values. Where one mark alone asks for a value of a member that is there, it has that value.
    for place in facts.matching(&answered.verb, &answered.path) {
        let marks: Vec<&Value> = list_at(place.value(facts), "x-operations")
            .filter_map(|one| one.get("x-told-by"))
            .flat_map(|mark| [Some(mark), mark.get("unless")])
            .flatten()
            .filter(|mark| mark.get("value").is_some())
            .collect();
        for mark in &marks {
            let name = text_at(mark, "name");
            let mut same =
                marks.iter().filter(|other| text_at(other, "name") == name).map(|other| other.get("value"));
            let first = same.next().flatten();
            if same.any(|other| other != first) {
                continue;
            }
            let value = match first {
                Some(Value::Array(values)) => values.first().cloned(),
                other => other.cloned(),
            };
            fill(&mut sent, &mut body, text_at(mark, "in"), name, value.unwrap_or_default());
        }
    }
    sent.body = Value::Object(body);
    sent
}

fn fill(sent: &mut Sent, body: &mut Map<String, Value>, place: &str, name: &str, value: Value) {
    if place == "query" {
        let unknown = sent.query.iter_mut().filter(|(known, text)| known == name && text.is_empty());
        unknown.for_each(|(_, text)| value.as_str().unwrap_or_default().clone_into(text));
    } else if place == "body" {
        let (first, rest) = name.split_once("[].").unwrap_or((name, ""));
        if body.get(first) == Some(&json!("")) {
            let value = if rest.is_empty() { value } else { json!([{rest: value}]) };
            body.insert(first.to_owned(), value);
        }
    }
}

/// Whether two paths differ in nothing but the names of their placeholders.
pub(super) fn same_path(a: &str, b: &str) -> bool {
    let mut parts = a.split('/').zip(b.split('/'));
    a.split('/').count() == b.split('/').count()
        && parts.all(|(a, b)| a == b || (is_placeholder(a) && is_placeholder(b)))
}

fn is_placeholder(part: &str) -> bool {
    part.starts_with('{') && part.ends_with('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served_as(vendor: &str, line: &str, status: u64, tells: &[&str]) -> Option<String> {
        let (verb, path) = line.split_once(' ').unwrap();
        let answered = Answered {
            vendor: vendor.to_owned(),
            verb: verb.to_owned(),
            path: path.to_owned(),
            status,
            tells: tells.iter().map(|tell| (*tell).to_owned()).collect(),
        };
        served(facts(vendor).unwrap(), &answered).map(|(id, _)| id.to_owned())
    }

    #[test]
    fn a_query_tells_operations_apart() {
        let of = |tells: &[&str]| served_as("storedsafe", "GET /api/1.0/object/7", 200, tells).unwrap();
        assert_eq!(of(&[]), "objects.get");
        assert_eq!(of(&["?children"]), "objects.get_with_children");
        assert_eq!(of(&["?decrypt"]), "objects.decrypt");
        assert_eq!(of(&["?decrypt", "?filedata"]), "files.download");
    }

    #[test]
    fn the_kind_of_a_path_value_tells_operations_apart() {
        let of =
            |path: &str| served_as("storedsafe", &format!("GET /api/1.0/user/{path}"), 200, &[]).unwrap();
        assert_eq!((of("17").as_str(), of("bob").as_str()), ("users.get", "users.search"));
    }

    #[test]
    fn members_and_values_of_a_body_tell_operations_apart() {
        let of = |tells: &[&str]| served_as("digicert", "POST /services/v2/user", 201, tells);
        assert_eq!(of(&["first_name"]).unwrap(), "users.create");
        assert_eq!(of(&["email", "is_api_only"]).unwrap(), "users.create_service");
        let of = |tells: &[&str]| served_as("privx", "POST /auth/api/v1/oauth/token", 200, tells);
        assert_eq!(of(&["grant_type", "grant_type=password"]).unwrap(), "oauth.token_password");
        assert_eq!(of(&["grant_type", "grant_type=unheard_of"]), None);
        let of = |tells: &[&str]| served_as("midprovider", "PUT /auth/admin/realms/main/users/7", 204, tells);
        assert_eq!(of(&["credentials"]).unwrap(), "activation_codes.set_admin");
        assert_eq!(of(&["email"]).unwrap(), "admin_users.update");
    }

    #[test]
    fn a_refusal_serves_nothing() {
        let of = |status| served_as("digicert", "GET /services/v2/user/7", status, &[]);
        assert_eq!(of(200).unwrap(), "users.get");
        assert_eq!((of(404), of(302)), (None, None));
    }

    #[test]
    fn each_id_is_one_operation_with_the_paths_of_its_flavours() {
        let all = operations(facts("midprovider").unwrap());
        let create = all.iter().find(|operation| operation.id == "users.create").unwrap();
        assert_eq!(create.paths.len(), 2, "{create}");
        assert!(all.iter().any(|operation| operation.url_only));
        let ids = all.iter().map(|operation| operation.id.as_str());
        assert_eq!(ids.collect::<std::collections::BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn a_request_has_the_template_of_its_operation() {
        let facts = facts("digicert").unwrap();
        assert_eq!(template(facts, "users.get", "GET", "/services/v2/user/7"), Some("/user/{user_id}"));
        assert_eq!(template(facts, "users.get", "PUT", "/services/v2/user/7"), None);
        assert!(same_path("/a/{b}", "/a/{c}") && !same_path("/a/{b}", "/a/b"));
    }
}
