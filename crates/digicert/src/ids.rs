//! Ids, and how a body carries them where the service reads numbers only.

use crate::{Error, Result};
use serde::{Serialize, Serializer};

portcullis_core::id! {
    /// The id of a user, ordinary or service.
    UserId, reserved: ["me", "api-only"]
}

portcullis_core::id! {
    /// The id of a container, which the console calls a division.
    ContainerId,
}

/// The object `{"id": 5}`.
#[derive(Serialize)]
pub(crate) struct Numbered<'a> {
    #[serde(serialize_with = "number")]
    pub(crate) id: &'a str,
}

/// Sends a number. What is none goes out as text, for the server to judge where the caller wants that.
pub(crate) fn number<S: Serializer>(text: impl AsRef<str>, to: S) -> Result<S::Ok, S::Error> {
    match text.as_ref().parse::<u64>() {
        Ok(number) => to.serialize_u64(number),
        Err(_) => to.serialize_str(text.as_ref()),
    }
}

/// The service takes a whole number in this field.
pub(crate) fn whole(field: &str, text: &str) -> Result<()> {
    if text.parse::<u64>().is_ok() { Ok(()) } else { Err(Error::input(field, "must be a whole number")) }
}
