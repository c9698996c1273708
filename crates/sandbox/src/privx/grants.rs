//! How long a granted role is held.
//!
//! The grants are links from users to roles. One that has not begun or has ended stays, but nothing that reads roles
//! finds it. What the facts do not state is inferred: a floating grant counts from the moment in which it is made,
//! because the sandbox has no first use of a role; a time-restricted one includes its start and excludes its end; and a
//! bound that was not sent does not limit.

use std::time::Duration;

use serde_json::Value;

use super::state::{GRANTS, Inner};
use crate::clock::parse;
use crate::collections::text;
use crate::objects::{Object, Row};

/// When a grant was made: a member of the link that no reply shows.
const MADE: &str = "sandbox_made";
/// The members that state how long a grant lasts.
pub(super) const TERMS: [&str; 5] =
    ["grant_type", "grant_start", "grant_end", "grant_validity_periods", "floating_length"];

/// Grants a role to a user from now on.
pub(super) fn grant(inner: &mut Inner, user: &str, role: &str, mut terms: Object) {
    terms.insert(MADE.to_owned(), inner.clock.nanos().into());
    inner.objects.put(GRANTS, user, role, terms);
}

/// Dates a grant that is about to be kept. One that is sent again as it was read goes on: who changes one role of a user
/// sends all of them.
pub(super) fn date(inner: &Inner, grant: &mut Object, old: Option<&Object>) {
    let goes_on = |old: &&Object| {
        let same = |name: &&str| old.get(*name) == grant.get(*name);
        holds(old, inner.clock.now()) && ["grant_type", "floating_length"].iter().all(same)
    };
    let made = old.filter(goes_on).and_then(|old| old.get(MADE)).cloned();
    grant.insert(MADE.to_owned(), made.unwrap_or_else(|| inner.clock.nanos().into()));
}

/// The grants that hold now.
pub(super) fn holding(inner: &Inner) -> impl Iterator<Item = &Row> {
    let now = inner.clock.now();
    inner.objects.rows(GRANTS).filter(move |row| holds(&row.object, now))
}

/// What was sent with a grant.
pub(super) fn sent<'a>(
    inner: &'a Inner,
    user: &str,
    role: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    inner.objects.get(GRANTS, user, role).into_iter().flatten().filter(|(name, _)| *name != MADE)
}

fn holds(grant: &Object, now: Duration) -> bool {
    let periods = grant.get("grant_validity_periods").and_then(Value::as_array).filter(|all| !all.is_empty());
    match (text(grant, "grant_type"), periods) {
        ("PERMANENT", _) => true,
        ("FLOATING", _) => {
            let length = grant.get("floating_length").and_then(Value::as_u64);
            let length = length.map(|hours| Duration::from_secs(hours.saturating_mul(3600)));
            let made = parse(text(grant, MADE));
            length.zip(made).is_none_or(|(length, made)| now < made.saturating_add(length))
        }
        (_, Some(periods)) => periods.iter().filter_map(Value::as_object).any(|period| contains(period, now)),
        _ => contains(grant, now),
    }
}

/// Whether a moment is between the bounds. A bound that cannot be read contains nothing.
fn contains(bounds: &Object, now: Duration) -> bool {
    let [start, end] = ["grant_start", "grant_end"].map(|name| text(bounds, name));
    (start.is_empty() || parse(start).is_some_and(|start| start <= now))
        && (end.is_empty() || parse(end).is_some_and(|end| now < end))
}
