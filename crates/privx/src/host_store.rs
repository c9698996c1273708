//! The service `host-store`: hosts, the certificates of their sessions, and command whitelists.

mod hosts;
mod session_host_certificates;
mod whitelists;

pub(crate) use hosts::Disable;
pub use hosts::{
    CertificateValidation, CloudProvider, DbProtocol, DbServiceOptions, Disabled, Host, HostAddress,
    HostApplication, HostCertificateInfo, HostCommandRestrictions, HostDeployment, HostFilter,
    HostPasswordRotation, HostPrincipal, HostRotationStatus, HostSearch, HostService, HostServiceDb,
    HostServiceOptions, HostServiceRdsBroker, HostServiceRdsLoadBalancer, HostServiceType, HostSource,
    HostSshPublicKey, HostStatus, HostType, Hosts, OperatingSystem, RdpServiceOptions, RotationProtocol,
    SessionRecordingOptions, SshServiceOptions, VncServiceOptions, WebServiceOptions, WhitelistGrant,
};
pub use session_host_certificates::{SessionHostCertificate, SessionHostCertificates};
pub use whitelists::{
    CommandResult, PatternResult, PatternStatus, ShellVariant, Whitelist, WhitelistEvaluate,
    WhitelistEvaluation, WhitelistHandle, WhitelistSearch, WhitelistType, Whitelists,
};

use crate::ServiceStatus;
use portcullis_core::{Call, Client};
use serde_json::Value;

/// The service `host-store`; made by [`Client::host_store`](crate::Client::host_store).
#[derive(Debug, Clone)]
pub struct HostStore(pub(crate) Client);

impl HostStore {
    /// Returns the operations on hosts.
    pub fn hosts(&self) -> Hosts {
        Hosts(self.0.clone())
    }

    /// Returns the operations on command whitelists.
    pub fn whitelists(&self) -> Whitelists {
        Whitelists(self.0.clone())
    }

    /// Returns the operations on certificates of the session hosts behind a Remote Desktop host.
    pub fn session_host_certificates(&self) -> SessionHostCertificates {
        SessionHostCertificates(self.0.clone())
    }

    /// Returns what a new account allows by default.
    ///
    /// `GET /host-store/api/v1/settings/default_service_options`
    ///
    /// - Operation: `host_store.default_service_options`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `hosts-manage`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn default_service_options(&self) -> Call<HostServiceOptions> {
        self.0.get("/host-store/api/v1/settings/default_service_options").call()
    }

    /// Finds the host with an address, and the web connections that the caller may open to it.
    ///
    /// `POST /host-store/api/v1/realm/resolve`
    ///
    /// Only the verb and the path are known; the members of the request and of the reply are not documented. The
    /// operation is assumed to change nothing.
    ///
    /// - Operation: `host_store.realm_resolve`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor's SDK for Python
    #[inline]
    pub fn resolve_realm(&self, request: &Value) -> Call<Value> {
        self.0.post("/host-store/api/v1/realm/resolve").read_only().json(request).call()
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /host-store/api/v1/status`
    ///
    /// - Operation: `host_store.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/host-store/api/v1/status").without_credential().call()
    }
}
