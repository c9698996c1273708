//! What a user still has.

use super::RoleKey;
use crate::{
    ClientId, DeviceId, Flavour, GroupId, SessionId, UserId, UserName,
    admin::{
        roles::Role,
        user_roles::UserRoles,
        users::{MembershipSearch, Users},
    },
};
use portcullis_core::Result;

/// What a user still has, as it was read back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remains {
    /// Whether the user may log in. `false` for one who does not exist.
    pub enabled: bool,
    /// Sessions that are open.
    pub sessions: Vec<SessionId>,
    /// Clients that hold a consent or an offline token.
    pub consents: Vec<ClientId>,
    /// Roles that the user has directly.
    pub roles: Vec<RoleKey>,
    /// Groups that the user is a member of.
    pub groups: Vec<GroupId>,
    /// Second-factor devices; always empty on SHIFT.
    pub devices: Vec<DeviceId>,
    /// Whether the user exists.
    pub exists: bool,
}

impl Remains {
    /// Whether nothing is left by which the user could come in. A user who exists and is disabled may be left.
    pub fn is_out(&self) -> bool {
        *self == Self { exists: self.exists, ..Self::default() }
    }
}

impl Users {
    /// Returns what a user still has: whether the user may log in, and what [`leave`](Self::leave) takes. Nothing is
    /// changed. A user who does not exist has nothing.
    ///
    /// # Errors
    /// Those of the reads. On SSMS the token must be that of an administrator of the tenant's own realm.
    pub async fn remains(&self, user: &UserId) -> Result<Remains> {
        let Some(found) = self.get(user).optional().await? else { return Ok(Remains::default()) };
        let mut remains = match self.remains_of(user).await {
            // The user was deleted between the reads.
            Err(error) if error.is_not_found() && self.get(user).optional().await?.is_none() => {
                return Ok(Remains::default());
            }
            remains => remains?,
        };
        // A user without the member may be one who can log in.
        remains.enabled = found.enabled != Some(false);
        if self.0.flavour() == Flavour::Ssms
            && let Some(name) = &found.username
        {
            remains.devices = self.devices_of(&name.as_str().into()).await?;
        }
        Ok(remains)
    }

    async fn remains_of(&self, user: &UserId) -> Result<Remains> {
        let mut remains = Remains { exists: true, ..Remains::default() };
        for session in self.sessions(user).await? {
            remains.sessions.push(session.id.unwrap_or_default());
        }
        for consent in self.consents_list(user).await? {
            remains.consents.push(consent.client_id.unwrap_or_default());
        }
        let roles = UserRoles(self.0.clone()).all(user).await?;
        let named = |client: Option<&String>, role: Role| RoleKey {
            client: client.map(|client| client.as_str().into()),
            name: role.name.unwrap_or_default(),
        };
        remains.roles.extend(roles.realm.into_iter().map(|role| named(None, role)));
        for (client, mappings) in roles.clients {
            remains.roles.extend(mappings.roles.into_iter().map(|role| named(Some(&client), role)));
        }
        let groups = self.groups_list(user, &MembershipSearch::new()).all().await?;
        remains.groups.extend(groups.into_iter().map(|group| group.id));
        Ok(remains)
    }

    /// A user's second-factor devices; none if the SSMS does not have the user.
    pub(super) async fn devices_of(&self, name: &UserName) -> Result<Vec<DeviceId>> {
        let devices = crate::users::Users(self.0.clone()).list_devices(name).optional().await?;
        Ok(devices.unwrap_or_default().into_iter().map(|device| device.device_id).collect())
    }
}
