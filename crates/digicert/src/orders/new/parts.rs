//! Parts of orders that several families share.

use super::check::{self, set};
use crate::{Error, OrganizationId, Result, UserId, ids, orders::ShipMethod, organizations::ContactType};
use portcullis_core::input;
use portcullis_macros::Body;

portcullis_core::open_enum! {
    /// Which names the control is proved of.
    DcvScope {
        /// The base domain: the proof counts for the names below it.
        BaseDomain = "base_domain",
        /// The full name alone.
        Fqdn = "fqdn",
    }
}

/// The organization that an order is for: one that the account has, or a new one.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct OrderOrganization {
    /// The id of an organization of the account.
    #[body(with = ids::number)]
    pub id: Option<OrganizationId>,
    /// Contacts, of different types. EV, mark and European certificates require a verified contact.
    pub contacts: Option<Vec<OrderContact>>,
    /// Name of a new organization.
    pub name: Option<String>,
    /// Assumed name of a new organization.
    pub assumed_name: Option<String>,
    /// Street of a new organization.
    pub address: Option<String>,
    /// Second line of its street.
    pub address2: Option<String>,
    /// City of a new organization.
    pub city: Option<String>,
    /// State or province of a new organization.
    pub state: Option<String>,
    /// Postal code of a new organization.
    pub zip: Option<String>,
    /// Country of a new organization.
    pub country: Option<String>,
    /// Telephone number of a new organization.
    pub telephone: Option<String>,
}

impl OrderOrganization {
    /// An organization of the account.
    pub fn existing(id: impl Into<OrganizationId>) -> Self {
        Self::new().id(id)
    }

    fn check(&self) -> Result<()> {
        let id = self.id.as_ref().map(OrganizationId::as_str);
        check::text("organization.id", id)?;
        check::text("organization.name", self.name.as_deref())?;
        set("organization", id.is_some() || self.name.is_some())?;
        check::filled("contacts", self.contacts.as_deref())
    }

    /// Checks that there is a contact who can approve.
    pub(super) fn is_verified(&self) -> Result<()> {
        let verifies = |contact: &OrderContact| {
            !matches!(contact.contact_type, ContactType::OrganizationContact | ContactType::TechnicalContact)
        };
        if self.contacts.iter().flatten().any(verifies) {
            return Ok(());
        }
        Err(Error::input("contacts", "must have a contact of the type `verified_contact`"))
    }
}

impl From<OrganizationId> for OrderOrganization {
    fn from(id: OrganizationId) -> Self {
        Self::existing(id)
    }
}

portcullis_core::open_enum! {
    /// Whether a contact is known to the account. From the console's requests, not from the vendor's pages.
    ContactOrigin {
        /// A contact of the account, given by its id.
        Existing = "existing_contact",
        /// A new one.
        New = "new_contact",
    }
}

/// A contact of an order's organization: a user, a contact of the account, or a new one.
#[derive(Debug, Clone, Body)]
#[body(new(contact_type), check, flat)]
#[non_exhaustive]
pub struct OrderContact {
    /// What the contact is for.
    pub contact_type: ContactType,
    /// A user of the account; no other member is needed then.
    #[body(with = ids::number)]
    pub user_id: Option<UserId>,
    /// A contact of the account; `origin` is then [`ContactOrigin::Existing`].
    pub id: Option<i64>,
    /// Whether the contact is known to the account.
    #[body(name = "type")]
    pub origin: Option<ContactOrigin>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

impl OrderContact {
    /// A user of the account.
    pub fn user(contact_type: impl Into<ContactType>, id: impl Into<UserId>) -> Self {
        Self::new(contact_type).user_id(id)
    }

