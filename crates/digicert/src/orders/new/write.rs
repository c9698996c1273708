//! Forms on the wire that a type does not show.

use super::TypeHint;
use crate::{
    ids::{self, Numbered},
    products::ServerPlatformId,
};
use serde::{Serialize, Serializer};

/// Writes `{"id": 5}`.
pub(in crate::orders) fn numbered<T: AsRef<str>, S: Serializer>(id: &T, to: S) -> Result<S::Ok, S::Error> {
    Numbered { id: id.as_ref() }.serialize(to)
}

/// Writes `[5, 6]`.
pub(super) fn numbers<T: AsRef<str>, S: Serializer>(ids: &[T], to: S) -> Result<S::Ok, S::Error> {
    struct Number<'a>(&'a str);
    impl Serialize for Number<'_> {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            ids::number(self.0, to)
        }
    }
    to.collect_seq(ids.iter().map(|id| Number(id.as_ref())))
}

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
