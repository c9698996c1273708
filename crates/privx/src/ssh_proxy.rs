//! The service `ssh-proxy`: files over an open SSH connection.

mod files;

pub use files::{FileCommand, FileOperation, FileOperationResult, FileOperationStatus, RemoteFile};

use crate::ids::{ConnectionChannelId, ConnectionId};
use portcullis_core::{ApiError, Call, Client, Download, Error, Result, Secret, Upload};

/// The service `ssh-proxy`; made by [`Client::ssh_proxy`](crate::Client::ssh_proxy).
///
/// PrivX's own client in the browser uses it: the connection must be open, and belong to the caller. An upload or a
/// download has two steps, and the second must carry the cookies of the first: the client must
/// [keep cookies](crate::ClientBuilder::cookies), which is the default.
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::{ConnectionChannelId, ssh_proxy::FileOperation};
///
/// let proxy = privx.ssh_proxy();
/// let channel = ConnectionChannelId::of(&"5f0a0d6e-0000-4000-8000-000000000001".into(), "1");
/// let listing = proxy.file(&channel, &FileOperation::list("/tmp")).await?;
/// # drop(listing);
/// let mut log = proxy.download(&channel, "/var/log/messages").await?;
/// while let Some(bytes) = log.try_next().await? {
///     // ...
/// #   drop(bytes);
/// }
/// proxy.upload(&channel, "/tmp/motd", b"welcome".to_vec()).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct SshProxy(pub(crate) Client);

impl ConnectionChannelId {
    /// Makes the id of one channel of a connection.
    pub fn of(connection: &ConnectionId, channel: &str) -> Self {
        Self::from([connection.as_str(), ":", channel].concat())
    }
}

impl SshProxy {
    /// Authenticates a connection again, with the current token of the client.
    ///
    /// `POST /ssh-proxy/api/v1/connections/{connection_id}/keepalive`
    ///
    /// - Operation: `ssh_proxy.keepalive`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn keepalive(&self, connection: &ConnectionId) -> Call<()> {
        self.0
            .post("/ssh-proxy/api/v1/connections/{connection_id}/keepalive")
            .idempotent()
            .path(connection)
            .done()
    }

    /// Executes a file operation on the host, or begins a transfer.
    ///
    /// `POST /ssh-proxy/api/v1/connections/{connection_channel_id}/file`
    ///
    /// The outcome is in [`status`](FileOperationResult::status): the call succeeds also if the operation failed.
    ///
    /// - Operation: `ssh_proxy.file`
    /// - Retried: only when the request was provably not sent
    /// - Permission: any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn file(
        &self,
        channel: &ConnectionChannelId,
        operation: &FileOperation,
    ) -> Call<FileOperationResult> {
        self.0
            .post("/ssh-proxy/api/v1/connections/{connection_channel_id}/file")
            .path(channel)
            .json(operation)
            .call()
    }

    /// Returns the file of a transfer that [`file`](Self::file) began with [`FileOperation::get`].
    ///
    /// `GET /ssh-proxy/api/v1/connections/{connection_channel_id}/file/download/{download_id}`
    ///
    /// The tail of the path is guessed from that of uploads.
    ///
    /// - Operation: `ssh_proxy.file_download`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user
    /// - Source: vendor's documentation, in part
    #[inline]
    pub fn download_file(&self, channel: &ConnectionChannelId, download_id: &Secret) -> Download {
        self.0
            .get("/ssh-proxy/api/v1/connections/{connection_channel_id}/file/download/{download_id}")
            .path(channel)
            .path(download_id.expose_secret())
            .redact(download_id)
            .download()
    }

    /// Sends the file of a transfer that [`file`](Self::file) began with [`FileOperation::put`].
    ///
    /// `POST /ssh-proxy/api/v1/connections/{connection_channel_id}/file/upload/{upload_id}`
    ///
    /// The file goes as it is (`application/octet-stream`): the documentation does not show its form.
    ///
    /// - Operation: `ssh_proxy.file_upload`
    /// - Retried: only when the request was provably not sent
    /// - Permission: any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn upload_file(
        &self,
        channel: &ConnectionChannelId,
        upload_id: &Secret,
        content: impl Into<Upload>,
    ) -> Call<()> {
        self.0
            .post("/ssh-proxy/api/v1/connections/{connection_channel_id}/file/upload/{upload_id}")
            .path(channel)
            .path(upload_id.expose_secret())
            .redact(upload_id)
            .upload("application/octet-stream", content)
            .done()
    }

    /// Downloads a file from the host: both steps.
    ///
    /// A download that is dropped before its end changes nothing on the host.
    ///
    /// # Errors
    /// Those of the steps; [`ErrorKind::Api`](crate::ErrorKind::Api) with the host's message if it refuses.
    pub async fn download(&self, channel: &ConnectionChannelId, path: &str) -> Result<Download> {
        let result = self.file(channel, &FileOperation::get(path)).await?;
        let id = result.download_id.as_ref().ok_or_else(|| result.refusal())?;
        Ok(self.download_file(channel, id))
    }

    /// Uploads a file to the host: both steps.
    ///
    /// What an upload that is dropped before its end leaves on the host is not documented.
    ///
    /// # Errors
    /// Those of the steps; [`ErrorKind::Api`](crate::ErrorKind::Api) with the host's message if it refuses.
    /// Nothing of the content was read then.
    pub async fn upload(
        &self,
        channel: &ConnectionChannelId,
        path: &str,
        content: impl Into<Upload>,
    ) -> Result<()> {
        let result = self.file(channel, &FileOperation::put(path)).await?;
        let id = result.upload_id.as_ref().ok_or_else(|| result.refusal())?;
        self.upload_file(channel, id, content).await
    }
}

impl FileOperationResult {
    fn refusal(&self) -> Error {
        let message = self.status.as_ref().and_then(|status| status.status_message.clone());
        let message = message.filter(|message| !message.is_empty());
        Error::refused(ApiError::new(message.unwrap_or_else(|| "the host began no transfer".to_owned())))
            .with_vendor(crate::dialect::VENDOR)
    }
}
