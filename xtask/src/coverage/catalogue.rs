//! The vendors' catalogues of operations.

use std::fmt;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::Result;
use crate::workspace::{list_at, text_at};

/// What is built now: whole groups, written `users.`, and single operations.
const SCOPE: [(&str, &[&str]); 5] = [
    ("privicore", &["profile.", "utility.", "directory.create_user"]),
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

/// One operation of a vendor.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    /// Its id in the catalogue, `users.create`.
    pub(super) id: String,
    /// The verb.
    pub(super) verb: String,
    /// The path, and the one of the vendor's other flavour where it has two.
    pub(super) paths: Vec<String>,
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
    Ok(list_at(&catalogue, "operations").map(read).collect())
}

fn read(operation: &Value) -> Operation {
    // A guessed path is not shipped, and one that is printed for a flavour that does not serve it neither.
    let guessed = operation.get("path_guessed").and_then(Value::as_bool).unwrap_or(false);
    let no_shift =
        operation.get("flavours").is_some() && !list_at(operation, "flavours").any(|f| f == "shift");
    let left_out = [guessed.then_some("path"), no_shift.then_some("path_shift")];
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
        assert!(in_scope("privicore", "directory.create_user"));
        assert!(!in_scope("privicore", "directory.create_user_again"));
        assert!(in_scope("storedsafe", "vaults.list"));
        assert!(!in_scope("privx", "roles.list"));
        assert!(!in_scope("digicert", "user.list"));
        assert!(!in_scope("nobody", "users.list"));
    }

    #[test]
    fn both_flavours_are_read_once_each() {
        let paths = |value: &Value| read(value).paths;
        assert_eq!(paths(&json!({"path": "/a", "path_shift": "/b"})), ["/a", "/b"]);
        assert_eq!(paths(&json!({"path": "/a", "path_shift": "/a"})), ["/a"]);
        assert_eq!(paths(&json!({"path": "/a", "path_shift": null})), ["/a"]);
        assert_eq!(paths(&json!({"path": "/a", "path_shift": "/b", "path_guessed": true})), ["/b"]);
        assert_eq!(paths(&json!({"path": "/a", "path_shift": "/b", "flavours": ["ssms"]})), ["/a"]);
    }
}
