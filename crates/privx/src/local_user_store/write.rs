//! What goes in: new users, and users written back.

use super::{LocalUser, LocalUserId, LocalUserPassword, UserAttribute};
use crate::object::{Writer, has_mask, is_mask, without_masks};
use portcullis_core::{Error, Extra, Result, Secret, input};
use portcullis_macros::Setters;
use serde::{Serialize, Serializer};

/// A local user to be created.
#[derive(Debug, Clone, Serialize, Setters)]
#[non_exhaustive]
pub struct NewLocalUser {
    /// The unique name that the user logs in with: a user name or an e-mail address.
    pub username: String,
    /// The first password; without one the user cannot log in until one is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<LocalUserPassword>,
    /// Whether the password must be changed at the next login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_change_required: Option<bool>,
    /// A note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// The account on Windows hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub windows_account: Option<String>,
    /// The account on Unix hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unix_account: Option<String>,
    /// The full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    /// The name to be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The given name; known from the vendor's Go SDK alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The family name; known from the vendor's Go SDK alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_title: Option<String>,
    /// The company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// The department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    /// Language (ISO 639-1) and country (ISO 3166-1), such as `sv_SE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Attributes, such as `windows_sid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Vec<UserAttribute>>,
}

impl NewLocalUser {
    /// A user of this name and nothing else.
    pub fn new(username: impl Into<String>) -> Self {
        Self {
            username: username.into(),
            password: None,
            password_change_required: None,
            comment: None,
            tags: None,
            windows_account: None,
            unix_account: None,
            full_name: None,
            display_name: None,
            first_name: None,
            last_name: None,
            job_title: None,
            company: None,
            department: None,
            email: None,
            telephone: None,
            locale: None,
            attributes: None,
        }
    }

    pub(crate) fn require(&self) -> Result<()> {
        unmasked_password(self.password.as_ref())
    }

    pub(crate) fn check(&self) -> Result<()> {
        input::required("username", &self.username)?;
        check_locale(self.locale.as_deref())?;
        check_password(self.password.as_ref())
    }
}

/// A local user to be written back as a whole: a field that is `None` and not in
/// [`extra`](Self::extra) is gone afterwards.
///
/// Made from a [`LocalUser`] it holds everything that was read: the server's own fields and whatever this
/// version does not know are in `extra`. A `password` whose value the server does not show is left out,
/// which keeps the password (inferred).
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct LocalUserUpdate {
    /// The unique name that the user logs in with; must be there.
    pub username: Option<String>,
    /// A new password.
    pub password: Option<LocalUserPassword>,
    /// Whether the password must be changed at the next login.
    pub password_change_required: Option<bool>,
    /// A note.
    pub comment: Option<String>,
    /// Tags.
    pub tags: Option<Vec<String>>,
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
    /// Attributes, such as `windows_sid`.
    pub attributes: Option<Vec<UserAttribute>>,
    /// Everything else that was read: the server's own fields, unknown ones, and `null`s. A field above
    /// that is set wins over a member of the same name here.
    pub extra: Extra,
}

impl LocalUserUpdate {
    /// A user of this name and nothing else: all the rest is gone afterwards.
    pub fn new(username: impl Into<String>) -> Self {
        Self { username: Some(username.into()), ..Self::default() }
    }

    /// Leaves out what the server showed as a mask (`***`). A password that is left out is kept
    /// (inferred); what becomes of anything else that is left out is the server's business.
    #[must_use]
    pub fn drop_masked(mut self) -> Self {
        self.password.take_if(|password| password_has_mask(password));
        self.extra = without_masks(&self.extra);
        for attribute in self.attributes.iter_mut().flatten() {
            attribute.value.take_if(|value| is_mask(value));
            attribute.extra = without_masks(&attribute.extra);
        }
        self
    }

