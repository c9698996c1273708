//! Workflows: for which roles requests are approved, and by whom.

mod model;

pub use model::{AccessAction, StepMatch, Workflow, WorkflowStep, WorkflowStepApprover};

use crate::ids::WorkflowId;
use portcullis_core::{Call, Client, List};

/// Workflows; made by [`WorkflowEngine::workflows`](super::WorkflowEngine::workflows).
///
/// ```no_run
/// # async fn f(privx: privx::Client, ops: privx::RoleId, leads: privx::RoleId) -> privx::Result<()> {
/// use privx::RoleHandle;
/// use privx::workflow_engine::{AccessAction, StepMatch, Workflow, WorkflowStep};
///
/// let workflows = privx.workflow_engine().workflows();
/// let step = WorkflowStep::new(StepMatch::Any, [leads]);
/// let workflow = Workflow::new("ops", [step]).action(AccessAction::Grant).target_roles([RoleHandle::new(ops)]);
/// let id = workflows.create(&workflow).await?;
/// let workflow = workflows.get(&id).await?.requires_justification(true);
/// workflows.replace(&id, &workflow).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Workflows(pub(super) Client);

impl Workflows {
    /// Lists all workflows.
    ///
    /// `GET /workflow-engine/api/v1/workflows`
    ///
    /// A page has 50 workflows unless [`page_size`](List::page_size) sets another size, at most 100.
    ///
    /// - Operation: `workflows.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `workflows-manage`, `workflows-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<Workflow> {
        self.0.get("/workflow-engine/api/v1/workflows").list("items")
    }

    /// Creates a workflow and returns its id.
    ///
    /// `POST /workflow-engine/api/v1/workflows`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// Limits: one to three steps; `max_active_requests` is at least 1.
    ///
    /// - Operation: `workflows.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `workflows-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, workflow: &Workflow) -> Call<WorkflowId> {
        self.0.post("/workflow-engine/api/v1/workflows").create(workflow).pick("id").call()
    }

    /// Returns one workflow.
    ///
    /// `GET /workflow-engine/api/v1/workflows/{workflow_id}`
    ///
    /// - Operation: `workflows.get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `workflows-manage`, `workflows-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &WorkflowId) -> Call<Workflow> {
        self.0.get("/workflow-engine/api/v1/workflows/{workflow_id}").path(id).identified_by("id").call()
    }

    /// Replaces one workflow as a whole: what `workflow` does not hold is reset.
    ///
    /// `PUT /workflow-engine/api/v1/workflows/{workflow_id}`
    ///
    /// A change by others between reading and writing is lost. What becomes of waiting requests is not
    /// documented. The limits are those of [`create`](Self::create).
    ///
    /// - Operation: `workflows.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `workflows-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn replace(&self, id: &WorkflowId, workflow: &Workflow) -> Call<()> {
        self.0
            .put("/workflow-engine/api/v1/workflows/{workflow_id}")
            .idempotent()
            .replace(id, workflow)
            .done()
    }

    /// Deletes one workflow.
    ///
    /// `DELETE /workflow-engine/api/v1/workflows/{workflow_id}`
    ///
    /// What becomes of waiting requests is not documented.
    ///
    /// - Operation: `workflows.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `workflows-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn delete(&self, id: &WorkflowId) -> Call<()> {
        self.0.delete("/workflow-engine/api/v1/workflows/{workflow_id}").idempotent().path(id).done()
    }
}
