//! What the server returns about users.

use super::attributes::{ONBOARDING, OnboardingType, REQUIRED_ACTION};
use crate::{UserId, UserName};
use portcullis_core::{Extra, Members, Timestamp, lenient, record::Lenient};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Value, value::RawValue};
use std::collections::BTreeMap;

portcullis_core::open_enum! {
    /// What a user must do at the next login. A server may have more; the vendor's list is not published.
    RequiredAction {
        /// Confirm the e-mail address.
        VerifyEmail = "VERIFY_EMAIL",
        /// Review the profile.
        UpdateProfile = "UPDATE_PROFILE",
        /// Check the profile against its rules.
        VerifyProfile = "VERIFY_PROFILE",
        /// Choose a new password.
        UpdatePassword = "UPDATE_PASSWORD",
        /// Change the e-mail address.
        UpdateEmail = "UPDATE_EMAIL",
        /// Set up one-time passwords.
        ConfigureTotp = "CONFIGURE_TOTP",
        /// Note down recovery codes.
        ConfigureRecoveryCodes = "CONFIGURE_RECOVERY_AUTHN_CODES",
        /// Accept the terms.
        TermsAndConditions = "TERMS_AND_CONDITIONS",
        /// Register a security key.
        WebauthnRegister = "webauthn-register",
        /// Register a passkey.
        WebauthnRegisterPasswordless = "webauthn-register-passwordless",
        /// Delete the account.
        DeleteAccount = "delete_account",
        /// Choose a language.
        UpdateUserLocale = "update_user_locale",
        /// KOBIL: activate a second-factor device.
        KobilSecondFactor = "kobil-2fa-required-action",
        /// KOBIL: look at the state of the registration.
        KobilRegistrationStatus = "kobil-reg-status-required-action",
    }
}

/// A user.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct KobilUser {
    /// The UUID; a listing may leave it out.
    pub id: Option<UserId>,
    /// The login name, in lower case.
    #[reply(default)]
    pub username: UserName,
    /// The first name.
    #[reply(name = "firstName")]
    pub first_name: Option<String>,
    /// The last name.
    #[reply(name = "lastName")]
    pub last_name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the user may log in.
    #[reply(alias = "Enabled")]
    pub enabled: Option<bool>,
    /// Whether the address was confirmed.
    #[reply(name = "emailVerified")]
    pub email_verified: Option<bool>,
    /// Attributes. Those that are commands, such as an activation code, are never returned.
    #[reply(alias = "Attributes", default)]
    pub attributes: UserAttributes,
    /// What the user must do at the next login.
    #[reply(name = "requiredActions", alias = "RequiredActions", with = lenient::or_default)]
    pub required_actions: Vec<RequiredAction>,
    /// Whether the user is an administrator.
    pub admin: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl KobilUser {
    /// Returns the first value of one of your own attributes.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.own.get(key)?.first()?.as_deref()
    }
}

/// The attributes of a user.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct UserAttributes {
    /// What the login page shows until the user is activated.
    #[serde(rename = "digitaniumUserIdOnboardingType", skip_serializing_if = "Option::is_none")]
    pub onboarding: Option<OnboardingType>,
    /// What KOBIL's part of the server still requires of the user.
    #[serde(rename = "digitaniumRequiredAction", skip_serializing_if = "Vec::is_empty")]
    pub required_actions: Vec<RequiredAction>,
    /// All others: each a list, of which an item may be empty.
    #[serde(flatten)]
    pub own: BTreeMap<String, Vec<Option<String>>>,
}

/// Attributes come as lists of texts; scalars and `null` are accepted.
impl Lenient for UserAttributes {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        let from = Box::<RawValue>::deserialize(from)?;
        attributes(from.get()).map_err(D::Error::custom)
    }
}

fn attributes(from: &str) -> serde_json::Result<Option<UserAttributes>> {
    if from == "null" {
        return Ok(None);
    }
    let mut read = UserAttributes::default();
    for (key, value) in Members::read(from)?.iter() {
        let values = match serde_json::from_str::<Vec<&RawValue>>(value.get()) {
            Ok(values) => values.into_iter().map(text).collect(),
            Err(_) => vec![text(value)],
        };
        match key {
            ONBOARDING => read.onboarding = values.into_iter().flatten().next().map(OnboardingType::from),
            REQUIRED_ACTION => {
                read.required_actions = values.into_iter().flatten().map(RequiredAction::from).collect();
            }
            _ => drop(read.own.insert(key.to_owned(), values)),
        }
    }
    Ok(Some(read))
}

/// A text, or the JSON of what is none: all digits of a number are kept.
fn text(value: &RawValue) -> Option<String> {
    let json = value.get();
    (json != "null").then(|| serde_json::from_str(json).unwrap_or_else(|_| json.to_owned()))
}

/// The result of a search by text.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct FoundUsers {
    /// The users.
    #[reply(name = "userList")]
    pub users: Vec<KobilUser>,
    /// Facts about paging; the vendor does not document them.
    pub page: Option<Value>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The lock of a user's one-time passwords.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OtpBruteForceStatus {
    /// Whether they are locked now.
    #[reply(name = "otp_disabled")]
    pub disabled: Option<bool>,
    /// The number of wrong tries.
    #[reply(name = "otp_numFailures")]
    pub failures: Option<i64>,
    /// The network address of the last wrong try.
    #[reply(name = "otp_lastIPFailure")]
    pub last_failure_ip: Option<String>,
    /// The time of the last wrong try in milliseconds since 1970; 0 for none.
    #[reply(name = "otp_lastFailure")]
    pub last_failure_ms: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl OtpBruteForceStatus {
    /// The time of the last wrong try; `None` if there was none.
    pub fn last_failure(&self) -> Option<Timestamp> {
        self.last_failure_ms.filter(|millis| *millis != 0).map(Timestamp::from_unix_millis)
    }
}
