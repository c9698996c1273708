//! Sets of connections that models are trained with.

use super::UebaDataset;
use crate::ids::UebaDatasetId;
use portcullis_core::{Call, Client, List};
use portcullis_macros::Body;

/// Sets of connections that models are trained with; made by [`Ueba::datasets`](super::Ueba::datasets).
#[derive(Debug, Clone)]
pub struct UebaDatasets(pub(super) Client);

impl UebaDatasets {
    /// Lists all datasets.
    ///
    /// `GET /connection-manager/api/v1/ueba/datasets`
    ///
    /// There are no pages: a page size has no effect.
    ///
    /// - Operation: `ueba.datasets_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `ueba-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self, options: &UebaDatasetOptions) -> List<UebaDataset> {
        self.0.get("/connection-manager/api/v1/ueba/datasets").query_of(options).list_whole("items")
    }

    /// Creates a dataset and returns its id.
    ///
    /// `POST /connection-manager/api/v1/ueba/datasets`
    ///
    /// Limit: `time_range_settings` is set.
    ///
    /// - Operation: `ueba.datasets_create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `ueba-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, dataset: &UebaDataset) -> Call<UebaDatasetId> {
        self.0.post("/connection-manager/api/v1/ueba/datasets").create(dataset).pick("id").call()
    }

    /// Returns one dataset.
    ///
    /// `GET /connection-manager/api/v1/ueba/datasets/{dataset_id}`
    ///
    /// - Operation: `ueba.datasets_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `ueba-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &UebaDatasetId, options: &UebaDatasetOptions) -> Call<UebaDataset> {
        self.0
            .get("/connection-manager/api/v1/ueba/datasets/{dataset_id}")
            .path(id)
            .query_of(options)
            .identified_by("id")
            .call()
    }

    /// Replaces one dataset as a whole: what `dataset` does not hold is reset.
    ///
    /// `PUT /connection-manager/api/v1/ueba/datasets/{dataset_id}`
    ///
    /// Limit: `time_range_settings` is set. A change by others between reading and writing is lost.
    ///
    /// - Operation: `ueba.datasets_update`
    /// - Retried: also when the reply is lost
    /// - Permission: `ueba-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace(&self, id: &UebaDatasetId, dataset: &UebaDataset) -> Call<()> {
        self.0
            .put("/connection-manager/api/v1/ueba/datasets/{dataset_id}")
            .idempotent()
            .replace(id, dataset)
            .done()
    }

    /// Deletes one dataset.
    ///
    /// `DELETE /connection-manager/api/v1/ueba/datasets/{dataset_id}`
    ///
    /// - Operation: `ueba.datasets_delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `ueba-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, id: &UebaDatasetId) -> Call<()> {
        self.0.delete("/connection-manager/api/v1/ueba/datasets/{dataset_id}").idempotent().path(id).done()
    }

    /// Begins to train a model with a dataset, and returns the number of connections that it is trained with.
    ///
    /// `POST /connection-manager/api/v1/ueba/train/{dataset_id}`
    ///
    /// The training goes on after the call: [`get`](Self::get) returns its state in
    /// [`training_results`](UebaDataset::training_results), `TRAINING` while it runs.
    ///
    /// - Operation: `ueba.train`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `ueba-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn train(&self, id: &UebaDatasetId, set_active_after_training: bool) -> Call<i64> {
        self.0
            .post("/connection-manager/api/v1/ueba/train/{dataset_id}")
            .path(id)
            .query("set_active_after_training", set_active_after_training)
            .pick("count")
            .call()
    }
}

/// How much detail of the trainings is returned with a dataset.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct UebaDatasetOptions {
    /// Whether the logs of trainings are included; unset, they are not.
    pub logs: Option<bool>,
    /// The number of bins of a histogram; unset, it is 50.
    pub bin_count: Option<i64>,
}
