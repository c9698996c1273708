//! What a test can switch and count.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::State;
use super::delivery::{Delivered, Delivery};
use super::rate::Limits;
use super::records::{Order, covers};

/// How many orders carry a reference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Orders {
    /// Every order that was ever made, also one that was canceled or deleted.
    pub placed: usize,
    /// Those that are paid for. An order that ended before anything was issued got its money back.
    pub paid: usize,
}

/// DigiCert's switches and counters.
#[derive(Clone)]
#[non_exhaustive]
pub struct Control(Arc<State>);

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").finish_non_exhaustive()
    }
}

impl Control {
    pub(crate) fn new(state: Arc<State>) -> Self {
        Self(state)
    }

    /// Changes how many requests of one key fit into 5 seconds and into 180 seconds: 100 and 1000 at the start.
    pub fn set_rate_limits(&self, per_5_seconds: usize, per_180_seconds: usize) {
        self.0.lock().limits = Limits { short: per_5_seconds, long: per_180_seconds };
    }

    /// Forgets every request, so that the rolling windows are empty.
    pub fn clear_rate_windows(&self) {
        self.0.lock().windows.clear();
    }

    /// Revokes the seeded key and every other one.
    pub fn revoke_keys(&self) {
        self.0.lock().keys.retain(|_| false);
    }

    /// How many mails would have gone out: invitations, and those of domain control validation.
    #[must_use]
    pub fn mails(&self) -> usize {
        self.0.lock().mails
    }

    /// The time by the clock of CertCentral.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        let now = self.0.lock().clock.time();
        UNIX_EPOCH.checked_add(now).unwrap_or_else(SystemTime::now)
    }

    /// Moves the clock of CertCentral forward. Certificates are issued late by it, and orders, validations and random
    /// values end by it. The rate limit goes by the clock of the machine.
    pub fn advance(&self, by: Duration) {
        self.0.lock().clock.advance(by);
    }

    /// Adds a TXT record, for a `dcv_method` of `dns-txt-token`.
    pub fn publish_txt(&self, name: &str, value: &str) {
        self.0.lock().publish("txt", name, value);
    }

    /// Sets a CNAME record, for a `dcv_method` of `dns-cname-token`. It is looked for under the random value, with or
    /// without an underscore before it, and the domain's name.
    pub fn publish_cname(&self, name: &str, target: &str) {
        self.0.lock().publish("cname", name, target.trim_end_matches('.'));
    }

    /// Sets the content of a file by its `http` URL, for a `dcv_method` of `http-token`.
    pub fn publish_file(&self, url: &str, content: &str) {
        self.0.lock().publish("file", url, content);
    }

    /// Removes all records and files.
    pub fn unpublish_all(&self) {
        self.0.lock().published.retain(|_| false);
    }

    /// The token of the mail that was sent for a domain, for `domains.approve_by_email_token`.
    #[must_use]
    pub fn mailed_token(&self, domain: &str) -> Option<String> {
        let inner = self.0.lock();
        let sent = inner.domains.values().filter(|known| known.name == domain);
        sent.filter_map(|known| Some(known.mail.as_ref()?.value.clone())).next_back()
    }

    /// Approves a domain by mail: that of an organization, and the names below it in orders of domain validation.
    pub fn approve_domain(&self, domain: &str) {
        let mut inner = self.0.lock();
        let (now, mut validated) = (inner.clock.now(), 0);
        for (_, known) in inner.domains.filter_mut(|known| known.name == domain) {
            known.approve(now);
            validated += 1;
        }
        inner.happened_times("domain_validated", validated);
        let waits =
            |order: &Order| !order.work.is_empty() && order.names().iter().any(|name| covers(domain, name));
        for (_, order) in inner.orders.filter_mut(waits) {
            order.checked.insert(domain.to_owned(), now);
        }
        inner.unsettled = true;
    }

    /// Whether organizations are validated when they are submitted. They are at the start.
    pub fn set_automatic_validation(&self, on: bool) {
        self.0.lock().switches.automatic = on;
    }

    /// Completes all validations that were submitted for an organization. Returns whether there is such an organization.
    pub fn validate_organization(&self, id: u64) -> bool {
        self.0.lock().validate_organization(id)
    }

    /// Whether requests wait for an approver, unless the caller skips it. They do at the start.
    pub fn set_approvals(&self, on: bool) {
        self.0.lock().switches.approvals = on;
    }

    /// How long a certificate takes once everything is approved and validated: nothing at the start. Whole seconds count.
    pub fn set_issuance_delay(&self, delay: Duration) {
        self.0.lock().switches.delay = delay.as_secs();
    }

    /// Whether a CSR that was used for one order is refused for another one. It is not at the start.
    pub fn refuse_used_csrs(&self, on: bool) {
        self.0.lock().switches.csr_once = on;
    }

    /// The products that may be ordered. None means all, as at the start.
    pub fn allow_products(&self, products: &[&str]) {
        self.0.lock().switches.products = products.iter().map(|&id| id.to_owned()).collect();
    }

    /// The balance of the account in cents: ten million dollars at the start.
    #[must_use]
    pub fn balance(&self) -> i64 {
        self.0.lock().balance()
    }

    /// Sets the balance of the account, in cents.
    pub fn set_balance(&self, cents: i64) {
        let mut inner = self.0.lock();
        let change = cents.saturating_sub(inner.balance());
        inner.book(None, change);
    }

    /// What was sent to the webhook since the start, and what `webhooks.test_endpoint` sent, in order. The sandbox sends
    /// nothing for real: hand the requests to the receiver that is to be tested. The last 10,000 are kept.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        let mut inner = self.0.lock();
        inner.settle();
        inner.delivered.values().map(Delivered::shown).collect()
    }

    /// The status with which the webhook's receiver answers from now on, as the event log shows it: 200 at the start.
    pub fn set_receiver_status(&self, status: u16) {
        self.0.lock().receiver = status;
    }

    /// How many orders there are and how many were paid for, by `alternative_order_id`. Those without one are under the
    /// empty text.
    #[must_use]
    pub fn orders(&self) -> BTreeMap<String, Orders> {
        let mut all: BTreeMap<String, Orders> = BTreeMap::new();
        for order in self.0.lock().orders.values() {
            let reference = order.text("alternative_order_id").unwrap_or_default();
            let counted = all.entry(reference.to_owned()).or_default();
            counted.placed += 1;
            counted.paid += usize::from(order.paid);
        }
        all
    }
}
