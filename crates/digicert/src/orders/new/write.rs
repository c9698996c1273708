//! Forms on the wire that a type does not show.

use super::TypeHint;
use crate::products::ServerPlatformId;
use serde::Serializer;

/// Writes 1 or 0.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the derive passes a reference to the field")]
pub(super) fn one_or_zero<S: Serializer>(flag: &bool, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u64(u64::from(*flag))
}

/// Writes `{"id": -1}`.
pub(in crate::orders) fn platform<S: Serializer>(id: &ServerPlatformId, to: S) -> Result<S::Ok, S::Error> {
    match id.as_str().parse::<i64>() {
        Ok(number) => to.collect_map([("id", number)]),
        Err(_) => to.collect_map([("id", id.as_str())]),
    }
}

/// Writes `{"type_hint": "ov"}`.
pub(super) fn hint<S: Serializer>(hint: &TypeHint, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map([("type_hint", hint)])
}

/// Writes a PEM text without line breaks.
pub(super) fn one_line<S: Serializer>(pem: &str, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&pem.trim().replace(['\r', '\n'], ""))
}
