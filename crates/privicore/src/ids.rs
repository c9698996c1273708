//! The ids of the vendor: opaque texts, not UUIDs.

portcullis_core::id! {
    /// The id of a command: what a write is called between its acceptance and its outcome.
    CommandId,
    /// The id under which requested data arrives on the channel; not a command's id.
    RequestId,
    /// The id of a profile; the vendor calls it uuid in one place and ULID in another.
    ProfileId,
    /// The id of a directory.
    DirectoryId,
}
