//! Directories: profiles that belong together.

use crate::{Command, DirectoryId, profile::Revealed};
use portcullis_core::{Call, Client, Result, Secret, input, secret};
use portcullis_macros::Setters;
use serde::Serialize;

/// Directories. Of the vendor's operations on them only one is documented; the others are guesses, in the module
/// `unconfirmed` behind the feature of that name.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(client: privicore::Client, password: privicore::Secret) -> privicore::Result<()> {
/// use privicore::NewDirectoryUser;
///
/// let user = NewDirectoryUser::new("d-1", "ada@example.com", password).given_name("Ada");
/// let command = client.directory().create_user(&user).await?;
/// client.commands().wait(&command, Duration::from_secs(60)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Directory(pub(crate) Client);

impl Directory {
    /// Creates a profile inside a directory. The answer is a command: the profile exists when that has
    /// succeeded, and a taken user name is a rejected command, not an error of this call.
    ///
    /// `POST /directory/create-user`
    ///
    /// Operation `directory.create_user`. Permission: the caller's token, presumably an owner's: a command of
    /// somebody else is rejected with [`NOT_AN_OWNER`](crate::code::NOT_AN_OWNER) (seen, not documented). Not
    /// repeatable: there is no idempotency key. 422 says which parameter is wrong. The password is sent twice,
    /// as the vendor's form wants it. Source: vendor page "Create Directory User" (docs.privicore.com).
    pub fn create_user(&self, user: &NewDirectoryUser) -> Call<Command> {
        self.0.post("/directory/create-user").check(user.check()).form(&user.wire()).call()
    }
}

/// A profile to be created in a directory.
#[derive(Debug, Clone, Serialize, Setters)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewDirectoryUser {
    /// The directory.
    pub directory_id: DirectoryId,
    /// The login name, unique in the engine; e-mail addresses are usual.
    pub username: String,
    /// The password; the engine wants some entropy, how much is not documented.
    #[serde(serialize_with = "secret::expose")]
    pub password: Secret,
    /// The family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// The given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
}

impl NewDirectoryUser {
    /// A profile with this login.
    pub fn new(
        directory_id: impl Into<DirectoryId>,
        username: impl Into<String>,
        password: impl Into<Secret>,
    ) -> Self {
        Self {
            directory_id: directory_id.into(),
            username: username.into(),
            password: password.into(),
            family_name: None,
            given_name: None,
        }
    }

    fn check(&self) -> Result<()> {
        input::required("directoryId", self.directory_id.as_str())?;
        input::required("username", &self.username)?;
        input::required("password", self.password.expose_secret())
    }

    fn wire(&self) -> Confirmed<'_> {
        Confirmed {
            directory_id: &self.directory_id,
            username: &self.username,
            password: Revealed(&self.password),
            confirm_password: Revealed(&self.password),
            family_name: self.family_name.as_deref(),
            given_name: self.given_name.as_deref(),
        }
    }
}

/// What the form wants: the password twice.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Confirmed<'a> {
    directory_id: &'a DirectoryId,
    username: &'a str,
    password: Revealed<'a>,
    confirm_password: Revealed<'a>,
    family_name: Option<&'a str>,
    given_name: Option<&'a str>,
}
impl portcullis_core::Input for Confirmed<'_> {}
