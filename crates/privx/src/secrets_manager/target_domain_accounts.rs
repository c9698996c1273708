//! Accounts that scans found in target domains.

mod input;
mod model;

pub use input::{ScannedAccountChangeSet, ScannedAccountSearch};
pub use model::{AccountState, ScannedAccount};

use super::Batch;
use crate::Sort;
use crate::ids::{ScannedAccountId, TargetDomainId};
use portcullis_core::{Call, Client, List};

/// Accounts that scans found in target domains; made by [`SecretsManager::target_domain_accounts`](super::SecretsManager::target_domain_accounts).
///
/// ```no_run
/// # async fn f(privx: privx::Client, domain: privx::TargetDomainId) -> privx::Result<()> {
/// use privx::secrets_manager::{AccountState, ScannedAccountChangeSet, ScannedAccountSearch};
///
/// let accounts = privx.secrets_manager().target_domain_accounts();
/// let new = ScannedAccountSearch::new().state(AccountState::New);
/// let mut found = accounts.search(&domain, &new);
/// while let Some(account) = found.try_next().await? {
///     accounts.update(&domain, &account.id, &ScannedAccountChangeSet::new().ignored(true)).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct TargetDomainAccounts(pub(super) Client);

impl TargetDomainAccounts {
    /// Lists the accounts that scans found in a target domain.
    ///
    /// `GET /secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts`
    ///
    /// A page has 50 accounts unless [`page_size`](List::page_size) sets another size, at most 1000.
    ///
    /// - Operation: `target_domain_accounts.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go and documentation
    #[inline]
    pub fn list(&self, domain: &TargetDomainId) -> List<ScannedAccount> {
        self.0
            .get("/secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts")
            .path(domain)
            .list("items")
    }

    /// Lists the accounts that scans found in a target domain, in an order.
    ///
    /// `GET /secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts`
    ///
    /// The known keys are `id`, `username`, `email` and `full_name`.
    ///
    /// - Operation: `target_domain_accounts.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go and documentation
    #[inline]
    pub fn list_sorted(&self, domain: &TargetDomainId, sort: &Sort) -> List<ScannedAccount> {
        self.0
            .get("/secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts")
            .path(domain)
            .query_of(sort)
            .list("items")
    }

    /// Changes many scanned accounts in the same way. What `changes` does not hold is kept.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts/batch/edit`
    ///
    /// Limits: at least one account. What is done if one of them does not exist is not documented.
    ///
    /// - Operation: `target_domain_accounts.batch_edit`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go (its SDK for Python sends a `PUT`)
    #[inline]
    pub fn batch_update(
        &self,
        domain: &TargetDomainId,
        accounts: &[ScannedAccountId],
        changes: &ScannedAccountChangeSet,
    ) -> Call<()> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts/batch/edit")
            .idempotent()
            .path(domain)
            .json(&Batch::of(accounts).with("changes", changes))
            .done()
    }

    /// Finds accounts that scans found in a target domain.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts/search`
    ///
    /// Pages are as in [`list`](Self::list), keys as in [`list_sorted`](Self::list_sorted).
    ///
    /// - Operation: `target_domain_accounts.search`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go and documentation
    #[inline]
    pub fn search(&self, domain: &TargetDomainId, search: &ScannedAccountSearch) -> List<ScannedAccount> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts/search")
            .read_only()
            .path(domain)
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Returns one scanned account.
    ///
    /// `GET /secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts/{account_id}`
    ///
    /// - Operation: `target_domain_accounts.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn get(&self, domain: &TargetDomainId, account: &ScannedAccountId) -> Call<ScannedAccount> {
        self.0
            .get("/secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts/{account_id}")
            .path(domain)
            .path(account)
            .identified_by("id")
            .call()
    }

    /// Changes one scanned account. What `changes` does not hold is kept.
    ///
    /// `PUT /secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts/{account_id}`
    ///
    /// - Operation: `target_domain_accounts.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn update(
        &self,
        domain: &TargetDomainId,
        account: &ScannedAccountId,
        changes: &ScannedAccountChangeSet,
    ) -> Call<()> {
        self.0
            .put("/secrets-manager/api/v1/targetdomains/{target_domain_id}/accounts/{account_id}")
            .idempotent()
            .path(domain)
            .path(account)
            .json(changes)
            .done()
    }
}
