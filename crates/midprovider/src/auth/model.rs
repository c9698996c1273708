//! What the realm returns.

use crate::{UserId, UserName};
use portcullis_core::{Extra, Secret, lenient};
use portcullis_macros::Reply;

/// The reply of the token endpoint.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct TokenResponse {
    /// The access token. A reply without one is an error.
    #[reply(with = lenient::token)]
    pub access_token: Secret,
    /// `Bearer`, in any case of letters.
    #[reply(with = lenient::text_or_none)]
    pub token_type: Option<String>,
    /// The lifetime of the access token in seconds.
    #[reply(with = lenient::int_or_none)]
    pub expires_in: Option<i64>,
    /// The refresh token, for the next access token; a service account usually gets none.
    #[reply(with = lenient::opt_token)]
    pub refresh_token: Option<Secret>,
    /// The lifetime of the refresh token in seconds; 0 for none or without limit.
    #[reply(with = lenient::int_or_none)]
    pub refresh_expires_in: Option<i64>,
    /// The id token, which identifies the user; returned with the scope `openid`.
    #[reply(with = lenient::opt_token)]
    pub id_token: Option<Secret>,
    /// Tokens issued before this time, in seconds since 1970, are invalid.
    #[reply(name = "not-before-policy", with = lenient::int_or_none)]
    pub not_before_policy: Option<i64>,
    /// The id of the session.
    #[reply(with = lenient::text_or_none)]
    pub session_state: Option<String>,
    /// The granted scopes, separated by blanks.
    #[reply(with = lenient::text_or_none)]
    pub scope: Option<String>,
    /// The kind of token that an exchange returned.
    #[reply(with = lenient::text_or_none)]
    pub issued_token_type: Option<String>,
}

/// The OpenID Connect metadata of the realm.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Discovery {
    /// The issuer of the tokens.
    pub issuer: Option<String>,
    /// The URL at which a browser begins.
    pub authorization_endpoint: Option<String>,
    /// The URL of the token endpoint.
    pub token_endpoint: Option<String>,
    /// The URL that returns the claims of a token's user.
    pub userinfo_endpoint: Option<String>,
    /// The URL at which a browser ends a session.
    pub end_session_endpoint: Option<String>,
    /// The URL of token introspection.
    pub introspection_endpoint: Option<String>,
    /// The URL of token revocation.
    pub revocation_endpoint: Option<String>,
    /// The URL of the keys.
    pub jwks_uri: Option<String>,
    /// The grants that the token endpoint accepts.
    pub grant_types_supported: Vec<String>,
    /// The scopes that exist.
    pub scopes_supported: Vec<String>,
    /// Everything else.
    pub extra: Extra,
}

/// The claims about a user.
#[derive(Debug, Clone, Default, Reply)]
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
    pub email_verified: Option<bool>,
    /// All other claims.
    pub extra: Extra,
}

/// The state of a token.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Introspection {
    /// Whether the token is valid now.
    #[reply(default)]
    pub active: bool,
    /// The claims of a valid token.
    pub claims: Extra,
}

/// A key with which the realm signs tokens (RFC 7517).
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Jwk {
    /// The id of the key, which tokens name in their header.
    pub kid: Option<String>,
    /// The kind of key, such as `RSA`.
    pub kty: Option<String>,
    /// The algorithm, such as `RS256`.
    pub alg: Option<String>,
    /// `sig` or `enc`.
    #[reply(name = "use")]
    pub usage: Option<String>,
    /// The modulus of an RSA key.
    pub n: Option<String>,
    /// The exponent of an RSA key.
    pub e: Option<String>,
    /// Certificates, the key's own first, as base64 of DER.
    pub x5c: Vec<String>,
    /// The SHA-1 thumbprint of the first certificate.
    pub x5t: Option<String>,
    /// The SHA-256 thumbprint of the first certificate.
    #[reply(name = "x5t#S256")]
    pub x5t_s256: Option<String>,
    /// Everything else, such as the members of other kinds of key.
    pub extra: Extra,
}

/// The public facts of the realm.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct RealmInfo {
    /// The name of the realm: the tenant.
    pub realm: Option<String>,
    /// The public key of the realm, as base64 of DER.
    pub public_key: Option<String>,
    /// The URL of the token service.
    #[reply(name = "token-service")]
    pub token_service_url: Option<String>,
    /// The URL at which users manage their account.
    #[reply(name = "account-service")]
    pub account_service_url: Option<String>,
    /// Tokens issued before this time, in seconds since 1970, are invalid.
    #[reply(name = "tokens-not-before")]
    pub tokens_not_before: Option<i64>,
}
