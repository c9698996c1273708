//! Users.

mod capability;
mod input;
mod model;

pub use capability::{Capabilities, Capability};
pub(crate) use capability::{from_mask, mask};
pub use input::{NewUser, UserUpdate};
pub use model::{
    CreatedUser, DeletedUser, UpdatedUser, User, UserDetails, UserListing, UserVault, VaultName,
};

use crate::UserId;
use portcullis_core::{Call, Client, input::length};

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
///     let alice = client.users().get(&id).await?.user;
///     assert!(alice.capabilities().is_some_and(|may| may.contains(Capability::Active)));
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Users(pub(crate) Client);

impl Users {
    /// Lists all users, active or not.
    ///
    /// `GET /user`
    ///
    /// There are no pages: the reply holds everything.
    ///
    /// - Operation: `users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin or Write capability; a caller with Write alone gets id, full name and address only
    /// - Source: vendor page "List users"
    #[inline]
    pub fn list(&self) -> Call<UserListing> {
        self.0.get("/user").within("CALLINFO").call()
    }

    /// Finds the users that match a text of at most 15 characters.
    ///
    /// `GET /user/{search_string}`
    ///
    /// The server probably reads a text of digits as an id, since both have the same path.
    ///
    /// - Operation: `users.search`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin or Write capability; a caller with Write alone gets id, full name and address only
    /// - Source: vendor page "List users"
    #[inline]
    pub fn search(&self, text: &str) -> Call<UserListing> {
        let checked = length("search_string", text, 1..=15);
        self.0.get("/user/{search_string}").check(checked).path(text).within("CALLINFO").call()
    }

    /// Returns one user, and the names of the user's vaults.
    ///
    /// `GET /user/{user_id}`
    ///
    /// Not found means a success without a user: no code for an unknown id is known, so that a rejection stays
    /// an error. If the value is no id, the server searches for it: compare [`User::id`] with an id that does
    /// not come from the server.
    ///
    /// - Operation: `users.get`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin or Write capability; a caller with Write alone gets id, full name and address only
    /// - Source: vendor page "List users"; the newer fields are from the vendor's JavaScript client
    #[inline]
    pub fn get(&self, id: &UserId) -> Call<UserDetails> {
        self.0
            .get("/user/{user_id}")
            .path(id)
            .within("CALLINFO")
            .missing("CALLINFO.users", "no user has this id")
            .call()
    }

    /// Creates a user.
    ///
    /// `POST /user`
    ///
    /// The code for a user name that is in use is not known: after an unknown outcome search for the name with
    /// [`search`](Self::search). The replies of some servers have no id.
    ///
    /// - Operation: `users.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: Admin capability
    /// - Source: vendor page "Create user"; the place of the id is also in the vendor's Ruby client
    #[inline]
    pub fn create(&self, user: &NewUser) -> Call<CreatedUser> {
        self.0.post("/user").json(user).within("CALLINFO").call()
    }

    /// Changes a user; what the update does not set stays as it is.
    ///
    /// `PUT /user/{user_id}`
    ///
    /// The capabilities are replaced as a whole; two callers that change the same user at the same time
    /// overwrite each other. Passphrase and second factor cannot be changed here.
    ///
    /// - Operation: `users.update`
    /// - Retried: also when the reply is lost, unless the update adds a Yubikey, of which no source describes
    ///   a second add
    /// - Permission: Admin capability
    /// - Source: vendor page "Edit user"
    #[inline]
    pub fn update(&self, id: &UserId, update: &UserUpdate) -> Call<UpdatedUser> {
        let request = self.0.put("/user/{user_id}").path(id).json(update).within("CALLINFO");
        let request = if update.otpprefix.is_none() { request.idempotent() } else { request };
        request.call()
    }

    /// Deactivates a user, who can then no longer log in. StoredSafe does not remove users: the user keeps id, name
    /// and history, and stays in [`list`](Self::list) without the capability [`Capability::Active`].
    ///
    /// `DELETE /user/{user_id}`
    ///
    /// A rejection for an unknown id cannot be distinguished from others: it is an error, never "already gone".
    ///
    /// - Operation: `users.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin capability
    /// - Source: vendor page "Delete user", whose sample is unfinished
    #[inline]
    pub fn delete(&self, id: &UserId) -> Call<DeletedUser> {
        self.0.delete("/user/{user_id}").path(id).idempotent().within("CALLINFO").call()
    }
}
