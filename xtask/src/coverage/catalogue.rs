//! The vendors' catalogues of operations.

use std::cmp::Reverse;
use std::fmt;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::Result;
use crate::workspace::{list_at, text_at};

/// What is built now: whole groups, written `users.`, and single operations.
const SCOPE: [(&str, &[&str]); 5] = [
    (
        "privicore",
        &[
            "utility.",
            "profile.",
            "oauth.",
            "public_key.",
            "data_token.",
            "device.",
            "storage.",
            "authenticator.",
            "policy.",
            "directory.",
            "voting.",
        ],
    ),
    (
        "storedsafe",
        &[
            "auth.",
            "authinfo.",
            "vaults.",
            "vault_members.",
            "objects.",
            "files.",
            "templates.",
            "users.",
            "user_certificates.",
            "utils.",
            "transparent.",
        ],
    ),
    ("digicert", &["users.", "containers.list_roles", "authorization."]),
    ("privx", &["oauth.", "local_users."]),
    ("midprovider", &["auth.", "users."]),
];

/// Whose crate offers guessed paths, as such, in a module of their own.
const UNCONFIRMED: [&str; 1] = ["privicore"];

/// The beginnings of paths that the catalogues leave out.
const BASES: [(&str, &str); 2] = [("storedsafe", "/api/1.0"), ("digicert", "/services/v2")];

/// One operation of a vendor.
#[derive(Debug, Clone, Default)]
pub(super) struct Operation {
    /// Its id in the catalogue, `users.create`.
    pub(super) id: String,
    /// The verb.
    pub(super) verb: String,
    /// The path, and the one of the vendor's other flavour where it has two.
    pub(super) paths: Vec<String>,
    /// The statuses of success that are known.
    pub(super) success: Vec<u64>,
    /// Where the facts are from: `docs`, `client`, `seed`, `partial`.
    pub(super) evidence: String,
    /// Whether a path, or what the operation takes, is a guess.
    pub(super) guessed: bool,
    /// What it does.
    pub(super) summary: String,
    /// `none`, `json`, `form`, `multipart` or `octet-stream`.
    pub(super) request: String,
    /// `json`, `empty` or another.
    pub(super) response: String,
    /// Whether sending it twice does what sending it once does.
    pub(super) idempotent: bool,
    /// Whether it answers a page.
    pub(super) paginated: bool,
    /// The source of the facts.
    pub(super) doc: String,
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

/// Reads `docs/api/<vendor>.json`.
pub(super) fn load(root: &Path, vendor: &str) -> Result<Vec<Operation>> {
    let path = root.join("docs/api").join(format!("{vendor}.json"));
    let text = fs::read_to_string(&path).map_err(|error| format!("the catalogue of {vendor}: {error}"))?;
    let catalogue: Value = serde_json::from_str(&text)?;
    Ok(list_at(&catalogue, "operations").map(|operation| read(operation, offers_guesses(vendor))).collect())
}

/// Whether the guesses on a vendor's operations are to be covered, too.
pub(super) fn offers_guesses(vendor: &str) -> bool {
    UNCONFIRMED.contains(&vendor)
}

pub(super) fn read(operation: &Value, offered: bool) -> Operation {
    // A guessed path is not shipped as if it were known, and one that is printed for a flavour that does not serve it
    // neither.
    let flag = |name: &str| operation.get(name).and_then(Value::as_bool).unwrap_or(false);
    let guessed = flag("path_guessed");
    let no_shift =
        operation.get("flavours").is_some() && !list_at(operation, "flavours").any(|f| f == "shift");
    let left_out = [(guessed && !offered).then_some("path"), no_shift.then_some("path_shift")];
    let mut paths: Vec<String> = ["path", "path_shift"]
        .iter()
        .filter(|name| !left_out.contains(&Some(**name)))
        .map(|name| text_at(operation, name).to_owned())
        .filter(|path| !path.is_empty())
        .collect();
    paths.dedup();
    Operation {
        id: text_at(operation, "id").to_owned(),
        verb: text_at(operation, "method").to_owned(),
        paths,
        success: list_at(operation, "success").filter_map(Value::as_u64).collect(),
        evidence: text_at(operation, "evidence").to_owned(),
        guessed: guessed || text_at(operation, "evidence") == "partial",
        summary: text_at(operation, "summary").to_owned(),
        request: text_at(operation, "request").to_owned(),
        response: text_at(operation, "response").to_owned(),
        idempotent: flag("idempotent"),
        paginated: flag("paginated"),
        doc: text_at(operation, "doc").to_owned(),
    }
}

/// The operations whose verb and path template a request has, and which of their templates it is. What names more of
/// the path wins: `/user/availability/{username}` over `/user/{user_id}/{part}`.
pub(super) fn asked<'a>(
    vendor: &str,
    operations: &'a [Operation],
    verb: &str,
    path: &str,
) -> Vec<(&'a Operation, &'a str)> {
    let path = path.strip_prefix(base(vendor)).unwrap_or(path);
    let mut found: Vec<(usize, &Operation, &str)> = operations
        .iter()
        .filter(|operation| operation.verb == verb)
        .flat_map(|operation| operation.paths.iter().map(move |template| (operation, template.as_str())))
        .filter_map(|(operation, template)| Some((named(template, path)?, operation, template)))
        .collect();
    found.sort_by_key(|(named, ..)| Reverse(*named));
    let most = found.first().map_or(0, |(named, ..)| *named);
    found
        .into_iter()
        .filter(|(named, ..)| *named == most)
        .map(|(_, operation, path)| (operation, path))
        .collect()
}

