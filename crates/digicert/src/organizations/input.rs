//! Organizations to be created or changed, and filters of lists.

use super::{contacts::NewContact, model::OrganizationStatus};
use crate::{ContainerId, Error, Result, UserId, ids, validations::ValidationType};
use portcullis_core::input;
use portcullis_macros::Body;

/// Filters and order of a list of organizations; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct OrganizationSearch {
    /// Adds the validations to each organization.
    pub include_validation: Option<bool>,
    /// Organizations of this container, as clients filter them.
    pub container_id: Option<ContainerId>,
    /// Organizations with this status: active or inactive.
    #[body(name = "filters[status]")]
    pub status: Option<OrganizationStatus>,
    /// Organizations by the state of their validations.
    #[body(name = "filters[validation]")]
    pub validation: Option<ValidationFilter>,
    /// Organizations of this container, as the vendor's page filters them.
    #[body(name = "filters[container_id_for_organization]")]
    pub container_id_for_organization: Option<ContainerId>,
    /// An exact id, or a part of the name.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Names of fields, separated by commas; a minus before a name reverses its order.
    pub sort: Option<String>,
}

portcullis_core::open_enum! {
    /// Organizations by the state of their validations.
    ValidationFilter {
        /// A validation is pending.
        Pending = "pending",
        /// No validation is pending.
        NotPending = "not_pending",
    }
}

/// An organization to be created.
///
/// Country, address, city, state, postal code and telephone are required as well; they have setters, because six more
/// texts in a row are easily confused.
///
/// ```
/// use digicert::{organizations::{NewOrganization, NewContact}, validations::ValidationType};
///
/// let contact = NewContact::new("Ada", "Byron", "ada@example.com");
/// let organization = NewOrganization::new("Example Ltd", contact)
///     .address("1 High Street").zip("AB1 2CD").city("London").state("London").country("gb")
///     .telephone("555 0100");
/// ```
#[derive(Debug, Clone, Body)]
#[body(new(name, organization_contact), check)]
#[non_exhaustive]
pub struct NewOrganization {
    /// The legal name: 1 to 64 characters. With `assumed_name`, both together may have 61 according to a third party's
    /// digest, which is left to the server.
    pub name: String,
    /// The name that it does business under.
    pub assumed_name: Option<String>,
    /// Required: the country as two letters, in any case.
    pub country: Option<String>,
    /// Required: street and number, at most 64 characters.
    pub address: Option<String>,
    /// The second line of the address: at most 64 characters.
    pub address2: Option<String>,
    /// Required: the city, at most 64 characters.
    pub city: Option<String>,
    /// Required: state or province. The vendor recommends the full name.
    pub state: Option<String>,
    /// Required: the postal code, at most 40 characters.
    pub zip: Option<String>,
    /// Required: the telephone number, at most 32 characters.
    pub telephone: Option<String>,
    /// The organization contact.
    pub organization_contact: NewContact,
    /// Creates the organization also if one like it exists. By default the server returns the id of that one.
    pub skip_duplicate_org_check: Option<bool>,
    /// The validations to begin at once. One for mark certificates cannot be requested ahead.
    pub validations: Option<Vec<OrganizationValidation>>,
    /// The container to create the organization in.
    #[body(with = ids::numbered)]
    pub container: Option<ContainerId>,
}

impl NewOrganization {
    fn check(&self) -> Result<()> {
        input::length("name", &self.name, 1..=64)?;
        let country = self.country.as_deref().unwrap_or_default();
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err(Error::input("country", "must have exactly 2 letters"));
        }
        for (field, value, most) in [
            ("address", &self.address, 64),
            ("city", &self.city, 64),
            ("state", &self.state, usize::MAX),
            ("zip", &self.zip, 40),
            ("telephone", &self.telephone, 32),
        ] {
            input::length(field, value.as_deref().unwrap_or_default(), 1..=most)?;
        }
        at_most("address2", self.address2.as_deref(), 64)?;
        self.container.as_ref().map_or(Ok(()), |id| ids::check_number("container", id.as_str()))
    }
}

/// A validation to begin, with the persons who may approve orders.
///
/// ```
/// use digicert::{organizations::{OrganizationValidation, NewVerifiedUser}, validations::ValidationType};
///
/// let ev = OrganizationValidation::new(ValidationType::Ev)
///     .verified_users(vec![NewVerifiedUser::existing("42")]);
/// ```
#[derive(Debug, Clone, Body)]
#[body(new(kind), check)]
#[non_exhaustive]
pub struct OrganizationValidation {
    /// What to validate for.
    #[body(name = "type")]
    pub kind: ValidationType,
    /// Who may approve orders. At least one for `ev`, `cs` and `ev_cs`; according to older pages for every type.
    pub verified_users: Option<Vec<NewVerifiedUser>>,
}

impl OrganizationValidation {
    fn check(&self) -> Result<()> {
        let needed = matches!(self.kind, ValidationType::Ev | ValidationType::Cs | ValidationType::EvCs);
        if needed && self.verified_users.as_ref().is_none_or(Vec::is_empty) {
            return Err(Error::input("verified_users", "must not be empty for this type"));
        }
        Ok(())
    }
}

/// A person who may approve orders: an existing user by id, or anyone else with all other fields.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct NewVerifiedUser {
    /// The id of an existing user; the server then ignores the other fields.
    #[body(with = ids::number)]
    pub id: Option<UserId>,
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

impl NewVerifiedUser {
    /// A user of the account.
    pub fn existing(id: impl Into<UserId>) -> Self {
        Self::new().id(id)
    }

    fn check(&self) -> Result<()> {
        if let Some(id) = &self.id {
            return ids::check_number("verified_users.id", id.as_str());
        }
        for (field, value) in [
            ("verified_users.first_name", &self.first_name),
            ("verified_users.last_name", &self.last_name),
            ("verified_users.job_title", &self.job_title),
            ("verified_users.telephone", &self.telephone),
            ("verified_users.email", &self.email),
        ] {
            input::required(field, value.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }
}

/// The validations to begin.
#[derive(Body)]
#[body(check)]
pub(super) struct NewValidations<'a> {
    pub(super) validations: &'a [OrganizationValidation],
}

impl NewValidations<'_> {
    fn check(&self) -> Result<()> {
        if self.validations.is_empty() {
            return Err(Error::input("validations", "must not be empty"));
        }
        Ok(())
    }
}

pub(super) fn at_most(field: &str, text: Option<&str>, most: usize) -> Result<()> {
    text.map_or(Ok(()), |text| input::length(field, text, 0..=most))
}
