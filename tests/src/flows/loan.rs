//! Loans of account secrets against a server that keeps count of its checkouts.

use super::{Answer, Fault, Faults, client, exchange, found, listed, missing};
use crate::{
    promise::{Measured, Scale},
    timeouts::fixtures::{locked, ms, secs},
};
use fastrand::Rng;
use portcullis_core::{http::Method, transport::Outgoing};
use portcullis_testkit::wire::Scripted;
use privx::authorizer::{Loan, LoanEnd};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{sleep, timeout};

const PATH: &str = "hosts/db/root";
const ANOTHER: &str = "hosts/db/admin";
const CHECKOUTS: &str = "/authorizer/api/v1/secrets/checkouts";
/// More calls than there are faults in a run.
const CALLS: usize = 20;
/// A checkout whose connection broke may come into being within this time. `close` may be called again after a while:
/// the caller waits as long before it calls again.
const WHILE: Duration = secs(3);
/// Whatever is under way has arrived after it.
const SETTLED: Duration = ms(100);

/// A checkout as the server has it.
struct Item {
    path: &'static str,
    foreign: bool,
    ended: bool,
    /// The releases that were applied.
    releases: usize,
}

impl Item {
    fn new(path: &'static str, foreign: bool) -> Self {
        Self { path, foreign, ended: false, releases: 0 }
    }
}

/// The server, and what it counts.
///
/// It does not produce what its documentation excludes: no other client checks the same secret out during the
/// loan, a request whose reply is lost is not at work for longer than the caller waits (a release: not at all, since two
/// of them could then be applied in any order), and a checkout that was released is no longer returned.
struct Server {
    rng: Rng,
    faults: Faults,
    items: Vec<Item>,
    /// Applies a release also to what has ended, as if the password were changed once more.
    repeats: bool,
    /// Listings have the secret.
    shows: bool,
    /// A request goes on although its caller's future was dropped.
    goes_on: bool,
    /// Releases that were sent for a checkout that had ended.
    vain: usize,
    lost_checkouts: usize,
    lost_releases: usize,
}

impl Server {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let mut items: Vec<Item> =
            (0..if rng.u8(0..4) == 0 { 55 } else { 1 }).map(|_| Item::new(ANOTHER, true)).collect();
        if rng.bool() {
            items.push(Item::new(PATH, true));
        }
        Self {
            faults: Faults::new(rng.fork(), 6),
            items,
            repeats: rng.bool(),
            shows: rng.bool(),
            goes_on: rng.bool(),
            vain: 0,
            lost_checkouts: 0,
            lost_releases: 0,
            rng,
        }
    }

    fn shown(&self, n: usize, secret: bool) -> Value {
        let mut shown = json!({
            "id": format!("c-{n}"),
            "path": self.items[n].path,
            "created": format!("2026-01-02T03:{:02}:{:02}Z", n / 60, n % 60),
        });
        if secret {
            shown["secrets"] = json!([{ "version": 1, "secret": "hunter2" }]);
        }
        shown
    }

    /// The numbers of those that are out.
    fn out(&self, path: Option<&str>) -> Vec<usize> {
        let fits = |n: &usize| !self.items[*n].ended && path.is_none_or(|path| path == self.items[*n].path);
        (0..self.items.len()).filter(fits).collect()
    }

    /// The number of the checkout in a path, and what follows.
    fn named(path: &str) -> Option<(usize, &str)> {
        let rest = path.strip_prefix(CHECKOUTS)?.strip_prefix("/c-")?;
        let (number, rest) = rest.split_once('/').unwrap_or((rest, ""));
        Some((number.parse().ok()?, rest))
    }

    fn apply(&mut self, out: &Outgoing) -> Answer {
        // Another program of the same user checks out other secrets meanwhile.
        if self.rng.u8(0..8) == 0 {
            self.items.push(Item::new(ANOTHER, true));
        }
        let path = out.url.path();
        match (&out.method, Self::named(path)) {
            (&Method::GET, None) => {
                let number = |name: &str, default| {
                    let value = out.url.query_pairs().find(|(key, _)| key == name);
                    value.and_then(|(_, value)| value.parse().ok()).unwrap_or(default)
                };
                let all = self.out(None);
                let page = all.iter().skip(number("offset", 0)).take(number("limit", 50));
                let items: Vec<Value> = page.map(|n| self.shown(*n, self.shows)).collect();
                found(&json!({ "count": all.len(), "items": items }))
            }
            (&Method::POST, None) => self.check_out(),
            (&Method::GET, Some((n, ""))) if self.is_out(n) => found(&self.shown(n, true)),
            (&Method::POST, Some((n, "release"))) if self.is_out(n) || self.repeats => {
                self.items[n].ended = true;
                self.items[n].releases += 1;
                (200, String::new())
            }
            _ => missing(),
        }
    }

    fn is_out(&self, n: usize) -> bool {
        self.items.get(n).is_some_and(|item| !item.ended)
    }

    fn check_out(&mut self) -> Answer {
        self.items.push(Item::new(PATH, false));
        let mut all = self.out(Some(PATH));
        if self.rng.bool() {
            all.drain(..all.len() - 1);
        }
        let items: Vec<Value> = all.into_iter().map(|n| self.shown(n, true)).collect();
        found(&json!({ "count": items.len(), "items": items }))
    }

    /// Notes a request when it is sent.
    fn note(&mut self, out: &Outgoing, fault: Option<Fault>) -> bool {
        let lost = fault.is_some_and(Fault::is_applied);
        match Self::named(out.url.path()) {
            Some((n, "release")) => {
                self.vain += usize::from(!self.is_out(n));
                self.lost_releases += usize::from(lost);
            }
            None if out.method == Method::POST => {
                self.lost_checkouts += usize::from(lost);
                return fault == Some(Fault::Broken) && self.rng.bool();
            }
            _ => {}
        }
        false
    }
}

