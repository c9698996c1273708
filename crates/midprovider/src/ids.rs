//! Ids: a type per kind, so that the compiler distinguishes them.

portcullis_core::id! {
    /// The login name of a user, by which KOBIL's own operations address users. The server compares and stores it in
    /// lower case.
    UserName,
    /// The id of a second-factor device.
    DeviceId,
    /// The id of a transaction: a ULID, 26 characters.
    TmsId,
    /// The id of an app instance: a ULID, 26 characters.
    AstClientId,
    /// The id of a chat service, which sends messages.
    ServiceUuid,
    /// The id of a process of a chat service, to which messages belong.
    InstanceId,
    /// The id of a chat message.
    MessageId,
    /// The id of a file that a user sent in a chat.
    MediaId,
    /// The UUID of a role.
    RoleId,
    /// The name of a role, unique among the realm's roles, or among those of one client.
    RoleName,
    /// The UUID of a client, by which the admin API addresses it.
    ClientUuid,
    /// The client id of OpenID Connect: the name that a client authenticates with.
    ClientId,
    /// The UUID of a client scope.
    ClientScopeId,
    /// The UUID of a protocol mapper.
    MapperId,
    /// The UUID of a credential.
    CredentialId,
    /// The id of a session.
    SessionId,
    /// The alias of an identity provider.
    ProviderAlias,
    /// The alias of a required action.
    ActionAlias,
}

portcullis_core::id! {
    /// The UUID of a user.
    UserId, reserved: ["count", "profile"]
}

portcullis_core::id! {
    /// The name of a tenant, which is the name of its realm.
    TenantName, reserved: ["settings", "status"]
}

portcullis_core::id! {
    /// The UUID of a group.
    GroupId, reserved: ["count"]
}
