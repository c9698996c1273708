//! Users.

mod capability;
mod model;

pub(crate) use capability::from_mask;
pub use capability::{Capabilities, Capability};
pub use model::{CreatedUser, NewUser, UpdatedUser, User, UserListing, UserUpdate, UserVault, VaultName};

use crate::UserId;
use portcullis_core::{Call, Client, input};

/// The users of the appliance.
///
/// ```no_run
/// # async fn example(client: storedsafe::Client) -> storedsafe::Result<()> {
/// use storedsafe::{Capability, NewUser};
///
/// let user = NewUser::new("alice", "Alice Example", "alice@example.com", "a long passphrase".into())
///     .with(Capability::Write);
/// let created = client.users().create(&user).await?;
/// if let Some(id) = created.id {
///     let alice = client.users().get(&id).await?;
///     assert!(alice.capabilities().is_some_and(|may| may.contains(Capability::Active)));
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Users(pub(crate) Client);

impl Users {
    /// Lists all users, those that are not active too.
    ///
    /// `GET /user`
    ///
    /// There are no pages: the reply holds everything.
    ///
    /// - Operation: `users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin or Write capability; a caller with Write alone sees id, full name and address only
    /// - Source: vendor page "List users"
    pub fn list(&self) -> Call<UserListing> {
        self.0.get("/user").within("CALLINFO").call()
    }

    /// Finds users that a text of at most 15 characters matches.
    ///
    /// `GET /user/{search_string}`
    ///
    /// A text of digits alone is probably taken for an id, since both have the same path.
    ///
    /// - Operation: `users.search`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin or Write capability; a caller with Write alone sees id, full name and address only
    /// - Source: vendor page "List users"
    pub fn search(&self, text: &str) -> Call<UserListing> {
        let checked = input::length("search_string", text, 1..=15);
        self.0.get("/user/{search_string}").check(checked).path(text).within("CALLINFO").call()
    }

    /// Returns one user.
    ///
    /// `GET /user/{user_id}`
    ///
    /// Not found means that the server answered with success and nobody: no code for an unknown id is known,
    /// so a refusal stays an error. The server takes what is no id for a search: compare [`User::id`] if the
    /// id does not come from the server.
    ///
    /// - Operation: `users.get`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin or Write capability; a caller with Write alone sees id, full name and address only
    /// - Source: vendor page "List users"; the newer fields are from the vendor's JavaScript client
    pub fn get(&self, id: &UserId) -> Call<User> {
        self.0
            .get("/user/{user_id}")
            .path(id)
            .within("CALLINFO.users")
            .missing("CALLINFO.users", "no user has this id")
            .one()
            .call()
    }

    /// Creates a user.
    ///
    /// `POST /user`
    ///
    /// No code for a user name that is taken is known: after an unknown outcome look for the name with
    /// [`search`](Self::search). The new id is missing in the replies of some servers.
    ///
    /// - Operation: `users.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: Admin capability
    /// - Source: vendor page "Create user"; where the id is comes from the vendor's Ruby client too
    pub fn create(&self, user: &NewUser) -> Call<CreatedUser> {
        self.0.post("/user").check(user.check()).json(user).within("CALLINFO").call()
    }

    /// Changes a user; what the update leaves out stays as it is.
    ///
    /// `PUT /user/{user_id}`
    ///
    /// The capabilities are replaced as a whole; two callers who change the same user at a time overwrite
    /// each other. Passphrase and second factor cannot be changed here.
    ///
    /// - Operation: `users.update`
    /// - Retried: also when the reply is lost, unless the update adds a Yubikey, of which no source describes
    ///   a second add
    /// - Permission: Admin capability
    /// - Source: vendor page "Edit user"
    pub fn update(&self, id: &UserId, update: &UserUpdate) -> Call<UpdatedUser> {
        let request =
            self.0.put("/user/{user_id}").path(id).check(update.check()).json(update).within("CALLINFO");
        let request = if update.otpprefix.is_none() { request.idempotent() } else { request };
        request.call()
    }

    /// Deactivates a user, who can log in no more. StoredSafe removes nobody: the user keeps id, name and history,
    /// and stays in [`list`](Self::list) without the capability [`Capability::Active`].
    ///
    /// `DELETE /user/{user_id}`
    ///
    /// A refusal for an unknown id cannot be told from others: it is an error, never "already gone".
    ///
    /// - Operation: `users.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin capability
    /// - Source: vendor page "Delete user", whose sample is unfinished
    pub fn delete(&self, id: &UserId) -> Call<()> {
        self.0.delete("/user/{user_id}").path(id).idempotent().done()
    }
}
