//! Swiss regulated certificates: the European instance only.

use super::{
    ContactOrigin, EuIndividual, OrderOptions, OrderOrganization, ProvisioningMethod, ShippingAddress,
    check::{self, REQUEST_OR_KEY},
    holder::agreement,
};
use crate::{Result, orders::Validity};
use portcullis_core::input;
use portcullis_macros::Body;

/// Who requests a Swiss certificate. Which members are required is not documented.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct SwissRequester {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Whether the account has the contact already; documented is [`ContactOrigin::Existing`] alone.
    pub contact_type: Option<ContactOrigin>,
}

impl SwissRequester {
    fn check(&self) -> Result<()> {
        check::text("requester.first_name", self.first_name.as_deref())?;
        check::text("requester.last_name", self.last_name.as_deref())?;
        self.email.as_deref().map_or(Ok(()), |email| input::email("requester.email", email))
    }
}

/// A Swiss regulated certificate of a person; its signature hash is SHA-256.
#[derive(Debug, Clone, Body)]
#[body(new(individual), constant(signature_hash = "sha256"), check, check_always)]
#[non_exhaustive]
pub struct SwissIndividualCertificate {
    /// Whether the signature is RSASSA-PSS: with an issuing CA of RSA only; by default `false`.
    pub is_rsassa_pss: Option<bool>,
    /// The holder.
    pub individual: EuIndividual,
    /// The certificate request, or the public key alone, as PEM. **Partly guessed.** Its place is that of products for
    /// persons.
    pub csr: Option<String>,
}

impl SwissIndividualCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn check(&self) -> Result<()> {
        check::optional_csr(self.csr.as_deref(), REQUEST_OR_KEY)
    }
}

/// An order of a Swiss regulated certificate of a person.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, provisioning_method, requester, order_validity), check, flat)]
#[non_exhaustive]
pub struct SwissRegulatedIndividualOrder {
    /// The certificate.
    pub certificate: SwissIndividualCertificate,
    /// Whether the subscriber agreement is accepted. Required.
    pub csa_agreed_to: Option<bool>,
    /// Where the key is.
    pub provisioning_method: ProvisioningMethod,
    /// The address that a device is sent to.
    pub ship_info: Option<ShippingAddress>,
    /// Who requests the certificate.
    pub requester: SwissRequester,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl SwissRegulatedIndividualOrder {
    fn check(&self) -> Result<()> {
        agreement(self.csa_agreed_to)?;
        self.order_validity.in_years("order_validity")
    }
}

/// A Swiss regulated certificate of an organization; its signature hash is SHA-256.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), constant(signature_hash = "sha256"), check, check_always)]
#[non_exhaustive]
pub struct SwissOrganisationCertificate {
    /// Whether the signature is RSASSA-PSS: with an issuing CA of RSA only; by default `false`.
    pub is_rsassa_pss: Option<bool>,
    /// The certificate request, or the public key alone, as PEM. **Partly guessed.** Its place is that of products for
    /// persons.
    pub csr: Option<String>,
}

impl SwissOrganisationCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn check(&self) -> Result<()> {
        check::optional_csr(self.csr.as_deref(), REQUEST_OR_KEY)
    }
}

/// An order of a Swiss regulated certificate of an organization.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, provisioning_method, requester, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct SwissRegulatedOrganisationOrder {
    /// The certificate.
    pub certificate: SwissOrganisationCertificate,
    /// Whether the subscriber agreement is accepted. Required.
    pub csa_agreed_to: Option<bool>,
    /// Where the key is.
    pub provisioning_method: ProvisioningMethod,
    /// The address that a device is sent to.
    pub ship_info: Option<ShippingAddress>,
    /// Who requests the certificate.
    pub requester: SwissRequester,
    /// The organization, with its contacts.
    pub organization: OrderOrganization,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl SwissRegulatedOrganisationOrder {
    fn check(&self) -> Result<()> {
        agreement(self.csa_agreed_to)?;
        self.order_validity.in_years("order_validity")
    }
}
