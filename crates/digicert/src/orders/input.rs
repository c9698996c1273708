//! Changes of orders.

use super::{MarkTypeData, NewOrderStatus};
use crate::{CustomFieldId, Error, Result, UserId, ids, organizations::ContactType};
use portcullis_core::input;
use portcullis_macros::Body;
use std::collections::BTreeSet;

/// A new status of an order: [`cancel`](Self::cancel) is the common one.
#[derive(Debug, Clone, Body)]
#[body(new(status), check)]
#[non_exhaustive]
pub struct StatusUpdate {
    /// The new status.
    pub status: NewOrderStatus,
    /// Why; required to cancel.
    pub note: Option<String>,
    /// Whether e-mails about the change are sent. From older documentation.
    pub send_emails: Option<bool>,
}

impl StatusUpdate {
    /// Cancels the order, or its pending reissue, for this reason.
    pub fn cancel(note: impl Into<String>) -> Self {
        Self::new(NewOrderStatus::Canceled).note(note)
    }

    fn check(&self) -> Result<()> {
        match &self.note {
            Some(note) => input::required("note", note),
            None if self.status == NewOrderStatus::Canceled => {
                Err(Error::input("note", "must be set to cancel an order"))
            }
            None => Ok(()),
        }
    }
}

/// The names of a pending order or reissue.
#[derive(Debug, Clone, Body)]
#[body(new(common_name), check)]
#[non_exhaustive]
pub struct NewDnsNames {
    /// The common name.
    pub common_name: String,
    /// The other names. **They replace all names that are there: if unset, only the common name remains.**
    pub dns_names: Option<Vec<String>>,
}

impl NewDnsNames {
    fn check(&self) -> Result<()> {
        input::required("common_name", &self.common_name)?;
        self.dns_names.iter().flatten().try_for_each(|name| input::required("dns_names", name))
    }
}

/// The object that the names are a member of.
#[derive(Body)]
pub(super) struct EditedCertificate<'a> {
    pub(super) certificate: &'a NewDnsNames,
}

/// Which e-mails for domain control validation are sent again; by default all of the order.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct DcvEmails {
    /// The addresses for some domains.
    pub domain_approval_emails: Option<Vec<DomainApprovalEmail>>,
    /// The language of the e-mails.
    pub locale: Option<String>,
}

/// An address that may approve a domain.
#[derive(Debug, Clone, Body)]
#[body(new(domain, email), check)]
#[non_exhaustive]
pub struct DomainApprovalEmail {
    /// The domain.
    pub domain: String,
    /// The address.
    pub email: String,
    /// The domain that the address was found for, if it is another one.
    pub email_domain: Option<String>,
}

impl DomainApprovalEmail {
    fn check(&self) -> Result<()> {
        input::required("domain", &self.domain)?;
        input::email("email", &self.email)
    }
}

/// A contact of an order, which replaces the one of its type.
#[derive(Debug, Clone, Body)]
#[body(new(contact_type, first_name, last_name, email), check)]
#[non_exhaustive]
pub struct ContactUpdate {
    /// Which contact: the technical or the organization contact.
    pub contact_type: ContactType,
    /// First name: 1 to 128 characters.
    pub first_name: String,
    /// Last name: 1 to 128 characters.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Job title. The server keeps the one that is there if this is unset.
    pub job_title: Option<String>,
    /// Telephone number. The server keeps the one that is there if this is unset.
    pub telephone: Option<String>,
    /// The language of e-mails: a number.
    pub language_id: Option<String>,
}

impl ContactUpdate {
    fn check(&self) -> Result<()> {
        if !matches!(self.contact_type, ContactType::TechnicalContact | ContactType::OrganizationContact) {
            return Err(Error::input("contact_type", "must be the technical or the organization contact"));
        }
        input::length("first_name", &self.first_name, 1..=128)?;
        input::length("last_name", &self.last_name, 1..=128)?;
        input::email("email", &self.email)?;
        self.language_id.as_deref().map_or(Ok(()), |id| ids::check_number("language_id", id))
    }
}

