//! The service `workflow-engine`: workflows, and requests for access.

mod requests;
mod settings;
mod workflows;

pub use requests::{
    AccessRequest, AccessRequestSearch, ApproverDecision, Decision, Obtained, RequestFilter, RequestOutcome,
    RequestStatus, RequestStep, RequestStepApprover, Requests, UserHandle,
};
pub use settings::{SmtpTestResult, WorkflowSettings};
pub use workflows::{AccessAction, StepMatch, Workflow, WorkflowStep, WorkflowStepApprover, Workflows};

use crate::ServiceStatus;
use portcullis_core::{Call, Client};

/// The service `workflow-engine`; made by [`Client::workflow_engine`](crate::Client::workflow_engine).
#[derive(Debug, Clone)]
pub struct WorkflowEngine(pub(crate) Client);

impl WorkflowEngine {
    /// Returns the operations on requests for roles.
    pub fn requests(&self) -> Requests {
        Requests(self.0.clone())
    }

    /// Returns the operations on workflows, which define who approves a request.
    pub fn workflows(&self) -> Workflows {
        Workflows(self.0.clone())
    }

    /// Returns the settings of workflows and of the mail to approvers.
    ///
    /// `GET /workflow-engine/api/v1/settings`
    ///
    /// Whether the server returns the password in clear, masked or not at all is not documented.
    ///
    /// - Operation: `workflow_engine.settings_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-view` or `workflows-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn settings(&self) -> Call<WorkflowSettings> {
        self.0.get("/workflow-engine/api/v1/settings").call()
    }

    /// Replaces the settings of workflows and mail as a whole: what `settings` does not hold is reset.
    ///
    /// `PUT /workflow-engine/api/v1/settings`
    ///
    /// A change by others between reading and writing is lost. A masked password (`***`) is refused.
    ///
    /// - Operation: `workflow_engine.settings_set`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-manage` or `workflows-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn set_settings(&self, settings: &WorkflowSettings) -> Call<()> {
        self.0.put("/workflow-engine/api/v1/settings").idempotent().json(settings).done()
    }

    /// Tests mail settings, which are not kept.
    ///
    /// `POST /workflow-engine/api/v1/testsmtp`
    ///
    /// The values in the result are not documented, nor is whether a mail is sent.
    ///
    /// - Operation: `workflow_engine.test_smtp`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `settings-manage` or `workflows-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn test_smtp(&self, settings: &WorkflowSettings) -> Call<SmtpTestResult> {
        // A body of `status` and `details` alone looks like an error of a gateway and would be refused without `whole`.
        self.0.post("/workflow-engine/api/v1/testsmtp").json(settings).whole().call()
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /workflow-engine/api/v1/status`
    ///
    /// - Operation: `workflow_engine.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/workflow-engine/api/v1/status").without_credential().call()
    }
}
