//! Membership of groups, by path.

use super::grants::may_be_done;
use crate::{
    GroupId, UserId,
    admin::{
        groups::Groups,
        users::{MembershipSearch, Users},
    },
};
use portcullis_core::Result;

/// What became of a change of a membership, from [`Users::join_path`] and [`Users::leave_path`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "a change that others undid is no error"]
pub enum MembershipChange {
    /// The change was sent, and the groups were read after that with it.
    Made,
    /// The user was a member already, or was none: nothing was sent.
    Unneeded,
    /// The change was sent, and the groups were read after that without it: others changed it at the same time.
    Undone,
}

impl MembershipChange {
    /// Whether the groups were last read with the change.
    pub fn is_in_force(self) -> bool {
        self != Self::Undone
    }
}

impl Users {
    /// Makes a user a member of the group at a path such as `/staff/audit`, unless the user is one, and reads it back.
    ///
    /// A membership of a group below it does not count. Others' changes are kept. Needs `manage-users` and `view-users`.
    ///
    /// # Errors
    /// 404 for a group or a user that does not exist is [`is_not_found`](crate::Error::is_not_found); the error names the
    /// operation. An empty part of the path, `.` and `..` are refused.
    pub async fn join_path(&self, user: &UserId, path: &str) -> Result<MembershipChange> {
        self.change_membership(user, path, true).await
    }

    /// Ends a user's membership of the group at a path, if the user is a member, and reads it back.
    ///
    /// # Errors
    /// Those of [`join_path`](Self::join_path): a group that does not exist is an error, because a path with a slip would
    /// pass for one that the user has left.
    pub async fn leave_path(&self, user: &UserId, path: &str) -> Result<MembershipChange> {
        self.change_membership(user, path, false).await
    }

    async fn change_membership(&self, user: &UserId, path: &str, join: bool) -> Result<MembershipChange> {
        let group = Groups(self.0.clone()).get_by_path(path).await?.id;
        if self.is_member(user, &group).await? == join {
            return Ok(MembershipChange::Unneeded);
        }
        let written =
            if join { self.group_join(user, &group).await } else { self.group_leave(user, &group).await };
        match written {
            Err(error) if !may_be_done(&error) => Err(error),
            _ if self.is_member(user, &group).await? == join => Ok(MembershipChange::Made),
            Err(error) => Err(error),
            Ok(()) => Ok(MembershipChange::Undone),
        }
    }

    async fn is_member(&self, user: &UserId, group: &GroupId) -> Result<bool> {
        let groups = self.groups_list(user, &MembershipSearch::new()).all().await?;
        Ok(groups.iter().any(|held| held.id == *group))
    }
}
