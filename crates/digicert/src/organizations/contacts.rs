//! Contacts as they are sent, and their replacement.

use super::{input::at_most, model::OrganizationContact};
use crate::{Error, Result};
use portcullis_core::{Input, input};
use portcullis_macros::Body;
use serde::{Serialize, Serializer};

/// A contact of an organization or order, as it is sent.
#[derive(Debug, Clone, Body)]
#[body(new(first_name, last_name, email), check)]
#[non_exhaustive]
pub struct NewContact {
    /// First name: 1 to 128 characters.
    pub first_name: String,
    /// Last name: 1 to 128 characters.
    pub last_name: String,
    /// E-mail address: 1 to 255 characters.
    pub email: String,
    /// Job title: at most 64 characters.
    pub job_title: Option<String>,
    /// Telephone number: at most 32 characters.
    pub telephone: Option<String>,
    /// Extension of the telephone number: at most 16 characters.
    pub telephone_extension: Option<String>,
    /// The contact's language, a number as text; `1` is English.
    pub language_id: Option<String>,
}

impl NewContact {
    fn check(&self) -> Result<()> {
        input::length("first_name", &self.first_name, 1..=128)?;
        input::length("last_name", &self.last_name, 1..=128)?;
        input::length("email", &self.email, 1..=255)?;
        at_most("job_title", self.job_title.as_deref(), 64)?;
        at_most("telephone", self.telephone.as_deref(), 32)?;
        at_most("telephone_extension", self.telephone_extension.as_deref(), 16)
    }
}

/// Copies everything that a replacement would remove if it were absent.
impl From<&OrganizationContact> for NewContact {
    fn from(contact: &OrganizationContact) -> Self {
        Self {
            first_name: contact.first_name.clone().unwrap_or_default(),
            last_name: contact.last_name.clone().unwrap_or_default(),
            email: contact.email.clone().unwrap_or_default(),
            job_title: contact.job_title.clone(),
            telephone: contact.telephone.clone(),
            telephone_extension: contact.telephone_extension.clone(),
            language_id: contact.language_id.clone(),
        }
    }
}

/// The contacts of an organization, as they are replaced.
///
/// **The server removes job title, telephone and its extension of a contact that is sent without them.**
/// `NewContact::from(&contact)` copies them from a contact that was read.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ContactsUpdate {
    /// The organization contact, which can be replaced and not removed.
    pub organization_contact: Option<NewContact>,
    /// The technical contact.
    pub technical_contact: Option<TechnicalContact>,
}

/// What becomes of the technical contact.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum TechnicalContact {
    /// This one replaces it.
    Replace(NewContact),
    /// It is removed.
    Remove,
}

impl ContactsUpdate {
    /// Changes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the organization contact.
    #[must_use]
    pub fn organization_contact(mut self, contact: impl Into<NewContact>) -> Self {
        self.organization_contact = Some(contact.into());
        self
    }

    /// Replaces the technical contact.
    #[must_use]
    pub fn technical_contact(mut self, contact: impl Into<NewContact>) -> Self {
        self.technical_contact = Some(TechnicalContact::Replace(contact.into()));
        self
    }

    /// Removes the technical contact.
    #[must_use]
    pub fn remove_technical_contact(mut self) -> Self {
        self.technical_contact = Some(TechnicalContact::Remove);
        self
    }

    fn contacts(&self) -> impl Iterator<Item = Item<'_>> {
        let organization = self.organization_contact.as_ref().map(|of| ("organization_contact", Some(of)));
        let technical = self.technical_contact.as_ref().map(|change| match change {
            TechnicalContact::Replace(contact) => ("technical_contact", Some(contact)),
            TechnicalContact::Remove => ("technical_contact", None),
        });
        organization.into_iter().chain(technical).map(|(contact_type, of)| Item::new(contact_type, of))
    }
}

// `Input` and `Serialize` are written by hand: `Body` has no form for one list of two fields.
impl Input for ContactsUpdate {
    fn check(&self) -> Result<()> {
        if self.organization_contact.is_none() && self.technical_contact.is_none() {
            return Err(Error::input("contacts", "must not be empty"));
        }
        Input::check(&self.organization_contact)?;
        match &self.technical_contact {
            Some(TechnicalContact::Replace(contact)) => Input::check(contact),
            _ => Ok(()),
        }
    }
}

impl Serialize for ContactsUpdate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Contacts { contacts: self.contacts().collect() }.serialize(to)
    }
}

#[derive(Body)]
struct Contacts<'a> {
    contacts: Vec<Item<'a>>,
}

#[derive(Body)]
struct Item<'a> {
    contact_type: &'a str,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    email: Option<&'a str>,
    job_title: Option<&'a str>,
    telephone: Option<&'a str>,
    telephone_extension: Option<&'a str>,
    language_id: Option<&'a str>,
}

impl<'a> Item<'a> {
    fn new(contact_type: &'a str, of: Option<&'a NewContact>) -> Self {
        Self {
            contact_type,
            first_name: of.map(|of| of.first_name.as_str()),
            last_name: of.map(|of| of.last_name.as_str()),
            email: of.map(|of| of.email.as_str()),
            job_title: of.and_then(|of| of.job_title.as_deref()),
            telephone: of.and_then(|of| of.telephone.as_deref()),
            telephone_extension: of.and_then(|of| of.telephone_extension.as_deref()),
            language_id: of.and_then(|of| of.language_id.as_deref()),
        }
    }
}
