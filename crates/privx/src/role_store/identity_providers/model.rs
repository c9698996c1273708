//! Issuers of tokens that PrivX accepts.

use crate::ids::{IdentityProviderId, SourceId};
use portcullis_core::{Extra, Result, Timestamp, input};
use portcullis_macros::Record;

/// An issuer whose tokens can be exchanged for those of PrivX.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, token_type, jwt_issuer, jwt_subject_type, users_directory), check)]
#[non_exhaustive]
pub struct IdentityProvider {
    /// The provider's id; set by PrivX.
    #[record(id)]
    pub id: IdentityProviderId,
    /// The name; unique; 2 to 2042 characters.
    pub name: Option<String>,
    /// The kind of token; JSON web tokens are the only one.
    pub token_type: Option<TokenType>,
    /// The issuer (`iss`) that tokens must have; at most 2042 characters.
    pub jwt_issuer: Option<String>,
    /// The audience (`aud`) that tokens must have; at most 2042 characters.
    pub jwt_audience: Option<String>,
    /// How the subject (`sub`) names the user.
    pub jwt_subject_type: Option<SubjectType>,
    /// With distinguished names: the attribute that holds the user name, such as `cn`.
    pub jwt_subject_dn_username_attribute: Option<String>,
    /// Claims that are checked beside the usual ones.
    pub custom_attributes: Option<Vec<CustomAttributeValidation>>,
    /// The keys that verify tokens.
    pub public_keys: Option<Vec<IdentityProviderPublicKey>>,
    /// Where the keys that verify tokens come from.
    pub public_key_method: Option<PublicKeyMethod>,
    /// The trust anchor of certificates fetched from `x5u`, as PEM; required with that method.
    pub x5u_trust_anchor: Option<String>,
    /// The trust anchor of the TLS connection to `x5u`, as PEM; the system's roots if absent.
    pub x5u_tls_trust_anchor: Option<String>,
    /// The prefix (https) that `x5u` must have; required with that method.
    pub x5u_prefix: Option<String>,
    /// The directory in which the subject is looked up; not one of kind OIDC.
    pub users_directory: Option<SourceId>,
    /// Whether its tokens are accepted.
    pub enabled: Option<bool>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl IdentityProvider {
    fn check(&self) -> Result<()> {
        input::length("name", self.name.as_deref().unwrap_or_default(), 2..=2042)?;
        input::length("jwt_issuer", self.jwt_issuer.as_deref().unwrap_or_default(), 0..=2042)?;
        input::length("jwt_audience", self.jwt_audience.as_deref().unwrap_or_default(), 0..=2042)
    }
}

/// A claim that is checked.
#[derive(Debug, Clone, Default, Record)]
#[record(new(field_name, kind))]
#[non_exhaustive]
pub struct CustomAttributeValidation {
    /// The name of the claim.
    pub field_name: Option<String>,
    /// How its value is checked.
    #[record(name = "type")]
    pub kind: Option<ClaimCheck>,
    /// With a pattern: the glob that the value must match.
    pub expected_value: Option<String>,
    /// With a range: the lower bound, a number or an address.
    pub start: Option<String>,
    /// With a range: the upper bound, not below the lower one.
    pub end: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A key that verifies tokens.
#[derive(Debug, Clone, Default, Record)]
#[record(new(key_id, public_key))]
#[non_exhaustive]
pub struct IdentityProviderPublicKey {
    /// The key's id (`kid`) in the token's header.
    pub key_id: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// The public key: PKIX, as PEM.
    pub public_key: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The kind of token.
    TokenType {
        /// A JSON web token.
        Jwt = "JWT",
    }
}

portcullis_core::open_enum! {
    /// How the subject of a token names the user.
    SubjectType {
        /// By the user name.
        Plain = "plain",
        /// By a distinguished name.
        Dn = "dn",
    }
}

portcullis_core::open_enum! {
    /// Where the keys that verify tokens come from.
    PublicKeyMethod {
        /// They are given here.
        Static = "static",
        /// A certificate at the URL in the header.
        X5u = "x5u",
        /// A public key at the URL in the header.
        X5uPublicKey = "x5u-publickey",
    }
}

portcullis_core::open_enum! {
    /// How the value of a claim is checked.
    ClaimCheck {
        /// By a pattern.
        StringPattern = "string_pattern",
        /// A number in a range.
        NumericRange = "numeric_range",
        /// An address in a range.
        IpRange = "ip_range",
        /// The caller's address.
        IpClient = "ip_client",
    }
}
