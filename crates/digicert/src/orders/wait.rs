//! Waiting until a certificate is issued.

use super::{DnsNameStatus, DnsNameValidation, OrderInfo, OrderStatus, Orders};
use crate::{
    CertificateId, Error, OrderId, Result,
    requests::{RequestStatus, RequestType},
    validations::{Validation, ValidationStatus},
    watch::{READ, schedule},
};
use std::time::Duration;

/// How long to wait for a certificate, and what else ends the wait. A [`Duration`] is one by itself.
///
/// ```
/// use digicert::orders::OrderWait;
/// use std::time::Duration;
/// let wait = OrderWait::new(Duration::from_secs(600)).stop_if_blocked().other_than("1042");
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct OrderWait {
    pub(super) bound: Duration,
    pub(super) stops_if_blocked: bool,
    known: Vec<CertificateId>,
}

impl OrderWait {
    /// Waits for this time at most.
    pub fn new(bound: Duration) -> Self {
        Self { bound, stops_if_blocked: false, known: Vec::new() }
    }

    /// Also ends when an approval or a validation is missing: for jobs that report this to a person at once.
    ///
    /// Without it the wait goes on, because the approver may be about to decide, and a new DNS record about to be
    /// found. A domain whose record was published a moment ago is missing its validation, too. It needs a second request
    /// for each read of an order that is not issued.
    pub fn stop_if_blocked(mut self) -> Self {
        self.stops_if_blocked = true;
        self
    }

    /// An order whose primary certificate is this one is not issued yet: for reissues, after which the order has the
    /// same id and another certificate. May be called once for each order.
    pub fn other_than(mut self, certificate: impl Into<CertificateId>) -> Self {
        self.known.push(certificate.into());
        self
    }

    /// Whether this certificate was there before the wait.
    pub(super) fn is_known(&self, certificate: Option<&CertificateId>) -> bool {
        certificate.is_some_and(|id| self.known.contains(id))
    }

    /// The outcome of an order that is issued or never will be.
    fn settled(&self, order: OrderInfo) -> Result<WaitOutcome, Box<OrderInfo>> {
        let order = Box::new(order);
        let certificate = order.certificate.as_ref().and_then(|certificate| certificate.id.as_ref());
        match &order.status {
            Some(OrderStatus::Issued) if !self.is_known(certificate) => Ok(WaitOutcome::Issued(order)),
            Some(status) if status.is_final() => Ok(WaitOutcome::Ended(order)),
            _ => Err(order),
        }
    }
}

impl From<Duration> for OrderWait {
    fn from(bound: Duration) -> Self {
        Self::new(bound)
    }
}

/// How a wait for a certificate ended. Only [`Issued`](Self::Issued) and [`Ended`](Self::Ended) are final: after any other
/// outcome, wait again.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitOutcome {
    /// The certificate is issued: download it with [`Client::certificates`](crate::Client::certificates).
    Issued(Box<OrderInfo>),
    /// No certificate comes: the order's [`status`](OrderInfo::status) is rejected, denied, canceled, expired or revoked.
    Ended(Box<OrderInfo>),
    /// A person must approve: one of the order's [`requests`](OrderInfo::requests)
    /// ([`Requests::update_status`](crate::requests::Requests::update_status)), or, for EV, a verified contact.
    NeedsApproval(Box<OrderInfo>),
    /// Validations are not done.
    #[non_exhaustive]
    NeedsValidation {
        /// The order.
        order: Box<OrderInfo>,
        /// The names of which control is not proved.
        domains: Vec<DnsNameValidation>,
        /// The validations that the organization lacks.
        organization: Vec<Validation>,
    },
    /// The order is still under way for another reason, or has a [`status`](OrderInfo::status) that is not known.
    /// `waiting_pickup` and `needs_csr` are here, too: a person has to act.
    Pending(Box<OrderInfo>),
    /// The state at the end of the wait is not known.
    #[non_exhaustive]
    Unread {
        /// Why the last read failed.
        error: Error,
        /// The order as it was read before, if it was.
        last: Option<Box<OrderInfo>>,
    },
}

impl WaitOutcome {
    /// The order as it was last read.
    pub fn order(&self) -> Option<&OrderInfo> {
        match self {
            Self::Issued(order) | Self::Ended(order) | Self::NeedsApproval(order) | Self::Pending(order) => {
                Some(order)
            }
            Self::NeedsValidation { order, .. } => Some(order),
            Self::Unread { last, .. } => last.as_deref(),
        }
    }