/// Where a vendor's API begins on a server, if the catalogue's paths leave it out.
pub(super) fn base(vendor: &str) -> &'static str {
    BASES.iter().find(|(name, _)| *name == vendor).map_or("", |(_, base)| *base)
}

/// How many segments a template names of a path that has its form.
fn named(template: &str, path: &str) -> Option<usize> {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    let mut count = 0;
    loop {
        match (template.next(), path.next()) {
            (None, None) => return Some(count),
            (Some(a), Some(b)) if a == b => count += 1,
            (Some(a), Some(b)) if is_placeholder(a) && !b.is_empty() => {}
            _ => return None,
        }
    }
}

/// Whether an operation is to be covered now.
pub(super) fn in_scope(vendor: &str, id: &str) -> bool {
    let parts = SCOPE.iter().find(|(name, _)| *name == vendor).map_or(&[][..], |(_, parts)| *parts);
    parts.iter().any(|part| if part.ends_with('.') { id.starts_with(part) } else { id == *part })
}

/// Whether two paths differ in nothing but the names of their placeholders.
pub(super) fn same_path(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.split('/'), b.split('/'));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b || (is_placeholder(a) && is_placeholder(b)) => {}
            _ => return false,
        }
    }
}

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn placeholders_are_compared_as_such() {
        assert!(same_path("/user/{user_id}/role", "/user/{id}/role"));
        assert!(!same_path("/user/{id}", "/user/me"));
        assert!(!same_path("/user", "/user/{id}"));
    }

    #[test]
    fn the_scope_is_by_group_and_by_id() {
        assert!(in_scope("privicore", "profile.register"));
        assert!(in_scope("digicert", "containers.list_roles"));
        assert!(!in_scope("digicert", "containers.list_roles_again"));
        assert!(in_scope("storedsafe", "vaults.list"));
        assert!(!in_scope("privx", "roles.list"));
        assert!(!in_scope("digicert", "user.list"));
        assert!(!in_scope("nobody", "users.list"));
    }

    #[test]
    fn a_request_is_held_against_the_template_that_names_most_of_it() {
        let operation = |id: &str, path: &str| Operation {
            id: id.to_owned(),
            verb: "GET".to_owned(),
            paths: vec![path.to_owned()],
            ..Operation::default()
        };
        let operations =
            [operation("users.get", "/user/{user_id}"), operation("users.list_service", "/user/api-only")];
        let asked = |vendor: &str, verb: &str, path: &str| -> Vec<String> {
            asked(vendor, &operations, verb, path)
                .into_iter()
                .map(|(operation, _)| operation.id.clone())
                .collect()
        };
        assert_eq!(asked("digicert", "GET", "/services/v2/user/7"), ["users.get"]);
        assert_eq!(asked("digicert", "GET", "/user/api-only"), ["users.list_service"]);
        for (vendor, verb, path) in [
            ("digicert", "PUT", "/user/7"),
            ("digicert", "GET", "/user/"),
            ("digicert", "GET", "/user/7/role"),
            ("privx", "GET", "/services/v2/user/7"),
        ] {
            assert!(asked(vendor, verb, path).is_empty(), "{vendor} {verb} {path}");
        }
    }

    #[test]
    fn both_flavours_are_read_once_each() {
        let paths = |value: &Value| read(value, false).paths;
        assert_eq!(paths(&json!({"path": "/a", "path_shift": "/b"})), ["/a", "/b"]);
        assert_eq!(paths(&json!({"path": "/a", "path_shift": "/a"})), ["/a"]);
        assert_eq!(paths(&json!({"path": "/a", "path_shift": null})), ["/a"]);
        assert_eq!(paths(&json!({"path": "/a", "path_shift": "/b", "path_guessed": true})), ["/b"]);
        assert_eq!(paths(&json!({"path": "/a", "path_shift": "/b", "flavours": ["ssms"]})), ["/a"]);
        assert_eq!(read(&json!({"path": "/a", "path_guessed": true}), true).paths, ["/a"]);
    }
}
