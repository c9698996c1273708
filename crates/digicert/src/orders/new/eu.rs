//! Qualified certificates of the EU: the European instance only.

use super::{
    CommonNameIndicator, EuIndividual, OrderContact, OrderOptions, OrderOrganization, PersonCertificate,
    ProvisioningMethod, PspRole, SealCertificate, ShippingAddress, SigningProfile,
    check::{self, Hosts, REQUEST_OR_KEY},
    signed::{QUALIFIED, signed_order},
    write::one_line,
};
use crate::{OrganizationId, Result, domains::DcvMethod, ids, orders::Validity, organizations::ContactType};
use portcullis_core::{Error, input};
use portcullis_macros::Body;

const PUBLIC: Hosts = Hosts { wildcards: true, internal: false };

/// A qualified certificate of a website; its signature hash is SHA-256.
#[derive(Debug, Clone, Body)]
#[body(new(common_name, csr), constant(signature_hash = "sha256"), check, check_always)]
#[non_exhaustive]
pub struct EuQwacCertificate {
    /// The common name.
    pub common_name: String,
    /// The name of the service.
    pub service_name: Option<String>,
    /// Further names.
    pub dns_names: Option<Vec<String>>,
    /// The certificate request, or the public key alone, as PEM; only its form is checked. It is sent without line breaks,
    /// as this product requires.
    #[body(with = one_line)]
    pub csr: String,
}

impl EuQwacCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(Some(&self.csr))
    }

    fn check(&self) -> Result<()> {
        check::text("service_name", self.service_name.as_deref())?;
        check::hosts(PUBLIC, Some(&self.common_name), self.dns_names.as_deref())?;
        check::csr(&self.csr, REQUEST_OR_KEY)
    }
}

/// An order of a qualified certificate of a website.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct EuQwacOrder {
    /// The certificate.
    pub certificate: EuQwacCertificate,
    /// How control of the domains is proved. A file proves no wildcards, and alone proves IP addresses.
    pub dcv_method: Option<DcvMethod>,
    /// The organization, with a verified contact.
    pub organization: OrderOrganization,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl EuQwacOrder {
    fn check(&self) -> Result<()> {
        self.organization.is_verified()?;
        self.order_validity.in_years("order_validity")?;
        let names = self.certificate.dns_names.iter().flatten().map(String::as_str);
        check::dcv(self.dcv_method.as_ref(), names.chain([self.certificate.common_name.as_str()]))
    }
}

/// A qualified certificate of a payment service's website; its signature hash is SHA-256.
#[derive(Debug, Clone, Body)]
#[body(new(common_name, csr, psp_roles), constant(signature_hash = "sha256"), check, check_always)]
#[non_exhaustive]
pub struct EuQwacPsd2Certificate {
    /// The common name.
    pub common_name: String,
    /// The name of the service.
    pub service_name: Option<String>,
    /// Further names.
    pub dns_names: Option<Vec<String>>,
    /// The certificate request, or the public key alone, as PEM; only its form is checked. It is sent without line breaks,
    /// as this product requires.
    #[body(with = one_line)]
    pub csr: String,
    /// The roles for which the payment service is registered; at least one.
    pub psp_roles: Vec<PspRole>,
}

impl EuQwacPsd2Certificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(Some(&self.csr))
    }

    fn check(&self) -> Result<()> {
        check::text("service_name", self.service_name.as_deref())?;
        check::hosts(PUBLIC, Some(&self.common_name), self.dns_names.as_deref())?;
        check::filled("psp_roles", Some(&self.psp_roles))?;
        check::csr(&self.csr, REQUEST_OR_KEY)
    }
}

/// A contact of a payment service. The page of this product has `email_address` where others have `email`.
#[derive(Debug, Clone, Body)]
#[body(new(contact), check)]
#[non_exhaustive]
pub struct Psd2Contact {
    /// What any contact can have.
    #[body(flatten)]
    pub contact: OrderContact,
    /// E-mail address, under this product's name.
    pub email_address: Option<String>,
    /// Pseudonym.
    pub pseudonym: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
}

impl Psd2Contact {
    fn check(&self) -> Result<()> {
        self.email_address.as_deref().map_or(Ok(()), |email| input::email("email_address", email))
    }
}

/// The organization of a payment service, with a verified contact.
#[derive(Debug, Clone, Body)]
#[body(new(id, contacts), check)]
#[non_exhaustive]
pub struct Psd2Organization {
    /// The id of an organization of the account.
    #[body(with = ids::number)]
    pub id: OrganizationId,
    /// Contacts; one at least is a verified contact.
    pub contacts: Vec<Psd2Contact>,
}

impl Psd2Organization {
    fn check(&self) -> Result<()> {
        input::required("organization.id", self.id.as_str())?;
        let verifies = |contact: &Psd2Contact| {
            !matches!(
                contact.contact.contact_type,
                ContactType::OrganizationContact | ContactType::TechnicalContact
            )
        };
        if self.contacts.iter().any(verifies) {
            return Ok(());
        }
        Err(Error::input("contacts", "must have a contact of the type `verified_contact`"))
    }
}

