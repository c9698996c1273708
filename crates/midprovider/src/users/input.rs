//! A user to be created, and the parameters of searches and logouts.

use super::{
    attributes::{self, Activation, Commands, OnboardingType},
    model::RequiredAction,
};
use crate::UserName;
use portcullis_core::{Extra, Input, Result, Secret, input};
use portcullis_macros::{Body, Setters};
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::collections::BTreeMap;

/// A password for a new user.
///
/// Whether it is temporary is always sent: the vendor and Keycloak disagree about the default.
#[derive(Debug, Clone, Body)]
#[body(constant(type = "password"))]
#[non_exhaustive]
pub struct InitialPassword {
    /// The password.
    pub value: Secret,
    /// Whether the user must change it at the next login.
    pub temporary: bool,
}

impl InitialPassword {
    /// Creates a password that the user must change at the next login.
    pub fn temporary(password: impl Into<Secret>) -> Self {
        Self { value: password.into(), temporary: true }
    }

    /// Creates a password that the user may keep.
    pub fn permanent(password: impl Into<Secret>) -> Self {
        Self { value: password.into(), temporary: false }
    }
}

/// A user to be created.
///
/// ```
/// use midprovider::users::{InitialPassword, NewUser, RequiredAction};
///
/// let user = NewUser::new("mira.olsen@firm.example")
///     .first_name("Mira")
///     .last_name("Olsen")
///     .password(InitialPassword::temporary("S0me-long-phrase"))
///     .required_action(RequiredAction::UpdatePassword)
///     .group("ks-users")
///     .attribute("costCentre", "4711");
/// assert!(user.enabled && user.activation.is_none());
/// ```
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct NewUser {
    /// The login name: letters, digits and `$@(.)-*_[]~!&+`. The server stores it in lower case.
    pub username: UserName,
    /// Whether the user may log in. Always sent; the server's own default would be no.
    pub enabled: bool,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The e-mail address; no two users of a tenant have the same.
    pub email: Option<String>,
    /// Whether the address counts as confirmed.
    pub email_verified: Option<bool>,
    /// The first password.
    pub password: Option<InitialPassword>,
    /// An activation code to be created. Whether one is created is always sent; the server's own default would be yes.
    pub activation: Option<Activation>,
    /// What the login page shows until the user is activated.
    pub onboarding: Option<OnboardingType>,
    /// What the user must do at the first login.
    pub required_actions: Vec<RequiredAction>,
    /// Realm roles to grant, by name.
    pub realm_roles: Vec<String>,
    /// Client roles to grant: names by client id.
    pub client_roles: BTreeMap<String, Vec<String>>,
    /// Groups to join, such as `ks-users` on SHIFT.
    pub groups: Vec<String>,
    /// Attributes of your own.
    pub attributes: BTreeMap<String, Vec<Option<String>>>,
    /// DELETES a user of the same name, with all second-factor devices, before the new one is created. Always sent;
    /// false unless set.
    pub replace_existing_user_and_devices: bool,
}
impl NewUser {
    /// Creates a user who may log in, without a password and without an activation code.
    pub fn new(username: impl Into<UserName>) -> Self {
        Self {
            username: username.into(),
            enabled: true,
            first_name: None,
            last_name: None,
            email: None,
            email_verified: None,
            password: None,
            activation: None,
            onboarding: None,
            required_actions: Vec::new(),
            realm_roles: Vec::new(),
            client_roles: BTreeMap::new(),
            groups: Vec::new(),
            attributes: BTreeMap::new(),
            replace_existing_user_and_devices: false,
        }
    }

    /// Sets whether the user may log in (yes).
    #[must_use]
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// DELETES a user of the same name, with all second-factor devices, before the new one is created (no).
    #[must_use]
    pub fn replace_existing_user_and_devices(mut self, replace: bool) -> Self {
        self.replace_existing_user_and_devices = replace;
        self
    }
}

// By hand, as the writing below: one member, `attributes`, holds five of the fields.
impl Input for NewUser {
    fn check(&self) -> Result<()> {
        let rule = "letters, digits and `$@(.)-*_[]~!&+`";
        input::required("username", self.username.as_str())?;
        input::characters("username", self.username.as_str(), rule, |c| {
            c.is_alphanumeric() || "$@(.)-*_[]~!&+".contains(c)
        })?;
        self.activation.check()
    }

    fn check_always(&self) -> Result<()> {
        attributes::refuse_commands(&self.attributes)
    }
}

