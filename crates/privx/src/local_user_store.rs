//! The service `local-user-store`: users of PrivX's built-in directory.

mod users;

pub use crate::ids::LocalUserId;
pub use users::{LocalUser, LocalUserPassword, LocalUserSearch, LocalUsers, TagSearch, UserAttribute};

use portcullis_core::Client;

/// The service `local-user-store`; made by [`Client::local_user_store`](crate::Client::local_user_store).
#[derive(Debug, Clone)]
pub struct LocalUserStore(pub(crate) Client);

impl LocalUserStore {
    /// Returns the operations on users of the built-in directory.
    pub fn users(&self) -> LocalUsers {
        LocalUsers(self.0.clone())
    }
}
