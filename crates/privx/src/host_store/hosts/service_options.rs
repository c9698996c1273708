//! What an account allows, for each kind of service.

use portcullis_core::Extra;
use portcullis_macros::Record;

/// What an account allows, for each kind of service. What is not set is not sent; which value then holds is not
/// documented.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct HostServiceOptions {
    /// For SSH.
    pub ssh: Option<SshServiceOptions>,
    /// For Remote Desktop.
    pub rdp: Option<RdpServiceOptions>,
    /// For web services.
    pub web: Option<WebServiceOptions>,
    /// For VNC.
    pub vnc: Option<VncServiceOptions>,
    /// For databases.
    pub db: Option<DbServiceOptions>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// What an account allows over SSH.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct SshServiceOptions {
    /// Whether a shell may be opened.
    pub shell: Option<bool>,
    /// Whether files may be transferred.
    pub file_transfer: Option<bool>,
    /// Whether single commands may be run.
    pub exec: Option<bool>,
    /// Whether tunnels may be opened.
    pub tunnels: Option<bool>,
    /// Whether X11 may be forwarded.
    pub x11: Option<bool>,
    /// Whether anything else is allowed.
    pub other: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// What an account allows over Remote Desktop.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct RdpServiceOptions {
    /// Whether files may be transferred.
    pub file_transfer: Option<bool>,
    /// Whether audio is played.
    pub audio: Option<bool>,
    /// Whether the clipboard is shared.
    pub clipboard: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// What an account allows in a web service.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct WebServiceOptions {
    /// Whether files may be transferred.
    pub file_transfer: Option<bool>,
    /// Whether audio is played.
    pub audio: Option<bool>,
    /// Whether the clipboard is shared.
    pub clipboard: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// What an account allows over VNC.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct VncServiceOptions {
    /// Whether files may be transferred.
    pub file_transfer: Option<bool>,
    /// Whether the clipboard is shared.
    pub clipboard: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// What an account allows in a database.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct DbServiceOptions {
    /// How many bytes a connection may send; 0 is no limit.
    pub max_bytes_upload: Option<i64>,
    /// How many bytes a connection may receive; 0 is no limit.
    pub max_bytes_download: Option<i64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
