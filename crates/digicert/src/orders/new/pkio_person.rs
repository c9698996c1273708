//! Dutch PKIoverheid certificates of persons: the European instance only.

use super::{
    OrderOptions, OrderOrganization, PersonCertificate, ProvisioningMethod, ShippingAddress, SigningProfile,
    check, holder::agreement,
};
use crate::{Result, orders::Validity};
use portcullis_macros::Body;

/// What certificates for signatures are for.
const QUALIFIED: &[SigningProfile] = &[SigningProfile::Nonrepudiation];
/// What other certificates are for.
const ORDINARY: &[SigningProfile] = &[SigningProfile::Authentication, SigningProfile::Encryption];

/// An order of a certificate for a professional without an organization. The holder has a professional title.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, provisioning_method, order_validity), check, flat)]
#[non_exhaustive]
pub struct PkioPrivatePersonProfOrder {
    /// The certificate, for authentication or encryption.
    pub certificate: PersonCertificate,
    /// Whether the subscriber agreement is accepted. Required.
    pub csa_agreed_to: Option<bool>,
    /// Where the key is.
    pub provisioning_method: ProvisioningMethod,
    /// The address that a device is sent to.
    pub ship_info: Option<ShippingAddress>,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl PkioPrivatePersonProfOrder {
    fn check(&self) -> Result<()> {
        check::profile(&self.certificate.profile_option, ORDINARY)?;
        agreement(self.csa_agreed_to)?;
        self.order_validity.in_years("order_validity")
    }
}

/// An order of a certificate for a professional of an organization.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, provisioning_method, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct PkioOrganisationPersonProfOrder {
    /// The certificate, for authentication or encryption.
    pub certificate: PersonCertificate,
    /// Whether the subscriber agreement is accepted. Required.
    pub csa_agreed_to: Option<bool>,
    /// Where the key is.
    pub provisioning_method: ProvisioningMethod,
    /// The organization, with a verified contact.
    pub organization: OrderOrganization,
    /// The address that a device is sent to.
    pub ship_info: Option<ShippingAddress>,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl PkioOrganisationPersonProfOrder {
    fn check(&self) -> Result<()> {
        check::profile(&self.certificate.profile_option, ORDINARY)?;
        agreement(self.csa_agreed_to)?;
        self.organization.is_verified()?;
        self.order_validity.in_years("order_validity")
    }
}

/// An order of a certificate for a person of an organization. **Partly guessed.** Only the path is known; the members are those of
/// [`PkioOrganisationPersonProfOrder`].
#[derive(Debug, Clone, Body)]
#[body(new(certificate, provisioning_method, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct PkioOrganisationPersonOrder {
    /// The certificate, for authentication or encryption.
    pub certificate: PersonCertificate,
    /// Whether the subscriber agreement is accepted. Required.
    pub csa_agreed_to: Option<bool>,
    /// Where the key is.
    pub provisioning_method: ProvisioningMethod,
    /// The organization, with a verified contact.
    pub organization: OrderOrganization,
    /// The address that a device is sent to.
    pub ship_info: Option<ShippingAddress>,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl PkioOrganisationPersonOrder {
    fn check(&self) -> Result<()> {
        check::profile(&self.certificate.profile_option, ORDINARY)?;
        agreement(self.csa_agreed_to)?;
        self.organization.is_verified()?;
        self.order_validity.in_years("order_validity")
    }
}

/// An order of a certificate for a citizen.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, provisioning_method, order_validity), check, flat)]
#[non_exhaustive]
pub struct PkioBurgerOrder {
    /// The certificate, for authentication or encryption.
    pub certificate: PersonCertificate,
    /// Whether the subscriber agreement is accepted. Required.
    pub csa_agreed_to: Option<bool>,
    /// Where the key is.
    pub provisioning_method: ProvisioningMethod,
    /// The address that a device is sent to.
    pub ship_info: Option<ShippingAddress>,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl PkioBurgerOrder {
    fn check(&self) -> Result<()> {
        check::profile(&self.certificate.profile_option, ORDINARY)?;
        agreement(self.csa_agreed_to)?;
        self.order_validity.in_years("order_validity")
    }
}

/// An order of a citizen's certificate for signatures.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, provisioning_method, order_validity), check, flat)]
#[non_exhaustive]
pub struct PkioQualifiedBurgerOrder {
    /// The certificate, for non-repudiation; it has no choice of the signature.
    pub certificate: PersonCertificate,
    /// Whether the subscriber agreement is accepted. Required.
    pub csa_agreed_to: Option<bool>,
    /// Where the key is.
    pub provisioning_method: ProvisioningMethod,
    /// The address that a device is sent to.
    pub ship_info: Option<ShippingAddress>,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl PkioQualifiedBurgerOrder {
    fn check(&self) -> Result<()> {
        check::profile(&self.certificate.profile_option, QUALIFIED)?;
        self.certificate.has_fixed_signature()?;
        agreement(self.csa_agreed_to)?;
        self.order_validity.in_years("order_validity")
    }
}

/// An order of a professional's certificate for signatures.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, provisioning_method, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct PkioQualifiedOrganisationPersonProfOrder {
    /// The certificate, for non-repudiation.
    pub certificate: PersonCertificate,
    /// Whether the subscriber agreement is accepted. Required.
    pub csa_agreed_to: Option<bool>,
    /// Where the key is.
    pub provisioning_method: ProvisioningMethod,
    /// The organization, with a verified contact.
    pub organization: OrderOrganization,
    /// The address that a device is sent to.
    pub ship_info: Option<ShippingAddress>,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl PkioQualifiedOrganisationPersonProfOrder {
    fn check(&self) -> Result<()> {
        check::profile(&self.certificate.profile_option, QUALIFIED)?;
        agreement(self.csa_agreed_to)?;
        self.organization.is_verified()?;
        self.order_validity.in_years("order_validity")
    }
}
