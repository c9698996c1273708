//! Certificates for e-mail and for clients.

use super::{
    CommonNameIndicator, Individual, OrderOptions, OrderOrganization, UsageDesignation,
    check::{self, REQUEST, set, unset},
};
use crate::{
    Result, certificates::SignatureHash, domains::DcvMethod, orders::Validity, organizations::NewContact,
};
use portcullis_core::input;
use portcullis_macros::Body;

portcullis_core::open_enum! {
    /// A product for S/MIME certificates.
    SecureEmailProduct {
        /// An e-mail address.
        Mailbox = "secure_email_mailbox",
        /// A person of an organization.
        Sponsor = "secure_email_sponsor",
        /// An organization.
        Organization = "secure_email_organization",
    }
}

portcullis_core::open_enum! {
    /// How strict an S/MIME certificate's profile is.
    SecureEmailProfile {
        /// For e-mail only.
        Strict = "strict",
        /// For other uses too.
        Multipurpose = "multipurpose",
    }
}

/// An S/MIME certificate.
#[derive(Debug, Clone, Body)]
#[body(new(emails, signature_hash, usage_designation), check, check_always)]
#[non_exhaustive]
pub struct SecureEmailCertificate {
    /// E-mail addresses; at least one.
    pub emails: Vec<String>,
    /// The certificate request, as PEM.
    pub csr: Option<String>,
    /// The hash of the signature.
    pub signature_hash: SignatureHash,
    /// What the key is used for.
    pub usage_designation: UsageDesignation,
    /// The profile; by default strict, or as the account is set.
    pub profile_type: Option<SecureEmailProfile>,
    /// What the common name is made of: required of persons and organizations; the server ignores it for a mailbox.
    pub common_name_indicator: Option<CommonNameIndicator>,
    /// The person; required of persons. A common name of an e-mail address requires names and pseudonym.
    pub individual: Option<Individual>,
    /// The issuing CA: an id from the product's list.
    pub ca_cert_id: Option<String>,
}

impl SecureEmailCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn check(&self) -> Result<()> {
        check::emails("emails", Some(&self.emails))?;
        check::optional_csr(self.csr.as_deref(), REQUEST)?;
        check::text("ca_cert_id", self.ca_cert_id.as_deref())
    }

    /// A person has what the common name is made of.
    fn person(&self) -> Result<()> {
        set("individual", self.individual.is_some())?;
        let Some(person) = &self.individual else { return Ok(()) };
        let (names, pseudonym) = match &self.common_name_indicator {
            Some(CommonNameIndicator::EmailAddress) => (true, true),
            Some(CommonNameIndicator::GivenNameSurname) => (true, false),
            Some(CommonNameIndicator::Pseudonym) => (false, true),
            _ => (false, false),
        };
        set("first_name", !names || person.first_name.is_some())?;
        set("last_name", !names || person.last_name.is_some())?;
        set("pseudonym", !pseudonym || person.pseudonym.is_some())
    }
}

/// What the subject of an S/MIME certificate contains. From a client, not from the vendor's page.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct SecureEmailSubject {
    /// The pseudonym.
    pub include_pseudonym: Option<bool>,
    /// The e-mail address.
    pub include_email: Option<bool>,
    /// Given name and surname.
    pub include_given_name_surname: Option<bool>,
}

/// An order of an S/MIME certificate.
#[derive(Debug, Clone, Body)]
#[body(new(product, certificate, order_validity), check, flat)]
#[non_exhaustive]
pub struct SecureEmailOrder {
    /// The product.
    #[body(skip)]
    pub product: SecureEmailProduct,
    /// The certificate.
    pub certificate: SecureEmailCertificate,
    /// What the subject contains.
    pub subject: Option<SecureEmailSubject>,
    /// The organization; required unless the product is for a mailbox, which has none.
    pub organization: Option<OrderOrganization>,
    /// A contact for this order.
    pub organization_contact: Option<NewContact>,
    /// How control of the addresses is proved. From a client, not from the vendor's page.
    pub dcv_method: Option<DcvMethod>,
    /// How long the order lasts.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl SecureEmailOrder {
    fn check(&self) -> Result<()> {
        let has_indicator = self.certificate.common_name_indicator.is_some();
        match self.product {
            SecureEmailProduct::Mailbox => unset("organization", self.organization.is_some()),
            SecureEmailProduct::Other(_) => Ok(()),
            _ => {
                set("organization", self.organization.is_some())?;
                set("common_name_indicator", has_indicator)?;
                if self.product == SecureEmailProduct::Sponsor { self.certificate.person() } else { Ok(()) }
            }
        }
    }
}

portcullis_core::open_enum! {
    /// A product for client certificates. Older ids end in `_sha2`.
    ClientProduct {
        /// All uses.
        Premium = "client_premium",
        /// Signatures.
        DigitalSignaturePlus = "client_digital_signature_plus",
        /// E-mail.
        EmailSecurityPlus = "client_email_security_plus",
        /// Authentication.
        AuthenticationPlus = "client_authentication_plus",
        /// S/MIME of class 1.
        Class1Smime = "class1_smime",
    }
}

/// A client certificate.
#[derive(Debug, Clone, Body)]
#[body(new(common_name, emails, signature_hash), check, check_always)]
#[non_exhaustive]
pub struct ClientCertificate {
    /// The common name.
    pub common_name: String,
    /// E-mail addresses; at least one.
    pub emails: Vec<String>,
    /// The hash of the signature.
    pub signature_hash: SignatureHash,
    /// The certificate request, as PEM; without it the user makes the key in a browser.
    pub csr: Option<String>,
    /// Organizational units.
    pub organization_units: Option<Vec<String>>,
    /// What the common name is made of: given name and surname, or the pseudonym.
    pub common_name_indicator: Option<CommonNameIndicator>,
    /// The person.
    pub individual: Option<Individual>,
    /// The issuing CA: an id from the product's list. The server ignores it if the account cannot choose.
    pub ca_cert_id: Option<String>,
}

impl ClientCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn check(&self) -> Result<()> {
        input::required("common_name", &self.common_name)?;
        check::emails("emails", Some(&self.emails))?;
        check::optional_csr(self.csr.as_deref(), REQUEST)?;
        check::filled("organization_units", self.organization_units.as_deref())?;
        check::text("ca_cert_id", self.ca_cert_id.as_deref())
    }
}

/// An order of a client certificate.
#[derive(Debug, Clone, Body)]
#[body(new(product, certificate, order_validity), flat)]
#[non_exhaustive]
pub struct ClientOrder {
    /// The product.
    #[body(skip)]
    pub product: ClientProduct,
    /// The certificate.
    pub certificate: ClientCertificate,
    /// The organization.
    pub organization: Option<OrderOrganization>,
    /// How long the order lasts.
    pub order_validity: Validity,
    /// What an order of any family can have; `auto_renew` is a number of times.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}
