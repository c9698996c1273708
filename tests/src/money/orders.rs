//! M1: orders with a reference, while requests fail, replies are lost and callers disappear.

use super::{
    callers::{Caller, client, csr, dropped_after},
    processes,
    relay::Relay,
};
use crate::{
    promise::{Measured, Scale},
    timeouts::fixtures::{ms, secs},
};
use digicert::orders::Placement;
use fastrand::Rng;
use portcullis_sandbox::{Fault, Sandbox, Vendor, digicert::Orders};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{task::JoinSet, time::sleep};

/// More calls than any run needs.
const CALLS: usize = 20;
/// More polls than a call without pauses needs.
const POLLS: usize = 18;
/// How long a call looks for an order of unknown outcome: not at all, once, twice.
const BOUNDS: [Duration; 8] = [
    Duration::ZERO,
    Duration::ZERO,
    Duration::ZERO,
    Duration::ZERO,
    ms(1_200),
    ms(1_200),
    ms(1_200),
    ms(3_500),
];

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trouble {
    None,
    Reset,
    ResetAfterApply,
    Cut,
    Page,
    Throttled,
    Busy,
    Broken,
    Gateway,
    Late,
    /// A search that does not find the order yet.
    NotYet,
}

use Trouble::{Broken, Busy, Cut, Gateway, Late, NotYet, Page, Reset, ResetAfterApply, Throttled};

const OF_ORDERS: [Trouble; 9] = [Reset, ResetAfterApply, Cut, Page, Throttled, Busy, Broken, Gateway, Late];
const OF_SEARCHES: [Trouble; 8] = [Reset, ResetAfterApply, Cut, Page, Throttled, Busy, Broken, NotYet];

impl Trouble {
    fn fault(self) -> Fault {
        match self {
            Self::Reset => Fault::Reset,
            Self::ResetAfterApply => Fault::ResetAfterApply,
            Self::Cut => Fault::Truncate,
            Self::Page => Fault::Garbage,
            Self::Throttled => Fault::Throttled { status: 429, retry_after: Duration::ZERO },
            Self::Busy => Fault::Status(503),
            Self::Broken => Fault::Status(500),
            Self::Late => Fault::DelayReply(secs(5)),
            Self::NotYet => {
                Fault::Reply { status: 200, body: json!({ "orders": [], "page": { "total": 0 } }) }
            }
            // The relay replaces the reply.
            Self::None | Self::Gateway => Fault::Delay(Duration::ZERO),
        }
    }

    /// Whether an order is applied and its reply is not whole.
    fn loses(self) -> bool {
        matches!(self, Self::ResetAfterApply | Self::Cut | Self::Gateway | Self::Late)
    }
}

/// When a caller disappears.
#[derive(Clone, Copy)]
enum DropAt {
    /// After so many polls, and a moment.
    Polls(usize, Duration),
    /// After so many pieces have passed the relay, and a moment.
    Pieces(usize, Duration),
}

impl DropAt {
    fn of(number: usize, rng: &mut Rng) -> Option<Self> {
        match number % 8 {
            0 => Some(Self::Polls(number / 8 % POLLS, Duration::ZERO)),
            4 => Some(Self::Polls(number / 8 % POLLS, ms(rng.u64(0..30)))),
            2 | 6 => Some(Self::Pieces(rng.usize(0..8), Duration::from_micros(rng.u64(0..3_000)))),
            _ => None,
        }
    }
}

/// A sandbox with a relay before it. Its runs follow each other, because its queue of faults is one.
pub(super) struct Lane {
    pub(super) sandbox: Sandbox,
    pub(super) relay: Relay,
    pub(super) csr: String,
}

