//! Configurations of trusted clients, as files.

use crate::ids::TrustedClientId;
use portcullis_core::{Call, Client, Download, Request, Result, Secret};

/// Configurations of trusted clients, and scripts for hosts, as files; made by
/// [`Authorizer::trusted_client_configs`](super::Authorizer::trusted_client_configs).
///
/// The files hold secrets. A download takes two steps: PrivX makes a handle, and the file is downloaded by it. A
/// method such as [`extender`](Self::extender) does both.
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> Result<(), Box<dyn std::error::Error>> {
/// # let mut file = std::fs::File::create("extender-config.toml")?;
/// let configs = privx.authorizer().trusted_client_configs();
/// let mut config = configs.extender(&"5f0a0d6e-0000-4000-8000-000000000001".into()).await?;
/// while let Some(bytes) = config.try_next().await? {
///     std::io::Write::write_all(&mut file, &bytes)?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct TrustedClientConfigs(pub(super) Client);

impl TrustedClientConfigs {
    /// Makes a handle and returns the download of the configuration of an extender.
    ///
    /// The same as [`extender_handle`](Self::extender_handle), then [`extender_download`](Self::extender_download). The file
    /// is requested when the download is first polled. A handle that is not used expires (inferred).
    ///
    /// # Errors
    /// Those of the first step; those of the second come from the [`Download`].
    pub async fn extender(&self, client: &TrustedClientId) -> Result<Download> {
        let session = self.extender_handle(client).await?;
        Ok(self.extender_download(client, &session))
    }

    /// Makes a handle for one download of the configuration of an extender.
    ///
    /// `POST /authorizer/api/v1/extender/conf/{trusted_client_id}`
    ///
    /// - Operation: `trusted_client_configs.extender_handle`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn extender_handle(&self, client: &TrustedClientId) -> Call<Secret> {
        handle(self.0.post("/authorizer/api/v1/extender/conf/{trusted_client_id}"), client)
    }

    /// Downloads the configuration of an extender by a handle.
    ///
    /// `GET /authorizer/api/v1/extender/conf/{trusted_client_id}/{session_id}`
    ///
    /// The handle is valid for a short time, perhaps once (inferred).
    ///
    /// - Operation: `trusted_client_configs.extender_download`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn extender_download(&self, client: &TrustedClientId, session: &Secret) -> Download {
        download(
            self.0.get("/authorizer/api/v1/extender/conf/{trusted_client_id}/{session_id}"),
            client,
            session,
        )
    }

    /// Makes a handle and returns the download of the configuration of a carrier.
    ///
    /// The same as [`carrier_handle`](Self::carrier_handle), then [`carrier_download`](Self::carrier_download). The file
    /// is requested when the download is first polled. A handle that is not used expires (inferred).
    ///
    /// # Errors
    /// Those of the first step; those of the second come from the [`Download`].
    pub async fn carrier(&self, client: &TrustedClientId) -> Result<Download> {
        let session = self.carrier_handle(client).await?;
        Ok(self.carrier_download(client, &session))
    }

    /// Makes a handle for one download of the configuration of a carrier.
    ///
    /// `POST /authorizer/api/v1/carrier/conf/{trusted_client_id}`
    ///
    /// - Operation: `trusted_client_configs.carrier_handle`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn carrier_handle(&self, client: &TrustedClientId) -> Call<Secret> {
        handle(self.0.post("/authorizer/api/v1/carrier/conf/{trusted_client_id}"), client)
    }

    /// Downloads the configuration of a carrier by a handle.
    ///
    /// `GET /authorizer/api/v1/carrier/conf/{trusted_client_id}/{session_id}`
    ///
    /// The handle is valid for a short time, perhaps once (inferred).
    ///
    /// - Operation: `trusted_client_configs.carrier_download`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn carrier_download(&self, client: &TrustedClientId, session: &Secret) -> Download {
        download(
            self.0.get("/authorizer/api/v1/carrier/conf/{trusted_client_id}/{session_id}"),
            client,
            session,
        )
    }

    /// Makes a handle and returns the download of the configuration of a web proxy.
    ///
    /// The same as [`web_proxy_handle`](Self::web_proxy_handle), then [`web_proxy_download`](Self::web_proxy_download). The file
    /// is requested when the download is first polled. A handle that is not used expires (inferred).
    ///
    /// # Errors
    /// Those of the first step; those of the second come from the [`Download`].
    pub async fn web_proxy(&self, client: &TrustedClientId) -> Result<Download> {
        let session = self.web_proxy_handle(client).await?;
        Ok(self.web_proxy_download(client, &session))
    }

    /// Makes a handle for one download of the configuration of a web proxy.
    ///
    /// `POST /authorizer/api/v1/icap/conf/{trusted_client_id}`
    ///
    /// - Operation: `trusted_client_configs.web_proxy_handle`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn web_proxy_handle(&self, client: &TrustedClientId) -> Call<Secret> {
        handle(self.0.post("/authorizer/api/v1/icap/conf/{trusted_client_id}"), client)
    }

    /// Downloads the configuration of a web proxy by a handle.
    ///
    /// `GET /authorizer/api/v1/icap/conf/{trusted_client_id}/{session_id}`
    ///
    /// The handle is valid for a short time, perhaps once (inferred).
    ///
    /// - Operation: `trusted_client_configs.web_proxy_download`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn web_proxy_download(&self, client: &TrustedClientId, session: &Secret) -> Download {
        download(self.0.get("/authorizer/api/v1/icap/conf/{trusted_client_id}/{session_id}"), client, session)
    }

    /// Makes a handle and returns the download of the script by which hosts are set up.
    ///
    /// The same as [`deploy_handle`](Self::deploy_handle), then [`deploy_download`](Self::deploy_download). The file
    /// is requested when the download is first polled. A handle that is not used expires (inferred).
    ///
    /// # Errors
    /// Those of the first step; those of the second come from the [`Download`].
    pub async fn deploy_script(&self, client: &TrustedClientId) -> Result<Download> {
        let session = self.deploy_handle(client).await?;
        Ok(self.deploy_download(client, &session))
    }

    /// Makes a handle for one download of the script by which hosts are set up.
    ///
    /// `POST /authorizer/api/v1/deploy/{trusted_client_id}`
    ///
    /// - Operation: `trusted_client_configs.deploy_handle`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), `api-clients-manage`, `hosts-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn deploy_handle(&self, client: &TrustedClientId) -> Call<Secret> {
        handle(self.0.post("/authorizer/api/v1/deploy/{trusted_client_id}"), client)
    }

    /// Downloads the script by which hosts are set up by a handle.
    ///
    /// `GET /authorizer/api/v1/deploy/{trusted_client_id}/{session_id}`
    ///
    /// The handle is valid for a short time, perhaps once (inferred).
    ///
    /// - Operation: `trusted_client_configs.deploy_download`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn deploy_download(&self, client: &TrustedClientId, session: &Secret) -> Download {
        download(self.0.get("/authorizer/api/v1/deploy/{trusted_client_id}/{session_id}"), client, session)
    }

    /// Downloads the script by which an SSH server requests the principals of an account from PrivX.
    ///
    /// `GET /authorizer/api/v1/deploy/principals_command.sh`
    ///
    /// Whether a credential is needed is not documented: the client's is sent.
    ///
    /// - Operation: `trusted_client_configs.principals_command_script`
    /// - Retried: also when the reply is lost
    /// - Permission: none or any token (not documented)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn principals_command_script(&self) -> Download {
        self.0.get("/authorizer/api/v1/deploy/principals_command.sh").download()
    }
}

fn handle(request: Request, client: &TrustedClientId) -> Call<Secret> {
    request.path(client).pick("session_id").call()
}

fn download(request: Request, client: &TrustedClientId, session: &Secret) -> Download {
    request.path(client).path(session.expose_secret()).redact(session).download()
}