/// An order of a qualified certificate of a payment service's website.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct EuQwacPsd2Order {
    /// The certificate.
    pub certificate: EuQwacPsd2Certificate,
    /// How control of the domains is proved. A file proves no wildcards, and alone proves IP addresses.
    pub dcv_method: Option<DcvMethod>,
    /// The organization.
    pub organization: Psd2Organization,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl EuQwacPsd2Order {
    fn check(&self) -> Result<()> {
        self.order_validity.in_years("order_validity")?;
        let names = self.certificate.dns_names.iter().flatten().map(String::as_str);
        check::dcv(self.dcv_method.as_ref(), names.chain([self.certificate.common_name.as_str()]))
    }
}

/// A qualified certificate of a person; its signature hash is SHA-256.
#[derive(Debug, Clone, Body)]
#[body(new(profile_option, individual), constant(signature_hash = "sha256"), check, check_always)]
#[non_exhaustive]
pub struct EuIndividualCertificate {
    /// What it is for.
    pub profile_option: SigningProfile,
    /// What the common name is made of: given name and surname, or the pseudonym.
    pub common_name_indicator: Option<CommonNameIndicator>,
    /// The holder.
    pub individual: EuIndividual,
    /// The certificate request, or the public key alone, as PEM: with [`ProvisioningMethod::Csr`].
    pub csr: Option<String>,
    /// Where the key is, once more: one sample of the vendor has it here, others beside the certificate.
    pub cs_provisioning_method: Option<ProvisioningMethod>,
}

impl EuIndividualCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn check(&self) -> Result<()> {
        check::optional_csr(self.csr.as_deref(), REQUEST_OR_KEY)
    }
}

/// An order of a qualified certificate of a person.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, cs_provisioning_method, order_validity), check, flat)]
#[non_exhaustive]
pub struct EuIndividualOrder {
    /// The certificate.
    pub certificate: EuIndividualCertificate,
    /// Where the key is: on a qualified device, or where the holder made it.
    pub cs_provisioning_method: ProvisioningMethod,
    /// The address that a device is sent to.
    pub ship_info: Option<ShippingAddress>,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl EuIndividualOrder {
    fn check(&self) -> Result<()> {
        check::own_key(&self.cs_provisioning_method, self.certificate.csr.as_deref())?;
        self.order_validity.in_years("order_validity")
    }
}

/// An order of a qualified certificate of a person that names an organization.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, cs_provisioning_method, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct EuIndividualOrgOrder {
    /// The certificate; it has no choice of the signature.
    pub certificate: PersonCertificate,
    /// Where the key is: on a qualified device, or where the holder made it.
    pub cs_provisioning_method: ProvisioningMethod,
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

impl EuIndividualOrgOrder {
    fn check(&self) -> Result<()> {
        self.certificate.has_fixed_signature()?;
        check::own_key(&self.cs_provisioning_method, self.certificate.csr.as_deref())?;
        self.organization.is_verified()?;
        self.order_validity.in_years("order_validity")
    }
}

signed_order! {
    /// An order of a qualified electronic seal.
    EuEsealOrder {
        /// The certificate, for non-repudiation or with a profile of the account's own.
        certificate: SealCertificate,
        organization: OrderOrganization,
    }
    |certificate| check::profile(&certificate.profile_option, QUALIFIED)
}

/// The certificate of a payment service's seal; its signature hash is SHA-256.
#[derive(Debug, Clone, Body)]
#[body(new(profile_option, psp_roles), constant(signature_hash = "sha256"), check, check_always)]
#[non_exhaustive]
pub struct EuEsealPsd2Certificate {
    /// What it is for: non-repudiation, or a profile of the account's own.
    pub profile_option: SigningProfile,
    /// The roles for which the payment service is registered; at least one.
    pub psp_roles: Vec<PspRole>,
    /// Whether the signature is RSASSA-PSS: with an issuing CA of RSA only; by default `false`.
    pub is_rsassa_pss: Option<bool>,
    /// The certificate request, or the public key alone, as PEM. **Partly guessed.** Its place is that of products for
    /// persons.
    pub csr: Option<String>,
}

impl EuEsealPsd2Certificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn check(&self) -> Result<()> {
        check::profile(&self.profile_option, QUALIFIED)?;
        check::filled("psp_roles", Some(&self.psp_roles))?;
        check::optional_csr(self.csr.as_deref(), REQUEST_OR_KEY)
    }
}

signed_order! {
    /// An order of a qualified electronic seal of a payment service.
    EuEsealPsd2Order {
        /// The certificate.
        certificate: EuEsealPsd2Certificate,
        organization: OrderOrganization,
    }
    |_| Ok(())
}
