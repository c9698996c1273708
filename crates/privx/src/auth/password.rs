//! A change of the caller's own password.

use portcullis_core::{Result, Secret, input};
use portcullis_macros::Body;

/// A change of the caller's own password.
#[derive(Debug, Clone, Body)]
#[body(new(current_password, new_password), check)]
#[non_exhaustive]
pub struct PasswordChange {
    /// The present password.
    pub current_password: Secret,
    /// The new password.
    pub new_password: Secret,
}

impl PasswordChange {
    fn check(&self) -> Result<()> {
        input::required("current_password", self.current_password.expose_secret())?;
        input::required("new_password", self.new_password.expose_secret())
    }
}
