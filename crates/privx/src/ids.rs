//! Ids.

portcullis_core::id! {
    /// The id of a local user: a UUID in lower case, as PrivX writes it.
    LocalUserId, reserved: ["tags"]
}
