//! A local user: what is read, what is created, and what is written back.

use crate::ids::LocalUserId;
use portcullis_core::{Error, Extra, Result, Secret, Timestamp, input};
use portcullis_macros::{Body, Record};

/// A user of the built-in directory.
///
/// Every field may be missing. What this version does not know, and what does not have the expected type
/// (`null` included), is in [`extra`](Self::extra) and goes back when the user is
/// [replaced](super::LocalUsers::replace): a field that is `None` and not in `extra` is gone afterwards.
#[derive(Debug, Clone, Default, Record)]
#[record(new(username), check)]
#[non_exhaustive]
pub struct LocalUser {
    /// The user's id; empty only if the server sent none.
    #[record(id)]
    pub id: LocalUserId,
    /// When the user was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When the user was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed the user last: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Who created the user: an id, or the name of a built-in actor.
    #[record(server)]
    pub author: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// Tags; their order may change between a write and a read.
    pub tags: Option<Vec<String>>,
    /// The unique name that the user logs in with: a user name or an e-mail address.
    pub username: Option<String>,
    /// The account on Windows hosts.
    pub windows_account: Option<String>,
    /// The account on Unix hosts.
    pub unix_account: Option<String>,
    /// The full name.
    pub full_name: Option<String>,
    /// The name to be shown.
    pub display_name: Option<String>,
    /// The given name; known from the vendor's Go SDK alone.
    pub first_name: Option<String>,
    /// The family name; known from the vendor's Go SDK alone.
    pub last_name: Option<String>,
    /// The job title.
    pub job_title: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// The department.
    pub department: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number.
    pub telephone: Option<String>,
    /// Language (ISO 639-1) and country (ISO 3166-1), such as `sv_SE`.
    pub locale: Option<String>,
    /// A new password. Of a user who was read, the password's shape: its value is empty or masked, and one that is
    /// empty is not written back, which keeps the password (inferred).
    #[record(omit_if = LocalUserPassword::is_withheld)]
    pub password: Option<LocalUserPassword>,
    /// Whether the password must be changed at the next login.
    pub password_change_required: Option<bool>,
    /// Attributes, such as `windows_sid`.
    pub attributes: Option<Vec<UserAttribute>>,
    /// What this version does not know.
    pub extra: Extra,
}

impl LocalUser {
    fn check(&self) -> Result<()> {
        input::required("username", self.username.as_deref().unwrap_or_default())?;
        check_locale(self.locale.as_deref())
    }
}

/// A password and when it was set.
#[derive(Debug, Clone, Default, Record)]
#[record(check)]
#[non_exhaustive]
pub struct LocalUserPassword {
    /// The password. What a server shows here is empty or masked.
    pub password: Option<Secret>,
    /// When it was set; normally left to the server.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// What this version does not know.
    pub extra: Extra,
    /// Not from a server: an empty value is then a mistake.
    #[record(skip)]
    given: bool,
}

impl LocalUserPassword {
    /// Makes a password to be set.
    pub fn new(password: impl Into<Secret>) -> Self {
        Self { password: Some(password.into()), given: true, ..Self::default() }
    }

    fn check(&self) -> Result<()> {
        if self.given && self.is_empty() {
            Err(Error::input("password.password", "must not be empty"))
        } else {
            Ok(())
        }
    }

    fn is_empty(&self) -> bool {
        self.password.as_ref().is_none_or(Secret::is_empty)
    }

    /// The server shows no value: there is nothing that could be written back.
    fn is_withheld(&self) -> bool {
        !self.given && self.is_empty()
    }
}

impl From<Secret> for LocalUserPassword {
    fn from(password: Secret) -> Self {
        Self::new(password)
    }
}

impl From<&Secret> for LocalUserPassword {
    fn from(password: &Secret) -> Self {
        Self::new(password.clone())
    }
}

/// A named value that a user carries.
#[derive(Debug, Clone, Default, PartialEq, Record)]
#[record(new(key, value))]
#[non_exhaustive]
pub struct UserAttribute {
    /// The name, such as `windows_sid`.
    pub key: Option<String>,
    /// The value.
    #[record(masked)]
    pub value: Option<String>,
    /// What this version does not know.
    pub extra: Extra,
}

/// Servers show "none" as an empty text, so that one is let through.
fn check_locale(locale: Option<&str>) -> Result<()> {
    let Some(locale) = locale.filter(|locale| !locale.is_empty()) else { return Ok(()) };
    match locale.split_once('_') {
        Some((language, country))
            if language.len() == 2
                && language.bytes().all(|byte| byte.is_ascii_lowercase())
                && country.len() == 2
                && country.bytes().all(|byte| byte.is_ascii_uppercase()) =>
        {
            Ok(())
        }
        _ => Err(Error::input("locale", "must be a language and a country, such as `sv_SE`")),
    }
}

/// A password to be set, as its own request carries it.
#[derive(Body)]
#[body(check)]
pub(super) struct NewPassword {
    pub(super) password: Secret,
}

impl NewPassword {
    fn check(&self) -> Result<()> {
        input::required("password", self.password.expose_secret())
    }
}
