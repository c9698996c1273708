//! What PrivX returns of connections.

use crate::{
    RoleHandle,
    api_proxy::ApiTarget,
    host_store::Host,
    ids::{AccessGroupId, ChannelId, ConnectionId, HostId, RoleId, SessionId, TrailFileId, UserId},
    network_access_manager::NetworkTarget,
    role_store::User,
};
use portcullis_core::{Extra, Timestamp, lenient};
use portcullis_macros::Reply;

/// A connection, live or past.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct Connection {
    /// The connection's id.
    pub id: ConnectionId,
    /// The proxy that carried it.
    pub proxy_id: Option<String>,
    /// The protocol.
    #[reply(name = "type")]
    pub kind: Option<ConnectionType>,
    /// How it was opened.
    pub mode: Option<ConnectionMode>,
    /// The client program.
    pub user_agent: Option<String>,
    /// How the user was authenticated at the target.
    pub authentication_method: Vec<AuthenticationMethod>,
    /// The user.
    pub user: Option<ConnectionUser>,
    /// The roles of the user; empty if [`verbose`](super::ConnectionOptions::verbose) was `false`.
    pub user_roles: Vec<RoleHandle>,
    /// The user as it was then; the documentation shows id and name only.
    pub user_data: Option<User>,
    /// The host.
    pub target_host: Option<ConnectionHost>,
    /// The address that it goes to.
    pub target_host_address: Option<String>,
    /// The account on the host.
    pub target_host_account: Option<String>,
    /// The roles that gave access.
    pub target_host_roles: Vec<RoleHandle>,
    /// The host as it was then; the documentation shows id and name only.
    #[reply(with = lenient::or_default)]
    pub target_host_data: Option<Host>,
    /// The network target as it was then.
    #[reply(with = lenient::or_default)]
    pub target_network_data: Option<NetworkTarget>,
    /// The API target as it was then.
    #[reply(with = lenient::or_default)]
    pub target_api_data: Option<ApiTarget>,
    /// The address that it comes from.
    pub remote_address: Option<String>,
    /// When it began.
    pub connected: Option<Timestamp>,
    /// When it ended.
    pub disconnected: Option<Timestamp>,
    /// How long it lasted: a number of seconds, or a text such as `PT00:15:38`.
    #[reply(with = lenient::opt_text)]
    pub duration: Option<String>,
    /// The state.
    pub status: Option<ConnectionStatus>,
    /// When the user was last active.
    pub last_activity: Option<Timestamp>,
    /// How many bytes were received.
    pub bytes_in: Option<i64>,
    /// How many bytes were sent.
    pub bytes_out: Option<i64>,
    /// When its end was requested.
    pub force_disconnect: Option<Timestamp>,
    /// Why its end was requested.
    pub termination_reason: Option<String>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    pub updated_by: Option<String>,
    /// Whether it is recorded.
    pub audit_enabled: Option<bool>,
    /// The id of the recording.
    pub trail_id: Option<String>,
    /// Whether the recording was removed.
    pub trail_removed: Option<bool>,
    /// The state of the recording's index, such as `NOT_INDEXED`; other words are not documented.
    pub index_status: Option<String>,
    /// The access group that it belongs to.
    pub access_group_id: Option<AccessGroupId>,
    /// The words by which a search finds it.
    pub keywords: Option<String>,
    /// The user's login session.
    pub session_id: Option<SessionId>,
    /// The roles whose members may view it, beside those that may view all.
    pub access_roles: Vec<ConnectionAccessRole>,
    /// Tags.
    pub tags: Vec<String>,
    /// The contents of the recording; only in [`Connections::get`](super::Connections::get), and only the documentation
    /// has it.
    pub trail: Option<Trail>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The user of a connection.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ConnectionUser {
    /// The user's id.
    pub id: Option<UserId>,
    /// The name to be shown.
    pub display_name: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The host of a connection.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ConnectionHost {
    /// The host's id.
    pub id: Option<HostId>,
    /// The name.
    pub common_name: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A role whose members may view a connection.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ConnectionAccessRole {
    /// The role's id.
    pub id: Option<RoleId>,
    /// The name.
    pub name: Option<String>,
    /// When the role was granted the right.
    pub added: Option<Timestamp>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The contents of the recording of a connection.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Trail {
    /// The connection.
    pub connection_id: Option<ConnectionId>,
    /// The host.
    pub host_id: Option<HostId>,
    /// The user.
    pub user_id: Option<UserId>,
    /// The protocol.
    pub protocol: Option<String>,
    /// The channels.
    pub channels: Vec<TrailChannel>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A channel of a recording.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct TrailChannel {
    /// The channel's id, for downloads.
    pub id: Option<ChannelId>,
    /// The kind of channel.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// How many bytes the client sent.
    pub bytes_client_to_server: Option<i64>,
    /// How many bytes the server sent.
    pub bytes_server_to_client: Option<i64>,
    /// The log.
    pub protocol_file: Option<TrailFile>,
    /// The files that were copied.
    pub transferred_files: Vec<TrailFile>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A file of a recording.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct TrailFile {
    /// The file's id, for downloads.
    pub id: Option<TrailFileId>,
    /// The name.
    pub name: Option<String>,
    /// The offset.
    pub offset: Option<i64>,
    /// Which way it was copied: 1 from server to client, 2 from client to server.
    pub direction: Option<i64>,
    /// When it was opened.
    pub open_time: Option<Timestamp>,
    /// When it was closed.
    pub close_time: Option<Timestamp>,
    /// How many bytes it has.
    pub payload_size: Option<i64>,
    /// Whether it was closed.
    pub closed: Option<bool>,
    /// The state.
    pub status: Option<TrailFileStatus>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The protocol of a connection.
    ConnectionType {
        /// SSH.
        Ssh = "SSH",
        /// RDP.
        Rdp = "RDP",
        /// VNC.
        Vnc = "VNC",
        /// A web page.
        Web = "WEB",
        /// A database.
        Db = "DB",
        /// A network target.
        Net = "NET",
        /// An API target.
        Api = "API",
    }
}

portcullis_core::open_enum! {
    /// How a connection was opened.
    ConnectionMode {
        /// In the user interface of PrivX.
        Ui = "UI",
        /// Through a tunnel.
        Tunnel = "TUNNEL",
        /// By a native client, with PrivX as the man in the middle.
        Mitm = "MITM",
    }
}

portcullis_core::open_enum! {
    /// How a user was authenticated at the target.
    AuthenticationMethod {
        /// By a certificate.
        Cert = "CERT",
        /// By a public key.
        Pubkey = "PUBKEY",
        /// By a stored passphrase.
        Passphrase = "PASSPHRASE",
        /// By a passphrase that the user was prompted for.
        PromptedPassphrase = "PROMPTED_PASSPHRASE",
        /// By another method.
        Unknown = "UNKNOWN",
    }
}

portcullis_core::open_enum! {
    /// The state of a connection.
    ConnectionStatus {
        /// It is live.
        Connected = "CONNECTED",
        /// It has ended.
        Disconnected = "DISCONNECTED",
        /// Its end was requested.
        Terminating = "TERMINATING",
        /// It has ended because that was requested.
        Terminated = "TERMINATED",
        /// What this means is not documented.
        ConnmgrTimeout = "CONNMGR_TIMEOUT",
        /// What this means is not documented.
        ConnmgrClientLost = "CONNMGR_CLIENT_LOST",
    }
}

portcullis_core::open_enum! {
    /// The state of a file of a recording. The words are documented without their meanings.
    TrailFileStatus {
        /// It can be read.
        Ok = "OK",
        /// It may not be read.
        PermissionDenied = "PERMISSION_DENIED",
        /// Reading it took too long.
        Timeout = "TIMEOUT",
        /// It is missing.
        Missing = "MISSING",
        /// Its length is not the one that it should have.
        LengthMismatch = "LENGTH_MISMATCH",
        /// Its checksum is not the one that it should have.
        ChecksumMismatch = "CHECKSUM_MISMATCH",
        /// It cannot be decrypted.
        DecryptionError = "DECRYPTION_ERROR",
        /// Where it is stored is not known.
        StorageUndefined = "STORAGE_UNDEFINED",
        /// Its id is not known.
        IdUndefined = "ID_UNDEFINED",
        /// It was not closed properly.
        UncleanClose = "UNCLEAN_CLOSE",
        /// Any other failure.
        GenericError = "GENERIC_ERROR",
        /// It is still written.
        Ongoing = "ONGOING",
    }
}
