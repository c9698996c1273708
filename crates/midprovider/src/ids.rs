//! Ids: a type per kind, so that the compiler distinguishes them.

portcullis_core::id! {
    /// The login name of a user, by which KOBIL's own operations address users. The server compares and stores it in
    /// lower case.
    UserName,
    /// The UUID of a user.
    UserId,
    /// The id of a second-factor device.
    DeviceId,
}
