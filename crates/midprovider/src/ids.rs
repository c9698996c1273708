//! Ids: a type per kind, so that the compiler tells them apart.

portcullis_core::id! {
    /// The login name of a user: what KOBIL's own operations address users by. The server compares and
    /// stores it in lower case.
    UserName,
    /// The UUID of a user.
    UserId,
    /// The id of a second-factor device.
    DeviceId,
}
