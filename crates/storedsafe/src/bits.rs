//! Masks in replies: bits of a number, which is written as a text.

use crate::php::TextForm;
use serde::Deserializer;

pub(crate) fn mask(text: Option<&str>) -> Option<u64> {
    text?.trim().parse().ok()
}

/// Reads a mask; a value of any other form is `None`.
pub(crate) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(match TextForm::deserialize(from)? {
        TextForm::One(text) => mask(Some(&text)),
        _ => None,
    })
}

pub(crate) fn is_set(text: Option<&str>, bit: u8) -> Option<bool> {
    mask(text).map(|mask| mask >> bit & 1 == 1)
}
