//! Ids: opaque texts, decimal on older servers.

portcullis_core::id! {
    /// The id of a user.
    UserId,
    /// The id of a vault, which early releases called a group.
    VaultId,
}
