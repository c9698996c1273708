//! Roles of a user, granted and revoked beside the others.

use super::{GrantError, RoleKey};
use crate::{
    ClientId, ClientUuid, UserId,
    admin::{
        client_roles::ClientRoles,
        clients::{ClientSearch, Clients},
        roles::{Role, Roles},
        user_roles::UserRoles,
        users::Users,
    },
};
use portcullis_core::{Delivery, Error, Result};
use std::collections::BTreeMap;

/// What became of a change of a user's roles, from [`Users::grant`] and [`Users::revoke`]. Each in the order of the call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "a role that others changed meanwhile is no error"]
pub struct RoleChanges {
    /// Roles that were sent, and read after that with the change.
    pub made: Vec<RoleKey>,
    /// Roles that the user had already, or had not: they were not sent.
    pub unneeded: Vec<RoleKey>,
    /// Roles that were sent, and read after that without the change: others changed them at the same time.
    pub undone: Vec<RoleKey>,
}

impl RoleChanges {
    /// Whether all roles were last read with the change.
    pub fn is_in_force(&self) -> bool {
        self.undone.is_empty()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Grant,
    Revoke,
}

/// Where roles belong: to the realm, or to one client.
type Owner = Option<ClientUuid>;

impl Users {
    /// Grants roles to a user directly, beside those that the user has.
    ///
    /// The roles are looked up by name, those that the user was given directly are read, and only what is missing is sent.
    /// So nothing that others grant or revoke meanwhile is lost. A role that the user has by a group or a composite role
    /// alone is granted directly as well. After a change the roles are read back, also if its reply was lost.
    ///
    /// Needs `manage-users`, `view-users`, `view-realm`, and for roles of clients `view-clients`.
    ///
    /// # Errors
    /// * [`GrantError::Unknown`] names every role that the realm does not have, before anything is changed.
    /// * [`GrantError::Failed`] for a call that failed: 404 for a user that does not exist is
    ///   [`is_not_found`](Error::is_not_found).
    pub async fn grant(&self, user: &UserId, roles: &[RoleKey]) -> Result<RoleChanges, GrantError> {
        self.change(user, roles, Change::Grant).await
    }

    /// Revokes roles that a user was given directly, and leaves the others. What the user has by a group or a composite
    /// role stays.
    ///
    /// As [`grant`](Self::grant): only roles that the user has are sent, and they are read back. A role that the realm does
    /// not have is an error, because a name with a slip would pass for one that is revoked.
    ///
    /// # Errors
    /// Those of [`grant`](Self::grant).
    pub async fn revoke(&self, user: &UserId, roles: &[RoleKey]) -> Result<RoleChanges, GrantError> {
        self.change(user, roles, Change::Revoke).await
    }

    async fn change(
        &self,
        user: &UserId,
        keys: &[RoleKey],
        change: Change,
    ) -> Result<RoleChanges, GrantError> {
        let mut changes = RoleChanges::default();
        let wanted = self.look_up(keys).await?;
        // All are read before the first is sent: a user that does not exist fails here.
        let mut due = Vec::new();
        for (owner, roles) in wanted {
            let held = self.direct_roles(user, owner.as_ref()).await?;
            let (sent, unneeded): (Vec<_>, Vec<_>) =
                roles.into_iter().partition(|(_, role)| has(&held, role) == (change == Change::Revoke));
            changes.unneeded.extend(unneeded.into_iter().map(|(key, _)| key));
            if !sent.is_empty() {
                due.push((owner, sent));
            }
        }
        for (owner, sent) in due {
            let roles: Vec<Role> = sent.iter().map(|(_, role)| role.clone()).collect();
            let failure = match self.write_roles(user, owner.as_ref(), &roles, change).await {
                Err(error) if !may_be_done(&error) => return Err(error.into()),
                written => written.err(),
            };
            let held = self.direct_roles(user, owner.as_ref()).await?;
            for (key, role) in sent {
                let in_force = has(&held, &role) == (change == Change::Grant);
                match &failure {
                    Some(error) if !in_force => return Err(error.clone().into()),
                    _ if in_force => changes.made.push(key),
                    _ => changes.undone.push(key),
                }
            }
        }
        Ok(changes.in_order_of(keys))
    }

    /// The roles with these names, by owner; each once.
    async fn look_up(&self, keys: &[RoleKey]) -> Result<BTreeMap<Owner, Vec<(RoleKey, Role)>>, GrantError> {
        let mut owners = BTreeMap::<&ClientId, Owner>::new();
        let mut found = BTreeMap::<Owner, Vec<(RoleKey, Role)>>::new();
        let mut unknown = Vec::new();
        for (nth, key) in keys.iter().enumerate() {
            if keys.iter().take(nth).any(|earlier| earlier == key) {
                continue;
            }
            let role = match &key.client {
                None => Roles(self.0.clone()).get(&key.name).optional().await?.map(|role| (None, role)),
                Some(client) => {
                    if !owners.contains_key(client) {
                        owners.insert(client, self.client_uuid(client).await?);
                    }
                    match owners.get(client).cloned().flatten() {
                        Some(uuid) => {
                            let role = ClientRoles(self.0.clone()).get(&uuid, &key.name).optional().await?;
                            role.map(|role| (Some(uuid), role))
                        }
                        None => None,
                    }
                }
            };
            match role {
                Some((owner, role)) => found.entry(owner).or_default().push((key.clone(), role)),
                None => unknown.push(key.clone()),
            }
        }
        if unknown.is_empty() { Ok(found) } else { Err(GrantError::Unknown(unknown)) }
    }

    async fn client_uuid(&self, id: &ClientId) -> Result<Owner> {
        let search = ClientSearch::new().client_id(id.clone());
        let mut found = Clients(self.0.clone()).search(&search).all().await?;
        // An older server may find parts of it.
        found.retain(|client| client.client_id.as_ref() == Some(id));
        Ok(found.pop().map(|client| client.id))
    }

    /// The roles that a user was given directly.
    pub(super) async fn direct_roles(&self, user: &UserId, owner: Option<&ClientUuid>) -> Result<Vec<Role>> {
        let roles = UserRoles(self.0.clone());
        match owner {
            Some(client) => roles.client_list(user, client).await,
            None => roles.realm_list(user).await,
        }
    }

    async fn write_roles(
        &self,
        user: &UserId,
        owner: Option<&ClientUuid>,
        roles: &[Role],
        change: Change,
    ) -> Result<()> {
        let to = UserRoles(self.0.clone());
        match (change, owner) {
            (Change::Grant, None) => to.realm_add(user, roles).await,
            (Change::Grant, Some(client)) => to.client_add(user, client, roles).await,
            (Change::Revoke, None) => to.realm_remove(user, roles).await,
            (Change::Revoke, Some(client)) => to.client_remove(user, client, roles).await,
        }
    }
}

impl RoleChanges {
    fn in_order_of(mut self, keys: &[RoleKey]) -> Self {
        for list in [&mut self.made, &mut self.unneeded, &mut self.undone] {
            list.sort_by_key(|key| keys.iter().position(|other| other == key));
        }
        self
    }
}

fn has(held: &[Role], role: &Role) -> bool {
    held.iter().any(|held| held.id == role.id)
}

/// Whether the server may have done what failed.
pub(super) fn may_be_done(error: &Error) -> bool {
    matches!(error.delivery(), Delivery::Unknown | Delivery::Applied)
}
