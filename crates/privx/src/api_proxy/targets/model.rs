//! API targets: what is read, created and written back.

use crate::{
    RoleHandle,
    ids::{AccessGroupId, ApiTargetId},
};
use portcullis_core::{Error, Extra, Result, Secret, Timestamp};
use portcullis_macros::Record;

/// An HTTP API that programs reach through PrivX.
#[derive(Debug, Clone, Default, Record)]
#[record(check)]
#[non_exhaustive]
pub struct ApiTarget {
    /// The target's id; set by PrivX.
    #[record(id)]
    pub id: ApiTargetId,
    /// The name; unique, without blanks around it.
    pub name: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// Tags; an empty one is refused.
    pub tags: Option<Vec<String>>,
    /// The access group that the object belongs to.
    pub access_group_id: Option<AccessGroupId>,
    /// The roles whose members may use it.
    pub roles: Option<Vec<RoleHandle>>,
    /// The patterns of which a request must match at least one.
    pub authorized_endpoints: Option<Vec<ApiTargetEndpoint>>,
    /// The patterns of which a request must match none.
    pub unauthorized_endpoints: Option<Vec<ApiTargetEndpoint>>,
    /// The certificates that PrivX trusts at the target, in PEM.
    pub tls_trust_anchors: Option<String>,
    /// Whether the certificate of the target is left unchecked.
    pub tls_insecure_skip_verify: Option<bool>,
    /// How PrivX logs in to the target.
    pub target_credential: Option<TargetCredential>,
    /// Whether it can be used.
    pub disabled: Option<ApiTargetDisabled>,
    /// Whether sessions are recorded.
    pub audit_enabled: Option<bool>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl ApiTarget {
    /// Makes a target of an access group for members of these roles, and the endpoints that they may use.
    pub fn new(
        name: impl Into<String>,
        access_group_id: impl Into<AccessGroupId>,
        roles: impl IntoIterator<Item = RoleHandle>,
        authorized_endpoints: impl IntoIterator<Item = ApiTargetEndpoint>,
    ) -> Self {
        Self {
            name: Some(name.into()),
            access_group_id: Some(access_group_id.into()),
            roles: Some(roles.into_iter().collect()),
            authorized_endpoints: Some(authorized_endpoints.into_iter().collect()),
            unauthorized_endpoints: Some(Vec::new()),
            ..Self::default()
        }
    }

    fn check(&self) -> Result<()> {
        let name = self.name.as_deref().unwrap_or_default();
        if name.is_empty() || name.trim() != name {
            return Err(Error::input("name", "must not be empty or have blanks around it"));
        }
        if self.tags.iter().flatten().any(|tag| tag.trim().is_empty()) {
            return Err(Error::input("tags", "must not hold an empty tag"));
        }
        let given = [
            ("access_group_id", self.access_group_id.as_ref().is_some_and(|id| !id.as_str().is_empty())),
            ("roles", self.roles.is_some()),
            ("authorized_endpoints", self.authorized_endpoints.is_some()),
            ("unauthorized_endpoints", self.unauthorized_endpoints.is_some()),
        ];
        match given.iter().find(|(_, given)| !given) {
            Some((field, _)) => Err(Error::input(field, "must be given")),
            None => Ok(()),
        }
    }
}

/// Requests to a target, as a pattern.
#[derive(Debug, Clone, Default, Record)]
#[record(check)]
#[non_exhaustive]
pub struct ApiTargetEndpoint {
    /// The host, with a port unless it is the default one; matched as a whole, without regard to case.
    pub host: Option<String>,
    /// The schemes of the URL.
    pub protocols: Option<Vec<EndpointProtocol>>,
    /// The methods.
    pub methods: Option<Vec<EndpointMethod>>,
    /// The paths: `*` stands for one segment, `**` for the rest.
    pub paths: Option<Vec<String>>,
    /// Whether requests without a credential are let through.
    pub allow_unauthenticated: Option<bool>,
    /// The address that is used when an extender forwards the request.
    pub nat_target_host: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl ApiTargetEndpoint {
    /// Makes a pattern of requests that have a credential.
    pub fn new<P: Into<String>>(
        host: impl Into<String>,
        protocols: impl IntoIterator<Item = EndpointProtocol>,
        methods: impl IntoIterator<Item = EndpointMethod>,
        paths: impl IntoIterator<Item = P>,
    ) -> Self {
        Self {
            host: Some(host.into()),
            protocols: Some(protocols.into_iter().collect()),
            methods: Some(methods.into_iter().collect()),
            paths: Some(paths.into_iter().map(Into::into).collect()),
            allow_unauthenticated: Some(false),
            ..Self::default()
        }
    }

    fn check(&self) -> Result<()> {
        let given = [
            ("host", self.host.as_ref().is_some_and(|host| !host.is_empty())),
            ("protocols", self.protocols.is_some()),
            ("methods", self.methods.is_some()),
            ("paths", self.paths.is_some()),
            ("allow_unauthenticated", self.allow_unauthenticated.is_some()),
        ];
        match given.iter().find(|(_, given)| !given) {
            Some((field, _)) => Err(Error::input(field, "must be given for each endpoint")),
            None => Ok(()),
        }
    }
}

/// How PrivX logs in to a target.
#[derive(Debug, Clone, Default, Record)]
#[record(new(kind), check)]
#[non_exhaustive]
pub struct TargetCredential {
    /// The kind.
    #[record(name = "type")]
    pub kind: Option<TargetCredentialType>,
    /// The user name of a basic login.
    pub basic_auth_username: Option<String>,
    /// The password of a basic login; masked when read.
    pub basic_auth_password: Option<Secret>,
    /// The token; masked when read.
    pub bearer_token: Option<Secret>,
    /// The certificate; masked when read.
    pub certificate: Option<Secret>,
    /// The private key; masked when read.
    pub private_key: Option<Secret>,
    /// The pattern of the subject of ephemeral certificates.
    pub ephemeral_certificate_subject: Option<String>,
    /// The pattern of the subject's other names in ephemeral certificates.
    pub ephemeral_certificate_san: Option<String>,
    /// The template of ephemeral certificates.
    pub ephemeral_certificate_template: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl TargetCredential {
    /// Makes a basic login.
    pub fn basic(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::new(TargetCredentialType::BasicAuth).basic_auth_username(user).basic_auth_password(password)
    }

    /// Makes a token.
    pub fn token(token: impl Into<Secret>) -> Self {
        Self::new(TargetCredentialType::Token).bearer_token(token)
    }

    fn check(&self) -> Result<()> {
        match self.kind {
            Some(_) => Ok(()),
            None => Err(Error::input("target_credential.type", "must be given")),
        }
    }
}

portcullis_core::open_enum! {
    /// How PrivX logs in to a target.
    TargetCredentialType {
        /// By user name and password.
        BasicAuth = "basicauth",
        /// By a token that stays the same.
        Token = "token",
        /// By a certificate.
        Certificate = "certificate",
        /// By a certificate that is made for each login.
        EphemeralCertificate = "ephemeral-certificate",
    }
}

portcullis_core::open_enum! {
    /// Whether an API target can be used.
    ApiTargetDisabled {
        /// It can, by the documentation.
        NotDisabled = "NOT_DISABLED",
        /// It can, by a sample of the vendor's.
        False = "FALSE",
        /// An administrator disabled it.
        ByAdmin = "BY_ADMIN",
        /// The licence does not cover it.
        ByLicense = "BY_LICENSE",
    }
}

portcullis_core::open_enum! {
    /// The scheme of a URL.
    EndpointProtocol {
        /// `http`.
        Http = "http",
        /// `https`.
        Https = "https",
        /// Either.
        Any = "*",
    }
}

portcullis_core::open_enum! {
    /// The method of a request.
    EndpointMethod {
        /// `GET`.
        Get = "GET",
        /// `PUT`.
        Put = "PUT",
        /// `POST`.
        Post = "POST",
        /// `DELETE`.
        Delete = "DELETE",
        /// `HEAD`.
        Head = "HEAD",
        /// `PATCH`.
        Patch = "PATCH",
        /// `OPTIONS`.
        Options = "OPTIONS",
        /// `TRACE`.
        Trace = "TRACE",
        /// Any of them.
        Any = "*",
    }
}
