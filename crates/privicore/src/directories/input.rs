//! What is sent about directories.

use crate::DirectoryId;
use portcullis_core::{Result, Secret, input};
use portcullis_macros::Body;

/// A profile to create in a directory.
#[derive(Debug, Clone, Body)]
#[body(new(directory_id, username, password), check, pairs)]
#[non_exhaustive]
pub struct NewDirectoryUser {
    /// The directory.
    #[body(name = "directoryId")]
    pub directory_id: DirectoryId,
    /// The login name, unique in the engine; e-mail addresses are usual.
    pub username: String,
    /// The password; the engine requires some entropy, how much is not documented.
    pub password: Secret,
    /// The family name.
    #[body(name = "familyName")]
    pub family_name: Option<String>,
    /// The given name.
    #[body(name = "givenName")]
    pub given_name: Option<String>,
}

impl NewDirectoryUser {
    fn check(&self) -> Result<()> {
        input::required("directoryId", self.directory_id.as_str())?;
        input::required("username", &self.username)?;
        input::required("password", self.password.expose_secret())
    }
}