fn wire(server: &Arc<Mutex<Server>>) -> Scripted {
    let server = server.clone();
    Scripted::new(move |out, _| {
        let mut at = locked(&server);
        let (fault, way, goes_on) = (at.faults.draw(), at.faults.way(), at.goes_on);
        // The connection breaks, and the server is at work on the request all the same.
        if at.note(&out, fault) {
            let (server, late) = (server.clone(), WHILE.mul_f64(at.rng.f64()));
            tokio::spawn(async move {
                sleep(late).await;
                locked(&server).check_out();
            });
        }
        drop(at);
        let server = server.clone();
        let answered = exchange(fault, way, move || locked(&server).apply(&out));
        async move { if goes_on { tokio::spawn(answered).await.unwrap() } else { answered.await } }
    })
}

/// The sums over all runs.
#[derive(Default)]
struct Tally {
    left: usize,
    twice: usize,
    vain: usize,
    foreign: usize,
    /// Runs with more than one checkout, with one of others' in its place, or with an end that is not the server's.
    wrong: usize,
    faulted: usize,
    faults: BTreeMap<Fault, usize>,
    requests: usize,
    lost_checkouts: usize,
    lost_releases: usize,
    dropped: usize,
    shared: usize,
    ends: BTreeMap<&'static str, usize>,
}

/// What the caller of one loan saw.
#[derive(Default)]
struct Seen {
    /// Futures of `open` and of `close` that were dropped before they had ended.
    dropped: usize,
    opened: Option<String>,
    end: Option<LoanEnd>,
}

/// Opens and closes a loan by its documentation: after an error, `close` is called again; after a while also when
/// nothing was found.
async fn lend(loan: &mut Loan, rng: &mut Rng) -> Seen {
    let mut seen = Seen::default();
    for _ in 0..rng.usize(1..5) {
        let bound = if rng.u8(0..3) == 0 { ms(rng.u64(1..250)) } else { secs(1000) };
        match timeout(bound, loan.open()).await {
            Ok(Ok(checkout)) => {
                assert!(checkout.secret().is_some(), "a checkout without its secret");
                seen.opened = Some(checkout.id.to_string());
                break;
            }
            Ok(Err(_)) => {}
            Err(_) => seen.dropped += 1,
        }
    }
    let mut nothing = 0;
    for _ in 0..CALLS {
        let bound = if rng.u8(0..4) == 0 { ms(rng.u64(1..150)) } else { secs(1000) };
        match timeout(bound, loan.close()).await {
            Ok(Ok(LoanEnd::NothingOut)) if nothing < 2 => {
                nothing += 1;
                sleep(WHILE).await;
            }
            Ok(Ok(end)) => {
                seen.end = Some(end);
                break;
            }
            Ok(Err(_)) => {}
            Err(_) => {
                seen.dropped += 1;
                sleep(SETTLED).await;
            }
        }
    }
    seen
}

