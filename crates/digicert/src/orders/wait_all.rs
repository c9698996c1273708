//! Waiting for many orders at once.

use super::{OrderStatus, OrderWait, Orders, StatusChange, StatusWindow, WaitOutcome, search::LONGEST};
use crate::{
    CertificateId, OrderId, Result,
    watch::{READ, schedule},
};
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};
use tokio::time::Instant;

/// How far a window goes back behind the last one: the server's clock and this one differ.
const OVERLAP: Duration = Duration::from_secs(600);
const WEEK: Duration = Duration::from_secs(LONGEST);

/// An order that is waited for.
struct Waiting {
    id: OrderId,
    /// The change after which it was read.
    read: Option<Change>,
    /// Whether it must be read whatever the list shows.
    due: bool,
}

type Change = (Option<OrderStatus>, Option<CertificateId>);

impl Orders {
    /// Waits until the certificates of these orders are issued, until none will come, or until the bound. Returns the
    /// outcome of each order, in the order in which they ended.
    ///
    /// One list of changes ([`status_changes`](Self::status_changes)) is read at the times of
    /// [`wait_issued`](Self::wait_issued), and an order once when it is issued or ended according to the list. The first
    /// list goes back for 7 days; an order that is not in it is read by itself, so that the wait can be repeated after
    /// any time. At the bound all orders that are left are read one after the other, with what they lack: two requests
    /// for each, which can take as long as the rate plan requires.
    ///
    /// With [`OrderWait::stop_if_blocked`] each order is read at the first list, too, and whenever it is in a list with
    /// another status. A validation that becomes missing without a change of the status is found at the bound.
    ///
    /// The ids must be those of orders, as the list has them: it does not find thumbprints and serial numbers.
    ///
    /// An order that cannot be read for a reason that does not pass is [`Unread`](WaitOutcome::Unread), and the wait for
    /// the others goes on. Nothing is lost when the future is dropped: wait again.
    ///
    /// ```no_run
    /// # async fn f(digicert: digicert::Client, ids: Vec<digicert::OrderId>) -> digicert::Result<()> {
    /// use std::time::Duration;
    /// for (id, outcome) in digicert.orders().wait_all_issued(&ids, Duration::from_secs(3600)).await? {
    ///     println!("{id}: {:?}", outcome.certificate_id());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of [`status_changes`](Self::status_changes) that do not pass, such as a missing permission.
    pub async fn wait_all_issued(
        &self,
        ids: &[OrderId],
        wait: impl Into<OrderWait>,
    ) -> Result<Vec<(OrderId, WaitOutcome)>> {
        let wait = wait.into();
        let mut schedule = schedule(wait.bound)?;
        let mut names = HashSet::new();
        let mut waiting: Vec<Waiting> = ids
            .iter()
            .filter(|id| names.insert(id.as_str()))
            .map(|id| Waiting { id: id.clone(), read: None, due: false })
            .collect();
        let (mut ended, mut since) = (Vec::new(), None);
        while !waiting.is_empty() {
            let is_last = schedule.next().await;
            let changes =
                if is_last { HashMap::new() } else { self.changes(&wait, &mut since, &mut waiting).await? };
            let mut left = Vec::new();
            for mut order in waiting {
                order.due |= is_last || order.is_due(changes.get(&order.id), &wait);
                match self.step(&mut order, &wait, is_last).await? {
                    Some(outcome) => ended.push((order.id, outcome)),
                    None => left.push(order),
                }
            }
            waiting = left;
        }
        Ok(ended)
    }

    /// The changes since the last list; none if it cannot be read now. Marks the orders that no list can show.
    async fn changes(
        &self,
        wait: &OrderWait,
        since: &mut Option<Instant>,
        waiting: &mut [Waiting],
    ) -> Result<HashMap<OrderId, Change>> {
        let now = Instant::now();
        let back = since.map(|since| now.duration_since(since).saturating_add(OVERLAP));
        let window = StatusWindow::last(back.unwrap_or(WEEK).min(WEEK));
        let changes = match self.status_changes(&window).timeout(READ).all().await {
            Ok(changes) => changes,
            Err(error) if self.passes(&error) => return Ok(HashMap::new()),
            Err(error) => return Err(error),
        };
        *since = Some(now);
        let change = |change: StatusChange| (change.order_id, (change.status, change.certificate_id));
        let changes: HashMap<OrderId, Change> = changes.into_iter().map(change).collect();
        if back.is_none_or(|back| back > WEEK) {
            for order in waiting {
                order.due |= wait.stops_if_blocked || !changes.contains_key(&order.id);
            }
        }
        Ok(changes)
    }

    /// Reads an order if it is due; its outcome if that ends the wait for it.
    async fn step(
        &self,
        order: &mut Waiting,
        wait: &OrderWait,
        is_last: bool,
    ) -> Result<Option<WaitOutcome>> {
        if !order.due {
            return Ok(None);
        }
        match self.look(&order.id, wait, is_last).await {
            Ok(WaitOutcome::Pending(_)) if !is_last => {
                order.due = false;
                Ok(None)
            }
            Ok(outcome) => Ok(Some(outcome)),
            Err(error) if self.0.is_closed() => Err(error),
            Err(error) if self.passes(&error) && !is_last => Ok(None),
            Err(error) => Ok(Some(WaitOutcome::Unread { error, last: None })),
        }
    }
}

impl Waiting {
    /// Whether a change is a reason to read the order; the same change is one once.
    fn is_due(&mut self, change: Option<&Change>, wait: &OrderWait) -> bool {
        let Some(change) = change.filter(|change| self.read.as_ref() != Some(change)) else { return false };
        let (status, certificate) = change;
        let settles = match status {
            Some(OrderStatus::Issued) => !wait.is_known(certificate.as_ref()),
            Some(status) => status.is_final(),
            None => false,
        };
        let is_due = settles || wait.stops_if_blocked;
        if is_due {
            self.read = Some(change.clone());
        }
        is_due
    }
}
