//! The settings of the start.

use std::time::Duration;

use axum::http::StatusCode;

/// What happens to a session's token when it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Rotation {
    /// Every reply carries the same token.
    #[default]
    Off,
    /// Every reply carries a new token; the one before stays valid for five seconds.
    ReplaceWithGrace,
    /// Every reply carries a new token; the one before is invalid at once.
    ReplaceAtOnce,
}

#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) rotation: Rotation,
    pub(crate) totp_reuse: bool,
    pub(crate) idle_timeout: Duration,
    pub(crate) bad_token_is_403: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rotation: Rotation::Off,
            totp_reuse: false,
            idle_timeout: Duration::from_secs(4 * 60 * 60),
            bad_token_is_403: false,
        }
    }
}

impl Options {
    /// The status of a reply to a token that is not valid.
    pub(super) fn unauthenticated(&self) -> StatusCode {
        if self.bad_token_is_403 { StatusCode::FORBIDDEN } else { StatusCode::UNAUTHORIZED }
    }
}
