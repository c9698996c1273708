//! Organizations and their validation.

mod contacts;
mod input;
mod model;

pub use contacts::{ContactsUpdate, NewContact, TechnicalContact};
pub use input::{
    NewOrganization, NewVerifiedUser, OrganizationSearch, OrganizationValidation, ValidationFilter,
};
pub use model::{
    Address, AddressParts, ContactType, Organization, OrganizationContact, OrganizationRef,
    OrganizationStatus, PotentialApprover, PotentialApprovers,
};

use crate::{Call, List, OrganizationId, client::Api, validations::Validation};
use input::NewValidations;

/// Organizations: the companies and authorities that certificates name; from
/// [`Client::organizations`](crate::Client::organizations).
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::organizations::{ContactsUpdate, NewContact};
///
/// let organizations = digicert.organizations();
/// let id = "7".into();
/// // The server removes what is sent without a value: begin with the current contact.
/// if let Some(contact) = &organizations.get(&id).await?.organization_contact {
///     let contact = NewContact::from(contact).telephone("555 0100");
///     organizations.update_contacts(&id, &ContactsUpdate::new().organization_contact(contact)).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Organizations(pub(crate) Api);

impl Organizations {
    /// Lists organizations.
    ///
    /// `GET /organization`
    ///
    /// At most 1000 organizations a page, which is also the default. Contacts are only in what [`get`](Self::get)
    /// returns. The server keeps no snapshot: sort by a field that does not change.
    ///
    /// - Operation: `organizations.list`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 101 or 102; the right is not documented
    /// - Source: vendor page "List organizations" (dev.digicert.com,
    ///   services-api/organizations/list-organizations.html)
    #[inline]
    pub fn list(&self, search: &OrganizationSearch) -> List<Organization> {
        self.0.get("/organization").query_of(search).list("organizations")
    }

    /// Creates an organization and returns its id, **or the id of one that already existed**.
    ///
    /// `POST /organization`
    ///
    /// The server compares the new organization with those of the account; if one matches, it returns that one's id
    /// with the same status and creates nothing. Compare what [`get`](Self::get) returns, or set
    /// [`skip_duplicate_org_check`](NewOrganization::skip_duplicate_org_check). If the reply is lost, the same call
    /// without that flag returns the organization that the first one created.
    ///
    /// - Operation: `organizations.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Create organization" (dev.digicert.com,
    ///   services-api/organizations/create-organization.html); limits of name and address from a third party's digest
    #[inline]
    pub fn create(&self, organization: &NewOrganization) -> Call<OrganizationId> {
        self.0.post("/organization").json(organization).pick("id").call()
    }

    /// Returns one organization, with its contacts.
    ///
    /// `GET /organization/{organization_id}`
    ///
    /// With `.optional()` a missing organization is `None` if the code is `not_found|organization`, a form assumed
    /// from the codes for other objects.
    ///
    /// - Operation: `organizations.get`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 101 or 102; the right is not documented
    /// - Source: vendor page "Organization info" (dev.digicert.com,
    ///   services-api/organizations/organization-info.html)
    #[inline]
    pub fn get(&self, id: &OrganizationId) -> Call<Organization> {
        self.0.get("/organization/{organization_id}").path(id).identified_by("id").call()
    }

    /// Deletes an organization **and all its domains**; this cannot be undone.
    ///
    /// `DELETE /organization/{organization_id}`
    ///
    /// The server refuses to delete the account's first organization and one that any order names, whatever the
    /// order's status. [`deactivate`](Self::deactivate) can be undone. Status 204 is assumed; any 2xx is accepted.
    ///
    /// - Operation: `organizations.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Delete organization" (dev.digicert.com,
    ///   services-api/organizations/delete-organization.html)
    #[inline]
    pub fn delete(&self, id: &OrganizationId) -> Call<()> {
        self.0.delete("/organization/{organization_id}").path(id).idempotent().done()
    }

    /// Activates an organization.
    ///
    /// `PUT /organization/{organization_id}/activate`
    ///
    /// **Partly guessed.** Verb and path are known from a digest only.
    ///
    /// - Operation: `organizations.activate`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: a third party's digest
    #[inline]
    pub fn activate(&self, id: &OrganizationId) -> Call<()> {
        self.0.put("/organization/{organization_id}/activate").path(id).idempotent().done()
    }

    /// Deactivates an organization.
    ///
    /// `PUT /organization/{organization_id}/deactivate`
    ///
    /// **Partly guessed.** Verb and path are known from a digest only.
    ///
    /// - Operation: `organizations.deactivate`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: a third party's digest
    #[inline]
    pub fn deactivate(&self, id: &OrganizationId) -> Call<()> {
        self.0.put("/organization/{organization_id}/deactivate").path(id).idempotent().done()
    }

    /// Lists the validations of an organization, with the users who may approve orders.
    ///
    /// `GET /organization/{organization_id}/validation`
    ///
    /// A pending validation has no dates. Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `organizations.get_validation`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 101 or 102; the right is not documented
    /// - Source: vendor page "Validation details" (dev.digicert.com,
    ///   services-api/organizations/validation-details.html)
    #[inline]
    pub fn list_validations(&self, id: &OrganizationId) -> List<Validation> {
        self.0.get("/organization/{organization_id}/validation").path(id).list_whole("validations")
    }

    /// Submits an organization for validation, and names who may approve orders.
    ///
    /// `POST /organization/{organization_id}/validation`
    ///
    /// The call does not wait for the validation: [`list_validations`](Self::list_validations) shows its state. The
    /// status of success is assumed; any 2xx is accepted.
    ///
    /// - Operation: `organizations.submit_validation`
    /// - Retried: only when the request was provably not sent
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Submit for validation" (dev.digicert.com,
    ///   services-api/organizations/submit-for-validation.html)
    #[inline]
    pub fn submit_validation(&self, id: &OrganizationId, validations: &[OrganizationValidation]) -> Call<()> {
        let body = NewValidations { validations };
        self.0.post("/organization/{organization_id}/validation").path(id).json(&body).done()
    }

    /// Replaces the organization contact, the technical contact, or both; or removes the technical contact.
    ///
    /// `PUT /organization/{organization_id}/contact`
    ///
    /// **The server removes job title, telephone and its extension of a contact that is sent without them**;
    /// the same change of an order's contacts keeps them. A contact with the same names and e-mail address is changed
    /// in place, any other becomes a new contact. Existing orders keep their contacts. The code
    /// [`contact_type_duplicate`](crate::code::CONTACT_TYPE_DUPLICATE) is not possible here: there is at most one
    /// contact of each type. Whether a contact that is not sent stays as it is, is not documented.
    ///
    /// - Operation: `organizations.update_contacts`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Update organization and technical contact" (dev.digicert.com,
    ///   services-api/organizations/update-organization-and-technical-contact.html)
    #[inline]
    pub fn update_contacts(&self, id: &OrganizationId, contacts: &ContactsUpdate) -> Call<()> {
        self.0.put("/organization/{organization_id}/contact").path(id).json(contacts).idempotent().done()
    }

    /// Returns the users and contacts who could become verified contacts.
    ///
    /// `GET /organization/potential-approvers`
    ///
    /// - Operation: `organizations.list_approvers`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 101 or 102; the right is not documented
    /// - Source: vendor page "List approvers" (dev.digicert.com,
    ///   services-api/organizations/list-approvers.html)
    #[inline]
    pub fn list_approvers(&self) -> Call<PotentialApprovers> {
        self.0.get("/organization/potential-approvers").call()
    }
}
