//! The service `connection-manager`: connections, their audit trails, and the analysis of behaviour.

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
use portcullis_core::{Call, Client};

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

    /// Returns the operations on the analysis of behaviour (UEBA).
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
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/connection-manager/api/v1/status").without_credential().call()
    }
}