async fn run(number: u64, tally: &mut Tally) {
    // The client's pauses are random as well.
    fastrand::seed(number);
    let mut rng = Rng::with_seed(number ^ 0x10a7);
    let server = Arc::new(Mutex::new(Server::new(number)));
    tally.shared += usize::from(locked(&server).out(Some(PATH)).len() == 1);
    let wire = wire(&server);
    let secrets = client(wire.clone(), rng.bool()).authorizer().account_secrets();
    let mut loan = secrets.borrow(&PATH.into());
    let seen = lend(&mut loan, &mut rng).await;
    let sent = wire.count();
    let ended = matches!(seen.end, Some(LoanEnd::Released | LoanEnd::Gone));
    let again = ended && (loan.close().await.ok() != seen.end || wire.count() > sent);
    sleep(WHILE).await;

    let at = locked(&server);
    let own: Vec<&Item> = at.items.iter().filter(|item| !item.foreign).collect();
    let left = own.iter().filter(|item| !item.ended).count();
    let is_own = |id: &str| {
        let number = id.strip_prefix("c-").and_then(|n| n.parse::<usize>().ok());
        number.and_then(|n| at.items.get(n)).is_some_and(|item| !item.foreign)
    };
    let foreign = seen.opened.as_deref().is_some_and(|id| !is_own(id));
    // After nothing was found nothing is out; after a release was reported, one checkout was made.
    let fits = if ended { own.len() == 1 } else { seen.end == Some(LoanEnd::NothingOut) && own.is_empty() };
    tally.left += left;
    tally.twice += at.items.iter().filter(|item| item.releases > 1).count();
    tally.vain += at.vain;
    tally.foreign += at.items.iter().filter(|item| item.foreign && item.ended).count();
    tally.wrong += usize::from(own.len() > 1 || foreign || again || !fits);
    tally.faulted += usize::from(!at.faults.drawn.is_empty());
    for (fault, count) in &at.faults.drawn {
        *tally.faults.entry(*fault).or_default() += count;
    }
    tally.requests += sent;
    tally.lost_checkouts += at.lost_checkouts;
    tally.lost_releases += at.lost_releases;
    tally.dropped += usize::from(seen.dropped > 0);
    let end = match seen.end {
        Some(LoanEnd::Released) => "released",
        Some(LoanEnd::Gone) => "gone",
        Some(LoanEnd::NothingOut) => "never out",
        Some(LoanEnd::Unclear(_)) => "unclear",
        Some(LoanEnd::Shared(_)) => "shared",
        _ => "not ended",
    };
    *tally.ends.entry(end).or_default() += 1;
}

/// F1.
pub(super) async fn returned(scale: Scale) -> Measured {
    let runs = scale.pick(1000, 100);
    let mut t = Tally::default();
    for number in 0..runs {
        run(number as u64, &mut t).await;
    }
    let figure = format!(
        "{} secrets left out, {} released twice, {} releases sent for what had ended, {} of others' checkouts released, \
         {} other deviations, in {runs} loans, {} of them with faults, {} with a future dropped half way, {} beside an \
         older checkout of the same secret; {} requests, {} checkouts and {} releases were done and their reply was not \
         whole; faults: {}; ends: {}",
        t.left,
        t.twice,
        t.vain,
        t.foreign,
        t.wrong,
        t.faulted,
        t.dropped,
        t.shared,
        t.requests,
        t.lost_checkouts,
        t.lost_releases,
        listed(&t.faults),
        listed(&t.ends),
    );
    // Without lost replies and dropped futures the runs prove nothing.
    let rare = [t.lost_checkouts, t.lost_releases, t.dropped, t.shared].into_iter().min().unwrap_or_default();
    let held =
        t.left + t.twice + t.vain + t.foreign + t.wrong == 0 && rare * 10 >= runs && t.faulted * 2 >= runs;
    Measured::new(held, figure)
}
