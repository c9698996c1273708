//! The roles that users of the local directory have by the rules of the roles.
//!
//! The only known expression of a rule is `(member=value)`: it matches the users with exactly this text. Any other
//! expression, and any other directory, matches no user.

use serde_json::Value;

use super::state::Inner;
use crate::collections::text;
use crate::objects::Object;

/// The id of the local directory in rules and users.
pub(super) const LOCAL_DIRECTORY: &str = "10ca1000-0000-4000-8000-000000000001";

/// The ids of the roles whose rules match this user.
pub(super) fn roles<'a>(inner: &'a Inner, user: &str) -> impl Iterator<Item = &'a str> {
    let user = inner.objects.get("local_users", "", user);
    let rows = user.map(|user| inner.objects.rows("roles").filter(|row| gives(&row.object, user)));
    rows.into_iter().flatten().map(|row| row.key.as_str())
}

/// The ids of the users whom the rules of this role match.
pub(super) fn users<'a>(inner: &'a Inner, role: &'a Object) -> impl Iterator<Item = &'a str> {
    // Each reply with a role counts its members: a role without an expression must not cost a look at every user.
    let tree = role.get("source_rules").filter(|tree| has_expression(tree));
    let matched = tree.map(|tree| inner.objects.rows("local_users").filter(|row| matches(tree, &row.object)));
    matched.into_iter().flatten().map(|row| row.key.as_str())
}

/// Whether the rules can match a user of the local directory.
fn has_expression(rule: &Value) -> bool {
    if rule.get("type").and_then(Value::as_str) == Some("RULE") {
        return rule.get("source").and_then(Value::as_str) == Some(LOCAL_DIRECTORY);
    }
    rule.get("rules").and_then(Value::as_array).is_some_and(|rules| rules.iter().any(has_expression))
}

/// Whether the rules of a role match a user.
fn gives(role: &Object, user: &Object) -> bool {
    role.get("source_rules").is_some_and(|rule| matches(rule, user))
}

fn matches(rule: &Value, user: &Object) -> bool {
    let member = |name: &str| rule.get(name).and_then(Value::as_str).unwrap_or_default();
    if member("type") == "RULE" {
        let expression = member("search_string").trim().strip_prefix('(');
        let Some((name, value)) = expression.and_then(|inner| inner.strip_suffix(')')?.split_once('='))
        else {
            return false;
        };
        // In the role store, the name of a local user is its principal.
        let name = if name == "principal" { "username" } else { name };
        return member("source") == LOCAL_DIRECTORY && !value.is_empty() && text(user, name) == value;
    }
    let rules = rule.get("rules").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut matched = rules.iter().map(|rule| matches(rule, user));
    if member("match") == "ALL" {
        !rules.is_empty() && matched.all(|matched| matched)
    } else {
        matched.any(|matched| matched)
    }
}
