//! Settings of UEBA, datasets and the results of trainings.

use crate::{host_store::HostCertificateInfo, ids::UebaDatasetId};
use portcullis_core::{Error, Extra, Result, Timestamp, input};
use portcullis_macros::{Record, Reply};

/// The reaction to anomalies.
#[derive(Debug, Clone, Default, Record)]
#[record(new(action, threshold), check)]
#[non_exhaustive]
pub struct UebaAnomalySettings {
    /// What happens to a connection that is an anomaly.
    pub action: Option<AnomalyAction>,
    /// How strictly connections are judged: from 0 (loose) to 1 (strict).
    pub threshold: Option<f64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl UebaAnomalySettings {
    fn check(&self) -> Result<()> {
        input::required("action", self.action.as_ref().map(AnomalyAction::as_str).unwrap_or_default())?;
        match self.threshold {
            Some(threshold) if (0.0..=1.0).contains(&threshold) => Ok(()),
            _ => Err(Error::input("threshold", "must be 0 to 1")),
        }
    }
}

portcullis_core::open_enum! {
    /// What happens to a connection that is an anomaly.
    AnomalyAction {
        /// It is blocked.
        Block = "BLOCK",
        /// It is written to the audit log.
        Audit = "AUDIT",
    }
}

/// Where the backend of UEBA is.
#[derive(Debug, Clone, Default, Record)]
#[record(new(address), check)]
#[non_exhaustive]
pub struct UebaConfiguration {
    /// The network address: an IP address or a name.
    pub address: Option<String>,
    /// The trust anchors of the backend's certificate, as PEM.
    pub trust_anchors: Option<String>,
    /// The same certificates, parsed.
    pub trust_anchors_info: Option<Vec<HostCertificateInfo>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl UebaConfiguration {
    fn check(&self) -> Result<()> {
        input::required("address", self.address.as_deref().unwrap_or_default())
    }
}

/// A set of connections that a model is trained with.
#[derive(Debug, Clone, Default, Record)]
#[record(new(time_range_settings), check)]
#[non_exhaustive]
pub struct UebaDataset {
    /// The dataset's id; set by PrivX.
    #[record(id)]
    pub id: UebaDatasetId,
    /// When a training with it last succeeded.
    #[record(server)]
    pub last_training: Option<Timestamp>,
    /// Whether connections are analysed with it.
    pub is_active: Option<bool>,
    /// Whether connections are analysed with it once the training has succeeded.
    pub use_for_inference_once_trained: Option<bool>,
    /// Which connections it has, by time.
    pub time_range_settings: Option<TimeRange>,
    /// The results of its trainings.
    #[record(server)]
    pub training_results: Vec<UebaTrainingResult>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Who created it: an id, or the name of a built-in actor.
    #[record(server)]
    pub created_by: Option<String>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl UebaDataset {
    fn check(&self) -> Result<()> {
        match self.time_range_settings {
            Some(_) => Ok(()),
            None => Err(Error::input("time_range_settings", "must be set")),
        }
    }
}

/// A range of time, with gaps. Without an end it is open on that side.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct TimeRange {
    /// The start.
    pub start: Option<Timestamp>,
    /// The end.
    pub end: Option<Timestamp>,
    /// The intervals that are left out.
    pub exclude: Option<Vec<ExcludeTimeRange>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// An interval that is left out of a range of time.
#[derive(Debug, Clone, Default, Record)]
#[record(new(start, end))]
#[non_exhaustive]
pub struct ExcludeTimeRange {
    /// The start.
    pub start: Option<Timestamp>,
    /// The end.
    pub end: Option<Timestamp>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The result of one training.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct UebaTrainingResult {
    /// The dataset.
    pub dataset_id: Option<UebaDatasetId>,
    /// When the training began.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// The name of the configuration of features.
    pub feature_config_name: Option<String>,
    /// The state.
    pub status: Option<UebaTrainingStatus>,
    /// The code of the failure.
    pub error_code: Option<String>,
    /// The text of the failure.
    pub error_details: Option<String>,
    /// How many connections the model was trained with.
    pub num_connections: Option<i64>,
    /// The mean loss.
    pub mean: Option<f64>,
    /// The standard deviation of the loss.
    pub std: Option<f64>,
    /// The loss below which 99 % are.
    pub quantile_99: Option<f64>,
    /// The loss below which 99.9 % are.
    pub quantile_999: Option<f64>,
    /// The log; only if [`logs`](crate::connection_manager::UebaDatasetOptions::logs) was set.
    pub training_log: Option<String>,
    /// The loss of each epoch, over the connections of the training.
    pub training_dataset_loss: Option<Vec<f64>>,
    /// The loss of each epoch, over the connections of the validation.
    pub validation_dataset_loss: Option<Vec<f64>>,
    /// How the losses of the validation are distributed.
    pub validation_dataset_histogram: Option<UebaHistogram>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The state of a training. The words of an end are not documented.
    UebaTrainingStatus {
        /// It runs.
        Training = "TRAINING",
    }
}

/// A histogram.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct UebaHistogram {
    /// The value of each bin.
    pub hist: Option<Vec<f64>>,
    /// The edges of the bins.
    pub bin_edges: Option<Vec<f64>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The states of training and analysis in the backend of UEBA. Their words are not documented.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UebaInternalStatus {
    /// The state of the training.
    pub training_status: Option<String>,
    /// The state of the analysis.
    pub inference_status: Option<String>,
    /// The dataset that is used.
    pub dataset_id: Option<UebaDatasetId>,
    /// The instances of models.
    pub instances: Vec<UebaModelInstance>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An instance of a model.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UebaModelInstance {
    /// The instance's id.
    pub id: Option<String>,
    /// The name of the configuration of features.
    pub feature_config_name: Option<String>,
    /// The state.
    pub status: Option<String>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// Members that this version does not know.
    pub extra: Extra,
}