    /// What would do harm: a mask in the place of a value, one user over another.
    pub(crate) fn require(&self, id: &LocalUserId) -> Result<()> {
        unmasked_password(self.password.as_ref())?;
        let mut attributes = self.attributes.iter().flatten();
        if attributes.any(|a| a.value.as_deref().is_some_and(is_mask) || extra_has_mask(&a.extra)) {
            return Err(masked("attributes"));
        }
        if extra_has_mask(&self.extra) {
            return Err(masked("extra"));
        }
        match self.extra.get("id").and_then(|own| own.as_str()) {
            Some(own) if own != id.as_str() => {
                Err(Error::input("user_id", "must be that of the user who was read"))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        input::required("username", self.username.as_deref().unwrap_or_default())?;
        check_locale(self.locale.as_deref())?;
        check_password(self.password.as_ref())
    }
}

impl From<LocalUser> for LocalUserUpdate {
    fn from(user: LocalUser) -> Self {
        let mut extra = user.extra;
        if !user.id.as_str().is_empty() {
            extra.insert("id", user.id.to_string());
        }
        let server_set = [
            ("created", user.created.map(|at| at.to_string())),
            ("updated", user.updated.map(|at| at.to_string())),
            ("updated_by", user.updated_by),
            ("author", user.author),
        ];
        for (key, value) in server_set {
            if let Some(value) = value {
                extra.insert(key, value);
            }
        }
        Self {
            username: user.username,
            password: user.password.filter(|password| !password.is_withheld()),
            password_change_required: user.password_change_required,
            comment: user.comment,
            tags: user.tags,
            windows_account: user.windows_account,
            unix_account: user.unix_account,
            full_name: user.full_name,
            display_name: user.display_name,
            first_name: user.first_name,
            last_name: user.last_name,
            job_title: user.job_title,
            company: user.company,
            department: user.department,
            email: user.email,
            telephone: user.telephone,
            locale: user.locale,
            attributes: user.attributes,
            extra,
        }
    }
}

impl Serialize for LocalUserUpdate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Writer::new(to)?
            .member("username", self.username.as_ref())?
            .member("password", self.password.as_ref())?
            .member("password_change_required", self.password_change_required.as_ref())?
            .member("comment", self.comment.as_ref())?
            .member("tags", self.tags.as_ref())?
            .member("windows_account", self.windows_account.as_ref())?
            .member("unix_account", self.unix_account.as_ref())?
            .member("full_name", self.full_name.as_ref())?
            .member("display_name", self.display_name.as_ref())?
            .member("first_name", self.first_name.as_ref())?
            .member("last_name", self.last_name.as_ref())?
            .member("job_title", self.job_title.as_ref())?
            .member("company", self.company.as_ref())?
            .member("department", self.department.as_ref())?
            .member("email", self.email.as_ref())?
            .member("telephone", self.telephone.as_ref())?
            .member("locale", self.locale.as_ref())?
            .member("attributes", self.attributes.as_ref())?
            .end(&self.extra)
    }
}

fn masked(field: &str) -> Error {
    Error::input(field, "holds a masked value: supply the value or drop it with `drop_masked`")
}

fn extra_has_mask(extra: &Extra) -> bool {
    extra.iter().any(|(_, value)| has_mask(value))
}

fn password_has_mask(password: &LocalUserPassword) -> bool {
    password.password.as_ref().is_some_and(|secret| is_mask(secret.expose_secret()))
        || extra_has_mask(&password.extra)
}

fn unmasked_password(password: Option<&LocalUserPassword>) -> Result<()> {
    if password.is_some_and(password_has_mask) { Err(masked("password")) } else { Ok(()) }
}

pub(crate) fn not_empty(field: &str, value: &Secret) -> Result<()> {
    if value.is_empty() { Err(Error::input(field, "must not be empty")) } else { Ok(()) }
}

fn check_password(password: Option<&LocalUserPassword>) -> Result<()> {
    match password {
        Some(password) if password.is_withheld() => {
            Err(Error::input("password.password", "must not be empty"))
        }
        _ => Ok(()),
    }
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
