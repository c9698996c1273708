//! A token, and the reply that it is read from.

use crate::{Result, Secret};
use serde::Deserialize;
use std::time::Duration;

/// What a token endpoint gave.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Token {
    /// What is sent with each call.
    pub access: Secret,
    /// What buys the next token, once.
    pub refresh: Option<Secret>,
    /// Its lifetime, counted from before it was requested.
    pub life: Option<Duration>,
}

impl Token {
    /// A token that is used until the server refuses it.
    pub fn new(access: impl Into<Secret>) -> Self {
        Self { access: access.into(), refresh: None, life: None }
    }

    /// Sets what buys the next token.
    pub fn refresh(mut self, refresh: Option<Secret>) -> Self {
        self.refresh = refresh;
        self
    }

    /// Sets its lifetime.
    pub fn life(mut self, life: Option<Duration>) -> Self {
        self.life = life;
        self
    }
}

/// The reply of an OAuth 2 token endpoint (RFC 6749, section 5.1), read leniently.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct TokenReply {
    /// The access token.
    pub access_token: Secret,
    /// The refresh token, if the grant gives one.
    #[serde(default)]
    pub refresh_token: Option<Secret>,
    /// The lifetime in seconds, if it is a plausible number.
    #[serde(default, deserialize_with = "seconds")]
    pub expires_in: Option<Duration>,
    /// The granted scope, separated by blanks.
    #[serde(default, deserialize_with = "crate::lenient::opt_text")]
    pub scope: Option<String>,
}

fn seconds<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    // A hostile or broken value must not cost the token that came with it: the raw text is taken first,
    // whose scan supports neither ranges nor depths.
    let raw = Box::<serde_json::value::RawValue>::deserialize(from)?;
    let value: serde_json::Value = serde_json::from_str(raw.get()).unwrap_or_default();
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    Ok(number.filter(|n| *n > 0.0 && *n < 1e9).map(Duration::from_secs_f64))
}

impl From<TokenReply> for Token {
    fn from(reply: TokenReply) -> Self {
        Self::new(reply.access_token).refresh(reply.refresh_token).life(reply.expires_in)
    }
}
