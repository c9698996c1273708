//! Which key to find.

use portcullis_macros::Body;

/// Which key to find.
#[derive(Debug, Clone, Default, Body)]
#[body(new(username, public_key))]
#[non_exhaustive]
pub struct AuthorizedKeySearch {
    /// The name of the user who has the key.
    pub username: Option<String>,
    /// The public key, as a line of `authorized_keys` has it.
    pub public_key: Option<String>,
}
