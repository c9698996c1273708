//! The service `monitor-service`: audit events, and the state of the components.

mod audit_events;
mod components;

pub use audit_events::{
    AuditEvent, AuditEventCodes, AuditEventInfo, AuditEventQuery, AuditEventSearch, AuditEvents,
};
pub use components::{Clock, ComponentState, ComponentStatus, Components, UpdateState};

use crate::{Confirmed, ServiceStatus};
use portcullis_core::{Call, Client};
use serde_json::Value;

/// The service `monitor-service`; made by [`Client::monitor`](crate::Client::monitor).
#[derive(Debug, Clone)]
pub struct Monitor(pub(crate) Client);

impl Monitor {
    /// Returns the operations on audit events.
    pub fn audit_events(&self) -> AuditEvents {
        AuditEvents(self.0.clone())
    }

    /// Returns the state of all components, by the name of the machine.
    ///
    /// `GET /monitor-service/api/v1/components`
    ///
    /// The reply has names and versions of machines of the deployment: do not log it. What does not have the form of the
    /// vendor's sample, of version 43, is in [`Components::extra`].
    ///
    /// - Operation: `monitor.components`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-view` or admin (inferred)
    /// - Source: vendor's SDK for Go, and a sample of its MCP server
    #[inline]
    pub fn components(&self) -> Call<Components> {
        self.0.get("/monitor-service/api/v1/components").call()
    }

    /// Returns the state of the components on one machine.
    ///
    /// `GET /monitor-service/api/v1/components/{hostname}`
    ///
    /// The form of the reply is not documented; probably a list, as [`components`](Self::components) has it for each
    /// machine.
    ///
    /// - Operation: `monitor.component`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-view` or admin (inferred)
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn component(&self, hostname: &str) -> Call<Value> {
        self.0.get("/monitor-service/api/v1/components/{hostname}").path(hostname).call()
    }

    /// Terminates the instances of PrivX, which then start again: all services are interrupted.
    ///
    /// `POST /monitor-service/api/v1/instance/exit`
    ///
    /// [`Confirmed`] states that the interruption is meant.
    ///
    /// - Operation: `monitor.terminate_instances`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn terminate_instances(&self, _: Confirmed) -> Call<()> {
        self.0.post("/monitor-service/api/v1/instance/exit").done()
    }

    /// Returns the state of the instance that replies.
    ///
    /// `GET /monitor-service/api/v1/instance/status`
    ///
    /// The form of the reply is not documented.
    ///
    /// - Operation: `monitor.instance_status`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn instance_status(&self) -> Call<Value> {
        self.0.get("/monitor-service/api/v1/instance/status").call()
    }

    /// Returns the server's time.
    ///
    /// `GET /monitor-service/api/v1/time`
    ///
    /// Shows whether the clocks of client and server differ: with a wrong clock, a token exchange fails.
    ///
    /// - Operation: `monitor.time`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn time(&self) -> Call<Clock> {
        self.0.get("/monitor-service/api/v1/time").call()
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /monitor-service/api/v1/status`
    ///
    /// - Operation: `monitor.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/monitor-service/api/v1/status").without_credential().call()
    }
}
