//! Tokens of a profile.

use crate::{Command, members};
use portcullis_core::{Extra, Secret, Timestamp, auth::oauth2::Token, lenient};
use portcullis_macros::Reply;
use serde::{
    Deserialize, Deserializer,
    de::{
        self, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::{Map, Value};
use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A token that authorizes calls for one profile.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AuthorizationToken {
    /// The token itself, opaque.
    pub token: Secret,
    /// When it ends. Lifetimes of hours and of years were both seen.
    pub expires_at: Option<Timestamp>,
}

// By hand: the token has two names.
impl<'de> Deserialize<'de> for AuthorizationToken {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            #[serde(default, deserialize_with = "lenient::opt_token")]
            authorization_token: Option<Secret>,
            /// The name of older engines.
            #[serde(default, deserialize_with = "lenient::opt_token")]
            token: Option<Secret>,
            // An expiry that cannot be read must not lose the token.
            #[serde(default, deserialize_with = "members::opt_timestamp")]
            expires_at: Option<Timestamp>,
        }
        let wire = Wire::deserialize(from)?;
        let token = wire
            .authorization_token
            .or(wire.token)
            .ok_or_else(|| de::Error::missing_field("authorizationToken"))?;
        Ok(Self { token, expires_at: wire.expires_at })
    }
}

impl AuthorizationToken {
    /// The remaining lifetime by this machine's clock; `None` if it is unknown or over.
    pub(crate) fn life(&self) -> Option<Duration> {
        let end = u64::try_from(self.expires_at.as_ref()?.unix_seconds()?).ok()?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        Duration::from_secs(end).checked_sub(now)
    }
}

impl From<&AuthorizationToken> for Token {
    fn from(token: &AuthorizationToken) -> Self {
        Self::new(token.token.clone()).life(token.life())
    }
}

/// The result of a reauthorization.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Reauthorized {
    /// The new token, which the client uses already.
    Token(AuthorizationToken),
    /// A command that makes one. When it has succeeded,
    /// [`legacy_retrieve_authorization_token`](crate::Profile::legacy_retrieve_authorization_token) may return the
    /// token (a guess), for [`Client::adopt`](crate::Client::adopt).
    Command(Command),
}

impl<'de> Deserialize<'de> for Reauthorized {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TokenOrCommand)
    }
}

/// Reads without a `Value`, which keeps texts in memory that is not wiped.
struct TokenOrCommand;

impl<'de> Visitor<'de> for TokenOrCommand {
    type Value = Reauthorized;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a token or a command")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Reauthorized, E> {
        command(text.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Reauthorized, A::Error> {
        command(Value::deserialize(SeqAccessDeserializer::new(items))?)
    }
    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Reauthorized, A::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            #[serde(default, deserialize_with = "lenient::opt_secret")]
            authorization_token: Option<Secret>,
            #[serde(default, deserialize_with = "lenient::opt_secret")]
            token: Option<Secret>,
            #[serde(default, deserialize_with = "members::opt_timestamp")]
            expires_at: Option<Timestamp>,
            #[serde(flatten)]
            rest: Map<String, Value>,
        }
        let wire = Wire::deserialize(MapAccessDeserializer::new(members))?;
        let Some(token) = wire.authorization_token.or(wire.token) else {
            return command(Value::Object(wire.rest));
        };
        if token.is_empty() {
            return Err(neither());
        }
        let expires_at = wire.expires_at;
        Ok(Reauthorized::Token(AuthorizationToken { token, expires_at }))
    }
}

fn command<E: de::Error>(value: Value) -> Result<Reauthorized, E> {
    Command::deserialize(value).map(Reauthorized::Command).map_err(|_| neither())
}

/// The reply is not quoted: it may contain the token.
fn neither<E: de::Error>() -> E {
    E::custom("neither a token nor a command")
}

/// A token to show as a QR code.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct QrToken {
    /// The content of the code, which pairs the device that reads it.
    #[reply(name = "qrToken")]
    pub token: Option<Secret>,
    /// When it ends.
    #[reply(name = "expiresAt", with = members::opt_timestamp)]
    pub expires_at: Option<Timestamp>,
    /// All other members; treat them as secrets.
    pub extra: Extra,
}
