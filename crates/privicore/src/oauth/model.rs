//! What goes in and out of the operations on OAuth applications.

use crate::{AuthorizationToken, Command, OAuthApplicationId, OAuthClientId, members, oauth::Nonce};
use portcullis_core::{Error, Extra, Result, Secret, Timestamp, input, lenient};
use serde::{Deserialize, Deserializer, de};

portcullis_core::open_enum! {
    /// What kind of token it is.
    OAuthTokenType {
        /// Whoever has it may use it.
        Bearer = "bearer",
    }
}

impl From<&Command> for OAuthApplicationId {
    /// The id of the command that registered an application is the application's id.
    fn from(registration: &Command) -> Self {
        registration.command_id.as_str().into()
    }
}

/// An application to be registered.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NewOAuthApplication {
    /// The name that people see.
    pub name: String,
    /// A redirect URI. It is asked for, and nothing of this flow ever goes there.
    pub redirect_uri: String,
    /// What the application may ask for; [`SCOPE_ALL`](crate::SCOPE_ALL) and `data-token:read` were seen.
    pub scopes: Vec<String>,
}

impl NewOAuthApplication {
    /// An application with these scopes.
    pub fn new(name: impl Into<String>, redirect_uri: impl Into<String>, scopes: &[&str]) -> Self {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        Self { name: name.into(), redirect_uri: redirect_uri.into(), scopes }
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("name", &self.name)?;
        input::required("redirectUri", &self.redirect_uri)?;
        if self.scopes.is_empty() {
            return Err(Error::input("scopes", "must not be empty"));
        }
        self.scopes.iter().try_for_each(|scope| {
            input::required("scopes", scope)?;
            // The list goes out as one text, with commas between.
            if scope.contains(',') { Err(Error::input("scopes", "must not hold commas")) } else { Ok(()) }
        })
    }
}

/// Id and secret of an application: what it shows to act in its own name.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OAuthClient {
    /// The id under which the application asks.
    pub client_id: OAuthClientId,
    /// Its secret.
    pub client_secret: Secret,
}

impl OAuthClient {
    /// The application with these credentials, as they were stored.
    pub fn new(client_id: impl Into<OAuthClientId>, client_secret: impl Into<Secret>) -> Self {
        Self { client_id: client_id.into(), client_secret: client_secret.into() }
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("client_id", self.client_id.as_str())?;
        input::required("client_secret", self.client_secret.expose_secret())
    }
}

impl From<&OAuthConfiguration> for OAuthClient {
    fn from(configuration: &OAuthConfiguration) -> Self {
        Self::new(&configuration.client_id, configuration.client_secret.clone())
    }
}

/// The credentials of an application, shown once. Everything but id and secret is read as far as it can be: what is
/// lost here cannot be fetched again.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OAuthConfiguration {
    /// The id under which the application asks.
    // Elsewhere this engine writes the two in other ways, and there is no second chance to read them.
    #[serde(alias = "client_id", alias = "client-id")]
    pub client_id: OAuthClientId,
    /// Its secret.
    #[serde(alias = "client_secret", alias = "client-secret")]
    pub client_secret: Secret,
    /// The id of the application: that of the command which registered it.
    #[serde(default, deserialize_with = "perhaps")]
    pub application_id: Option<OAuthApplicationId>,
    /// The redirect URI that was registered.
    #[serde(default, deserialize_with = "perhaps")]
    pub redirect_uri: Option<String>,
    /// What the application may ask for.
    #[serde(default, deserialize_with = "scopes")]
    pub scopes: Vec<String>,
    /// Everything else that the engine sent.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A code that an application exchanges for a token, once.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AuthorizationCode {
    /// The code itself.
    pub code: Secret,
    /// The application that asked for it.
    pub client_id: Option<OAuthClientId>,
    /// The nonce of the request that made it.
    pub nonce: Option<Nonce>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// Everything else that the engine sent.
    pub extra: Extra,
}

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
            #[serde(default, deserialize_with = "perhaps")]
            client_id: Option<OAuthClientId>,
            #[serde(default, deserialize_with = "perhaps")]
            nonce: Option<Nonce>,
            #[serde(default, deserialize_with = "members::when")]
            expires_at: Option<Timestamp>,
            #[serde(flatten)]
            extra: Extra,
        }
        impl portcullis_core::Input for Wire {}
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