    /// The issued certificate's id.
    pub fn certificate_id(&self) -> Option<&CertificateId> {
        match self {
            Self::Issued(order) => order.certificate.as_ref()?.id.as_ref(),
            _ => None,
        }
    }
}

impl Orders {
    /// Waits until an order's certificate is issued, until none will come, or until the bound.
    ///
    /// The order is read after 15 seconds, after 30 more, then every 60 seconds, and a last time at the bound: a bound of
    /// zero reads it once, now. A read that fails for a reason that passes (no connection, a busy server) does not end the
    /// wait. A read has 30 seconds, so that the call can take up to a minute more than the bound.
    ///
    /// What is missing at the bound is in the outcome: an approval, or the validations of domains and organization, which
    /// are read then. [`OrderWait::stop_if_blocked`] ends the wait as soon as one is missing. If these validations cannot
    /// be read, the outcome is [`Pending`](WaitOutcome::Pending).
    ///
    /// Nothing is lost when the future is dropped: wait again. For many orders there is
    /// [`wait_all_issued`](Self::wait_all_issued).
    ///
    /// ```no_run
    /// # async fn f(digicert: digicert::Client, id: digicert::OrderId) -> digicert::Result<()> {
    /// use digicert::orders::WaitOutcome;
    /// use std::time::Duration;
    ///
    /// match digicert.orders().wait_issued(&id, Duration::from_secs(3600)).await? {
    ///     WaitOutcome::Issued(order) => println!("issued: {:?}", order.certificate.and_then(|it| it.id)),
    ///     WaitOutcome::NeedsValidation { domains, .. } => println!("publish the token of {domains:?}"),
    ///     other => println!("not issued: {:?}", other.order().and_then(|order| order.status.as_ref())),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of [`get`](Self::get) that do not pass, such as an order that does not exist.
    pub async fn wait_issued(&self, id: &OrderId, wait: impl Into<OrderWait>) -> Result<WaitOutcome> {
        let wait = wait.into();
        let mut schedule = schedule(wait.bound)?;
        let mut last = None;
        loop {
            let is_last = schedule.next().await;
            match self.look(id, &wait, is_last).await {
                Ok(WaitOutcome::Pending(order)) if !is_last => last = Some(order),
                Ok(outcome) => return Ok(outcome),
                Err(error) if !self.passes(&error) => return Err(error),
                Err(error) if is_last => return Ok(WaitOutcome::Unread { error, last }),
                Err(_) => {}
            }
        }
    }

    /// Whether the same read may succeed later.
    pub(super) fn passes(&self, error: &Error) -> bool {
        error.is_transient() && !self.0.is_closed()
    }

    /// Reads an order, and what it lacks if that counts now.
    pub(super) async fn look(&self, id: &OrderId, wait: &OrderWait, is_last: bool) -> Result<WaitOutcome> {
        match wait.settled(self.get(id).timeout(READ).await?) {
            Ok(outcome) => Ok(outcome),
            Err(order) if is_last || wait.stops_if_blocked => Ok(self.blocked(order).await),
            Err(order) => Ok(WaitOutcome::Pending(order)),
        }
    }

    /// What an order lacks that is not issued.
    async fn blocked(&self, order: Box<OrderInfo>) -> WaitOutcome {
        if waits_for_approver(&order) {
            return WaitOutcome::NeedsApproval(order);
        }
        if let Ok(validation) = self.get_validation(&order.id, false).timeout(READ).await {
            let (mut domains, mut organization) =
                (validation.dns_name_validations, validation.organization_validations);
            domains.retain(|name| name.status != Some(DnsNameStatus::Approved));
            organization.retain(|validation| {
                !matches!(validation.status, Some(ValidationStatus::Active | ValidationStatus::Complete))
            });
            if !domains.is_empty() || !organization.is_empty() {
                return WaitOutcome::NeedsValidation { order, domains, organization };
            }
        }
        if order.order_approval_complete == Some(false) {
            WaitOutcome::NeedsApproval(order)
        } else {
            WaitOutcome::Pending(order)
        }
    }
}

/// Whether a request waits for a decision without which no certificate comes.
fn waits_for_approver(order: &OrderInfo) -> bool {
    let is_aside = |kind: &RequestType| matches!(kind, RequestType::Revoke | RequestType::Duplicate);
    let waits = order.requests.iter().any(|request| {
        request.status.as_ref().is_some_and(RequestStatus::is_waiting)
            && !request.kind.as_ref().is_some_and(is_aside)
    });
    let is_flagged = order.requests.is_empty() && order.has_pending_request == Some(true);
    order.status == Some(OrderStatus::NeedsApproval) || waits || is_flagged
}
