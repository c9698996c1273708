//! One role of a user, granted or revoked beside the others.

use super::Users;
use crate::{
    ids::{RoleId, UserId},
    role_store::Role,
    watch,
};
use portcullis_core::{Error, Result, Retry, Timestamp};
use std::time::Duration;
use tokio::time::sleep;

/// How often a change that others overwrote is made.
const ROUNDS: u32 = 5;
/// Others who check as well are done after it.
const PAUSE: Duration = Duration::from_millis(250);

/// What became of a change of one role, from [`Users::grant`] and [`Users::revoke`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RoleChange {
    /// The roles were written, and read after that with the change.
    Made,
    /// The user had the role already, or had it not: nothing was written.
    Unneeded,
    /// After each of five writes the roles were read without the change: others had written theirs, or the write had
    /// failed. The change is not in force.
    Overwritten,
}

impl RoleChange {
    /// Whether the roles were last read with the change.
    pub fn is_in_force(self) -> bool {
        self != Self::Overwritten
    }
}

impl Users {
    /// Grants one role to a user by hand, beside those that the user has. No approval workflow runs (inferred).
    ///
    /// PrivX replaces the roles of a user as a whole, and has no write that fails if they changed meanwhile. So they are
    /// read, changed, written and read again; if the change is not there then, others wrote at the same time, and all of
    /// it is repeated, five times at most. So it is after a write that failed in passing (a lost reply, a 503, a 429),
    /// whatever the client's own retries are: they would write once more what was read before. Between calls of this
    /// method and of [`revoke`](Self::revoke), a change that another one overwrites is made again. Two things cannot be
    /// excluded:
    ///
    /// * What others grant or revoke after the roles were read and before they are written is undone, without an error.
    ///   The time between is that of one request.
    /// * Others who read the roles before this change and write them after it was checked undo it: `Made` is no promise
    ///   that it stays.
    ///
    /// A role that the user was granted by hand already is left as it is if `role` grants it in the same way, and
    /// otherwise replaced. Roles given by rules are left out of what is written. One of which the server does not say how it
    /// was given counts as granted by hand, because it would be lost otherwise.
    ///
    /// Nothing is half done when the future is dropped: the roles are written in one request.
    ///
    /// # Errors
    /// * A `role` without an id, before anything is sent.
    /// * Those of [`roles`](Self::roles) and [`set_roles`](Self::set_roles). After an error of the last write or read the
    ///   change may be made: repeat the call.
    pub async fn grant(&self, id: &UserId, role: &Role) -> Result<RoleChange> {
        if role.id.as_str().is_empty() {
            return Err(Error::input("role.id", "must be given"));
        }
        watch::needs_runtime()?;
        let mut roles = self.by_hand(id).await?;
        if roles.iter().any(|held| is_same(held, role)) {
            return Ok(RoleChange::Unneeded);
        }
        for round in 1..=ROUNDS {
            roles.retain(|held| held.id != role.id);
            roles.push(role.clone());
            roles = self.written(id, &roles, round).await?;
            if roles.iter().any(|held| is_of_kind(held, role)) {
                return Ok(RoleChange::Made);
            }
            roles = self.reread(id, round).await?;
            if roles.iter().any(|held| is_of_kind(held, role)) {
                return Ok(RoleChange::Made);
            }
        }
        Ok(RoleChange::Overwritten)
    }

    /// Revokes one role that a user was granted by hand, and leaves the others. A role that a rule gives stays.
    ///
    /// It is done, and can be undone by others, as described at [`grant`](Self::grant).
    ///
    /// # Errors
    /// * An empty id of the role, before anything is sent.
    /// * Those of [`grant`](Self::grant).
    pub async fn revoke(&self, id: &UserId, role: &RoleId) -> Result<RoleChange> {
        if role.as_str().is_empty() {
            return Err(Error::input("role", "must be given"));
        }
        watch::needs_runtime()?;
        let mut roles = self.by_hand(id).await?;
        if !roles.iter().any(|held| held.id == *role) {
            return Ok(RoleChange::Unneeded);
        }
        for round in 1..=ROUNDS {
            roles.retain(|held| held.id != *role);
            roles = self.written(id, &roles, round).await?;
            if !roles.iter().any(|held| held.id == *role) {
                return Ok(RoleChange::Made);
            }
            roles = self.reread(id, round).await?;
            if !roles.iter().any(|held| held.id == *role) {
                return Ok(RoleChange::Made);
            }
        }
        Ok(RoleChange::Overwritten)
    }

    /// Writes the roles; how they are read after that.
    async fn written(&self, id: &UserId, roles: &[Role], round: u32) -> Result<Vec<Role>> {
        // The client itself would send it again later, over what others have written since.
        match self.set_roles(id, roles).retry(Retry::none()).await {
            Err(error) if round == ROUNDS || !error.is_transient() => Err(error),
            _ => self.by_hand(id).await,
        }
    }

    /// The roles once others who write at the same time are likely done.
    async fn reread(&self, id: &UserId, round: u32) -> Result<Vec<Role>> {
        sleep(PAUSE * round).await;
        self.by_hand(id).await
    }

    async fn by_hand(&self, id: &UserId) -> Result<Vec<Role>> {
        let mut roles = self.roles(id).all().await?;
        roles.retain(|role| role.explicit.unwrap_or(role.implicit != Some(true)));
        Ok(roles)
    }
}

/// Whether a role is held for the same kind of time. The server may write times in another way than they were sent.
fn is_of_kind(held: &Role, role: &Role) -> bool {
    held.id == role.id && (role.grant_type.is_none() || held.grant_type == role.grant_type)
}

/// Whether a role is held in the way in which it is to be granted; what that leaves open does not count.
fn is_same(held: &Role, role: &Role) -> bool {
    let seconds = |time: &Option<Timestamp>| time.as_ref().and_then(Timestamp::unix_seconds);
    let fits = |held: &Option<Timestamp>, wanted: &Option<Timestamp>| {
        wanted.is_none() || seconds(held) == seconds(wanted)
    };
    is_of_kind(held, role)
        && fits(&held.grant_start, &role.grant_start)
        && fits(&held.grant_end, &role.grant_end)
        && (role.floating_length.is_none() || held.floating_length == role.floating_length)
        && role.grant_validity_periods.is_none()
}
