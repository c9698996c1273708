//! Orders that are placed at most once.

use super::{CreatedOrder, FoundOrder, NewOrder, OrderReference, Orders};
use crate::dialect::VENDOR;
use portcullis_core::{Delivery, Error, List, Result, clock::later, runtime};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// The pause before the first search after an unknown outcome; it doubles.
const FIRST: Duration = Duration::from_secs(1);
/// The longest pause between searches.
const SLOWEST: Duration = Duration::from_secs(15);
/// The longest pause that the server can request.
const LONGEST_REQUESTED: Duration = Duration::from_secs(30);

/// What became of an order, from [`Orders::create_or_find`].
#[derive(Debug)]
#[non_exhaustive]
#[must_use = "an unknown outcome must be looked into before the order is repeated"]
pub enum Placement {
    /// This call placed the order, and has the reply.
    Ordered(Box<CreatedOrder>),
    /// Orders with the reference; never empty. They existed before, or this call placed one and lost the reply. More than
    /// one: the reference was used for several orders, or two programs ordered at the same time. Read each of them, and
    /// cancel what is too much.
    Found(Vec<FoundOrder>),
    /// The order was sent, its outcome is not known, and no search found it. **Do not order again with another
    /// reference**: call again with the same one, later, or look in the console.
    Unknown(UnknownOrder),
}

/// An order of unknown outcome.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnknownOrder {
    /// How the order failed.
    pub error: Error,
    /// How the last search failed. `None`: it found nothing.
    pub search: Option<Error>,
}

impl Orders {
    /// Lists the orders that have a reference.
    ///
    /// `GET /order/alternate/{alternative_order_id}`
    ///
    /// The only way to find an order after a lost reply. Nothing prevents several orders with one reference. **How soon a
    /// new order is found is not documented.** Pages of at most 1000 orders. A 404 for an order that does not exist, which
    /// a client handles, is an empty list.
    ///
    /// - Operation: `orders.find_by_alternative_id`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Get orders by alternative order ID" (dev.digicert.com,
    ///   services-api/orders/get-orders-alternative-order-id.html)
    #[inline]
    pub fn find_by_reference(&self, reference: &OrderReference) -> List<FoundOrder> {
        self.0
            .get("/order/alternate/{alternative_order_id}")
            .require(portcullis_core::Input::check_always(reference))
            .path(reference)
            .none_is_empty()
            .list("orders")
    }

    /// Places an order unless there is one with the reference, and finds out what became of it if its reply is lost.
    ///
    /// It looks for the reference, and orders only if nothing is found. The order is sent at most once. If its outcome is not
    /// known then, or if its reply cannot be read, it looks again after a second and ever less often, at least every 15
    /// seconds, until the bound. A search that fails for a reason that passes does not end the wait. The bound counts from
    /// the end of the order; the order itself has the timeouts of the client.
    ///
    /// After a crash, or when the future was dropped, call again with the same reference: store it before the first call.
    /// Limits:
    ///
    /// * Whether a new order is found at once is not documented. A call that follows an interrupted one within seconds
    ///   may not find its order and order again: wait a minute first.
    /// * The service does not make references unique. Two calls with one reference at the same time may both order.
    /// * Orders that were rejected or canceled are found too: a new try needs a new reference.
    ///
    /// ```no_run
    /// # async fn f(digicert: digicert::Client, order: digicert::orders::OvEvOrder) -> digicert::Result<()> {
    /// use digicert::orders::{Placement, OrderReference};
    /// use std::time::Duration;
    ///
    /// let reference = OrderReference::from("shop-2031-000042"); // stored beside the job
    /// match digicert.orders().create_or_find(&reference, &order, Duration::from_secs(120)).await? {
    ///     Placement::Ordered(created) => println!("ordered: {}", created.id),
    ///     Placement::Found(orders) => println!("found: {:?}", orders),
    ///     outcome => println!("try again later, with the same reference: {outcome:?}"),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Nothing was ordered by this call: the first search failed, or the order was refused, or provably not sent. What is
    /// wrong in the order is found after the search.
    pub async fn create_or_find<O: NewOrder>(
        &self,
        reference: &OrderReference,
        order: &O,
        bound: Duration,
    ) -> Result<Placement> {
        runtime::check().map_err(|error| error.with_vendor(VENDOR))?;
        let found = self.find_by_reference(reference).all().await?;
        if !found.is_empty() {
            return Ok(Placement::Found(found));
        }
        match order.place(self, reference).await {
            Ok(created) => Ok(Placement::Ordered(Box::new(created))),
            Err(error) if matches!(error.delivery(), Delivery::Unknown | Delivery::Applied) => {
                Ok(self.search(reference, error, later(Instant::now(), bound)).await)
            }
            Err(error) => Err(error),
        }
    }

    /// Looks for an order of unknown outcome until it is found.
    async fn search(&self, reference: &OrderReference, error: Error, end: Instant) -> Placement {
        let mut failure = None;
        let searching = async {
            let mut pause = FIRST;
            let mut requested = Duration::ZERO;
            loop {
                sleep(pause.max(requested)).await;
                pause = (pause * 2).min(SLOWEST);
                match self.find_by_reference(reference).all().await {
                    Ok(found) if !found.is_empty() => return Some(found),
                    Ok(_) => (failure, requested) = (None, Duration::ZERO),
                    Err(error) => {
                        requested = error.retry_after().unwrap_or_default().min(LONGEST_REQUESTED);
                        let passes = error.is_transient() && !self.0.is_closed();
                        failure = Some(error);
                        if !passes {
                            return None;
                        }
                    }
                }
            }
        };
        match timeout_at(end, Box::pin(searching)).await {
            Ok(Some(found)) => Placement::Found(found),
            Ok(None) | Err(_) => Placement::Unknown(UnknownOrder { error, search: failure }),
        }
    }
}
