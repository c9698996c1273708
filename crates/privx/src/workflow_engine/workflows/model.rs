//! Workflows: what is read, created and written back.

use crate::{
    RoleHandle,
    ids::{RoleId, WorkflowId},
    role_store::GrantType,
};
use portcullis_core::{Error, Extra, Result, Timestamp};
use portcullis_macros::Record;

/// A workflow: its roles, the roles of the users who may request them, and the approvers.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, steps), check)]
#[non_exhaustive]
pub struct Workflow {
    /// The workflow's id; set by PrivX.
    #[record(id)]
    pub id: WorkflowId,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// The name; unique (inferred).
    pub name: Option<String>,
    /// The kinds of grant that may be requested.
    pub grant_types: Option<Vec<GrantType>>,
    /// The longest time-restricted grant, in days.
    pub max_time_restricted_duration: Option<i64>,
    /// The longest floating grant, in hours.
    pub max_floating_duration: Option<i64>,
    /// How many open requests a user may have for one role: at least 1.
    pub max_active_requests: Option<i64>,
    /// The roles that may be requested.
    pub target_roles: Option<Vec<RoleHandle>>,
    /// The roles whose members may make requests.
    pub requester_roles: Option<Vec<RoleHandle>>,
    /// What may be requested.
    pub action: Option<AccessAction>,
    /// Whether approvers may revoke a role without a workflow for its removal.
    pub can_bypass_revoke_workflow: Option<bool>,
    /// A note.
    pub comment: Option<String>,
    /// The steps in which a request is approved, one after the other: one to three.
    pub steps: Option<Vec<WorkflowStep>>,
    /// Whether a request must have a justification.
    pub requires_justification: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl Workflow {
    fn check(&self) -> Result<()> {
        if self.steps.as_ref().is_some_and(|steps| !(1..=3).contains(&steps.len())) {
            return Err(Error::input("steps", "must be one to three steps"));
        }
        if self.max_active_requests.is_some_and(|most| most < 1) {
            return Err(Error::input("max_active_requests", "must be at least 1"));
        }
        Ok(())
    }
}

/// A step of a workflow.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct WorkflowStep {
    /// The step's id.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// How many approvers it needs.
    #[record(name = "match")]
    pub matching: Option<StepMatch>,
    /// Who may decide the step.
    pub approvers: Option<Vec<WorkflowStepApprover>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl WorkflowStep {
    /// Makes a step that members of these roles decide.
    pub fn new(matching: StepMatch, roles: impl IntoIterator<Item = RoleId>) -> Self {
        let approver = |role| WorkflowStepApprover::new(RoleHandle::new(role));
        Self {
            matching: Some(matching),
            approvers: Some(roles.into_iter().map(approver).collect()),
            ..Self::default()
        }
    }
}

/// A role whose members decide a step.
#[derive(Debug, Clone, Default, Record)]
#[record(new(role))]
#[non_exhaustive]
pub struct WorkflowStepApprover {
    /// The entry's id.
    pub id: Option<String>,
    /// The role.
    pub role: Option<RoleHandle>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// What is requested.
    AccessAction {
        /// To grant a role to a user.
        Grant = "GRANT",
        /// To take a role from a user.
        Remove = "REMOVE",
        /// Both; in a workflow only.
        Both = "BOTH",
    }
}

portcullis_core::open_enum! {
    /// How many approvers a step needs.
    StepMatch {
        /// One of them is enough.
        Any = "ANY",
        /// Every one of them must approve.
        All = "ALL",
    }
}
