//! The service `authorizer`: certificate authorities, certificates, principals, access groups and accounts.

mod access_groups;
mod account_secrets;
mod cas;
mod certificates;
mod component_cas;
mod input;
mod model;
mod principals;
mod trusted_client_configs;

pub use access_groups::{AccessGroup, AccessGroupSearch, AccessGroups};
pub use account_secrets::{
    AccountSecret, AccountSecretSearch, AccountSecretType, AccountSecrets, Checkout, HostHandle, Loan,
    LoanEnd, SecretVersion,
};
pub use cas::{CaCertificate, CaFilter, CaQuery, Cas};
pub use certificates::{Certificate, CertificateSearch, Certificates};
pub use component_cas::{
    CertificateEnrollment, CertificateRevocation, Component, ComponentCaConfig, ComponentCas,
    EnrolledCertificate, RevokedCertificates,
};
pub use input::AccessRequest;
pub use model::{Access, CertificateTemplate, SshCertificate, TargetService, TemplateType, TrustAnchor};
pub use principals::{Principal, PrincipalKeyImport, PrincipalQuery, Principals, Signature, SigningRequest};
pub use trusted_client_configs::TrustedClientConfigs;

use crate::ServiceStatus;
use portcullis_core::{Call, Client, List};

/// The service `authorizer`; made by [`Client::authorizer`](crate::Client::authorizer).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::authorizer::{AccessRequest, TargetService};
///
/// let request = AccessRequest::new("AAAAC3NzaC1lZDI1NTE5AAAAIE").hostname("db.example.org").username("root");
/// let access = privx.authorizer().authorize(&request.service(TargetService::Ssh)).await?;
/// for certificate in &access.certificates {
///     println!("{:?}", certificate.data_string);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Authorizer(pub(crate) Client);

impl Authorizer {
    /// Returns the operations on secrets of accounts, which are checked out and released.
    pub fn account_secrets(&self) -> AccountSecrets {
        AccountSecrets(self.0.clone())
    }

    /// Returns the operations on access groups and their certificate authorities.
    pub fn access_groups(&self) -> AccessGroups {
        AccessGroups(self.0.clone())
    }

    /// Returns the operations on key pairs of access groups.
    pub fn principals(&self) -> Principals {
        Principals(self.0.clone())
    }

    /// Returns the operations on certificate authorities of components, such as extenders.
    pub fn component_cas(&self) -> ComponentCas {
        ComponentCas(self.0.clone())
    }

    /// Returns the operations on certificates of the certificate authorities of access groups.
    pub fn cas(&self) -> Cas {
        Cas(self.0.clone())
    }

    /// Returns the operations on certificates that PrivX has issued.
    pub fn certificates(&self) -> Certificates {
        Certificates(self.0.clone())
    }

    /// Returns the downloads of configurations for trusted clients.
    pub fn trusted_client_configs(&self) -> TrustedClientConfigs {
        TrustedClientConfigs(self.0.clone())
    }

    /// Returns what opens an account on a host: certificates, principal keys or a passphrase.
    ///
    /// `POST /authorizer/api/v1/ca/authorize`
    ///
    /// A refusal may have status 200: see `response_code` and `message` of the reply; their values are not
    /// documented. The ids are sent as `hostid` and `roleid`; one of the vendor's clients spells them otherwise.
    ///
    /// Limit: the key is the base64 part of an SSH public key alone, without padding.
    ///
    /// - Operation: `authorizer.authorize`
    /// - Retried: only when the request was provably not sent
    /// - Permission: a role that may be used through the PrivX agent (`permit_agent`)
    /// - Source: vendor's documentation
    #[inline]
    pub fn authorize(&self, request: &AccessRequest) -> Call<Access> {
        self.0.post("/authorizer/api/v1/ca/authorize").json(request).call()
    }

    /// Lists the templates of certificates.
    ///
    /// `GET /authorizer/api/v1/cert/templates`
    ///
    /// - Operation: `authorizer.cert_templates`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn certificate_templates(&self) -> List<CertificateTemplate> {
        self.0.get("/authorizer/api/v1/cert/templates").list_whole("items")
    }

    /// Lists the templates of certificates for one kind of service.
    ///
    /// `GET /authorizer/api/v1/cert/templates`
    ///
    /// [`TargetService::Ssh`] is the only kind that is documented here.
    ///
    /// - Operation: `authorizer.cert_templates`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn certificate_templates_of(&self, service: &TargetService) -> List<CertificateTemplate> {
        self.0.get("/authorizer/api/v1/cert/templates").query("service", service).list_whole("items")
    }

    /// Returns the trust anchor of the TLS certificate of PrivX.
    ///
    /// `GET /authorizer/api/v1/ssl-trust-anchor`
    ///
    /// It is no proof by itself: the connection must be trusted already, or the fingerprint be compared with one that
    /// came another way. Whether a credential is needed is not documented: the client's is sent.
    ///
    /// - Operation: `authorizer.ssl_trust_anchor`
    /// - Retried: also when the reply is lost
    /// - Permission: none or any token (not documented)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn ssl_trust_anchor(&self) -> Call<TrustAnchor> {
        self.0.get("/authorizer/api/v1/ssl-trust-anchor").call()
    }

    /// Returns the trust anchor that extenders use for the TLS certificate of PrivX.
    ///
    /// `GET /authorizer/api/v1/extender-trust-anchor`
    ///
    /// As [`ssl_trust_anchor`](Self::ssl_trust_anchor).
    ///
    /// - Operation: `authorizer.extender_trust_anchor`
    /// - Retried: also when the reply is lost
    /// - Permission: none or any token (not documented)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn extender_trust_anchor(&self) -> Call<TrustAnchor> {
        self.0.get("/authorizer/api/v1/extender-trust-anchor").call()
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /authorizer/api/v1/status`
    ///
    /// - Operation: `authorizer.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/authorizer/api/v1/status").without_credential().call()
    }
}
