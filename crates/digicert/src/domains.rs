//! Domains and their validation.
//!
//! Control of a domain is proved by a token that the service returns and that is published in the DNS or on a web server,
//! or by an e-mail (DCV, domain control validation). [`Domains::challenge`] returns what to publish,
//! [`Domains::check`] whether the service has found it.

mod challenge;
mod dcv;
mod input;
mod locking;
mod model;

pub use challenge::{Challenge, DcvOutcome, Proof};
pub use input::{
    DcvEmailResend, DcvEmailSearch, DcvMethodChange, DomainOptions, DomainSearch, DomainStatus,
    DomainSubmission, NewDomain, ValidationFilter,
};
pub use model::{
    CaaCheck, CheckedDcv, CreatedDomain, DcvExpiration, DcvInvitation, DcvMethod, DcvMethodInfo, DcvResult,
    DcvSetup, DcvToken, Domain, DomainDcv, DomainLockingStatus, ExpirationCount, TokenStatus,
    ValidationEmails, ValidationTypeInfo,
};

use crate::{Call, DomainId, List, client::Api, validations::Validation};

/// Domains, the proof of control over them, and their locking to the account; from
/// [`Client::domains`](crate::Client::domains).
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::{domains::{DcvMethod, DcvOutcome, NewDomain, Proof}, validations::ValidationType};
///
/// let domains = digicert.domains();
/// let new = NewDomain::new("example.com", "7", vec![ValidationType::Ov]).dcv_method(DcvMethod::DnsTxtToken);
/// let id = domains.create(&new).await?.id;
/// if let Proof::DnsTxt { name, value } = domains.challenge(&id).await?.proof {
///     publish(&name, value.expose_secret());
/// }
/// match domains.check(&id).await? {
///     DcvOutcome::Found(_) => println!("done"),
///     DcvOutcome::NotYet(reason) => println!("check again later: {reason}"),
///     _ => {}
/// }
/// # Ok(()) }
/// # fn publish(_: &str, _: &str) {}
/// ```
#[derive(Debug, Clone)]
pub struct Domains(pub(crate) Api);

impl Domains {
    /// Lists domains.
    ///
    /// `GET /domain`
    ///
    /// At most 1000 domains a page, which is also the default. The server keeps no snapshot: sort by a field that
    /// does not change.
    ///
    /// - Operation: `domains.list`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 101 or 102; the right is not documented
    /// - Source: vendor page "List domains" (dev.digicert.com, services-api/domains/list-domains.html)
    #[inline]
    pub fn list(&self, search: &DomainSearch) -> List<Domain> {
        self.0.get("/domain").query_of(search).list("domains")
    }

    /// Returns how many domains need a new validation soon.
    ///
    /// `GET /domain/expiration-count`
    ///
    /// What "soon" means is not documented. The vendor's pages do not describe this operation, which the console uses.
    ///
    /// - Operation: `domains.expiration_count`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 101 or 102; the right is not documented
    /// - Source: two clients (nopg/dcv in earlier versions, and a PowerShell class)
    #[inline]
    pub fn expiration_count(&self) -> Call<ExpirationCount> {
        self.0.get("/domain/expiration-count").call()
    }

    /// Creates a domain and submits it for validation.
    ///
    /// `POST /domain`
    ///
    /// The server removes a leading `www.` unless
    /// [`keep_www`](NewDomain::keep_www) is true or the method is `http-token`: [`get`](Self::get) and
    /// [`challenge`](Self::challenge) return the name that is stored. With the method e-mail, which is the default, the
    /// server sends e-mails. If the reply is lost, search with [`list`](Self::list).
    ///
    /// - Operation: `domains.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Add domain" (dev.digicert.com, services-api/domains/add-domain.html)
    #[inline]
    pub fn create(&self, domain: &NewDomain) -> Call<CreatedDomain> {
        self.0.post("/domain").json(domain).call()
    }

    /// Returns one domain; its token and its validations only if the details request them.
    ///
    /// `GET /domain/{domain_id}`
    ///
    /// With `.optional()` a missing domain is `None` if the code is `not_found|domain`, a form assumed from the codes
    /// for other objects.
    ///
    /// - Operation: `domains.get`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 101 or 102; the right is not documented
    /// - Source: vendor page "Domain info" (dev.digicert.com, services-api/domains/domain-info.html)
    #[inline]
    pub fn get(&self, id: &DomainId, details: &DomainOptions) -> Call<Domain> {
        self.0.get("/domain/{domain_id}").path(id).query_of(details).identified_by("id").call()
    }

    /// Deletes a domain.
    ///
    /// `DELETE /domain/{domain_id}`
    ///
    /// The vendor's pages do not describe this operation. Status 204 is assumed; any 2xx is accepted.
    ///
    /// - Operation: `domains.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: the action list of another integration (withone.ai, 2026)
    #[inline]
    pub fn delete(&self, id: &DomainId) -> Call<()> {
        self.0.delete("/domain/{domain_id}").path(id).idempotent().done()
    }

    /// Activates a domain.
    ///
    /// `PUT /domain/{domain_id}/activate`
    ///
    /// The vendor's pages do not describe this operation.
    ///
    /// - Operation: `domains.activate`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: a Ruby client (riboseinc/digicert) and a Go client
    #[inline]
    pub fn activate(&self, id: &DomainId) -> Call<()> {
        self.0.put("/domain/{domain_id}/activate").path(id).idempotent().done()
    }

    /// Deactivates a domain.
    ///
    /// `PUT /domain/{domain_id}/deactivate`
    ///
    /// The vendor's pages do not describe this operation.
    ///
    /// - Operation: `domains.deactivate`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: a Ruby client (riboseinc/digicert)
    #[inline]
    pub fn deactivate(&self, id: &DomainId) -> Call<()> {
        self.0.put("/domain/{domain_id}/deactivate").path(id).idempotent().done()
    }

    /// Lists the validations of a domain.
    ///
    /// `GET /domain/{domain_id}/validation`
    ///
    /// A pending validation has no dates. Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `domains.get_validation`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 101 or 102; the right is not documented
    /// - Source: vendor page "Validation details" (dev.digicert.com,
    ///   services-api/domains/validation-details.html)
    #[inline]
    pub fn list_validations(&self, id: &DomainId) -> List<Validation> {
        self.0.get("/domain/{domain_id}/validation").path(id).list_whole("validations")
    }

    /// Submits a domain for validation again.
    ///
    /// `POST /domain/{domain_id}/validation`
    ///
    /// Returns `None` where the reply has no body, as older pages have it: [`challenge`](Self::challenge) returns the
    /// token then. With the method e-mail the server sends e-mails.
    ///
    /// - Operation: `domains.submit_validation`
    /// - Retried: only when the request was provably not sent
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Submit for validation" (dev.digicert.com,
    ///   services-api/domains/submit-for-validation.html)
    #[inline]
    pub fn submit_validation(&self, id: &DomainId, submission: &DomainSubmission) -> Call<Option<DcvSetup>> {
        self.0.post("/domain/{domain_id}/validation").path(id).json(submission).call()
    }

    /// Lists the types of validation that domains can have.
    ///
    /// `GET /domain/validation-type`
    ///
    /// Complete in one reply: a page size has no effect. The vendor's current pages do not describe this operation.
    ///
    /// - Operation: `domains.list_validation_types`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 101 or 102; the right is not documented
    /// - Source: a Go client (pkix/digicert)
    #[inline]
    pub fn list_validation_types(&self) -> List<ValidationTypeInfo> {
        self.0.get("/domain/validation-type").list_whole("validation_types")
    }
}
