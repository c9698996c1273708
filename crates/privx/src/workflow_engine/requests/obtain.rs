//! Waiting for a decision, and for the role.

use super::{AccessRequest, Obtained, RequestFilter, RequestOutcome, Requests};
use crate::{
    dialect::VENDOR,
    ids::{RequestId, RoleId, UserId},
    role_store::{Role, RoleStore},
    workflow_engine::AccessAction,
};
use portcullis_core::{Error, ErrorKind, Result, Timestamp, runtime};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// People decide: after a minute nothing is gained by asking more often.
const FIRST: Duration = Duration::from_secs(1);
const SLOWEST: Duration = Duration::from_secs(15);
/// Longer than any wait, and still a time that every platform's clock can hold.
const LONGEST: Duration = Duration::from_secs(30 * 365 * 86_400);

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
        runtime::check()?;
        self.decided(id, Instant::now() + bound.min(LONGEST)).await
    }

    /// Asks for a role, waits until the request is decided, and checks that the user has the role.
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
        runtime::check()?;
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
        let end = Instant::now() + bound.min(LONGEST);
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
        let settled = async {
            let mut pause = FIRST;
            loop {
                let mut not_before = Duration::ZERO;
                match self.get(id).optional().await {
                    Ok(None) => return Ok(RequestOutcome::Deleted),
                    Ok(Some(request)) => match RequestOutcome::of(request) {
                        RequestOutcome::Waiting(request) => last = Some(Ok(request)),
                        outcome => return Ok(outcome),
                    },
                    Err(error) if passes(&error) && !self.0.is_closed() => {
                        not_before = error.retry_after().unwrap_or_default();
                        last = Some(Err(error));
                    }
                    Err(error) => return Err(error),
                }
                sleep(pause.max(not_before)).await;
                pause = (pause * 2).min(SLOWEST);
            }
        };
        match timeout_at(end, settled).await {
            Ok(outcome) => outcome,
            Err(_) => Ok(match last {
                Some(Ok(request)) => RequestOutcome::Waiting(request),
                Some(Err(error)) => RequestOutcome::NotKnown { error },
                None => RequestOutcome::NotKnown {
                    error: Error::new(ErrorKind::Timeout, "the request was not read within the bound")
                        .with_vendor(VENDOR),
                },
            }),
        }
    }

    /// The role among those of the user, once it is there.
    async fn granted(&self, role: &RoleId, user: &UserId, end: Instant) -> Result<Option<Role>> {
        let store = RoleStore(self.0.clone());
        let mut last = None;
        let seen = async {
            let me = store.current_user().get().await?;
            let mut roles = (me.id == *user).then(|| me.roles.unwrap_or_default());
            let mut pause = FIRST;
            loop {
                let held = match roles.take() {
                    Some(roles) => Ok(roles),
                    None if me.id == *user => {
                        store.current_user().get().await.map(|me| me.roles.unwrap_or_default())
                    }
                    None => store.users().roles(user).all().await,
                };
                match held {
                    Ok(held) => {
                        last = None;
                        if let Some(found) = held.into_iter().find(|held| held.id == *role) {
                            return Ok(Some(found));
                        }
                    }
                    Err(error) if passes(&error) && !self.0.is_closed() => last = Some(error),
                    Err(error) => return Err(error),
                }
                sleep(pause).await;
                pause = (pause * 2).min(SLOWEST);
            }
        };
        match timeout_at(end, seen).await {
            Ok(seen) => seen,
            Err(_) => last.map_or(Ok(None), Err),
        }
    }
}

/// Whether a failed read may succeed the next time.
fn passes(error: &Error) -> bool {
    match (error.kind(), error.status().map(|status| status.as_u16())) {
        (ErrorKind::Api, Some(408 | 425 | 429 | 500..)) => true,
        (kind, _) => matches!(
            kind,
            ErrorKind::Connect
                | ErrorKind::Timeout
                | ErrorKind::Paced
                | ErrorKind::Interrupted
                | ErrorKind::Decode
        ),
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
