//! Accounts of target domains whose passwords PrivX manages.

mod input;
mod model;

pub use input::{ManagedAccountChangeSet, ManagedAccountCreateData, ManagedAccountSearch};
pub use model::{
    ManagedAccount, RotationStatus, RotationTrigger, SecretCheckout, SecretRotationEvent, SecretVersion,
};

use super::Batch;
use super::rotation::{self, RotationOutcome};
use crate::{
    Sort,
    ids::{ManagedAccountId, ScannedAccountId, TargetDomainId},
    watch,
};
use portcullis_core::{Call, Client, List, Result, Secret};
use std::time::Duration;

/// Accounts of target domains whose passwords PrivX manages; made by [`SecretsManager::managed_accounts`](super::SecretsManager::managed_accounts).
///
/// ```no_run
/// # async fn f(privx: privx::Client, domain: privx::TargetDomainId) -> privx::Result<()> {
/// use privx::secrets_manager::{ManagedAccount, RotationOutcome};
/// use std::time::Duration;
///
/// let accounts = privx.secrets_manager().managed_accounts();
/// let id = accounts.create(&domain, &ManagedAccount::new("svc-backup").rotation_enabled(true)).await?;
/// match accounts.rotate_and_wait(&domain, &id, Duration::from_secs(60)).await? {
///     RotationOutcome::Rotated { at, .. } => println!("rotated at {at:?}"),
///     RotationOutcome::Failed { reason, .. } => println!("not rotated: {reason:?}"),
///     _ => println!("not known yet"),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ManagedAccounts(pub(super) Client);

