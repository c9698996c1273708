//! Ids, and their form in a body where the service accepts numbers only.

use crate::{Error, Result};
use portcullis_macros::Body;
use serde::Serializer;

portcullis_core::id! {
    /// The id of a user, ordinary or service. The reserved words are segments of other routes under `/user`.
    UserId, reserved: ["me", "api-only", "availability"]
}

portcullis_core::id! {
    /// The id of a container, called a division in the console.
    ContainerId,
}

/// The object `{"id": 5}`.
#[derive(Body)]
pub(crate) struct Numbered<'a> {
    #[body(with = number)]
    pub(crate) id: &'a str,
}

/// Writes a number. Text that is no number is written as it is: the check is switched off then, and the server
/// decides.
pub(crate) fn number<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
    match text.parse::<u64>() {
        Ok(number) => to.serialize_u64(number),
        Err(_) => to.serialize_str(text),
    }
}

/// Checks that a text is a whole number, the only type that the service accepts in this field.
pub(crate) fn check_number(field: &str, text: &str) -> Result<()> {
    if text.parse::<u64>().is_ok() { Ok(()) } else { Err(Error::input(field, "must be a whole number")) }
}
