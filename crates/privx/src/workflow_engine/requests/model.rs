//! Requests: what is read and created.

use crate::{
    RoleHandle,
    ids::{RequestId, RoleId, UserId, WorkflowId},
    role_store::GrantType,
    workflow_engine::{AccessAction, StepMatch},
};
use portcullis_core::{Error, Extra, Result, Timestamp};
use portcullis_macros::Record;

/// A request to grant a role to a user, or to take one from a user.
#[derive(Debug, Clone, Default, Record)]
#[record(check)]
#[non_exhaustive]
pub struct AccessRequest {
    /// The request's id; set by PrivX.
    #[record(id)]
    pub id: RequestId,
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
    /// The name.
    pub name: Option<String>,
    /// The user who made it: the caller.
    #[record(server)]
    pub requester: Option<UserHandle>,
    /// The requested role.
    pub requested_role: Option<RoleHandle>,
    /// The justification; a workflow may require one.
    pub request_justification: Option<String>,
    /// For how long the role is granted.
    pub grant_type: Option<GrantType>,
    /// From when a time-restricted grant holds.
    pub grant_start: Option<Timestamp>,
    /// Until when a time-restricted grant holds.
    pub grant_end: Option<Timestamp>,
    /// How long a floating grant holds, in hours.
    pub floating_length: Option<i64>,
    /// The user for whom it is made.
    pub target_user: Option<UserHandle>,
    /// What is requested.
    pub action: Option<AccessAction>,
    /// The state.
    #[record(server)]
    pub status: Option<RequestStatus>,
    /// A note.
    pub comment: Option<String>,
    /// The steps in which it is approved, with their decisions.
    #[record(server)]
    pub steps: Option<Vec<RequestStep>>,
    /// Whether an approver may later revoke the role.
    #[record(server)]
    pub approver_can_revoke: Option<bool>,
    /// Whether the granted role was revoked.
    #[record(server)]
    pub target_role_revoked: Option<bool>,
    /// When the granted role was revoked.
    #[record(server)]
    pub target_role_revocation_time: Option<Timestamp>,
    /// The user who revoked the granted role.
    #[record(server)]
    pub target_role_revoked_by: Option<UserHandle>,
    /// The workflow that it follows; known from samples of version 35.
    #[record(server)]
    pub workflow: Option<WorkflowId>,
    /// As [`grant_type`](Self::grant_type), as it was first requested; known from samples of version 35.
    #[record(server)]
    pub requested_grant_type: Option<GrantType>,
    /// As [`grant_start`](Self::grant_start), as it was first requested; known from samples of version 35.
    #[record(server)]
    pub requested_grant_start: Option<Timestamp>,
    /// As [`grant_end`](Self::grant_end), as it was first requested; known from samples of version 35.
    #[record(server)]
    pub requested_grant_end: Option<Timestamp>,
    /// As [`floating_length`](Self::floating_length), as it was first requested; known from samples of version 35.
    #[record(server)]
    pub requested_floating_length: Option<i64>,
    /// How many open requests are allowed; known from samples of version 35.
    #[record(server)]
    pub max_active_requests: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl AccessRequest {
    /// Makes a request for a role until it is revoked.
    pub fn permanent(role: impl Into<RoleId>, user: impl Into<UserId>) -> Self {
        Self {
            requested_role: Some(RoleHandle::new(role.into())),
            target_user: Some(UserHandle::new(user.into())),
            grant_type: Some(GrantType::Permanent),
            ..Self::default()
        }
    }

    /// Makes a request for a role from one time to another.
    pub fn time_restricted(
        role: impl Into<RoleId>,
        user: impl Into<UserId>,
        start: impl Into<Timestamp>,
        end: impl Into<Timestamp>,
    ) -> Self {
        let grant = Self { grant_type: Some(GrantType::TimeRestricted), ..Self::permanent(role, user) };
        grant.grant_start(start).grant_end(end)
    }

    /// Makes a request for a role for some hours after it is first used.
    pub fn floating(role: impl Into<RoleId>, user: impl Into<UserId>, hours: i64) -> Self {
        let grant = Self { grant_type: Some(GrantType::Floating), ..Self::permanent(role, user) };
        grant.floating_length(hours)
    }

    fn check(&self) -> Result<()> {
        if self.role().is_none() {
            return Err(Error::input("requested_role.id", "must be given"));
        }
        if self.user().is_none() {
            return Err(Error::input("target_user.id", "must be given"));
        }
        match self.grant_type {
            Some(GrantType::TimeRestricted) if self.grant_start.is_none() => {
                Err(Error::input("grant_start", "must be given for a time-restricted grant"))
            }
            Some(GrantType::TimeRestricted) if self.grant_end.is_none() => {
                Err(Error::input("grant_end", "must be given for a time-restricted grant"))
            }
            Some(GrantType::Floating) if self.floating_length.is_none() => {
                Err(Error::input("floating_length", "must be given for a floating grant"))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn role(&self) -> Option<&RoleId> {
        self.requested_role.as_ref()?.id.as_ref().filter(|id| !id.as_str().is_empty())
    }

    pub(super) fn user(&self) -> Option<&UserId> {
        self.target_user.as_ref()?.id.as_ref().filter(|id| !id.as_str().is_empty())
    }
}

/// A user as a request refers to one: the server goes by the id.
#[derive(Debug, Clone, Default, Record)]
#[record(new(id))]
#[non_exhaustive]
pub struct UserHandle {
    /// The id of the user.
    pub id: Option<UserId>,
    /// The name to be shown.
    pub display_name: Option<String>,
    /// Whether the user no longer exists; ignored in requests.
    pub deleted: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A step of a request.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct RequestStep {
    /// The step's id.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// How many approvers it needs.
    #[record(name = "match")]
    pub matching: Option<StepMatch>,
    /// Who may decide the step, and what they decided.
    pub approvers: Option<Vec<RequestStepApprover>>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A role whose members decide a step, and their decision.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct RequestStepApprover {
    /// The entry's id.
    pub id: Option<String>,
    /// The role.
    pub role: Option<RoleHandle>,
    /// What was decided.
    pub decision: Option<ApproverDecision>,
    /// The user who decided.
    pub user: Option<UserHandle>,
    /// When it was decided.
    pub decision_time: Option<Timestamp>,
    /// The note of the user who decided.
    pub comment: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The state of a request.
    RequestStatus {
        /// No step is denied, and at least one is open.
        Waiting = "WAITING",
        /// All steps are approved; the value is inferred from that of a decision.
        Approved = "APPROVED",
        /// It is denied; the value is inferred from that of a decision.
        Denied = "DENIED",
    }
}

portcullis_core::open_enum! {
    /// A decision about a step.
    ApproverDecision {
        /// None yet.
        Waiting = "WAITING",
        /// The step is approved.
        Approved = "APPROVED",
        /// The request is denied.
        Denied = "DENIED",
    }
}
