//! What is sent about the caller's profile.

use crate::members;
use portcullis_core::{Request, Result, Secret, input};
use portcullis_macros::Body;

/// A change of the caller's password.
#[derive(Debug, Clone, Body)]
#[body(new(current_password, new_password), check, check_always, pairs)]
#[non_exhaustive]
pub struct PasswordChange {
    /// The current password.
    #[body(name = "currentPassword")]
    pub current_password: Secret,
    /// The new password; the engine requires some entropy, how much is not documented.
    #[body(name = "newPassword")]
    pub new_password: Secret,
    /// The new password again, for engines that require a confirmation; not sent unless set.
    #[body(name = "confirmPassword")]
    pub confirm_password: Option<Secret>,
    #[body(skip)]
    fields: Vec<(String, Secret)>,
}

impl PasswordChange {
    /// Adds a field that this version does not know: the vendor's page on this operation was not available.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    pub(super) fn form(&self, request: Request) -> Request {
        let add = |request: Request, (name, value): &(String, Secret)| request.field(name, value);
        self.fields.iter().fold(request.form_of(self), add)
    }

    fn check(&self) -> Result<()> {
        input::required("currentPassword", self.current_password.expose_secret())?;
        input::required("newPassword", self.new_password.expose_secret())
    }

    fn check_always(&self) -> Result<()> {
        let own = ["currentPassword", "newPassword", "confirmPassword"];
        members::distinct(self.fields.iter().map(|(name, _)| name.as_str()), &own)
    }
}
