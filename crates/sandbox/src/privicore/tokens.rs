//! Issuing and looking up authorization tokens.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;

use super::store::Store;
use super::token::{Kind, Token};
use crate::{clock, random};

impl Store {
    /// Issues a token. Those that the profile has already stay alive.
    pub(super) fn issue(&mut self, profile: &str, kind: Kind, life: Duration) -> (String, Duration) {
        let expires = clock::unix().saturating_add(life);
        let text = token_text();
        self.tokens.insert(text.clone(), Token { profile: profile.to_owned(), kind, expires });
        (text, expires)
    }

    /// The token of this text, while it lives.
    pub(super) fn live_token(&self, text: &str, kind: Kind) -> Option<&Token> {
        self.tokens.get(text).filter(|token| token.kind == kind && token.expires > clock::unix())
    }
}

/// `T-` and the URL-safe base64 of a message that begins with the version tag of the engine's cipher.
pub(super) fn token_text() -> String {
    let mut message = vec![0x31, 0x42, 0x05, 0x00];
    message.extend(random::bytes::<120>());
    format!("T-{}", URL_SAFE.encode(message))
}
