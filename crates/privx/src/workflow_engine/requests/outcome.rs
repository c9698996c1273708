//! How waiting for a request ended.

use super::{AccessRequest, ApproverDecision, RequestStatus};
use crate::{ids::RequestId, role_store::Role, workflow_engine::StepMatch};
use portcullis_core::Error;

/// How waiting for a request ended, from [`Requests::wait_decided`](super::Requests::wait_decided).
#[derive(Debug)]
#[non_exhaustive]
pub enum RequestOutcome {
    /// It is approved. PrivX grants the role after that, which may take a moment.
    Approved(AccessRequest),
    /// It is denied.
    Denied(AccessRequest),
    /// It waits no longer, and was neither approved nor denied: its [`status`](AccessRequest::status) is a word of the
    /// server's, such as for a request that expired or was cancelled. Those words are not documented.
    Ended(AccessRequest),
    /// It does not exist (any more): somebody deleted it.
    Deleted,
    /// It still waited at the end of the bound. Wait again.
    Waiting(AccessRequest),
    /// The last poll before the end of the bound had failed with this error, or none had ended. Wait again.
    #[non_exhaustive]
    NotKnown {
        /// Why the last poll failed; a timeout if no poll ended.
        error: Error,
    },
}

impl RequestOutcome {
    /// The request as it was last read, if it was read.
    pub fn request(&self) -> Option<&AccessRequest> {
        match self {
            Self::Approved(request)
            | Self::Denied(request)
            | Self::Ended(request)
            | Self::Waiting(request) => Some(request),
            Self::Deleted | Self::NotKnown { .. } => None,
        }
    }

    /// The end states have no documented names, but decisions have: they count first.
    pub(super) fn of(request: AccessRequest) -> Self {
        let is_open = matches!(request.status, None | Some(RequestStatus::Waiting));
        if is_denied(&request) || request.status == Some(RequestStatus::Denied) {
            Self::Denied(request)
        } else if is_open {
            Self::Waiting(request)
        } else if is_approved(&request) || request.status == Some(RequestStatus::Approved) {
            Self::Approved(request)
        } else {
            Self::Ended(request)
        }
    }
}

/// One denial ends a request.
fn is_denied(request: &AccessRequest) -> bool {
    let approvers = request.steps.iter().flatten().flat_map(|step| step.approvers.iter().flatten());
    let mut decisions = approvers.map(|approver| &approver.decision);
    decisions.any(|decision| *decision == Some(ApproverDecision::Denied))
}

/// Whether each step has the approvals that it needs.
fn is_approved(request: &AccessRequest) -> bool {
    let steps = request.steps.as_deref().unwrap_or_default();
    let approved = |step: &super::RequestStep| {
        let approvers = step.approvers.as_deref().unwrap_or_default();
        let approved =
            |approver: &super::RequestStepApprover| approver.decision == Some(ApproverDecision::Approved);
        match step.matching {
            Some(StepMatch::Any) => approvers.iter().any(approved),
            _ => !approvers.is_empty() && approvers.iter().all(approved),
        }
    };
    !steps.is_empty() && steps.iter().all(approved)
}

/// What became of a role that was asked for, from [`Requests::obtain`](super::Requests::obtain).
#[derive(Debug)]
#[non_exhaustive]
pub struct Obtained {
    /// The request: [`wait_decided`](super::Requests::wait_decided) goes on waiting for it.
    pub id: RequestId,
    /// How waiting for the decision ended.
    pub outcome: RequestOutcome,
    /// The role as it was found among those of the user. `None`: the request is not approved, or the role was not seen
    /// there before the end of the bound.
    pub role: Option<Role>,
    /// Why the roles of the user could not be read after an approval.
    pub failure: Option<Error>,
}
