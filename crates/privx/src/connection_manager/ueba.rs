//! User and entity behaviour analytics (UEBA): the backend, and the reaction to anomalies.

mod datasets;
mod model;

pub use datasets::{UebaDatasetOptions, UebaDatasets};
pub use model::{
    AnomalyAction, ExcludeTimeRange, TimeRange, UebaAnomalySettings, UebaConfiguration, UebaDataset,
    UebaHistogram, UebaInternalStatus, UebaModelInstance, UebaTrainingResult, UebaTrainingStatus,
};

use crate::{ServiceStatus, ids::UebaDatasetId};
use portcullis_core::{Call, Client, Download, Result, Secret};

/// User and entity behaviour analytics (UEBA); made by [`ConnectionManager::ueba`](super::ConnectionManager::ueba).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::connection_manager::{AnomalyAction, TimeRange, UebaAnomalySettings, UebaDataset};
///
/// let ueba = privx.connection_manager().ueba();
/// let range = TimeRange::default().start("2026-01-01T00:00:00Z").end("2026-03-01T00:00:00Z");
/// if ueba.connection_count(&range).await? > 1000 {
///     let dataset = ueba.datasets().create(&UebaDataset::new(range)).await?;
///     ueba.datasets().train(&dataset, true).await?;
///     ueba.set_anomaly_settings(&UebaAnomalySettings::new(AnomalyAction::Audit, 0.5)).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Ueba(pub(super) Client);

impl Ueba {
    /// Returns the operations on the sets of connections that models are trained with.
    pub fn datasets(&self) -> UebaDatasets {
        UebaDatasets(self.0.clone())
    }

    /// Returns the reaction to anomalies.
    ///
    /// `GET /connection-manager/api/v1/ueba/anomaly-settings`
    ///
    /// - Operation: `ueba.anomaly_settings_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `ueba-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn anomaly_settings(&self) -> Call<UebaAnomalySettings> {
        self.0.get("/connection-manager/api/v1/ueba/anomaly-settings").call()
    }

    /// Replaces the reaction to anomalies.
    ///
    /// `POST /connection-manager/api/v1/ueba/anomaly-settings`
    ///
    /// Limits: an action, and a threshold of 0 to 1.
    ///
    /// - Operation: `ueba.anomaly_settings_set`
    /// - Retried: also when the reply is lost
    /// - Permission: `ueba-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn set_anomaly_settings(&self, settings: &UebaAnomalySettings) -> Call<()> {
        self.0.post("/connection-manager/api/v1/ueba/anomaly-settings").idempotent().json(settings).done()
    }

    /// Returns the address of the backend.
    ///
    /// `GET /connection-manager/api/v1/ueba/configure`
    ///
    /// - Operation: `ueba.configuration_get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`); `ueba-view` in newer versions (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn configuration(&self) -> Call<UebaConfiguration> {
        self.0.get("/connection-manager/api/v1/ueba/configure").call()
    }

    /// Replaces the address of the backend.
    ///
    /// `POST /connection-manager/api/v1/ueba/configure`
    ///
    /// Limits: the address is not empty.
    ///
    /// - Operation: `ueba.configuration_set`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`); `ueba-manage` in newer versions (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn set_configuration(&self, configuration: &UebaConfiguration) -> Call<()> {
        self.0.post("/connection-manager/api/v1/ueba/configure").idempotent().json(configuration).done()
    }

    /// Counts the connections in a range of time.
    ///
    /// `POST /connection-manager/api/v1/ueba/query-connection-count`
    ///
    /// - Operation: `ueba.connection_count`
    /// - Retried: also when the reply is lost
    /// - Permission: `ueba-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn connection_count(&self, range: &TimeRange) -> Call<i64> {
        self.0
            .post("/connection-manager/api/v1/ueba/query-connection-count")
            .read_only()
            .json(range)
            .pick("count")
            .call()
    }

    /// Starts the analysis of connections with the model of a dataset.
    ///
    /// `POST /connection-manager/api/v1/ueba/start-analyzing/{dataset_id}`
    ///
    /// Fails while a training with the dataset runs, and if the training has failed.
    ///
    /// - Operation: `ueba.start_analyzing`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `ueba-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn start_analyzing(&self, dataset: &UebaDatasetId) -> Call<()> {
        self.0.post("/connection-manager/api/v1/ueba/start-analyzing/{dataset_id}").path(dataset).done()
    }

    /// Stops the analysis of connections.
    ///
    /// `POST /connection-manager/api/v1/ueba/stop-analyzing`
    ///
    /// - Operation: `ueba.stop_analyzing`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `connections-view`, internal services, any logged-in user (as documented;
    ///   probably a mistake of the page)
    /// - Source: vendor's documentation
    #[inline]
    pub fn stop_analyzing(&self) -> Call<()> {
        self.0.post("/connection-manager/api/v1/ueba/stop-analyzing").idempotent().done()
    }

    /// Downloads the script that sets the backend up: makes a handle and begins the download with it. The script
    /// holds credentials.
    ///
    /// The handle is made when this is awaited, the script is requested when the download is first polled. A
    /// download that is never polled leaves an unused handle behind.
    ///
    /// # Errors
    /// Those of [`setup_script_handle`](Self::setup_script_handle); the download has those of
    /// [`setup_script_download`](Self::setup_script_download).
    pub async fn setup_script(&self) -> Result<Download> {
        let handle = self.setup_script_handle().await?;
        Ok(self.setup_script_download(&handle))
    }

    /// Makes a handle for the download of the script that sets the backend up.
    ///
    /// `POST /connection-manager/api/v1/ueba/setup-script`
    ///
    /// - Operation: `ueba.setup_script_handle`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `ueba-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn setup_script_handle(&self) -> Call<Secret> {
        self.0.post("/connection-manager/api/v1/ueba/setup-script").pick("id").call()
    }

    /// Downloads the script that sets the backend up, by its handle. The script holds credentials.
    ///
    /// `GET /connection-manager/api/v1/ueba/setup-script/{session_id}`
    ///
    /// - Operation: `ueba.setup_script_download`
    /// - Retried: also when the reply is lost
    /// - Permission: `ueba-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn setup_script_download(&self, handle: &Secret) -> Download {
        self.0
            .get("/connection-manager/api/v1/ueba/setup-script/{session_id}")
            .redact(handle)
            .path(handle.expose_secret())
            .download()
    }

    /// Returns the state of the backend.
    ///
    /// `GET /connection-manager/api/v1/ueba/status`
    ///
    /// - Operation: `ueba.status`
    /// - Retried: also when the reply is lost
    /// - Permission: `ueba-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/connection-manager/api/v1/ueba/status").call()
    }

    /// Returns the states of training and analysis in the backend.
    ///
    /// `GET /connection-manager/api/v1/ueba/status/internal`
    ///
    /// Newer versions may no longer have it.
    ///
    /// - Operation: `ueba.status_internal`
    /// - Retried: also when the reply is lost
    /// - Permission: `ueba-view` or admin (inferred)
    /// - Source: vendor's SDK for Python
    #[inline]
    pub fn status_internal(&self) -> Call<UebaInternalStatus> {
        self.0.get("/connection-manager/api/v1/ueba/status/internal").call()
    }
}
