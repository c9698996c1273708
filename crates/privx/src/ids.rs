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
    /// The id of a login session: a UUID.
    SessionId, reserved: ["search", "terminate"]
}

portcullis_core::id! {
    /// The id of an API client, which is also its user name: a UUID.
    ApiClientId, reserved: ["search"]
}

portcullis_core::id! {
    /// The id of an access group: a UUID.
    AccessGroupId, reserved: ["search"]
}

portcullis_core::id! {
    /// The id of a key of a certificate authority: a UUID.
    CaId, reserved: ["config"]
}

portcullis_core::id! {
    /// The id of a certificate that PrivX has issued: a UUID.
    CertificateId, reserved: ["search", "templates"]
}

portcullis_core::id! {
    /// The id of a host: a UUID.
    HostId, reserved: ["deploy", "resolve", "search", "tags"]
}

portcullis_core::id! {
    /// The id of a target domain: a UUID.
    TargetDomainId, reserved: ["resolve", "search"]
}

portcullis_core::id! {
    /// The id of an account whose password PrivX manages: a UUID.
    ManagedAccountId, reserved: ["batch", "search"]
}

portcullis_core::id! {
    /// The id of a command whitelist: a UUID.
    WhitelistId, reserved: ["evaluate", "search"]
}

portcullis_core::id! {
    /// The id of a network target: a UUID.
    NetworkTargetId, reserved: ["search", "tags"]
}

portcullis_core::id! {
    /// The id of a connection: a UUID.
    ConnectionId, reserved: ["access_roles", "search", "start", "status", "tags"]
}

portcullis_core::id! {
    /// The id of an account that a scan found in a target domain: a UUID.
    ScannedAccountId, reserved: ["batch", "search"]
}

portcullis_core::id! {
    /// The id of a request for a role: a UUID.
    RequestId, reserved: ["search"]
}

portcullis_core::id! {
    /// The id of an API target: a UUID.
    ApiTargetId, reserved: ["search", "tags"]
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
    /// The id of a paired device, such as `mobile-sha256-3q2-7w=`.
    DeviceId,
    /// The id of a program whose users log in at PrivX: a UUID.
    IdpClientId,
    /// The id of a trusted client: a UUID.
    TrustedClientId,
    /// The name of a section of settings, such as `db`.
    SettingsSection,
    /// The id of an access group's principal key: a UUID.
    GroupKeyId,
    /// The path by which an account secret is checked out.
    AccountSecretPath,
    /// The id of a checkout: a UUID.
    CheckoutId,
    /// The id of a session host's certificate: a UUID.
    SessionHostCertificateId,
    /// The id of one channel of a connection: `connection:channel`.
    ConnectionChannelId,
    /// The id of a channel within a connection: a UUID in newer versions, any text in older ones.
    ChannelId,
    /// The id of a file in the recording of a connection: a UUID.
    TrailFileId,
    /// The id of a dataset of UEBA: a UUID.
    UebaDatasetId,
    /// The id of a password policy: a UUID.
    PasswordPolicyId,
    /// The id of a workflow: a UUID.
    WorkflowId,
    /// The name of a secret of the vault, which is its key.
    SecretName,
    /// The id of a client credential: a UUID.
    ClientCredentialId,
}
