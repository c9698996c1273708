//! The service `network-access-manager`: networks that users reach through PrivX.

mod network_targets;

pub use crate::host_store::Disabled;
pub use network_targets::{
    IpRange, NatParameters, NetworkDestination, NetworkDestinations, NetworkProtocol, NetworkSelector,
    NetworkTarget, NetworkTargetQuery, NetworkTargetSearch, NetworkTargets, PortRange,
};

use crate::ServiceStatus;
use portcullis_core::{Call, Client};

/// The service `network-access-manager`; made by [`Client::network_access_manager`](crate::Client::network_access_manager).
#[derive(Debug, Clone)]
pub struct NetworkAccessManager(pub(crate) Client);

impl NetworkAccessManager {
    /// Returns the operations on network targets.
    pub fn network_targets(&self) -> NetworkTargets {
        NetworkTargets(self.0.clone())
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /network-access-manager/api/v1/status`
    ///
    /// - Operation: `network_access_manager.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/network-access-manager/api/v1/status").without_credential().call()
    }
}
