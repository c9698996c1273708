//! A local user, as it is read, with the parts that go back.

use super::LocalUserId;
use crate::object::{Writer, object, text};
use portcullis_core::{Extra, Secret, Timestamp, secret};
use serde::{Serialize, Serializer};

/// A user of the built-in directory.
///
/// Every field may be missing. What this version does not know, and what does not have the expected type
/// (`null` included), is in [`extra`](Self::extra) and goes back with [`LocalUserUpdate`](super::LocalUserUpdate).
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct LocalUser {
    /// The user's id; empty only if the server sent none.
    pub id: LocalUserId,
    /// When the user was created.
    pub created: Option<Timestamp>,
    /// When the user was last changed.
    pub updated: Option<Timestamp>,
    /// Who changed the user last: an id, or the name of a built-in actor such as `Superuser`.
    pub updated_by: Option<String>,
    /// Who created the user: an id, or the name of a built-in actor.
    pub author: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// Tags; their order may change between a write and a read.
    pub tags: Option<Vec<String>>,
    /// The unique name that the user logs in with.
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
    /// Language and country, such as `sv_SE`.
    pub locale: Option<String>,
    /// The password's shape; its value is empty or masked.
    pub password: Option<LocalUserPassword>,
    /// Whether the password must be changed at the next login.
    pub password_change_required: Option<bool>,
    /// Attributes, such as `windows_sid`.
    pub attributes: Option<Vec<UserAttribute>>,
    /// What this version does not know.
    pub extra: Extra,
}

object!(LocalUser {
    id,
    created,
    updated,
    updated_by,
    author,
    comment,
    tags,
    username,
    windows_account,
    unix_account,
    full_name,
    display_name,
    first_name,
    last_name,
    job_title,
    company,
    department,
    email,
    telephone,
    locale,
    password,
    password_change_required,
    attributes
});

text!(LocalUserId);

/// A password and when it was set.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct LocalUserPassword {
    /// The password. What a server shows here is empty or masked.
    pub password: Option<Secret>,
    /// When it was set; normally left to the server.
    pub created: Option<Timestamp>,
    /// What this version does not know.
    pub extra: Extra,
}

impl LocalUserPassword {
    /// A password to be set.
    pub fn new(password: impl Into<Secret>) -> Self {
        Self { password: Some(password.into()), ..Self::default() }
    }

    /// The server shows no value: there is nothing that could be written back.
    pub(crate) fn is_withheld(&self) -> bool {
        self.password.as_ref().is_none_or(Secret::is_empty)
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

object!(LocalUserPassword { password, created });

impl Serialize for LocalUserPassword {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(transparent)]
        struct Exposed(#[serde(serialize_with = "secret::expose")] Secret);

        Writer::new(to)?
            .member("password", self.password.clone().map(Exposed).as_ref())?
            .member("created", self.created.as_ref())?
            .end(&self.extra)
    }
}

/// A named value that a user carries.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct UserAttribute {
    /// The name, such as `windows_sid`.
    pub key: Option<String>,
    /// The value.
    pub value: Option<String>,
    /// What this version does not know.
    pub extra: Extra,
}

impl UserAttribute {
    /// An attribute of this name and value.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: Some(key.into()), value: Some(value.into()), extra: Extra::default() }
    }
}

object!(UserAttribute { key, value });

impl Serialize for UserAttribute {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Writer::new(to)?
            .member("key", self.key.as_ref())?
            .member("value", self.value.as_ref())?
            .end(&self.extra)
    }
}