impl Lane {
    pub(super) async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.digicert().set_rate_limits(usize::MAX, usize::MAX);
        sandbox.digicert().set_balance(i64::MAX / 4);
        let relay = Relay::start(&sandbox.details().digicert.base_url, sandbox.ca_pem()).await;
        Self { sandbox, relay, csr: csr() }
    }

    pub(super) fn count(&self, reference: &str) -> Orders {
        self.sandbox.digicert().orders().get(reference).copied().unwrap_or_default()
    }

    pub(super) fn key(&self) -> &str {
        &self.sandbox.details().digicert.api_key
    }

    /// Queues what becomes of the next orders and searches.
    fn trouble(&self, orders: &[Trouble], searches: &[Trouble]) {
        let faults = self.sandbox.faults();
        faults.clear();
        for (part, troubles) in [("/order/certificate/", orders), ("/order/alternate/", searches)] {
            for trouble in troubles {
                faults.push_on(Vendor::DigiCert, part, trouble.fault());
            }
        }
        self.relay.replace(orders.iter().map(|trouble| *trouble == Gateway));
    }
}

/// The sums over all runs.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// References with more than one order, or more than one that is paid.
    pub(super) double: usize,
    /// References without an order that is paid.
    pub(super) missing: usize,
    /// Calls that ordered and returned an error, ends that are not the server's, and servers that were never done.
    pub(super) wrong: usize,
    requests: usize,
    lost: usize,
    unknown: usize,
    failed: usize,
    dropped: usize,
    dropped_late: usize,
    last_poll: usize,
    again: usize,
    troubles: BTreeMap<Trouble, usize>,
    ends: BTreeMap<&'static str, usize>,
}

impl Tally {
    pub(super) fn add(&mut self, other: &Self) {
        self.double += other.double;
        self.missing += other.missing;
        self.wrong += other.wrong;
        self.requests += other.requests;
        self.lost += other.lost;
        self.unknown += other.unknown;
        self.failed += other.failed;
        self.dropped += other.dropped;
        self.dropped_late += other.dropped_late;
        self.last_poll = self.last_poll.max(other.last_poll);
        self.again += other.again;
        for (trouble, count) in &other.troubles {
            *self.troubles.entry(*trouble).or_default() += count;
        }
        for (end, count) in &other.ends {
            *self.ends.entry(end).or_default() += count;
        }
    }

    /// Judges what the server has in the end.
    pub(super) fn judge(&mut self, counted: Orders) {
        self.double += usize::from(counted.placed > 1 || counted.paid > 1);
        self.missing += usize::from(counted.paid == 0);
    }
}

/// What becomes of the requests of one call: of the searches that it may repeat, too.
fn draw(rng: &mut Rng, troubles: &[Trouble], tenths: u8, most: usize) -> Vec<Trouble> {
    let mut one =
        || if rng.u8(0..10) < tenths { troubles[rng.usize(0..troubles.len())] } else { Trouble::None };
    (0..most).map(|_| one()).collect()
}

