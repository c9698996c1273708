//! What a verified token states.

use crate::{ClientId, SessionId, UserId, UserName};
use portcullis_core::{Extra, Members};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The claims of a token: those of RFC 7519 and of OpenID Connect, and Keycloak's roles. A claim that the realm does
/// not write is absent.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Claims {
    /// Who issued it: the URL of the realm.
    #[reply(default)]
    pub iss: String,
    /// Whom it is about: the UUID of the user, or of the user that a service account has.
    pub sub: Option<UserId>,
    /// For whom it is.
    #[reply(with = one_or_many)]
    pub aud: Vec<String>,
    /// From when on it is no longer valid, in seconds since 1970.
    pub exp: Option<i64>,
    /// From when on it is valid, in seconds since 1970.
    pub nbf: Option<i64>,
    /// When it was issued, in seconds since 1970.
    pub iat: Option<i64>,
    /// The id of the token.
    pub jti: Option<String>,
    /// The client that it was issued to.
    pub azp: Option<ClientId>,
    /// The kind of token, such as `Bearer` or `ID`. It is not judged.
    pub typ: Option<String>,
    /// The session that it belongs to.
    pub sid: Option<SessionId>,
    /// The scopes, separated by blanks.
    pub scope: Option<String>,
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
    /// The roles of the realm, as Keycloak writes them unless the realm's mappers were changed.
    #[reply(name = "realm_access")]
    pub realm_access: Roles,
    /// The roles of clients, by client id.
    #[reply(name = "resource_access")]
    pub resource_access: BTreeMap<String, Roles>,
    /// All other claims.
    pub extra: Extra,
}

/// The names of roles.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Roles {
    /// The names.
    pub roles: Vec<String>,
}

impl Claims {
    /// Whether the token holds this role of the realm.
    pub fn has_realm_role(&self, role: &str) -> bool {
        self.realm_access.roles.iter().any(|own| own == role)
    }

    /// Whether the token holds this role of a client.
    pub fn has_client_role(&self, client: &ClientId, role: &str) -> bool {
        let roles = self.resource_access.get(client.as_str());
        roles.is_some_and(|own| own.roles.iter().any(|own| own == role))
    }
}

/// One audience is a text, several are a list.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    use serde::de::Error as _;
    let from = Box::<RawValue>::deserialize(from)?;
    let json = from.get();
    if json.starts_with('[') {
        serde_json::from_str(json)
    } else {
        serde_json::from_str(json).map(|one| vec![one])
    }
    .map_err(D::Error::custom)
}

/// Reads the claims; an object in which a name is repeated is refused.
pub(super) fn read(json: &[u8]) -> Option<Claims> {
    let members = Members::parse(std::str::from_utf8(json).ok()?)?;
    let mut names: Vec<&str> = members.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair.first() == pair.last()) {
        return None;
    }
    portcullis_core::from_json(json).ok()
}
