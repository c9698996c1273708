//! Changes to a user.

use super::{
    attributes::{self, Activation, Commands, GROUPS, OnboardingType, REQUIRED_ACTION},
    input::{InitialPassword, UserBody, chained},
    model::{KobilUser, RequiredAction, UserAttributes},
};
use crate::UserName;
use portcullis_core::{Error, Extra, Input, Result};
use portcullis_macros::{Body, Setters};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// New data of a user, made from the data just read where possible.
///
/// ```
/// # fn f(user: midprovider::users::KobilUser) {
/// let update = midprovider::users::UserUpdate::from(user).enabled(false);
/// # let _ = update; }
/// ```
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct UserUpdate {
    /// The login name.
    pub username: Option<UserName>,
    /// Whether the user may log in. Must be set: the server's default is yes.
    pub enabled: Option<bool>,
    /// Whether the address counts as confirmed. Must be set: the server's default is yes.
    pub email_verified: Option<bool>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The e-mail address; no two users of a tenant have the same.
    pub email: Option<String>,
    /// A new password.
    pub password: Option<InitialPassword>,
    /// An activation code to be created. Whether one is created is always sent.
    pub activation: Option<Activation>,
    /// What the login page shows until the user is activated.
    pub onboarding: Option<OnboardingType>,
    /// What the user must do at the next login. Sent when there is one, or when the update was made from
    /// a user.
    pub required_actions: Vec<RequiredAction>,
    /// Realm roles to grant, by name.
    pub realm_roles: Vec<String>,
    /// Client roles to grant: names by client id.
    pub client_roles: BTreeMap<String, Vec<String>>,
    /// Groups to join.
    pub groups: Vec<String>,
    /// Attributes of your own.
    pub attributes: BTreeMap<String, Vec<Option<String>>>,
    /// Members that this version does not know, as they were read.
    pub extra: Extra,
    /// Whether the update was made from a user, so that an empty list of actions is the user's own.
    whole: bool,
}
impl UserUpdate {
    /// Creates an update of which nothing is set yet; `enabled` and `email_verified` must be.
    pub fn new() -> Self {
        Self::default()
    }
}

// By hand, as the writing below: one member, `attributes`, holds four of the fields.
impl Input for UserUpdate {
    fn check(&self) -> Result<()> {
        self.activation.check()
    }

    fn check_always(&self) -> Result<()> {
        for (field, value) in [("enabled", self.enabled), ("email_verified", self.email_verified)] {
            if value.is_none() {
                return Err(Error::input(field, "must be set: the server's default is true"));
            }
        }
        attributes::refuse_commands(&self.attributes)
    }
}

chained!(UserUpdate);

impl From<KobilUser> for UserUpdate {
    /// Copies everything that an update can hold: not `id` and `admin`, and no command among the attributes, so that
    /// writing back what was read neither deletes anything nor creates a code.
    fn from(user: KobilUser) -> Self {
        let UserAttributes { onboarding, required_actions, mut own } = user.attributes;
        let groups = own.get(GROUPS).into_iter().flatten().flatten().cloned().collect();
        own.retain(|key, _| !attributes::is_command(key));
        if !required_actions.is_empty() {
            let actions = required_actions.iter().map(|action| Some(action.to_string())).collect();
            own.insert(REQUIRED_ACTION.to_owned(), actions);
        }
        Self {
            username: Some(user.username),
            enabled: user.enabled,
            email_verified: user.email_verified,
            first_name: user.first_name,
            last_name: user.last_name,
            email: user.email,
            onboarding,
            required_actions: user.required_actions,
            groups,
            attributes: own,
            extra: user.extra,
            whole: true,
            ..Self::default()
        }
    }
}

impl Serialize for UserUpdate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let actions =
            Some(self.required_actions.as_slice()).filter(|actions| self.whole || !actions.is_empty());
        let body = UserBody {
            username: self.username.as_ref(),
            first_name: self.first_name.as_deref(),
            last_name: self.last_name.as_deref(),
            email: self.email.as_deref(),
            email_verified: self.email_verified,
            enabled: self.enabled,
            password: self.password.as_ref(),
            required_actions: actions,
            realm_roles: &self.realm_roles,
            client_roles: &self.client_roles,
            attributes: Commands {
                replace: None,
                activation: self.activation.as_ref(),
                onboarding: self.onboarding.as_ref(),
                groups: &self.groups,
                own: &self.attributes,
            },
            extra: Some(&self.extra),
        };
        body.serialize(to)
    }
}

/// New names, e-mail address and attributes of a user; what is not set is not sent.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check_always)]
#[non_exhaustive]
pub struct ProfileUpdate {
    /// The first name.
    #[body(name = "firstName")]
    pub first_name: Option<String>,
    /// The last name.
    #[body(name = "lastName")]
    pub last_name: Option<String>,
    /// The e-mail address; no two users of a tenant have the same.
    pub email: Option<String>,
    /// Attributes of your own.
    #[body(with = attributes::own)]
    pub attributes: Option<BTreeMap<String, Vec<Option<String>>>>,
}

impl ProfileUpdate {
    /// Adds a value to an attribute.
    #[must_use]
    pub fn attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let attributes = self.attributes.get_or_insert_default();
        attributes.entry(key.into()).or_default().push(Some(value.into()));
        self
    }

    fn check_always(&self) -> Result<()> {
        self.attributes.as_ref().map_or(Ok(()), attributes::refuse_commands)
    }
}
