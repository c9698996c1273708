//! Directories whose accounts PrivX can manage.

mod input;
mod model;

pub use input::TargetDomainSearch;
pub use model::{ResolvedTargetDomain, TargetDomain, TargetDomainEndpoint, TargetDomainHandle};

use crate::Sort;
use crate::ids::TargetDomainId;
use portcullis_core::{Call, Client, List};

/// Directories whose accounts PrivX can manage; made by [`SecretsManager::target_domains`](super::SecretsManager::target_domains).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::secrets_manager::{TargetDomain, TargetDomainEndpoint};
///
/// let domains = privx.secrets_manager().target_domains();
/// let endpoint = TargetDomainEndpoint::new("LDAP").ldap_address("ldap.example.com").ldap_port(636);
/// let id = domains.create(&TargetDomain::new("staff").endpoints(vec![endpoint])).await?;
/// domains.refresh(&id).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct TargetDomains(pub(super) Client);

impl TargetDomains {
    /// Lists all target domains.
    ///
    /// `GET /secrets-manager/api/v1/targetdomains`
    ///
    /// A page has 50 domains unless [`page_size`](List::page_size) sets another size, at most 1000. Domains that
    /// are created or deleted meanwhile shift the pages.
    ///
    /// - Operation: `target_domains.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go and documentation
    #[inline]
    pub fn list(&self) -> List<TargetDomain> {
        self.0.get("/secrets-manager/api/v1/targetdomains").list("items")
    }

    /// Lists all target domains in an order.
    ///
    /// `GET /secrets-manager/api/v1/targetdomains`
    ///
    /// - Operation: `target_domains.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go and documentation
    #[inline]
    pub fn list_sorted(&self, sort: &Sort) -> List<TargetDomain> {
        self.0.get("/secrets-manager/api/v1/targetdomains").query_of(sort).list("items")
    }

    /// Creates a target domain and returns its id.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// - Operation: `target_domains.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn create(&self, domain: &TargetDomain) -> Call<TargetDomainId> {
        self.0.post("/secrets-manager/api/v1/targetdomains").create(domain).pick("id").call()
    }

    /// Returns the ids of target domains with these names.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/resolve`
    ///
    /// A name that no domain has is left out (inferred).
    ///
    /// - Operation: `target_domains.resolve`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn resolve(&self, names: &[String]) -> List<ResolvedTargetDomain> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/resolve")
            .read_only()
            .json(names)
            .list_whole("items")
    }

    /// Finds target domains.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/search`
    ///
    /// Pages are as in [`list`](Self::list).
    ///
    /// - Operation: `target_domains.search`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn search(&self, search: &TargetDomainSearch) -> List<TargetDomain> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/search")
            .read_only()
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Returns one target domain.
    ///
    /// `GET /secrets-manager/api/v1/targetdomains/{target_domain_id}`
    ///
    /// - Operation: `target_domains.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn get(&self, id: &TargetDomainId) -> Call<TargetDomain> {
        self.0
            .get("/secrets-manager/api/v1/targetdomains/{target_domain_id}")
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Replaces one target domain as a whole: what `domain` does not hold is reset.
    ///
    /// `PUT /secrets-manager/api/v1/targetdomains/{target_domain_id}`
    ///
    /// A change by others between reading and writing is lost. Masked values (`***`) are refused. Fails with
    /// [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// - Operation: `target_domains.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn replace(&self, id: &TargetDomainId, domain: &TargetDomain) -> Call<()> {
        self.0
            .put("/secrets-manager/api/v1/targetdomains/{target_domain_id}")
            .idempotent()
            .replace(id, domain)
            .done()
    }

    /// Deletes one target domain.
    ///
    /// `DELETE /secrets-manager/api/v1/targetdomains/{target_domain_id}`
    ///
    /// What happens to its managed accounts is not documented.
    ///
    /// - Operation: `target_domains.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn delete(&self, id: &TargetDomainId) -> Call<()> {
        self.0.delete("/secrets-manager/api/v1/targetdomains/{target_domain_id}").idempotent().path(id).done()
    }

    /// Requests a scan of one target domain.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/{target_domain_id}/refresh`
    ///
    /// Returns before the scan has ended: `scan_status` and `last_scanned` of the domain show how far it is.
    ///
    /// - Operation: `target_domains.refresh`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go (its SDK for Python has another path)
    #[inline]
    pub fn refresh(&self, id: &TargetDomainId) -> Call<()> {
        self.0.post("/secrets-manager/api/v1/targetdomains/{target_domain_id}/refresh").path(id).done()
    }
}