impl ManagedAccounts {
    /// Lists the managed accounts of a target domain.
    ///
    /// `GET /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts`
    ///
    /// A page has 50 accounts unless [`page_size`](List::page_size) sets another size, at most 1000.
    ///
    /// - Operation: `managed_accounts.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self, domain: &TargetDomainId) -> List<ManagedAccount> {
        self.0
            .get("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts")
            .path(domain)
            .list("items")
    }

    /// Lists the managed accounts of a target domain in an order.
    ///
    /// `GET /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts`
    ///
    /// The known keys are `id`, `username`, `email` and `full_name`.
    ///
    /// - Operation: `managed_accounts.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_sorted(&self, domain: &TargetDomainId, sort: &Sort) -> List<ManagedAccount> {
        self.0
            .get("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts")
            .path(domain)
            .query_of(sort)
            .list("items")
    }

    /// Creates a managed account and returns its id.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the domain has an account of this user name
    /// (inferred: the name is unique within the domain). Limit: the user name is not empty. For an account that a scan
    /// found, use [`batch_create`](Self::batch_create).
    ///
    /// - Operation: `managed_accounts.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, domain: &TargetDomainId, account: &ManagedAccount) -> Call<ManagedAccountId> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts")
            .path(domain)
            .create(account)
            .pick("id")
            .call()
    }

    /// Makes managed accounts of scanned ones and returns their ids.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/batch/create`
    ///
    /// Limits: at least one account.
    ///
    /// - Operation: `managed_accounts.batch_create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn batch_create(
        &self,
        domain: &TargetDomainId,
        accounts: &[ScannedAccountId],
        data: &ManagedAccountCreateData,
    ) -> Call<Vec<ManagedAccountId>> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/batch/create")
            .path(domain)
            .json(&Batch::of(accounts).with("data", data))
            .pick("ids")
            .call()
    }

    /// Deletes many managed accounts.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/batch/delete`
    ///
    /// Limits: at least one account. What is done if one of them does not exist is not documented.
    ///
    /// - Operation: `managed_accounts.batch_delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn batch_delete(&self, domain: &TargetDomainId, accounts: &[ManagedAccountId]) -> Call<()> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/batch/delete")
            .idempotent()
            .path(domain)
            .json(&Batch::of(accounts))
            .done()
    }

    /// Changes many managed accounts in the same way. What `changes` does not hold is kept.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/batch/edit`
    ///
    /// Limits: at least one account. What is done if one of them does not exist is not documented.
    ///
    /// - Operation: `managed_accounts.batch_edit`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn batch_update(
        &self,
        domain: &TargetDomainId,
        accounts: &[ManagedAccountId],
        changes: &ManagedAccountChangeSet,
    ) -> Call<()> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/batch/edit")
            .idempotent()
            .path(domain)
            .json(&Batch::of(accounts).with("changes", changes))
            .done()
    }

    /// Requests new passwords for many managed accounts.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/batch/rotate`
    ///
    /// Returns before the passwords have changed, as [`rotate`](Self::rotate) does. Limits: at least one account.
    ///
    /// - Operation: `managed_accounts.batch_rotate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn batch_rotate(&self, domain: &TargetDomainId, accounts: &[ManagedAccountId]) -> Call<()> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/batch/rotate")
            .path(domain)
            .json(&Batch::of(accounts))
            .done()
    }

    /// Finds managed accounts of a target domain.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/search`
    ///
    /// Pages are as in [`list`](Self::list), keys as in [`list_sorted`](Self::list_sorted).
    ///
    /// - Operation: `managed_accounts.search`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, domain: &TargetDomainId, search: &ManagedAccountSearch) -> List<ManagedAccount> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/search")
            .read_only()
            .path(domain)
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Returns one managed account.
    ///
    /// `GET /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/{managed_account_id}`
    ///
    /// - Operation: `managed_accounts.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-view`, `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, domain: &TargetDomainId, account: &ManagedAccountId) -> Call<ManagedAccount> {
        self.0
            .get("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/{managed_account_id}")
            .path(domain)
            .path(account)
            .identified_by("id")
            .call()
    }

    /// Replaces one managed account as a whole: what `account` does not hold is reset.
    ///
    /// `PUT /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/{managed_account_id}`
    ///
    /// Limit: the user name is not empty. A change by others between reading and writing is lost. Masked values (`***`)
    /// are refused, also in checkouts.
    ///
    /// - Operation: `managed_accounts.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's documentation
    #[inline]
    pub fn replace(
        &self,
        domain: &TargetDomainId,
        id: &ManagedAccountId,
        account: &ManagedAccount,
    ) -> Call<()> {
        self.0
            .put("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/{managed_account_id}")
            .idempotent()
            .path(domain)
            .replace(id, account)
            .done()
    }

    /// Deletes one managed account: PrivX no longer manages its password.
    ///
    /// `DELETE /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/{managed_account_id}`
    ///
    /// - Operation: `managed_accounts.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's documentation
    #[inline]
    pub fn delete(&self, domain: &TargetDomainId, account: &ManagedAccountId) -> Call<()> {
        self.0
            .delete("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/{managed_account_id}")
            .idempotent()
            .path(domain)
            .path(account)
            .done()
    }

    /// Sets the password of one managed account.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/{managed_account_id}/password`
    ///
    /// Whether PrivX also sets the password in the directory is not documented. Limits: not empty.
    ///
    /// - Operation: `managed_accounts.set_password`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn set_password(
        &self,
        domain: &TargetDomainId,
        account: &ManagedAccountId,
        password: &Secret,
    ) -> Call<()> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/{managed_account_id}/password")
            .path(domain)
            .path(account)
            .json(&input::NewPassword { password: password.clone() })
            .done()
    }

    /// Requests a new password for one managed account.
    ///
    /// `POST /secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/{managed_account_id}/rotate`
    ///
    /// Returns before the password has changed: `locked` and `rotation_history` of the account show how far the
    /// rotation is. [`rotate_and_wait`](Self::rotate_and_wait) waits until it ends.
    ///
    /// - Operation: `managed_accounts.rotate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `target-domains-manage` or admin; admin only up to v35
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn rotate(&self, domain: &TargetDomainId, account: &ManagedAccountId) -> Call<()> {
        self.0
            .post("/secrets-manager/api/v1/targetdomains/{target_domain_id}/managedaccounts/{managed_account_id}/rotate")
            .path(domain)
            .path(account)
            .done()
    }

    /// Requests a new password for one managed account and waits until the rotation ends, at most `bound` from when
    /// PrivX has accepted the request.
    ///
    /// Reads the account, calls [`rotate`](Self::rotate), and reads the account again after 1 second, then less
    /// often, every 15 seconds in the end, until its `rotation_history` has an event that was not there before. A failure
    /// counts only once the account is no longer locked, because until then PrivX may repeat the rotation;
    /// [`MaxRotationRetriesError`](RotationStatus::MaxRotationRetriesError) counts at once. PrivX does not state which
    /// request an event belongs to, so a rotation that runs at the same time, for example a periodic one, counts as well.
    ///
    /// Dropping the future ends the waiting, not the rotation; the account's `rotation_history` shows the outcome
    /// later.
    ///
    /// # Errors
    /// Those of [`get`](Self::get) and [`rotate`](Self::rotate). After the rotation was accepted, only a read that is
    /// refused permanently, with [`Delivery::Unknown`](crate::Delivery::Unknown); a read that fails otherwise
    /// is repeated.
    pub async fn rotate_and_wait(
        &self,
        domain: &TargetDomainId,
        account: &ManagedAccountId,
        bound: Duration,
    ) -> Result<RotationOutcome> {
        watch::needs_runtime()?;
        let before = self.get(domain, account).await?.rotation_history;
        self.rotate(domain, account).await?;
        let read = || self.get(domain, account);
        rotation::watch(&self.0, bound, read, |account| model::ended(&before, account)).await
    }
}
