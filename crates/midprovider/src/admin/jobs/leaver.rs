//! A user who leaves.

use super::Remains;
use crate::{
    ClientUuid, Flavour, UserId, UserName,
    admin::{
        user_roles::UserRoles,
        users::{MembershipSearch, User, Users},
    },
    code,
    devices::Devices,
    dialect::VENDOR,
};
use portcullis_core::{Delivery, Error, ErrorKind, Result};

/// What becomes of a user who has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AfterLeaving {
    /// The user stays, disabled and without access.
    Keep,
    /// **The user is deleted**, after all else.
    Delete,
}

/// What became of one step of [`Users::leave`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Step {
    /// It was done.
    Done,
    /// Nothing was there to be done, or it was not requested, or this flavour does not have it.
    NotNeeded,
    /// It failed, and may be done in part. The other steps were taken all the same.
    Failed(Error),
}

impl Step {
    /// Returns why the step failed.
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Failed(error) => Some(error),
            Self::Done | Self::NotNeeded => None,
        }
    }
}

/// What became of a user who leaves, from [`Users::leave`].
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use = "a step that failed is no error"]
pub struct Leaver {
    /// The user may no longer log in.
    pub disabled: Step,
    /// Sessions at Keycloak were ended.
    pub sessions: Step,
    /// Sessions at the SSMS were ended. SSMS only.
    pub ssms_sessions: Step,
    /// Consents and offline tokens were withdrawn from each client that has one.
    pub consents: Step,
    /// Realm roles that the user had directly were taken.
    pub realm_roles: Step,
    /// Client roles that the user had directly were taken.
    pub client_roles: Step,
    /// Groups were left.
    pub groups: Step,
    /// Second-factor devices were deleted. SSMS only.
    pub devices: Step,
    /// The user was deleted.
    pub deleted: Step,
    /// What the user still has, read after all steps.
    pub remains: Result<Remains>,
}

impl Leaver {
    /// Whether it is proved that the user cannot come in any more: read after all steps, whatever became of each.
    pub fn is_out(&self) -> bool {
        self.remains.as_ref().is_ok_and(Remains::is_out)
    }

    /// Returns the steps, in their order, by the names of the members.
    pub fn steps(&self) -> [(&'static str, &Step); 9] {
        [
            ("disabled", &self.disabled),
            ("sessions", &self.sessions),
            ("ssms_sessions", &self.ssms_sessions),
            ("consents", &self.consents),
            ("realm_roles", &self.realm_roles),
            ("client_roles", &self.client_roles),
            ("groups", &self.groups),
            ("devices", &self.devices),
            ("deleted", &self.deleted),
        ]
    }
}

impl Users {
    /// Takes all access from a user who leaves, and reads back what is left.
    ///
    /// In this order: the user is disabled; sessions are ended; consents and offline tokens are withdrawn from each client
    /// that has one; realm roles and client roles that the user has directly are taken; groups are left; on SSMS the
    /// second-factor devices are deleted; at [`AfterLeaving::Delete`] the user is deleted, by KOBIL's operation, which
    /// removes what the back end has of the user. No step that fails prevents the others, except that the user is not
    /// deleted after one that failed: a user who no longer exists could not be read back. The call can be repeated, and
    /// does what is missing. A user who does not exist is out.
    ///
    /// **What it does not take:** access tokens that were issued stay valid until they expire, for programs that verify
    /// them without the server. Activation codes of the SSMS have no operation that deletes them; a disabled user cannot
    /// log in with them, and [`AfterLeaving::Delete`] removes their user. App instances of SHIFT
    /// ([`AstClients`](crate::ast_clients::AstClients)) stay. Links to identity providers stay.
    ///
    /// Needs `manage-users` and `view-users`; for the SSMS and the deletion the token of an administrator of the tenant's
    /// own realm. Nothing is an error of the call: each failure is in the report.
    pub async fn leave(&self, user: &UserId, after: AfterLeaving) -> Leaver {
        let found = self.get(user).optional().await;
        if matches!(found, Ok(None)) {
            return Leaver::gone();
        }
        let name = found.as_ref().map_err(Clone::clone).and_then(|user| name_of(user.as_ref()));
        let enabled = !matches!(&found, Ok(Some(user)) if user.enabled == Some(false));
        let ssms = self.0.flavour() == Flavour::Ssms;
        let mut leaver = Leaver {
            // Nothing else of the user is written: what others change meanwhile stays.
            disabled: step(async { Ok(enabled && self.disable(user).await?) }.await),
            sessions: step(self.end_sessions(user).await),
            ssms_sessions: step(if ssms { self.end_ssms_sessions(&name).await } else { Ok(false) }),
            consents: step(self.withdraw_consents(user).await),
            realm_roles: step(self.take_realm_roles(user).await),
            client_roles: step(self.take_client_roles(user).await),
            groups: step(self.leave_groups(user).await),
            devices: step(if ssms { self.delete_devices(&name).await } else { Ok(false) }),
            deleted: Step::NotNeeded,
            remains: Ok(Remains::default()),
        };
        if after == AfterLeaving::Delete {
            leaver.deleted = match leaver.steps().iter().find_map(|(_, step)| step.error()) {
                Some(error) => Step::Failed(error.clone()),
                None => step(self.delete_named(&name).await),
            };
        }
        leaver.remains = self.remains(user).await;
        leaver
    }

