//! The service `connection-manager`: connections, their recordings, and user and entity behaviour analytics (UEBA).

mod connections;
mod trails;
mod ueba;

pub use connections::{
    AuthenticationMethod, Connection, ConnectionAccessRole, ConnectionHost, ConnectionMode,
    ConnectionOptions, ConnectionSearch, ConnectionStatus, ConnectionType, ConnectionUser, Connections,
    Termination, TimestampSearch, Trail, TrailChannel, TrailFile, TrailFileStatus,
};
pub use trails::{TrailLogOptions, Trails};
pub use ueba::{
    AnomalyAction, ExcludeTimeRange, TimeRange, Ueba, UebaAnomalySettings, UebaConfiguration, UebaDataset,
    UebaDatasetOptions, UebaDatasets, UebaHistogram, UebaInternalStatus, UebaModelInstance,
    UebaTrainingResult, UebaTrainingStatus,
};

use crate::ServiceStatus;
use portcullis_core::{Call, Client, Request, bytes::Bytes};

/// The service `connection-manager`; made by [`Client::connection_manager`](crate::Client::connection_manager).
#[derive(Debug, Clone)]
pub struct ConnectionManager(pub(crate) Client);

impl ConnectionManager {
    /// Returns the operations on connections, live and past.
    pub fn connections(&self) -> Connections {
        Connections(self.0.clone())
    }

    /// Returns the operations on recordings of connections.
    pub fn trails(&self) -> Trails {
        Trails(self.0.clone())
    }

    /// Returns the operations on user and entity behaviour analytics (UEBA).
    pub fn ueba(&self) -> Ueba {
        Ueba(self.0.clone())
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /connection-manager/api/v1/status`
    ///
    /// - Operation: `connection_manager.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/connection-manager/api/v1/status").without_credential().call()
    }
}

/// An estimate may be lower than the number of objects: the pages go on until one is empty, as of a list without a count.
pub(crate) fn without_estimate(request: Request, fuzzycount: Option<bool>) -> Request {
    if fuzzycount != Some(true) {
        return request;
    }
    request.read_with(|reply| {
        Ok(match reply.member("items") {
            Some(items) => reply.share(items),
            None if reply.holds("count") => Bytes::from_static(b"[]"),
            None => reply.body().clone(),
        })
    })
}
