//! A token, and the reply that it is read from.

use crate::{Secret, lenient};
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

/// The reply of an OAuth 2 token endpoint (RFC 6749, section 5.1), read leniently: a member of
/// another type costs only that member.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct TokenReply {
    /// The access token; a reply without one, or with an empty one, is an error.
    #[serde(deserialize_with = "lenient::token")]
    pub access_token: Secret,
    /// The refresh token, if the grant gives one.
    #[serde(default, deserialize_with = "lenient::opt_token")]
    pub refresh_token: Option<Secret>,
    /// The lifetime in seconds, if it is a plausible number.
    #[serde(default, deserialize_with = "lenient::seconds")]
    pub expires_in: Option<Duration>,
    /// The granted scope, separated by blanks.
    #[serde(default, deserialize_with = "lenient::text_or_none")]
    pub scope: Option<String>,
}

impl From<TokenReply> for Token {
    fn from(reply: TokenReply) -> Self {
        Self::new(reply.access_token).refresh(reply.refresh_token).life(reply.expires_in)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const OTHERS: [fn() -> Value; 5] =
        [|| json!(["x"]), || json!(7), || json!({"x": [1]}), || json!(null), || json!(true)];

    fn read(reply: &Value) -> serde_json::Result<TokenReply> {
        serde_json::from_str(&reply.to_string())
    }

    #[test]
    fn a_member_of_another_type_costs_only_that_member() {
        for member in ["refresh_token", "expires_in", "scope", "token_type"] {
            for other in OTHERS {
                let mut reply =
                    json!({"access_token": "a", "refresh_token": "r", "expires_in": 60, "scope": "s"});
                reply[member] = other();
                let token = read(&reply).unwrap_or_else(|error| panic!("{member} {}: {error}", other()));
                assert_eq!(token.access_token.expose_secret(), "a");
                assert_eq!(token.refresh_token.is_some(), member != "refresh_token", "{reply}");
                assert!(token.expires_in.is_some() || member == "expires_in", "{reply}");
                assert!(token.scope.is_some() || member == "scope", "{reply}");
            }
        }
        assert!(read(&json!({"access_token": "a", "refresh_token": ""})).unwrap().refresh_token.is_none());
    }

    #[test]
    fn a_reply_without_a_token_is_an_error() {
        for other in OTHERS {
            read(&json!({"access_token": other(), "refresh_token": "r"})).unwrap_err();
        }
        for reply in [json!({}), json!({"access_token": ""}), json!({"refresh_token": "r"})] {
            read(&reply).unwrap_err();
        }
    }
}
