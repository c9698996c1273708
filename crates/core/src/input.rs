//! Checks of documented limits: each names the field and the rule, never the value.

use crate::{Error, Result};
use std::ops::RangeInclusive;

/// Length in characters.
pub fn length(field: &str, value: &str, range: RangeInclusive<usize>) -> Result<()> {
    if range.contains(&value.chars().count()) {
        return Ok(());
    }
    let (low, high) = (range.start(), range.end());
    Err(match (low, high) {
        (low, high) if low == high => Error::input(field, format!("must have exactly {low} characters")),
        (0, high) => Error::input(field, format!("must have at most {high} characters")),
        (1, &usize::MAX) => Error::input(field, "must not be empty"),
        (low, high) => Error::input(field, format!("must have {low} to {high} characters")),
    })
}

/// At least one character.
pub fn required(field: &str, value: &str) -> Result<()> {
    length(field, value, 1..=usize::MAX)
}

/// Only characters for which `allowed` holds; `rule` says which those are.
pub fn characters(field: &str, value: &str, rule: &str, allowed: impl Fn(char) -> bool) -> Result<()> {
    if value.chars().all(allowed) {
        Ok(())
    } else {
        Err(Error::input(field, format!("may hold {rule} only")))
    }
}

/// Something before and after one `@`, no blanks: what every mail server asks at least.
pub fn email(field: &str, value: &str) -> Result<()> {
    match value.split_once('@') {
        Some((local, domain))
            if !local.is_empty()
                && domain.contains('.')
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !value.contains(char::is_whitespace) =>
        {
            Ok(())
        }
        _ => Err(Error::input(field, "must be an e-mail address")),
    }
}
