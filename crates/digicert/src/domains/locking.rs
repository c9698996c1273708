//! Locking of a domain to the account.

use super::{CaaCheck, Domains, input::LockToken};
use crate::{Call, DomainId, Secret};

impl Domains {
    /// Begins to lock a domain to this account.
    ///
    /// `PUT /domain/{domain_id}/activate-domain-locking`
    ///
    /// The lock is pending until the domain's CAA record has the account's token:
    /// [`Domain::account_token`](super::Domain::account_token), then [`check_caa`](Self::check_caa). An account that
    /// cannot lock domains is refused with
    /// [`cannot_activate_domain_lock`](crate::code::CANNOT_ACTIVATE_DOMAIN_LOCK).
    ///
    /// - Operation: `domains.activate_locking`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Activate domain locking" (dev.digicert.com,
    ///   services-api/domains/activate-domain-locking.html)
    #[inline]
    pub fn activate_locking(&self, id: &DomainId) -> Call<()> {
        self.0.put("/domain/{domain_id}/activate-domain-locking").path(id).idempotent().done()
    }

    /// Unlocks a domain.
    ///
    /// `PUT /domain/{domain_id}/deactivate-domain-locking`
    ///
    /// The vendor's pages name its code only:
    /// [`cannot_deactivate_domain_lock`](crate::code::CANNOT_DEACTIVATE_DOMAIN_LOCK), for an account that cannot lock
    /// domains.
    ///
    /// - Operation: `domains.deactivate_locking`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: the action list of another integration (withone.ai, 2026), and the code
    #[inline]
    pub fn deactivate_locking(&self, id: &DomainId) -> Call<()> {
        self.0.put("/domain/{domain_id}/deactivate-domain-locking").path(id).idempotent().done()
    }

    /// Has the server check now whether the domain's CAA record has the account's token, which completes a lock.
    ///
    /// `PUT /domain/{domain_id}/caa`
    ///
    /// The token is [`Domain::account_token`](super::Domain::account_token). "Not there yet" is a result here and no
    /// error: [`CaaCheck::is_found`].
    ///
    /// - Operation: `domains.check_caa`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none or 101; the right is not documented
    /// - Source: vendor page "Check CAA domain lock" (dev.digicert.com,
    ///   services-api/domains/check-caa-domain-lock.html)
    #[inline]
    pub fn check_caa(&self, id: &DomainId, account_token: &Secret) -> Call<CaaCheck> {
        let body = LockToken { account_token: account_token.clone() };
        self.0.put("/domain/{domain_id}/caa").path(id).json(&body).idempotent().call()
    }
}