/// The chained methods that a creation and an update have in common.
macro_rules! chained {
    ($name:ident) => {
        impl $name {
            /// Adds an action that the user must do at the next login.
            #[must_use]
            pub fn required_action(mut self, action: RequiredAction) -> Self {
                self.required_actions.push(action);
                self
            }

            /// Adds a realm role.
            #[must_use]
            pub fn realm_role(mut self, role: impl Into<String>) -> Self {
                self.realm_roles.push(role.into());
                self
            }

            /// Adds a role of a client.
            #[must_use]
            pub fn client_role(mut self, client_id: impl Into<String>, role: impl Into<String>) -> Self {
                self.client_roles.entry(client_id.into()).or_default().push(role.into());
                self
            }

            /// Adds a group.
            #[must_use]
            pub fn group(mut self, group: impl Into<String>) -> Self {
                self.groups.push(group.into());
                self
            }

            /// Adds a value to an attribute of your own.
            #[must_use]
            pub fn attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
                self.attributes.entry(key.into()).or_default().push(Some(value.into()));
                self
            }
        }
    };
}
pub(super) use chained;

chained!(NewUser);

/// The body that a creation and an update have in common.
pub(super) struct UserBody<'a> {
    pub(super) username: Option<&'a UserName>,
    pub(super) first_name: Option<&'a str>,
    pub(super) last_name: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    pub(super) email_verified: Option<bool>,
    pub(super) enabled: Option<bool>,
    pub(super) password: Option<&'a InitialPassword>,
    pub(super) required_actions: Option<&'a [RequiredAction]>,
    pub(super) realm_roles: &'a [String],
    pub(super) client_roles: &'a BTreeMap<String, Vec<String>>,
    pub(super) attributes: Commands<'a>,
    pub(super) extra: Option<&'a Extra>,
}

impl Serialize for UserBody<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let some = |list: &'_ [String]| !list.is_empty();
        let mut body = Members { map: to.serialize_map(None)?, written: Vec::new() };
        body.put("username", self.username)?;
        body.put("firstName", self.first_name)?;
        body.put("lastName", self.last_name)?;
        body.put("email", self.email)?;
        body.put("emailVerified", self.email_verified)?;
        body.put("enabled", self.enabled)?;
        body.put("credentials", self.password.map(|password| [password]))?;
        body.put("requiredActions", self.required_actions)?;
        body.put("realmRoles", Some(self.realm_roles).filter(|roles| some(roles)))?;
        body.put("clientRoles", Some(self.client_roles).filter(|roles| !roles.is_empty()))?;
        body.put("attributes", Some(&self.attributes))?;
        for (key, value) in self.extra.into_iter().flat_map(Extra::iter) {
            // A known member that is set is written once: servers disagree about which of two counts.
            if !body.written.contains(&key) {
                body.map.serialize_entry(key, value)?;
            }
        }
        body.map.end()
    }
}

struct Members<'a, M> {
    map: M,
    written: Vec<&'a str>,
}

impl<'a, M: SerializeMap> Members<'a, M> {
    fn put(&mut self, key: &'a str, value: Option<impl Serialize>) -> Result<(), M::Error> {
        let Some(value) = value else { return Ok(()) };
        self.written.push(key);
        self.map.serialize_entry(key, &value)
    }
}

impl Serialize for NewUser {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let body = UserBody {
            username: Some(&self.username),
            first_name: self.first_name.as_deref(),
            last_name: self.last_name.as_deref(),
            email: self.email.as_deref(),
            email_verified: self.email_verified,
            enabled: Some(self.enabled),
            password: self.password.as_ref(),
            required_actions: Some(self.required_actions.as_slice()).filter(|actions| !actions.is_empty()),
            realm_roles: &self.realm_roles,
            client_roles: &self.client_roles,
            attributes: Commands {
                replace: Some(self.replace_existing_user_and_devices),
                activation: self.activation.as_ref(),
                onboarding: self.onboarding.as_ref(),
                groups: &self.groups,
                own: &self.attributes,
            },
            extra: None,
        };
        body.serialize(to)
    }
}

/// Where sessions are ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogoutScope {
    /// At the identity provider.
    Idp,
    /// At the identity provider and at the SSMS.
    IdpAndSsms,
}

/// Which users to list; all filters that are set must match.
#[derive(Debug, Clone, Default, Body)]
#[body(pairs, new())]
#[non_exhaustive]
pub struct UserSearch {
    /// The e-mail address.
    pub email: Option<String>,
    /// The first name.
    #[body(name = "firstName")]
    pub first_name: Option<String>,
    /// The last name.
    #[body(name = "lastName")]
    pub last_name: Option<String>,
}

/// Whether a user may log in.
#[derive(Body)]
pub(super) struct Enabled {
    pub(super) enabled: bool,
}
