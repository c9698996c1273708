//! Certificates for code and documents.

use super::{
    OrderOptions, OrderOrganization, ShippingAddress, UsageDesignation,
    check::{self, REQUEST, set, unset},
    write::{one_or_zero, platform},
};
use crate::{
    Result, certificates::SignatureHash, orders::Validity, organizations::NewContact,
    products::ServerPlatformId,
};
use portcullis_core::input;
use portcullis_macros::Body;

/// The most days of a code signing order since March 2026.
const CODE_SIGNING_DAYS: u64 = 459;

portcullis_core::open_enum! {
    /// Where the key of a signing certificate is. The word for KeyLocker is not documented.
    CsProvisioningMethod {
        /// On a token that DigiCert sends.
        ShipToken = "ship_token",
        /// On a token that the holder has.
        ClientApp = "client_app",
        /// In the holder's own HSM: the order has a certificate request.
        Email = "email",
        /// Does not apply; only orders that are read have it.
        None = "none",
    }
}

portcullis_core::open_enum! {
    /// A product for code signing.
    CodeSigningProduct {
        /// Code signing.
        CodeSigning = "code_signing",
        /// EV code signing.
        CodeSigningEv = "code_signing_ev",
    }
}

/// A certificate for code signing.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check, check_always)]
#[non_exhaustive]
pub struct CodeSigningCertificate {
    /// The certificate request, as PEM: with [`CsProvisioningMethod::Email`], and only then. The key, RSA of 3072 bits
    /// at least, is on a token or in an HSM.
    pub csr: Option<String>,
    /// The type of the token, with [`CsProvisioningMethod::ClientApp`].
    #[body(with = platform)]
    pub server_platform: Option<ServerPlatformId>,
    /// The common name.
    pub common_name: Option<String>,
    /// The hash of the signature.
    pub signature_hash: Option<SignatureHash>,
    /// The issuing CA: an id from the product's list. The server ignores it if the account cannot choose.
    pub ca_cert_id: Option<String>,
}

impl CodeSigningCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn check(&self) -> Result<()> {
        check::optional_csr(self.csr.as_deref(), REQUEST)?;
        check::text("common_name", self.common_name.as_deref())?;
        check::text("ca_cert_id", self.ca_cert_id.as_deref())
    }
}

/// An order of a code signing certificate. It requires a verified contact: by default the key's owner, if that user has
/// job title and telephone number.
#[derive(Debug, Clone, Body)]
#[body(new(product, certificate, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct CodeSigningOrder {
    /// The product.
    #[body(skip)]
    pub product: CodeSigningProduct,
    /// The certificate.
    pub certificate: CodeSigningCertificate,
    /// Where the key is; by default as the account is set.
    pub cs_provisioning_method: Option<CsProvisioningMethod>,
    /// The address that a token is sent to; by default the account's.
    pub ship_info: Option<ShippingAddress>,
    /// The organization.
    pub organization: OrderOrganization,
    /// A contact for this order.
    pub organization_contact: Option<NewContact>,
    /// Whether the subscriber agreement is accepted.
    pub csa_agreed_to: Option<bool>,
    /// How long the order lasts: at most 459 days, or one year. The limit is known from a client.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl CodeSigningOrder {
    fn check(&self) -> Result<()> {
        self.order_validity.at_most_days("order_validity", CODE_SIGNING_DAYS)?;
        self.order_validity.at_most_years("order_validity", 1)?;
        let (csr, platform) = (self.certificate.csr.is_some(), self.certificate.server_platform.is_some());
        match self.cs_provisioning_method {
            Some(CsProvisioningMethod::Email) => set("csr", csr),
            Some(CsProvisioningMethod::ShipToken) => unset("csr", csr),
            Some(CsProvisioningMethod::ClientApp) => {
                unset("csr", csr)?;
                set("server_platform", platform)
            }
            _ => Ok(()),
        }
    }
}

portcullis_core::open_enum! {
    /// An older product for document signing.
    DocumentSigningProduct {
        /// Organization, first size.
        Organization1 = "document_signing_org_1",
        /// Organization, second size.
        Organization2 = "document_signing_org_2",
    }
}