async fn run(lane: &Lane, number: usize, tally: &mut Tally) {
    let mut rng = Rng::with_seed(number as u64);
    // The caller disappears in the first call of half of the runs.
    let mut drop_at = DropAt::of(number, &mut rng);
    let mut left = rng.usize(1..4);
    let reference = format!("m1-{number}");
    let caller = Caller::new(&reference, &lane.csr, rng.bool());
    let mut found = None;
    for _ in 0..CALLS {
        let mut orders = Vec::new();
        if left > 0 {
            left -= 1;
            orders = draw(&mut rng, &OF_ORDERS, if drop_at.is_some() { 3 } else { 9 }, 3);
            let mut searches = draw(&mut rng, &OF_SEARCHES, 4, 6);
            // The documentation excludes that the first search of a later call does not find the order. It repeats what
            // fails, and then meets the next trouble.
            if searches[0] != Trouble::None || orders.contains(&Late) {
                for search in searches.iter_mut().filter(|search| **search == NotYet) {
                    *search = Busy;
                }
            }
            lane.trouble(&orders, &searches);
        } else {
            lane.trouble(&[], &[]);
        }
        let attempt = if orders.contains(&Late) { ms(400) } else { secs(20) };
        let bound = BOUNDS[rng.usize(0..BOUNDS.len())];
        let before = lane.count(&reference);
        let client = client(&lane.relay.url, lane.key(), attempt);
        let call = caller.call(&client, bound);
        let placed = match drop_at {
            Some(DropAt::Polls(polls, moment)) => dropped_after(polls, moment, call).await,
            Some(DropAt::Pieces(pieces, moment)) => {
                let gone = lane.relay.passed(pieces);
                tokio::select! {
                    placed = call => Some(placed),
                    () = async { gone.await; sleep(moment).await; } => None,
                }
            }
            None => Some(call.await),
        };
        drop(client);
        tally.wrong += usize::from(!lane.relay.settled().await);
        let after = lane.count(&reference);
        let is_new = after.placed > before.placed;
        // What was refused is sent again.
        let met = orders.iter().find(|trouble| **trouble != Throttled).filter(|trouble| trouble.loses());
        if let (true, Some(trouble), Some(_)) = (is_new, met, &placed) {
            tally.lost += 1;
            *tally.troubles.entry(*trouble).or_default() += 1;
        }
        match placed {
            None => {
                tally.dropped += 1;
                tally.dropped_late += usize::from(is_new);
                if let Some(DropAt::Polls(polls, _)) = drop_at {
                    tally.last_poll = tally.last_poll.max(polls);
                }
            }
            Some(Ok(Placement::Ordered(created))) => {
                *tally.ends.entry("ordered").or_default() += 1;
                found = Some(created.id.to_string());
            }
            Some(Ok(Placement::Found(all))) => {
                *tally.ends.entry("found").or_default() += 1;
                tally.wrong += usize::from(all.len() != 1);
                found = all.first().map(|order| order.order_id.to_string());
            }
            Some(Ok(_)) => tally.unknown += 1,
            Some(Err(_)) => {
                tally.failed += 1;
                tally.wrong += usize::from(is_new);
            }
        }
        if found.is_some() {
            break;
        }
        // A dropped caller starts again, and is not dropped again.
        drop_at = None;
    }
    lane.trouble(&[], &[]);
    let client = client(&lane.relay.url, lane.key(), secs(20));
    match caller.call(&client, Duration::ZERO).await {
        Ok(Placement::Found(all)) if all.len() == 1 && found == Some(all[0].order_id.to_string()) => {
            tally.again += 1;
        }
        _ => tally.wrong += 1,
    }
    tally.judge(lane.count(&reference));
}

/// M1.
pub(super) async fn placed_once(scale: Scale) -> Measured {
    if let Some(task) = processes::task() {
        return processes::order(&task).await;
    }
    let (runs, lanes) = (scale.pick(10_000, 96), scale.pick(128, 24));
    let mut all = JoinSet::new();
    for lane in 0..lanes {
        all.spawn(async move {
            let at = Arc::new(Lane::start().await);
            let mut tally = Tally::default();
            for number in (lane..runs).step_by(lanes) {
                Box::pin(run(&at, number, &mut tally)).await;
            }
            tally.requests = at.sandbox.requests(Vendor::DigiCert).len();
            tally
        });
    }
    let killed = tokio::spawn(processes::killed(scale));
    let mut t = Tally::default();
    while let Some(part) = all.join_next().await {
        t.add(&part.unwrap());
    }
    let killed = killed.await.unwrap();
    let troubles: Vec<String> =
        t.troubles.iter().map(|(trouble, count)| format!("{count} {trouble:?}")).collect();
    let ends: Vec<String> = t.ends.iter().map(|(end, count)| format!("{count} {end}")).collect();
    let figure = format!(
        "{} double orders, {} references without an order that is paid once and {} other deviations in {runs} runs, {} \
         requests; {} times an order was applied and its reply was not whole ({}); {} outcomes were unknown at first; {} \
         calls failed without an order; {} callers were dropped, after 0 to {} polls or at a piece of a message, {} of them with an order placed; ends: \
         {}; {} later calls found the order; {}",
        t.double,
        t.missing,
        t.wrong,
        t.requests,
        t.lost,
        troubles.join(", "),
        t.unknown,
        t.failed,
        t.dropped,
        t.last_poll,
        t.dropped_late,
        ends.join(", "),
        t.again,
        killed.figure,
    );
    // Without lost replies and dropped callers the runs prove nothing.
    let rare =
        t.lost * 5 >= runs && t.unknown * 5 >= runs && t.dropped * 5 >= runs && t.dropped_late * 50 >= runs;
    Measured::new(t.double + t.missing + t.wrong == 0 && rare && killed.held, figure)
}
