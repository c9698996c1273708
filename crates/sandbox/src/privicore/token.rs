//! What an authorization token is.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// Everything.
    Full,
    /// The last two steps of the four-step login only.
    Temporary,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Token {
    pub(super) profile: String,
    pub(super) kind: Kind,
    /// The end of its life, since 1970.
    pub(super) expires: Duration,
}
