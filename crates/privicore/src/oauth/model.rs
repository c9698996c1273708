//! OAuth applications, their codes and tokens.

use super::{Nonce, OAuthClient};
use crate::{AuthorizationToken, Command, OAuthApplicationId, OAuthClientId, members};
use portcullis_core::{Extra, Secret, Timestamp, lenient};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer, de};

portcullis_core::open_enum! {
    /// The type of a token.
    OAuthTokenType {
        /// Any bearer may use it.
        Bearer = "bearer",
    }
}

impl From<&Command> for OAuthApplicationId {
    /// The id of the command that registered an application is the application's id.
    fn from(registration: &Command) -> Self {
        registration.command_id.as_str().into()
    }
}

impl From<&OAuthConfiguration> for OAuthClient {
    fn from(configuration: &OAuthConfiguration) -> Self {
        Self::new(&configuration.client_id, configuration.client_secret.clone())
    }
}

/// The credentials of an application, shown once. An unexpected value of any other member does not fail the call, because
/// the credentials cannot be fetched again.
// Not a `Reply`: id and secret have several names.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OAuthConfiguration {
    /// The client id.
    // Other replies of the engine use the other names, and there is no second chance to read them.
    #[serde(alias = "client_id", alias = "client-id")]
    pub client_id: OAuthClientId,
    /// The secret.
    #[serde(alias = "client_secret", alias = "client-secret")]
    pub client_secret: Secret,
    /// The id of the application: the id of the command that registered it.
    #[serde(default, deserialize_with = "opt_text")]
    pub application_id: Option<OAuthApplicationId>,
    /// The registered redirect URI.
    #[serde(default, deserialize_with = "opt_text")]
    pub redirect_uri: Option<String>,
    /// The scopes that the application may request.
    #[serde(default, deserialize_with = "scopes")]
    pub scopes: Vec<String>,
    /// All other members.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A code that an application can exchange for a token, once.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AuthorizationCode {
    /// The code.
    pub code: Secret,
    /// The application that requested it.
    pub client_id: Option<OAuthClientId>,
    /// The nonce of its request.
    pub nonce: Option<Nonce>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// All other members.
    pub extra: Extra,
}

// By hand: the code has two names.
impl<'de> Deserialize<'de> for AuthorizationCode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            #[serde(default, deserialize_with = "lenient::opt_secret")]
            authorization_code: Option<Secret>,
            /// The name that an old client of the vendor reads.
            #[serde(default, rename = "authorization_code", deserialize_with = "lenient::opt_secret")]
            old_name: Option<Secret>,
            #[serde(default, deserialize_with = "opt_text")]
            client_id: Option<OAuthClientId>,
            #[serde(default, deserialize_with = "opt_text")]
            nonce: Option<Nonce>,
            #[serde(default, deserialize_with = "members::opt_timestamp")]
            expires_at: Option<Timestamp>,
            #[serde(flatten)]
            extra: Extra,
        }
        let wire = Wire::deserialize(from)?;
        Ok(Self {
            code: present(wire.authorization_code.or(wire.old_name), "authorizationCode")?,
            client_id: wire.client_id,
            nonce: wire.nonce,
            expires_at: wire.expires_at,
            extra: wire.extra,
        })
    }
}

/// A token of an application, for [`Client::builder(..).token(..)`](crate::ClientBuilder::token) like any other token,
/// within its scopes.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token, opaque.
    pub token: Secret,
    /// The token for its renewal, valid once.
    pub refresh_token: Option<Secret>,
    /// The application that it was issued to.
    pub client_id: Option<OAuthClientId>,
    /// The type of a token.
    pub token_type: Option<OAuthTokenType>,
    /// The scopes.
    pub scopes: Vec<String>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When the refresh token ends.
    pub refresh_token_expires_at: Option<Timestamp>,
    /// All other members.
    pub extra: Extra,
}

