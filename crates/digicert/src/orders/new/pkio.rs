//! Dutch PKIoverheid certificates: the European instance only.

use super::{
    DcvScope, OrderOptions, OrderOrganization, SealCertificate,
    check::{self, Hosts, REQUEST_OR_KEY},
    holder::agreement,
    signed::{ORDINARY, QUALIFIED, signed_order},
    write::platform,
};
use crate::{Error, Result, domains::DcvMethod, orders::Validity, products::ServerPlatformId};
use portcullis_macros::Body;
use serde_json::Value;

/// A certificate of a private service's server; its signature hash is SHA-256.
#[derive(Debug, Clone, Body)]
#[body(new(csr), constant(signature_hash = "sha256"), check, check_always)]
#[non_exhaustive]
pub struct PkioServerCertificate {
    /// The organization's identification number: 20 digits.
    pub oin: Option<String>,
    /// Leaves the number out of the certificate.
    pub exclude_oin: Option<bool>,
    /// The common name. When it is required is not documented.
    pub common_name: Option<String>,
    /// Further names.
    pub dns_names: Option<Vec<String>>,
    /// The software that the certificate is for.
    #[body(with = platform)]
    pub server_platform: Option<ServerPlatformId>,
    /// The certificate request, or the public key alone, as PEM; only its form is checked.
    pub csr: String,
}

impl PkioServerCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(Some(&self.csr))
    }

    fn check(&self) -> Result<()> {
        let is_number = |oin: &String| oin.len() == 20 && oin.bytes().all(|digit| digit.is_ascii_digit());
        if self.oin.as_ref().is_some_and(|oin| !is_number(oin)) {
            return Err(Error::input("oin", "must have exactly 20 digits"));
        }
        let hosts = Hosts { wildcards: true, internal: false };
        check::hosts(hosts, self.common_name.as_deref(), self.dns_names.as_deref())?;
        check::csr(&self.csr, REQUEST_OR_KEY)
    }
}

/// An order of a certificate for a private service's server.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct PkioPrivateServicesServerOrder {
    /// The certificate.
    pub certificate: PkioServerCertificate,
    /// Whether the subscriber agreement is accepted. Required.
    pub csa_agreed_to: Option<bool>,
    /// How control of the domains is proved. A file proves no wildcards, and alone proves IP addresses.
    pub dcv_method: Option<DcvMethod>,
    /// The names whose control is proved.
    pub certificate_dcv_scope: Option<DcvScope>,
    /// A member whose meaning and type are not documented; `null` in the vendor's sample.
    pub use_qvtl_domain: Option<Value>,
    /// The organization, with a verified contact.
    pub organization: OrderOrganization,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl PkioPrivateServicesServerOrder {
    fn check(&self) -> Result<()> {
        agreement(self.csa_agreed_to)?;
        self.organization.is_verified()?;
        self.order_validity.in_years("order_validity")?;
        let names = self.certificate.dns_names.iter().flatten().chain(&self.certificate.common_name);
        check::dcv(self.dcv_method.as_ref(), names.map(String::as_str))
    }
}

signed_order! {
    /// An order of a certificate for an organization's services.
    PkioOrganisationServicesOrder {
        /// The certificate, for authentication or encryption.
        certificate: SealCertificate,
        organization: OrderOrganization,
    }
    |certificate| check::profile(&certificate.profile_option, ORDINARY)
}

signed_order! {
    /// An order of a qualified electronic seal.
    PkioQualifiedOrganisationServicesOrder {
        /// The certificate, for non-repudiation; it has no choice of the signature.
        certificate: SealCertificate,
        organization: OrderOrganization,
    }
    |certificate| {
        check::profile(&certificate.profile_option, QUALIFIED)?;
        certificate.has_fixed_signature()
    }
}
