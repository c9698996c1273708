//! Directories: groups of profiles.

mod input;

pub use input::NewDirectoryUser;

use crate::Command;
use portcullis_core::{Call, Client};

/// Directories. Only one of the vendor's operations on them is documented; the others are guesses, in the module
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
    /// Creates a profile in a directory, by a command. The profile exists when that has succeeded; a user name that is
    /// taken is a rejected command, not an error of this call.
    ///
    /// `POST /directory/create-user`
    ///
    /// A 422 names the parameter that is wrong. The password is sent twice, as the vendor's form requires.
    ///
    /// - Operation: `directory.create_user`
    /// - Retried: only when the request was provably not sent; there is no idempotency key
    /// - Permission: the caller's token, presumably an owner's: a command of another profile is rejected with
    ///   [`NOT_AN_OWNER`](crate::code::NOT_AN_OWNER) (seen, not documented)
    /// - Source: vendor page "Create Directory User" (docs.privicore.com)
    #[inline]
    pub fn create_user(&self, user: &NewDirectoryUser) -> Call<Command> {
        self.0.post("/directory/create-user").form_of(user).field("confirmPassword", &user.password).call()
    }
}