/// A certificate of an older product for document signing; its signature hash is SHA-256.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), constant(signature_hash = "sha256"), check, check_always)]
#[non_exhaustive]
pub struct DocumentSigningCertificate {
    /// The certificate request, as PEM, with [`CsProvisioningMethod::Email`].
    pub csr: Option<String>,
    /// The type of the token.
    #[body(with = platform)]
    pub server_platform: Option<ServerPlatformId>,
}

impl DocumentSigningCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn check(&self) -> Result<()> {
        check::optional_csr(self.csr.as_deref(), REQUEST)
    }
}

/// The person in a document signing certificate.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct DocumentSigningSubject {
    /// Name.
    pub name: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

impl DocumentSigningSubject {
    fn check(&self) -> Result<()> {
        check::text("subject.name", self.name.as_deref())?;
        self.email.as_deref().map_or(Ok(()), |email| input::email("subject.email", email))
    }
}

/// An order of an older document signing certificate.
#[derive(Debug, Clone, Body)]
#[body(new(product, certificate, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct DocumentSigningOrder {
    /// The product.
    #[body(skip)]
    pub product: DocumentSigningProduct,
    /// The certificate.
    pub certificate: DocumentSigningCertificate,
    /// Where the key is.
    pub cs_provisioning_method: Option<CsProvisioningMethod>,
    /// Whether the organization is the common name; by default `true`.
    pub use_org_as_common_name: Option<bool>,
    /// How long the order lasts: 1 to 3 years.
    pub order_validity: Validity,
    /// A contact for this order.
    pub organization_contact: Option<NewContact>,
    /// The organization.
    pub organization: OrderOrganization,
    /// The address that a token is sent to.
    pub ship_info: Option<ShippingAddress>,
    /// The person in the certificate.
    pub subject: Option<DocumentSigningSubject>,
    /// Whether the subscriber agreement is accepted.
    #[body(with = one_or_zero)]
    pub csa_agreed_to: Option<bool>,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl DocumentSigningOrder {
    fn check(&self) -> Result<()> {
        self.order_validity.in_years("order_validity")?;
        self.order_validity.at_most_years("order_validity", 3)?;
        let by_email = self.cs_provisioning_method == Some(CsProvisioningMethod::Email);
        set("csr", !by_email || self.certificate.csr.is_some())
    }
}

portcullis_core::open_enum! {
    /// A newer product for document signing.
    DocumentSigningDsProduct {
        /// A person.
        Individual = "ds_individual",
        /// An employee of an organization.
        OrganizationIndividual = "ds_org_individual",
        /// An organization.
        Organization = "ds_org",
    }
}

/// A certificate of a newer product for document signing.
#[derive(Debug, Clone, Body)]
#[body(new(usage_designation), check)]
#[non_exhaustive]
pub struct DocumentSigningDsCertificate {
    /// What the key is used for.
    pub usage_designation: UsageDesignation,
    /// The type of the token.
    #[body(with = platform)]
    pub server_platform: Option<ServerPlatformId>,
    /// The issuing CA: an id from the product's list. The server ignores it if the account cannot choose.
    pub ca_cert_id: Option<String>,
    /// The hash of the signature.
    pub signature_hash: Option<SignatureHash>,
}

impl DocumentSigningDsCertificate {
    fn check(&self) -> Result<()> {
        check::text("ca_cert_id", self.ca_cert_id.as_deref())
    }
}

/// An order of a newer document signing certificate.
#[derive(Debug, Clone, Body)]
#[body(new(product, certificate, cs_provisioning_method, order_validity), check, flat)]
#[non_exhaustive]
pub struct DocumentSigningDsOrder {
    /// The product.
    #[body(skip)]
    pub product: DocumentSigningDsProduct,
    /// The certificate.
    pub certificate: DocumentSigningDsCertificate,
    /// Where the key is.
    pub cs_provisioning_method: CsProvisioningMethod,
    /// The address that a token is sent to.
    pub ship_info: Option<ShippingAddress>,
    /// The organization; required unless the product is for a person, who has none.
    pub organization: Option<OrderOrganization>,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// Whether the subscriber agreement is accepted.
    pub csa_agreed_to: Option<bool>,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl DocumentSigningDsOrder {
    fn check(&self) -> Result<()> {
        self.order_validity.in_years("order_validity")?;
        match self.product {
            DocumentSigningDsProduct::Individual => unset("organization", self.organization.is_some()),
            DocumentSigningDsProduct::Other(_) => Ok(()),
            _ => set("organization", self.organization.is_some()),
        }
    }
}