impl AccessToken {
    /// Makes a stored token with its refresh token.
    pub fn new(token: impl Into<Secret>, refresh_token: impl Into<Secret>) -> Self {
        Self {
            token: token.into(),
            refresh_token: Some(refresh_token.into()),
            client_id: None,
            token_type: None,
            scopes: Vec::new(),
            expires_at: None,
            refresh_token_expires_at: None,
            extra: Extra::default(),
        }
    }

    /// Returns this token with the refresh token of its predecessor, if it has none of its own.
    #[must_use]
    pub fn following(mut self, previous: &Self) -> Self {
        if self.refresh_token.is_none() {
            self.refresh_token.clone_from(&previous.refresh_token);
            let ends = self.refresh_token_expires_at.take();
            self.refresh_token_expires_at = ends.or_else(|| previous.refresh_token_expires_at.clone());
        }
        self
    }
}

impl From<&AccessToken> for AuthorizationToken {
    /// For [`Client::adopt`](crate::Client::adopt).
    fn from(token: &AccessToken) -> Self {
        Self { token: token.token.clone(), expires_at: token.expires_at.clone() }
    }
}

// By hand: token and type have two names each.
impl<'de> Deserialize<'de> for AccessToken {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            #[serde(default, deserialize_with = "lenient::opt_token")]
            token: Option<Secret>,
            #[serde(default, deserialize_with = "lenient::opt_token")]
            access_token: Option<Secret>,
            #[serde(default, deserialize_with = "lenient::opt_token")]
            refresh_token: Option<Secret>,
            #[serde(default, deserialize_with = "opt_text")]
            client_id: Option<OAuthClientId>,
            #[serde(default, rename = "type", deserialize_with = "opt_text")]
            kind: Option<OAuthTokenType>,
            #[serde(default, deserialize_with = "opt_text")]
            token_type: Option<OAuthTokenType>,
            #[serde(default, deserialize_with = "scopes")]
            scope: Vec<String>,
            #[serde(default, deserialize_with = "members::opt_timestamp")]
            expires_at: Option<Timestamp>,
            #[serde(default, deserialize_with = "members::opt_timestamp")]
            refresh_token_expires_at: Option<Timestamp>,
            #[serde(flatten)]
            extra: Extra,
        }
        let wire = Wire::deserialize(from)?;
        Ok(Self {
            token: present(wire.token.or(wire.access_token), "token")?,
            refresh_token: wire.refresh_token,
            client_id: wire.client_id,
            token_type: wire.kind.or(wire.token_type),
            scopes: wire.scope,
            expires_at: wire.expires_at,
            refresh_token_expires_at: wire.refresh_token_expires_at,
            extra: wire.extra,
        })
    }
}

/// An application in a list. Every field is from a hand-written sample.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OAuthApplication {
    /// The id.
    #[reply(name = "applicationId", with = opt_text)]
    pub application_id: Option<OAuthApplicationId>,
    /// The display name.
    #[reply(with = opt_text)]
    pub name: Option<String>,
    /// The scopes that it may request.
    #[reply(with = scopes)]
    pub scopes: Vec<String>,
    /// When it was registered.
    #[reply(name = "createdAt", with = members::opt_timestamp)]
    pub created_at: Option<Timestamp>,
    /// All other members.
    pub extra: Extra,
}

fn present<E: de::Error>(secret: Option<Secret>, name: &'static str) -> Result<Secret, E> {
    secret.filter(|secret| !secret.is_empty()).ok_or_else(|| E::missing_field(name))
}

/// A text, and `None` for any other value.
fn opt_text<'de, D: Deserializer<'de>, T: From<String>>(from: D) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(lenient::opt_text(value).ok().flatten().map(T::from))
}

/// A list of scopes, or one text that separates them by commas or blanks.
fn scopes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let mut found = Vec::new();
    let mut split = |text: &str| {
        let words = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
        found.extend(words.map(str::to_owned));
    };
    match serde_json::Value::deserialize(from)? {
        serde_json::Value::String(text) => split(&text),
        serde_json::Value::Array(items) => items.iter().filter_map(|i| i.as_str()).for_each(split),
        _ => {}
    }
    Ok(found)
}