    async fn disable(&self, user: &UserId) -> Result<bool> {
        self.update(user, &User::default().enabled(false)).await?;
        Ok(true)
    }

    async fn end_sessions(&self, user: &UserId) -> Result<bool> {
        let any = !self.sessions(user).await?.is_empty();
        if any {
            self.logout(user).await?;
        }
        Ok(any)
    }

    async fn end_ssms_sessions(&self, name: &Result<UserName>) -> Result<bool> {
        let name = name.as_ref().map_err(Clone::clone)?;
        match crate::users::Users(self.0.clone()).ssms_logout(name).await {
            Err(error) if error.code() == Some(code::USER_ALREADY_LOGGED_OUT) => Ok(false),
            ended => ended.map(|_| true),
        }
    }

    async fn withdraw_consents(&self, user: &UserId) -> Result<bool> {
        let (consents, mut tries) = (self.consents_list(user).await?, Tries::default());
        for consent in consents {
            match &consent.client_id {
                Some(client) => tries.add(self.consent_revoke(user, client).optional().await.map(drop)),
                None => tries.add(Err(unreadable("a consent without a client"))),
            }
        }
        tries.end()
    }

    async fn take_realm_roles(&self, user: &UserId) -> Result<bool> {
        let roles = UserRoles(self.0.clone());
        let held = roles.realm_list(user).await?;
        if held.is_empty() {
            return Ok(false);
        }
        match roles.realm_remove(user, &held).await {
            // One of them was deleted meanwhile, with which the server refuses all.
            Err(error) if error.is_not_found() => {
                let held = roles.realm_list(user).await?;
                if !held.is_empty() {
                    roles.realm_remove(user, &held).await?;
                }
                Ok(true)
            }
            taken => taken.map(|()| true),
        }
    }

    async fn take_client_roles(&self, user: &UserId) -> Result<bool> {
        let roles = UserRoles(self.0.clone());
        let mut tries = Tries::default();
        for mappings in roles.all(user).await?.clients.into_values() {
            let Some(client) = mappings.id.filter(|_| !mappings.roles.is_empty()) else {
                if !mappings.roles.is_empty() {
                    tries.add(Err(unreadable("roles of a client without its id")));
                }
                continue;
            };
            let taken = match roles.client_remove(user, &client, &mappings.roles).await {
                Err(error) if error.is_not_found() => self.take_again(user, &client).await,
                taken => taken,
            };
            tries.add(taken);
        }
        tries.end()
    }

    async fn take_again(&self, user: &UserId, client: &ClientUuid) -> Result<()> {
        let roles = UserRoles(self.0.clone());
        match roles.client_list(user, client).optional().await? {
            Some(held) if !held.is_empty() => roles.client_remove(user, client, &held).await,
            _ => Ok(()),
        }
    }

    async fn leave_groups(&self, user: &UserId) -> Result<bool> {
        let groups = self.groups_list(user, &MembershipSearch::new()).all().await?;
        let mut tries = Tries::default();
        for group in groups {
            tries.add(self.group_leave(user, &group.id).optional().await.map(drop));
        }
        tries.end()
    }

    async fn delete_devices(&self, name: &Result<UserName>) -> Result<bool> {
        let name = name.as_ref().map_err(Clone::clone)?;
        let mut tries = Tries::default();
        for device in self.devices_of(name).await? {
            tries.add(Devices(self.0.clone()).delete(&device).optional().await.map(drop));
        }
        tries.end()
    }

    async fn delete_named(&self, name: &Result<UserName>) -> Result<bool> {
        let name = name.as_ref().map_err(Clone::clone)?;
        crate::users::Users(self.0.clone()).delete(name).await?;
        Ok(true)
    }
}

impl Leaver {
    fn gone() -> Self {
        let none = || Step::NotNeeded;
        Self {
            disabled: none(),
            sessions: none(),
            ssms_sessions: none(),
            consents: none(),
            realm_roles: none(),
            client_roles: none(),
            groups: none(),
            devices: none(),
            deleted: none(),
            remains: Ok(Remains::default()),
        }
    }
}

/// Parts of a step: each is tried, and the first failure is reported.
#[derive(Default)]
struct Tries {
    any: bool,
    failed: Option<Error>,
}

impl Tries {
    fn add(&mut self, tried: Result<()>) {
        self.any = true;
        self.failed = self.failed.take().or(tried.err());
    }

    fn end(self) -> Result<bool> {
        self.failed.map_or(Ok(self.any), Err)
    }
}

fn step(taken: Result<bool>) -> Step {
    match taken {
        Ok(true) => Step::Done,
        Ok(false) => Step::NotNeeded,
        // The user was deleted meanwhile.
        Err(error) if error.is_not_found() => Step::NotNeeded,
        Err(error) => Step::Failed(error),
    }
}

fn name_of(user: Option<&User>) -> Result<UserName> {
    let name = user.and_then(|user| user.username.as_deref());
    name.map(UserName::from).ok_or_else(|| unreadable("a user without a name"))
}

fn unreadable(what: &'static str) -> Error {
    Error::new(ErrorKind::Decode, what).with_vendor(VENDOR).with_delivery(Delivery::NoEffect)
}
