//! Organizations as replies contain them.

use crate::{
    ContainerId, OrganizationId, UserId,
    containers::ContainerRef,
    users::UserRef,
    validations::{Validation, VerifiedContact},
};
use portcullis_core::{Extra, lenient, record::Lenient};
use portcullis_macros::Reply;
use serde::{Serialize, Serializer, de::Deserializer, de::Error as _};
use serde_json::Value;

portcullis_core::open_enum! {
    /// The status of an organization.
    OrganizationStatus {
        /// In use.
        Active = "active",
        /// Deactivated.
        Inactive = "inactive",
        /// An older word for active.
        Approved = "approved",
    }
}

/// An organization: the company or authority that certificates name.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Organization {
    /// The organization's id.
    pub id: OrganizationId,
    /// The status.
    pub status: Option<OrganizationStatus>,
    /// The legal name.
    pub name: Option<String>,
    /// The name that it does business under.
    pub assumed_name: Option<String>,
    /// The name in the console.
    pub display_name: Option<String>,
    /// Whether it is active.
    pub is_active: Option<bool>,
    /// Street and number.
    pub address: Option<String>,
    /// The second line of the address.
    pub address2: Option<String>,
    /// The postal code.
    pub zip: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// The country as two letters, in lower case whatever was sent.
    pub country: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// The container that it belongs to.
    pub container: Option<ContainerRef>,
    /// The containers that may use it. In lists only.
    pub container_id_assignments: Vec<ContainerId>,
    /// The organization contact. Not in lists.
    pub organization_contact: Option<OrganizationContact>,
    /// The technical contact. Not in lists.
    pub technical_contact: Option<OrganizationContact>,
    /// Who may approve orders. Not in lists.
    pub verified_contacts: Vec<VerifiedContact>,
    /// Who may approve EV orders, under an older name.
    pub ev_approvers: Vec<UserRef>,
    /// The validations, in lists if they are requested.
    pub validations: Vec<Validation>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An organization inside a domain or order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrganizationRef {
    /// The organization's id.
    pub id: Option<OrganizationId>,
    /// The status.
    pub status: Option<OrganizationStatus>,
    /// The legal name.
    pub name: Option<String>,
    /// The name that it does business under.
    pub assumed_name: Option<String>,
    /// The name in the console.
    pub display_name: Option<String>,
    /// Whether it is active. Lists of domains have it as text, which is read as well.
    pub is_active: Option<bool>,
    /// The city.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// The country as two letters.
    pub country: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// The address: a text, or its parts.
    pub address: Option<Address>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An address, which the service sends in two forms.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Address {
    /// One text: street and number.
    Text(String),
    /// Its parts; so in the order model of one client.
    Parts(AddressParts),
}

impl Lenient for Address {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        match Value::read(from)? {
            None => Ok(None),
            Some(parts @ Value::Object(_)) => serde_json::from_value(parts).map(Self::Parts).map(Some),
            Some(other) => lenient::opt_text(other).map(|text| text.map(Self::Text)),
        }
        .map_err(|_| D::Error::custom("expected an address: a text or an object"))
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => to.serialize_str(text),
            Self::Parts(parts) => parts.serialize(to),
        }
    }
}

/// The parts of an address.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct AddressParts {
    /// Street and number.
    pub street_address: Option<String>,
    /// The city.
    pub locality: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// What a contact is for.
    ContactType {
        /// Questions about the organization.
        OrganizationContact = "organization_contact",
        /// Technical questions.
        TechnicalContact = "technical_contact",
        /// Approves orders.
        VerifiedContact = "verified_contact",
        /// Approves EV orders; an older word for verified contact.
        EvApprover = "ev_approver",
    }
}

/// A contact of an organization or order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrganizationContact {
    /// The contact's id, which is not that of a user.
    pub id: Option<i64>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// Extension of the telephone number.
    pub telephone_extension: Option<String>,
    /// The contact's language, a number; `1` is English.
    pub language_id: Option<String>,
    /// The whole name, on orders.
    pub name: Option<String>,
    /// What the contact is for.
    pub contact_type: Option<ContactType>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Who could become a verified contact.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PotentialApprovers {
    /// Users of the account.
    pub users: Vec<PotentialApprover>,
    /// Contacts who are no users.
    pub contacts: Vec<PotentialApprover>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A person who could become a verified contact.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PotentialApprover {
    /// The user's id; absent from a contact.
    pub user_id: Option<UserId>,
    /// The whole name.
    pub name: Option<String>,
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
    /// Members that this version does not know.
    pub extra: Extra,
}
