//! Organizations as replies contain them.

use crate::OrganizationId;
use crate::Result;
use portcullis_core::{Extra, input};
use portcullis_macros::{Body, Reply};

/// An organization inside a domain or order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrganizationRef {
    /// The id.
    pub id: Option<OrganizationId>,
    /// The status.
    pub status: Option<OrganizationStatus>,
    /// The name.
    pub name: Option<String>,
    /// The assumed name.
    pub assumed_name: Option<String>,
    /// The display name.
    pub display_name: Option<String>,
    /// String in domain lists, boolean elsewhere.
    pub is_active: Option<bool>,
    /// The city.
    pub city: Option<String>,
    /// The state.
    pub state: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// The telephone.
    pub telephone: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The status of an organization.
    OrganizationStatus {
        /// Certificates can be ordered for it.
        Active = "active",
        /// No certificate can be ordered for it.
        Inactive = "inactive",
        /// An older word for active.
        Approved = "approved",
    }
}

/// An organization contact.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrganizationContact {
    /// Answers only.
    pub id: Option<i64>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The email.
    pub email: Option<String>,
    /// The job title.
    pub job_title: Option<String>,
    /// The telephone.
    pub telephone: Option<String>,
    /// The telephone extension.
    pub telephone_extension: Option<String>,
    /// The language id.
    pub language_id: Option<String>,
    /// May come too on orders.
    pub name: Option<String>,
    /// The contact type.
    pub contact_type: Option<ContactType>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An organization contact input.
#[derive(Debug, Clone, Body)]
#[body(new(first_name, last_name, email), check)]
#[non_exhaustive]
pub struct OrganizationContactInput {
    /// The first name. At most 128 characters.
    pub first_name: String,
    /// The last name. At most 128 characters.
    pub last_name: String,
    /// The email. At most 255 characters.
    pub email: String,
    /// The job title. At most 64 characters.
    pub job_title: Option<String>,
    /// The telephone. At most 32 characters.
    pub telephone: Option<String>,
    /// The telephone extension. At most 16 characters.
    pub telephone_extension: Option<String>,
    /// The language id.
    pub language_id: Option<String>,
}

impl OrganizationContactInput {
    fn check(&self) -> Result<()> {
        input::required("first_name", &self.first_name)?;
        input::length("first_name", &self.first_name, 0..=128)?;
        input::required("last_name", &self.last_name)?;
        input::length("last_name", &self.last_name, 0..=128)?;
        input::required("email", &self.email)?;
        input::length("email", &self.email, 0..=255)?;
        if let Some(value) = &self.job_title {
            input::length("job_title", value, 0..=64)?;
        }
        if let Some(value) = &self.telephone {
            input::length("telephone", value, 0..=32)?;
        }
        if let Some(value) = &self.telephone_extension {
            input::length("telephone_extension", value, 0..=16)?;
        }
        Ok(())
    }
}

portcullis_core::open_enum! {
    /// Organization_contact, technical_contact, verified_contact (older: ev_approver).
    ContactType {
        /// <What `organization_contact` means>.
        OrganizationContact = "organization_contact",
        /// <What `technical_contact` means>.
        TechnicalContact = "technical_contact",
        /// <What `verified_contact` means>.
        VerifiedContact = "verified_contact",
        /// <What `ev_approver` means>.
        EvApprover = "ev_approver",
    }
}
