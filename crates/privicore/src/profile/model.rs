//! What goes in and out of a profile's operations.

use crate::{Command, members};
use portcullis_core::{Extra, Request, Result, Secret, Timestamp, auth::oauth2::Token, input, lenient};
use portcullis_macros::Setters;
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

/// A token that opens the API for one profile.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AuthorizationToken {
    /// The token itself, opaque.
    pub token: Secret,
    /// When it ends. Nothing else tells how long a token lives: hours and years were both seen.
    pub expires_at: Option<Timestamp>,
}

impl<'de> Deserialize<'de> for AuthorizationToken {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            authorization_token: Option<Secret>,
            /// The name of older engines.
            token: Option<Secret>,
            // A token is worth more than knowing when it ends.
            #[serde(default, deserialize_with = "members::when")]
            expires_at: Option<Timestamp>,
        }
        let wire = Wire::deserialize(from)?;
        let token = wire.authorization_token.or(wire.token).filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| de::Error::missing_field("authorizationToken"))?;
        Ok(Self { token, expires_at: wire.expires_at })
    }
}

impl AuthorizationToken {
    /// How long it still lives by this machine's clock; `None` if that is unknown or over.
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

/// What a reauthorization brought.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Reauthorized {
    /// The new token; the client uses it already.
    Token(AuthorizationToken),
    /// A command that will make one. Once it has succeeded, the token may be fetched by
    /// [`legacy_retrieve_authorization_token`](crate::Profile::legacy_retrieve_authorization_token) (a guess)
    /// and given to [`Client::adopt`](crate::Client::adopt).
    Command(Command),
}

impl<'de> Deserialize<'de> for Reauthorized {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TokenOrCommand)
    }
}

/// Not by way of a `Value`, which keeps texts in blocks that are not wiped.
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
            #[serde(default, deserialize_with = "members::when")]
            expires_at: Option<Timestamp>,
            #[serde(flatten)]
            rest: Map<String, Value>,
        }
        let wire = Wire::deserialize(MapAccessDeserializer::new(members))?;
        let Some(token) = wire.authorization_token.or(wire.token) else {
            return command(Value::Object(wire.rest));
        };
        if token.is_empty() {
            return Err(unfit());
        }
        let expires_at = wire.expires_at;
        Ok(Reauthorized::Token(AuthorizationToken { token, expires_at }))
    }
}

fn command<E: de::Error>(value: Value) -> Result<Reauthorized, E> {
    Command::deserialize(value).map(Reauthorized::Command).map_err(|_| unfit())
}

/// The engine's words are not quoted: they may hold the token.
fn unfit<E: de::Error>() -> E {
    E::custom("neither a token nor a command")
}

/// A change of the caller's password.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct PasswordChange {
    /// The password until now.
    pub current_password: Secret,
    /// The password from now on; the engine wants some entropy, how much is not documented.
    pub new_password: Secret,
    /// The new password once more, for engines that want it confirmed; not sent unless set.
    pub confirm_password: Option<Secret>,
    fields: Vec<(String, Secret)>,
}
impl portcullis_core::Input for PasswordChange {}

impl PasswordChange {
    /// A change from one password to another.
    pub fn new(current_password: impl Into<Secret>, new_password: impl Into<Secret>) -> Self {
        Self {
            current_password: current_password.into(),
            new_password: new_password.into(),
            confirm_password: None,
            fields: Vec::new(),
        }
    }

    /// Adds a field that this version does not know: the vendor's page on this operation was not available.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    pub(super) fn fill(&self, request: Request) -> Request {
        let request = request
            .field("currentPassword", &self.current_password)
            .field("newPassword", &self.new_password)
            .field("confirmPassword", &self.confirm_password);
        self.fields.iter().fold(request, |request, (name, value)| request.field(name, value))
    }

    pub(super) fn fit(&self) -> Result<()> {
        let own = ["currentPassword", "newPassword", "confirmPassword"];
        members::added(self.fields.iter().map(|(name, _)| name.as_str()), &own)
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("currentPassword", self.current_password.expose_secret())?;
        input::required("newPassword", self.new_password.expose_secret())
    }
}

/// A token to be shown as a QR code.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct QrToken {
    /// The content of the code: whoever reads it is paired.
    #[serde(rename = "qrToken")]
    pub token: Option<Secret>,
    /// When it ends.
    #[serde(deserialize_with = "members::when")]
    pub expires_at: Option<Timestamp>,
    /// Everything else that the engine sent; treat it as secret too.
    #[serde(flatten)]
    pub extra: Extra,
}
