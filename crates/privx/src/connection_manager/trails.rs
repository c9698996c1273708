//! Recordings of connections: the log of a channel, and the files that were copied in it.

mod input;

pub use input::TrailLogOptions;

use crate::ids::{ChannelId, ConnectionId, TrailFileId};
use portcullis_core::{Call, Client, Download, Result, Secret};

/// Recordings of connections; made by [`ConnectionManager::trails`](super::ConnectionManager::trails).
///
/// A download takes two calls: the first one makes a handle, which is a secret, and the second one downloads the file by
/// it. [`file`](Self::file) and [`log`](Self::log) make both. How long a handle is valid is not documented: use it at
/// once, and only once.
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> Result<(), Box<dyn std::error::Error>> {
/// # let mut file = std::fs::File::create("log")?;
/// use privx::connection_manager::TrailLogOptions;
///
/// let manager = privx.connection_manager();
/// let connection = manager.connections().get(&"5f0a0d6e-0000-4000-8000-000000000001".into()).await?;
/// for channel in connection.trail.into_iter().flat_map(|trail| trail.channels) {
///     let Some(id) = channel.id else { continue };
///     let mut log = manager.trails().log(&connection.id, &id, &TrailLogOptions::new()).await?;
///     while let Some(bytes) = log.try_next().await? {
///         std::io::Write::write_all(&mut file, &bytes)?;
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Trails(pub(super) Client);

impl Trails {
    /// Downloads a file that was copied in a channel: makes a handle and begins the download with it.
    ///
    /// The handle is made when this is awaited, the file is requested when the download is first polled. A
    /// download that is never polled leaves an unused handle behind.
    ///
    /// # Errors
    /// Those of [`file_handle`](Self::file_handle); the download has those of [`file_download`](Self::file_download).
    pub async fn file(
        &self,
        connection: &ConnectionId,
        channel: &ChannelId,
        file: &TrailFileId,
    ) -> Result<Download> {
        let handle = self.file_handle(connection, channel, file).await?;
        Ok(self.file_download(connection, channel, file, &handle))
    }

    /// Downloads the log of a channel: makes a handle and begins the download with it.
    ///
    /// The handle is made when this is awaited, the log is requested when the download is first polled. A
    /// download that is never polled leaves an unused handle behind.
    ///
    /// # Errors
    /// Those of [`log_handle`](Self::log_handle); the download has those of [`log_download`](Self::log_download).
    pub async fn log(
        &self,
        connection: &ConnectionId,
        channel: &ChannelId,
        options: &TrailLogOptions,
    ) -> Result<Download> {
        let handle = self.log_handle(connection, channel).await?;
        Ok(self.log_download(connection, channel, &handle, options))
    }

    /// Makes a handle for the download of a file that was copied in a channel.
    ///
    /// `POST /connection-manager/api/v1/connections/{connection_id}/channel/{channel_id}/file/{file_id}`
    ///
    /// The ids of channel and file are those of [`Connection::trail`](super::Connection::trail).
    ///
    /// - Operation: `trails.file_handle`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `connections-trail` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn file_handle(
        &self,
        connection: &ConnectionId,
        channel: &ChannelId,
        file: &TrailFileId,
    ) -> Call<Secret> {
        self.0
            .post(
                "/connection-manager/api/v1/connections/{connection_id}/channel/{channel_id}/file/{file_id}",
            )
            .path(connection)
            .path(channel)
            .path(file)
            .pick("session_id")
            .call()
    }

    /// Downloads a file that was copied in a channel, by its handle.
    ///
    /// `GET /connection-manager/api/v1/connections/{connection_id}/channel/{channel_id}/file/{file_id}/{session_id}`
    ///
    /// - Operation: `trails.file_download`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-trail` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn file_download(
        &self,
        connection: &ConnectionId,
        channel: &ChannelId,
        file: &TrailFileId,
        handle: &Secret,
    ) -> Download {
        self.0
            .get("/connection-manager/api/v1/connections/{connection_id}/channel/{channel_id}/file/{file_id}/{session_id}")
            .path(connection)
            .path(channel)
            .path(file)
            .redact(handle)
            .path(handle.expose_secret())
            .download()
    }

    /// Makes a handle for the download of the log of a channel.
    ///
    /// `POST /connection-manager/api/v1/connections/{connection_id}/channel/{channel_id}/log`
    ///
    /// - Operation: `trails.log_handle`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `connections-trail` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn log_handle(&self, connection: &ConnectionId, channel: &ChannelId) -> Call<Secret> {
        self.0
            .post("/connection-manager/api/v1/connections/{connection_id}/channel/{channel_id}/log")
            .path(connection)
            .path(channel)
            .pick("session_id")
            .call()
    }

    /// Downloads the log of a channel, by its handle.
    ///
    /// `GET /connection-manager/api/v1/connections/{connection_id}/channel/{channel_id}/log/{session_id}`
    ///
    /// The log of a connection to an API target contains the whole HTTP traffic, with its secrets.
    ///
    /// - Operation: `trails.log_download`
    /// - Retried: also when the reply is lost
    /// - Permission: `connections-trail` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn log_download(
        &self,
        connection: &ConnectionId,
        channel: &ChannelId,
        handle: &Secret,
        options: &TrailLogOptions,
    ) -> Download {
        self.0
            .get("/connection-manager/api/v1/connections/{connection_id}/channel/{channel_id}/log/{session_id}")
            .path(connection)
            .path(channel)
            .redact(handle)
            .path(handle.expose_secret())
            .query_of(options)
            .download()
    }
}