    fn check(&self) -> Result<()> {
        check::text("user_id", self.user_id.as_ref().map(UserId::as_str))?;
        check::text("first_name", self.first_name.as_deref())?;
        check::text("last_name", self.last_name.as_deref())?;
        self.email.as_deref().map_or(Ok(()), |email| input::email("email", email))
    }
}

/// The e-mail address that approves a name.
#[derive(Debug, Clone, Body)]
#[body(new(dns_name, email), check)]
#[non_exhaustive]
pub struct DcvEmail {
    /// A name of the order.
    pub dns_name: String,
    /// The domain whose address is used.
    pub email_domain: Option<String>,
    /// The address.
    pub email: String,
}

impl DcvEmail {
    fn check(&self) -> Result<()> {
        input::required("dns_name", &self.dns_name)?;
        input::email("email", &self.email)
    }
}

/// The address that a token is sent to. All but the second line is required.
#[derive(Debug, Clone, Body)]
#[body(new(name, method), check)]
#[non_exhaustive]
pub struct ShippingAddress {
    /// The recipient.
    pub name: String,
    /// First line of the address. Required.
    pub addr1: Option<String>,
    /// Second line of the address.
    pub addr2: Option<String>,
    /// City. Required.
    pub city: Option<String>,
    /// State or province. Required.
    pub state: Option<String>,
    /// Postal code. Required.
    pub zip: Option<String>,
    /// Country. Required.
    pub country: Option<String>,
    /// How fast it is sent.
    pub method: ShipMethod,
}

impl ShippingAddress {
    fn check(&self) -> Result<()> {
        let required = [
            ("addr1", &self.addr1),
            ("city", &self.city),
            ("state", &self.state),
            ("zip", &self.zip),
            ("country", &self.country),
        ];
        input::required("name", &self.name)?;
        let is_set = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        required.into_iter().try_for_each(|(field, text)| set(field, is_set(text)))
    }
}

portcullis_core::open_enum! {
    /// What the common name of a person's certificate is made of.
    CommonNameIndicator {
        /// The e-mail address.
        EmailAddress = "email_address",
        /// Given name and surname.
        GivenNameSurname = "given_name_surname",
        /// The pseudonym.
        Pseudonym = "pseudonym",
        /// The organization's name.
        OrganizationName = "organization_name",
    }
}

/// The person in an S/MIME or client certificate.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct Individual {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Pseudonym.
    pub pseudonym: Option<String>,
}

impl Individual {
    fn check(&self) -> Result<()> {
        check::text("first_name", self.first_name.as_deref())?;
        check::text("last_name", self.last_name.as_deref())?;
        check::text("pseudonym", self.pseudonym.as_deref())
    }
}

portcullis_core::open_enum! {
    /// The main use of a key.
    PrimaryUsage {
        /// Signing.
        Signing = "signing",
        /// Encryption of keys.
        KeyManagement = "key_management",
        /// Both.
        DualUse = "dual_use",
    }
}

portcullis_core::open_enum! {
    /// A further use of a key. Products differ; the list for S/MIME is known in part.
    AdditionalUsage {
        /// S/MIME: non-repudiation.
        NonRepudiation = "non_repudiation",
        /// S/MIME: authentication of a client.
        ClientAuth = "client_auth",
        /// Document signing: trusted by Adobe products.
        AdobeAuthenticDocumentsTrust = "adobe_authentic_documents_trust",
        /// Document signing: as Microsoft defines it.
        MsDocumentSigning = "ms_document_signing",
        /// Document signing: as the standard defines it.
        DocumentSigning = "document_signing",
    }
}

/// What a key is used for.
#[derive(Debug, Clone, Body)]
#[body(new(primary_usage), check)]
#[non_exhaustive]
pub struct UsageDesignation {
    /// The main use. Document signing: [`PrimaryUsage::Signing`].
    pub primary_usage: PrimaryUsage,
    /// Further uses.
    pub additional_usages: Option<Vec<AdditionalUsage>>,
}

impl UsageDesignation {
    fn check(&self) -> Result<()> {
        check::filled("additional_usages", self.additional_usages.as_deref())
    }
}
