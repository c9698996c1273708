//! Changes to a user.

use super::{
    attributes::{self, Activation, Commands, OnboardingType},
    input::{Body, InitialPassword, RequiredAction, chained},
    model::KobilUser,
};
use crate::UserName;
use portcullis_core::{Error, Extra, Result};
use portcullis_macros::Setters;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// New data of a user, made from the data just read where possible.
///
/// ```
/// # fn f(user: midprovider::KobilUser) {
/// let update = midprovider::UserUpdate::from(user).enabled(false);
/// # let _ = update; }
/// ```
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct UserUpdate {
    /// The login name.
    pub username: Option<UserName>,
    /// Whether the user may log in. Must be set: the server would take its absence for yes.
    pub enabled: Option<bool>,
    /// Whether the address counts as confirmed. Must be set: the server would take its absence for yes.
    pub email_verified: Option<bool>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The e-mail address; no two users of a tenant have the same.
    pub email: Option<String>,
    /// A new password.
    pub password: Option<InitialPassword>,
    /// Makes an activation code. Whether one is made is always sent.
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
    /// What this version does not know, as it was read.
    pub extra: Extra,
    /// Whether an empty list of actions is known to be the user's.
    whole: bool,
}
impl portcullis_core::Input for UserUpdate {}

impl UserUpdate {
    /// An update of which nothing is set yet; `enabled` and `email_verified` must be.
    pub fn new() -> Self {
        Self::default()
    }

    /// What would be dangerous to leave to the server, or to send.
    pub(super) fn require(&self) -> Result<()> {
        for (field, value) in [("enabled", self.enabled), ("email_verified", self.email_verified)] {
            if value.is_none() {
                return Err(Error::input(field, "must be set: the server takes its absence for true"));
            }
        }
        attributes::free(&self.attributes)
    }

    pub(super) fn check(&self) -> Result<()> {
        self.activation.as_ref().map_or(Ok(()), Activation::check)
    }
}

chained!(UserUpdate);

impl From<KobilUser> for UserUpdate {
    /// Carries over everything that an update can hold: not `id` and `admin`, and no command among the
    /// attributes, so that writing back what was read neither deletes anything nor makes a code.
    fn from(user: KobilUser) -> Self {
        let onboarding = user.attribute(attributes::ONBOARDING).map(OnboardingType::from);
        let groups =
            user.attributes.get(attributes::GROUPS).into_iter().flatten().flatten().cloned().collect();
        let mut own = user.attributes;
        own.retain(|key, _| !attributes::is_command(key));
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
        let body = Body {
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
#[derive(Debug, Clone, Default, Serialize, Setters)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ProfileUpdate {
    /// The first name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The e-mail address; no two users of a tenant have the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Attributes of your own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", serialize_with = "attributes::own")]
    pub attributes: BTreeMap<String, Vec<Option<String>>>,
}
impl portcullis_core::Input for ProfileUpdate {}

impl ProfileUpdate {
    /// An update of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value to an attribute.
    #[must_use]
    pub fn attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.entry(key.into()).or_default().push(Some(value.into()));
        self
    }
}
