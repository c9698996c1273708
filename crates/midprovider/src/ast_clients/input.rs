//! Messages to a user's app instances, and links to be removed.

use crate::{AstClientId, UserId};
use portcullis_core::{Result, input};
use portcullis_macros::Body;

/// A text to be shown on all app instances of a user.
#[derive(Debug, Clone, Body)]
#[body(new(user_id, text), check, check_always)]
#[non_exhaustive]
pub struct DisplayMessage {
    /// The user.
    #[body(name = "userId")]
    pub user_id: UserId,
    /// The text: 1 to 10000 characters.
    pub text: String,
}

impl DisplayMessage {
    fn check(&self) -> Result<()> {
        input::length("text", &self.text, 1..=10000)
    }

    fn check_always(&self) -> Result<()> {
        input::required("userId", self.user_id.as_str())
    }
}

/// A link between a user and an app instance.
#[derive(Body)]
pub(super) struct Unlink<'a> {
    #[body(name = "userId")]
    pub(super) user_id: &'a UserId,
    #[body(name = "astClientId")]
    pub(super) ast_client_id: &'a AstClientId,
}
