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
    /// The identifier of a device.
    DeviceId,
    /// The id of a voting configuration; its name, in what was seen.
    VotingConfigurationId,
    /// The id of a policy; not its name.
    PolicyId,
    /// The id of a policy template.
    PolicyTemplateId,
    /// The id of an event inside a policy template.
    PolicyEventId,
    /// The id of a poll; the vendor calls it pool id.
    PollId,
    /// The id of an OAuth application: that of the command which registered it.
    OAuthApplicationId,
    /// The id under which an OAuth application asks.
    OAuthClientId,
    /// A data token: what stands for a stored payload, for as long as that lives. It opens nothing by itself.
    DataToken,
    /// A data token that is not filled or not kept yet.
    TemporaryToken,
}