/// The exchange of a code for a token, and with what it is authorized: there are two stories.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CodeExchange {
    /// The code.
    pub code: Secret,
    pub(super) client: Option<OAuthClient>,
}
impl portcullis_core::Input for CodeExchange {}

impl CodeExchange {
    /// Authorized by id and secret of the application: seen to work.
    pub fn new(client: OAuthClient, code: impl Into<Secret>) -> Self {
        Self { code: code.into(), client: Some(client) }
    }

    /// Authorized by the code itself, as the vendor's pages say; try it where [`CodeExchange::new`] is refused.
    pub fn by_code(code: impl Into<Secret>) -> Self {
        Self { code: code.into(), client: None }
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("authorization_code", self.code.expose_secret())?;
        self.client.as_ref().map_or(Ok(()), OAuthClient::check)
    }
}

/// A token of an application. It works as
/// [`Client::builder(..).token(..)`](crate::ClientBuilder::token) does with any other token, within its scopes.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token itself, opaque.
    pub token: Secret,
    /// What swaps it for the next one, once.
    pub refresh_token: Option<Secret>,
    /// The application that it was given to.
    pub client_id: Option<OAuthClientId>,
    /// What kind of token it is.
    pub token_type: Option<OAuthTokenType>,
    /// What it allows.
    pub scopes: Vec<String>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When the refresh token ends.
    pub refresh_token_expires_at: Option<Timestamp>,
    /// Everything else that the engine sent.
    pub extra: Extra,
}

impl AccessToken {
    /// A token as it was stored, with its refresh token.
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

    /// This token as the successor of another, whose refresh token it keeps if it came without one.
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

impl<'de> Deserialize<'de> for AccessToken {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            #[serde(default, deserialize_with = "lenient::opt_secret")]
            token: Option<Secret>,
            #[serde(default, deserialize_with = "lenient::opt_secret")]
            access_token: Option<Secret>,
            #[serde(default, deserialize_with = "lenient::opt_secret")]
            refresh_token: Option<Secret>,
            #[serde(default, deserialize_with = "perhaps")]
            client_id: Option<OAuthClientId>,
            #[serde(default, rename = "type", deserialize_with = "perhaps")]
            kind: Option<OAuthTokenType>,
            #[serde(default, deserialize_with = "perhaps")]
            token_type: Option<OAuthTokenType>,
            #[serde(default, deserialize_with = "scopes")]
            scope: Vec<String>,
            #[serde(default, deserialize_with = "members::when")]
            expires_at: Option<Timestamp>,
            #[serde(default, deserialize_with = "members::when")]
            refresh_token_expires_at: Option<Timestamp>,
            #[serde(flatten)]
            extra: Extra,
        }
        impl portcullis_core::Input for Wire {}
        let wire = Wire::deserialize(from)?;
        Ok(Self {
            token: present(wire.token.or(wire.access_token), "token")?,
            refresh_token: wire.refresh_token.filter(|token| !token.is_empty()),
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
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct OAuthApplication {
    /// Its id.
    #[serde(deserialize_with = "perhaps")]
    pub application_id: Option<OAuthApplicationId>,
    /// The name that people see.
    #[serde(deserialize_with = "perhaps")]
    pub name: Option<String>,
    /// What it may ask for.
    #[serde(deserialize_with = "scopes")]
    pub scopes: Vec<String>,
    /// When it was registered.
    #[serde(deserialize_with = "members::when")]
    pub created_at: Option<Timestamp>,
    /// Everything else that the engine sent.
    #[serde(flatten)]
    pub extra: Extra,
}

fn present<E: de::Error>(secret: Option<Secret>, name: &'static str) -> Result<Secret, E> {
    secret.filter(|secret| !secret.is_empty()).ok_or_else(|| E::missing_field(name))
}

/// A plain text, and `None` for whatever else.
fn perhaps<'de, D: Deserializer<'de>, T: From<String>>(from: D) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(lenient::opt_text(value).ok().flatten().map(T::from))
}

/// A list of scopes, or one text with commas or blanks between them.
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
