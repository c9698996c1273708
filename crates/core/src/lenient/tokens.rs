//! Readers for the members of token replies, none of which may cost those beside it.

use super::{opt_int, opt_secret, opt_text};
use crate::Secret;
use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use std::time::Duration;

/// As [`opt_text`], and a list or an object is `None`: for a member that must not cost those beside it.
pub fn text_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    unread(from).map(|json| opt_text(&mut serde_json::Deserializer::from_str(json.get())).ok().flatten())
}

/// As [`opt_int`], and whatever is no whole number is `None`: for a member that must not cost those beside it.
pub fn int_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    unread(from).map(|json| opt_int(&mut serde_json::Deserializer::from_str(json.get())).ok().flatten())
}

/// A lifetime in seconds, if it is a plausible number: another value must not cost the token that came with it.
pub fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    // The scan of a raw text supports neither ranges nor depths.
    let value: serde_json::Value = serde_json::from_str(unread(from)?.get()).unwrap_or_default();
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    Ok(number.filter(|n| *n > 0.0 && *n < 1e9).map(Duration::from_secs_f64))
}

fn unread<'de, D: Deserializer<'de>>(from: D) -> Result<Box<RawValue>, D::Error> {
    Box::deserialize(from)
}

/// A secret text that is not empty; whatever else stands in its place is `None`.
pub fn opt_token<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    Ok(opt_secret(from)?.filter(|token| !token.is_empty()))
}

/// A secret text that is not empty: no request could be authorized by another value.
pub fn token<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
    opt_token(from)?.ok_or_else(|| de::Error::custom("expected a token"))
}