/// An order's contacts.
#[derive(Body)]
#[body(check)]
pub(super) struct NewContacts<'a> {
    pub(super) contacts: &'a [ContactUpdate],
}

impl NewContacts<'_> {
    fn check(&self) -> Result<()> {
        let types: BTreeSet<&str> =
            self.contacts.iter().map(|contact| contact.contact_type.as_str()).collect();
        match self.contacts {
            [] => Err(Error::input("contacts", "must have at least one contact")),
            contacts if contacts.len() > types.len() => {
                Err(Error::input("contacts", "must have one contact of each type at most"))
            }
            _ => Ok(()),
        }
    }
}

/// Changes of a mark certificate's order; what is unset stays.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct MarkUpdate {
    /// Whether the vendor hosts logo and certificate.
    pub enable_hosting: Option<bool>,
    /// Where the mark is registered, or which law grants it.
    pub mark_type_data: Option<MarkTypeData>,
}

/// A custom field's new value.
#[derive(Body)]
#[body(check)]
pub(super) struct NewFieldValue<'a> {
    #[body(with = ids::number)]
    pub(super) metadata_id: &'a CustomFieldId,
    pub(super) value: &'a str,
}

impl NewFieldValue<'_> {
    fn check(&self) -> Result<()> {
        ids::check_number("metadata_id", self.metadata_id.as_str())?;
        input::required("value", self.value)
    }
}

/// A switch that the service reads as 0 or 1.
#[derive(Body)]
pub(super) struct AutoReissue {
    pub(super) auto_reissue: u64,
}

/// A switch that the service reads as 0 or 1.
#[derive(Body)]
pub(super) struct GuestAccess {
    pub(super) enable_guest_access: u64,
}

/// Whether certificates are kept out of Certificate Transparency logs.
#[derive(Body)]
pub(super) struct CtStatus {
    pub(super) disable_ct: bool,
}

/// The addresses of verified contacts.
#[derive(Body)]
#[body(check)]
pub(super) struct ApprovalEmails<'a> {
    pub(super) emails: &'a [String],
}

impl ApprovalEmails<'_> {
    fn check(&self) -> Result<()> {
        if self.emails.is_empty() {
            return Err(Error::input("emails", "must have at least one address"));
        }
        self.emails.iter().try_for_each(|email| input::email("emails", email))
    }
}

/// Further addresses for e-mails about the order.
#[derive(Body)]
#[body(check)]
pub(super) struct AdditionalEmails<'a> {
    pub(super) additional_emails: &'a [String],
}

impl AdditionalEmails<'_> {
    fn check(&self) -> Result<()> {
        self.additional_emails.iter().try_for_each(|email| input::email("additional_emails", email))
    }
}

/// The limited users of an order.
#[derive(Body)]
#[body(check)]
pub(super) struct UserAccess<'a> {
    pub(super) user_id_assignments: &'a [UserId],
}

impl UserAccess<'_> {
    fn check(&self) -> Result<()> {
        self.user_id_assignments
            .iter()
            .try_for_each(|id| ids::check_number("user_id_assignments", id.as_str()))
    }
}

/// The text of e-mails about the renewal.
#[derive(Body)]
#[body(check)]
pub(super) struct RenewalMessage<'a> {
    pub(super) custom_renewal_message: &'a str,
}

impl RenewalMessage<'_> {
    fn check(&self) -> Result<()> {
        input::required("custom_renewal_message", self.custom_renewal_message)
    }
}

/// A certificate request.
#[derive(Body)]
#[body(check)]
pub(super) struct NewCsr<'a> {
    pub(super) csr: &'a str,
}

impl NewCsr<'_> {
    fn check(&self) -> Result<()> {
        input::required("csr", self.csr)
    }
}

/// A logo.
#[derive(Body)]
#[body(check)]
pub(super) struct EncodedLogo<'a> {
    pub(super) logo: &'a str,
}

impl EncodedLogo<'_> {
    fn check(&self) -> Result<()> {
        input::required("logo", self.logo)
    }
}
