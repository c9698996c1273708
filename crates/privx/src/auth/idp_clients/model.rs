//! A program whose users log in at PrivX.

use crate::ids::IdpClientId;
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::{Record, Reply};
use std::collections::BTreeMap;

/// A program whose users log in at PrivX.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name))]
#[non_exhaustive]
pub struct IdpClient {
    /// The client's id in PrivX; set by PrivX.
    #[record(id)]
    pub id: IdpClientId,
    /// The name.
    pub name: Option<String>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// The protocol; OpenID Connect unless set.
    pub idp_type: Option<IdpType>,
    /// The URL of the issuer, `https://<host>/oidc/<id>/`.
    #[record(server)]
    pub oidc_issuer: Option<String>,
    /// The audiences of tokens beside the client's own id.
    pub oidc_audience: Option<Vec<String>>,
    /// The client id that the program logs in with.
    #[record(server)]
    pub oidc_client_id: Option<String>,
    /// The client secret that the program logs in with.
    #[record(server)]
    pub oidc_client_secret: Option<Secret>,
    /// The scopes that the program may request; `openid` is always one of them.
    pub oidc_scopes_enabled: Option<Vec<OidcScope>>,
    /// The response types that PrivX offers.
    #[record(server)]
    pub oidc_response_types_supported: Option<Vec<String>>,
    /// The grant types that PrivX offers.
    #[record(server)]
    pub oidc_grant_types_supported: Option<Vec<String>>,
    /// Whether PKCE with SHA-256 is on; it is unless set.
    pub oidc_code_challenge_method_enabled: Option<bool>,
    /// How the program authenticates at the token endpoint.
    pub oidc_auth_method_enabled: Option<OidcAuthMethod>,
    /// Whether the secret is also accepted in the body of a POST.
    pub oidc_auth_method_post: Option<bool>,
    /// Whether the program may use refresh tokens.
    pub oidc_grant_type_refresh_token: Option<bool>,
    /// The URIs to which PrivX may redirect users after a login.
    pub oidc_allowed_redirect_uris: Option<Vec<String>>,
    /// The URI to which PrivX redirects users after a logout request without one.
    pub oidc_default_logout_redirect_uri: Option<String>,
    /// The URIs to which PrivX may redirect users after a logout.
    pub oidc_allowed_logout_redirect_uris: Option<Vec<String>>,
    /// The claims of the token, by the attribute of the user that each is filled from.
    pub oidc_attribute_mapping: Option<BTreeMap<String, String>>,
    /// The algorithm that signs tokens, such as `RS256`.
    pub oidc_signature_algorithm: Option<String>,
    /// How long access tokens are valid, in minutes.
    pub oidc_access_token_valid_in_minutes: Option<i64>,
    /// How long refresh tokens are valid, in minutes.
    pub oidc_refresh_token_valid_in_minutes: Option<i64>,
    /// A filter; only users that match it may log in. Its syntax is not documented.
    pub user_filter: Option<String>,
    /// Whether users can log in.
    pub enabled: Option<bool>,
    /// Whether the program runs in a container.
    pub container_required: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The client id and the client secret that a program logs in with.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct IdpClientConfig {
    /// The client id.
    pub client_id: Option<String>,
    /// The client secret.
    pub client_secret: Option<Secret>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The protocol of a login.
    IdpType {
        /// OpenID Connect.
        Oidc = "oidc",
        /// SAML.
        Saml = "saml",
    }
}

portcullis_core::open_enum! {
    /// A scope: what a program receives about a user.
    OidcScope {
        /// The identity of the user.
        Openid = "openid",
        /// The profile.
        Profile = "profile",
        /// The e-mail address.
        Email = "email",
        /// The phone number.
        Phone = "phone",
        /// The postal address.
        Address = "address",
        /// A refresh token, for access while the user is away.
        OfflineAccess = "offline_access",
        /// The user's roles in PrivX.
        PrivxRoles = "privx_roles",
    }
}

portcullis_core::open_enum! {
    /// How a program authenticates at the token endpoint.
    OidcAuthMethod {
        /// It does not: a public client.
        None = "none",
        /// By its secret in the `Authorization` header.
        ClientSecretBasic = "client_secret_basic",
        /// By its secret in the body.
        ClientSecretPost = "client_secret_post",
        /// By a JWT that it signed.
        PrivateKeyJwt = "private_key_jwt",
    }
}
