//! Directories: profiles that belong together.

use crate::{Command, DirectoryId};
use portcullis_core::{Call, Client, Result, Secret, input};
use portcullis_macros::Setters;

/// Directories. Of the vendor's operations on them only one is documented; the others are guesses, in the module
/// `unconfirmed` behind the feature of that name.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(client: privicore::Client, password: privicore::Secret) -> privicore::Result<()> {
/// use privicore::NewDirectoryUser;
///
/// let user = NewDirectoryUser::new("d-1", "ada@example.com", password).given_name("Ada");
/// let command = client.directories().create_user(&user).await?;
/// client.commands().wait(&command, Duration::from_secs(60)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Directories(pub(crate) Client);

impl Directories {
    /// Creates a profile inside a directory. The answer is a command: the profile exists when that has
    /// succeeded, and a taken user name is a rejected command, not an error of this call.
    ///
    /// `POST /directory/create-user`
    ///
    /// A 422 names the parameter that is wrong. The password is sent twice, as the vendor's form wants it.
    ///
    /// - Operation: `directory.create_user`
    /// - Retried: only when the request was provably not sent; there is no idempotency key
    /// - Permission: the caller's token, presumably an owner's: a command of somebody else is rejected with
    ///   [`NOT_AN_OWNER`](crate::code::NOT_AN_OWNER) (seen, not documented)
    /// - Source: vendor page "Create Directory User" (docs.privicore.com)
    pub fn create_user(&self, user: &NewDirectoryUser) -> Call<Command> {
        self.0
            .post("/directory/create-user")
            .check(user.check())
            .field("directoryId", user.directory_id.as_str())
            .field("username", &user.username)
            .field("password", &user.password)
            .field("confirmPassword", &user.password)
            .field("familyName", &user.family_name)
            .field("givenName", &user.given_name)
            .call()
    }
}

/// A profile to be created in a directory.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct NewDirectoryUser {
    /// The directory.
    pub directory_id: DirectoryId,
    /// The login name, unique in the engine; e-mail addresses are usual.
    pub username: String,
    /// The password; the engine wants some entropy, how much is not documented.
    pub password: Secret,
    /// The family name.
    pub family_name: Option<String>,
    /// The given name.
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
}
