//! Waiting for a decision, and for the role.

use super::{AccessRequest, Obtained, RequestFilter, RequestOutcome, Requests};
use crate::{
    dialect::VENDOR,
    ids::{RequestId, RoleId, UserId},
    role_store::{Role, RoleStore},
    watch::{self, Pace, Seen},
    workflow_engine::AccessAction,
};
use portcullis_core::{Error, ErrorKind, Result, Timestamp};
use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};
use tokio::time::Instant;

/// People decide: after a minute, reads that are more frequent gain nothing.
const PACE: Pace = Pace { first: Duration::from_secs(1), slowest: Duration::from_secs(15), at_once: true };

impl Requests {
    /// Waits until a request is decided, or until the bound.
    ///
    /// The request is read at once, then after a second and ever less often, at least every 15 seconds. A read that
    /// fails for a reason that passes (no connection, a busy server) does not end the wait. The names of the end states
    /// are not documented: a denial by any approver counts as [`Denied`](RequestOutcome::Denied), and a request that
    /// waits no longer is [`Approved`](RequestOutcome::Approved) if its status or the decisions of all its steps say so.
    ///
    /// Nothing is lost when the future is dropped: wait again.
    ///
    /// # Errors
    /// Those of [`get`](Self::get) that do not pass, such as a missing permission.
    pub async fn wait_decided(&self, id: &RequestId, bound: Duration) -> Result<RequestOutcome> {
        watch::needs_runtime()?;
        self.decided(id, watch::end(bound)).await
    }

    /// Requests a role, waits until the request is decided, and checks that the user has the role.
    ///
    /// A request of the caller for the same role, user and grant that still waits is waited for, and none is made: a
    /// call that was dropped, or whose reply was lost, can be repeated. The bound counts from the end of the creation; it
    /// also holds for the time that PrivX takes to grant the role after the approval.
    ///
    /// The roles of the caller are read as those of the current user, and those of others with
    /// [`Users::roles`](crate::role_store::Users::roles), which requires a permission of its own: without it
    /// [`failure`](Obtained::failure) has the error. Whether a time-restricted role is among the roles of a user before it
    /// holds is not documented.
    ///
    /// # Errors
    /// * What a request to grant a role lacks, and a request to remove one, before anything is sent.
    /// * Those of [`list`](Self::list), [`create`](Self::create) and [`wait_decided`](Self::wait_decided). After an
    ///   error of the wait the request is still there: repeat the call.
    pub async fn obtain(&self, request: &AccessRequest, bound: Duration) -> Result<Obtained> {
        watch::needs_runtime()?;
        let (Some(role), Some(user)) = (request.role(), request.user()) else {
            return Err(Error::input("request", "must have a role and a user"));
        };
        if request.action.as_ref().is_some_and(|action| *action != AccessAction::Grant) {
            return Err(Error::input("action", "must be to grant a role"));
        }
        let id = match self.waiting(request).await? {
            Some(id) => id,
            None => self.create(request).await?,
        };
        let end = watch::end(bound);
        let outcome = self.decided(&id, end).await?;
        let mut obtained = Obtained { id, outcome, role: None, failure: None };
        if matches!(obtained.outcome, RequestOutcome::Approved(_)) {
            match self.granted(role, user, end).await {
                Ok(role) => obtained.role = role,
                Err(error) => obtained.failure = Some(error),
            }
        }
        Ok(obtained)
    }

    /// A request of the caller for the same that still waits.
    async fn waiting(&self, request: &AccessRequest) -> Result<Option<RequestId>> {
        let mut waiting = self.list(&RequestFilter::ActiveRequests);
        while let Some(found) = waiting.try_next().await? {
            if is_same(request, &found)
                && matches!(RequestOutcome::of(found.clone()), RequestOutcome::Waiting(_))
            {
                return Ok(Some(found.id));
            }
        }
        Ok(None)
    }

    async fn decided(&self, id: &RequestId, end: Instant) -> Result<RequestOutcome> {
        let mut last = None;
        let read = || self.get(id).optional();
        let settled = |request: Option<AccessRequest>| match request.map(RequestOutcome::of) {
            None => Some(RequestOutcome::Deleted),
            Some(RequestOutcome::Waiting(request)) => {
                last = Some(request);
                None
            }
            Some(outcome) => Some(outcome),
        };
        Ok(match watch::watch(&self.0, PACE, end, read, settled).await? {
            Seen::Reached(outcome) => outcome,
            Seen::Bound(Some(error)) => RequestOutcome::NotKnown { error },
            Seen::Bound(None) => last.map_or_else(
                || RequestOutcome::NotKnown {
                    error: Error::new(ErrorKind::Timeout, "the request was not read within the bound")
                        .with_vendor(VENDOR),
                },
                RequestOutcome::Waiting,
            ),
        })
    }

    /// The role among those of the user, once it is there.
    async fn granted(&self, role: &RoleId, user: &UserId, end: Instant) -> Result<Option<Role>> {
        let store = RoleStore(self.0.clone());
        let is_other = AtomicBool::new(false);
        let read = async || {
            // The own roles can be read without a permission.
            if !is_other.load(Relaxed) {
                let me = store.current_user().get().await?;
                if me.id == *user {
                    return Ok(me.roles.unwrap_or_default());
                }
                is_other.store(true, Relaxed);
            }
            store.users().roles(user).all().await
        };
        let granted = |roles: Vec<Role>| roles.into_iter().find(|held| held.id == *role);
        match watch::watch(&self.0, PACE, end, read, granted).await? {
            Seen::Reached(role) => Ok(Some(role)),
            Seen::Bound(error) => error.map_or(Ok(None), Err),
        }
    }
}

/// Whether a request that waits asks for the same. A decision may have changed the grant: the first values count. What
/// does not apply may be there as a zero.
fn is_same(new: &AccessRequest, old: &AccessRequest) -> bool {
    let seconds = |time: Option<&Timestamp>| time.and_then(Timestamp::unix_seconds).filter(|time| *time > 0);
    let hours = |hours: Option<&i64>| hours.copied().filter(|hours| *hours > 0);
    let (kind, start, end, length) = (
        old.requested_grant_type.as_ref().or(old.grant_type.as_ref()),
        old.requested_grant_start.as_ref().or(old.grant_start.as_ref()),
        old.requested_grant_end.as_ref().or(old.grant_end.as_ref()),
        old.requested_floating_length.as_ref().or(old.floating_length.as_ref()),
    );
    new.role() == old.role()
        && new.user() == old.user()
        && old.action.as_ref().is_none_or(|action| *action == AccessAction::Grant)
        && new.grant_type.as_ref() == kind
        && seconds(new.grant_start.as_ref()) == seconds(start)
        && seconds(new.grant_end.as_ref()) == seconds(end)
        && hours(new.floating_length.as_ref()) == hours(length)
}
