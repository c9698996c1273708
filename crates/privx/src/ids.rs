//! Ids.

portcullis_core::id! {
    /// The id of a local user: a UUID in lower case, as PrivX writes it.
    LocalUserId, reserved: ["tags"]
}

portcullis_core::id! {
    /// The id of a user of any directory, or of an API client: a UUID.
    UserId, reserved: ["current", "mfa", "search"]
}

portcullis_core::id! {
    /// The id of a role: a UUID.
    RoleId, reserved: ["evaluate", "resolve", "search"]
}

portcullis_core::id! {
    /// The id of a directory: a UUID.
    SourceId, reserved: ["refresh"]
}

portcullis_core::id! {
    /// The id of an identity provider: a UUID.
    IdentityProviderId, reserved: ["search"]
}

portcullis_core::id! {
    /// The id of a script template: a UUID.
    ScriptTemplateId, reserved: ["compile"]
}

portcullis_core::id! {
    /// The id of an AWS role in PrivX: a UUID.
    AwsRoleId,
    /// The id of an SSH public key that a user logs in with: a UUID.
    AuthorizedKeyId,
    /// The id of a role's key pair: a UUID.
    PrincipalKeyId,
    /// The id of a log collector: a UUID.
    LogCollectorId,
}
