//! What the realm answers.

use crate::{UserId, UserName};
use portcullis_core::{Extra, Secret, lenient};
use serde::Deserialize;

/// What the token endpoint gave.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct TokenResponse {
    /// The access token.
    pub access_token: Secret,
    /// `Bearer`, in any case of letters.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub token_type: Option<String>,
    /// The life of the access token in seconds.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub expires_in: Option<i64>,
    /// Buys the next token; a service account usually gets none.
    #[serde(default)]
    pub refresh_token: Option<Secret>,
    /// The life of the refresh token in seconds; 0 for none or without end.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub refresh_expires_in: Option<i64>,
    /// Says who the user is; there with the scope `openid`.
    #[serde(default)]
    pub id_token: Option<Secret>,
    /// Tokens from before this time, in seconds since 1970, are void.
    #[serde(default, rename = "not-before-policy", deserialize_with = "lenient::opt_int")]
    pub not_before_policy: Option<i64>,
    /// The id of the session.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub session_state: Option<String>,
    /// The granted scopes, separated by blanks.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub scope: Option<String>,
    /// The kind of token that an exchange gave.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub issued_token_type: Option<String>,
}

/// The OpenID Connect metadata of the realm.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Discovery {
    /// Who signs the tokens.
    pub issuer: Option<String>,
    /// Where a browser begins.
    pub authorization_endpoint: Option<String>,
    /// Where tokens are handed out.
    pub token_endpoint: Option<String>,
    /// Who a token's user is.
    pub userinfo_endpoint: Option<String>,
    /// Where sessions end.
    pub end_session_endpoint: Option<String>,
    /// Where tokens are looked into.
    pub introspection_endpoint: Option<String>,
    /// Where tokens are revoked.
    pub revocation_endpoint: Option<String>,
    /// Where the keys are.
    pub jwks_uri: Option<String>,
    /// The grants that the token endpoint takes.
    #[serde(deserialize_with = "lenient::or_default")]
    pub grant_types_supported: Vec<String>,
    /// The scopes that exist.
    #[serde(deserialize_with = "lenient::or_default")]
    pub scopes_supported: Vec<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the realm says about a user.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct UserInfo {
    /// The id of the user.
    pub sub: UserId,
    /// The login name.
    pub preferred_username: Option<UserName>,
    /// The full name.
    pub name: Option<String>,
    /// The first name.
    pub given_name: Option<String>,
    /// The last name.
    pub family_name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the address was confirmed.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub email_verified: Option<bool>,
    /// All other claims.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the realm says about a token.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Introspection {
    /// Whether the token is good now.
    #[serde(deserialize_with = "lenient::bool")]
    pub active: bool,
    /// The claims of a good token.
    #[serde(flatten)]
    pub claims: Extra,
}

/// A key with which the realm signs tokens (RFC 7517).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Jwk {
    /// The id of the key, which tokens name in their head.
    pub kid: Option<String>,
    /// The kind of key, such as `RSA`.
    pub kty: Option<String>,
    /// The algorithm, such as `RS256`.
    pub alg: Option<String>,
    /// `sig` or `enc`.
    #[serde(rename = "use")]
    pub usage: Option<String>,
    /// The modulus of an RSA key.
    pub n: Option<String>,
    /// The exponent of an RSA key.
    pub e: Option<String>,
    /// Certificates, the key's own first, as base64 of DER.
    #[serde(deserialize_with = "lenient::or_default")]
    pub x5c: Vec<String>,
    /// The SHA-1 thumbprint of the first certificate.
    pub x5t: Option<String>,
    /// Everything else: the parts of other kinds of key among it.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the realm tells everybody.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RealmInfo {
    /// The name of the realm: the tenant.
    pub realm: Option<String>,
    /// The public key of the realm, as base64 of DER.
    pub public_key: Option<String>,
    /// Where tokens are handed out.
    #[serde(rename = "token-service")]
    pub token_service_url: Option<String>,
    /// Where users manage their account.
    #[serde(rename = "account-service")]
    pub account_service_url: Option<String>,
    /// Tokens from before this time, in seconds since 1970, are void.
    #[serde(rename = "tokens-not-before", deserialize_with = "lenient::opt_int")]
    pub tokens_not_before: Option<i64>,
}
