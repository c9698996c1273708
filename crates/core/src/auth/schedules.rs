//! The shells of [`oauth2`](super::oauth2) and [`session`](super::session) under a scheduler that decides
//! which task runs next, and that fails the test when none can.
//!
//! Explored is the order of what [`crate::sync`] switches (each lock of a state, each detached task) and of
//! every wait: callers, detached tasks, the server and callers that give up take turns in orders that are drawn
//! by chance, drawn with few preemptions or, for the smallest crowds, enumerated without a gap. Not explored
//! are the insides of `tokio` and `std`: an atomic is no place to switch at, and each operation of a channel
//! or a semaphore is one step. Neither are weak memory and time: the clock stands still and no timer fires,
//! so a bound that ends is a call that is dropped between two turns. A task that dies is a task dropped at a
//! wait; a panic there comes to the same.

mod oauth2;
mod session;

use super::Authenticate;
use crate::{
    ApiError, Client, ClientBuilder, Dialect, Refusal, Reply, Result, Secret,
    transport::{Incoming, Outgoing, Transport, TransportError},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use shuttle::{
    Config, Runner, future,
    rand::{Rng as _, thread_rng},
    scheduler::{DfsScheduler, PctScheduler, RandomScheduler, Scheduler},
};
use std::{
    cell::RefCell,
    pin::Pin,
    sync::{Arc, LazyLock},
    task::{Context, Poll},
};
use tokio::{
    runtime::{Builder, Runtime},
    time::{Duration, Instant},
};

const SEED: u64 = 11;
/// Of each kind, for each property.
const SCHEDULES: usize = 2_000;
/// How often a schedule of the second kind takes the turn from a task that could go on.
const PREEMPTIONS: usize = 4;

/// Timers want a runtime to be made; no thread drives this one, so that none ever fires. A static, for it wakes
/// what is left when it is dropped, and after a schedule that failed no task is left to wake.
static STILL: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().start_paused(true).build().unwrap());

thread_local! {
    /// The detached tasks of this schedule. All of its tasks share one thread.
    static DETACHED: RefCell<Vec<future::AbortHandle>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) {
    let task = future::spawn(work);
    DETACHED.with_borrow_mut(|all| all.push(task.abort_handle()));
}

/// Drops one of the tasks that are detached so far, as the end of their runtime would.
fn drop_a_task() -> bool {
    let victim = DETACHED.with_borrow(|all| (!all.is_empty()).then(|| all[below(all.len())].clone()));
    victim.inspect(future::AbortHandle::abort).is_some()
}

/// Runs the property under schedules drawn by chance, then under those with few preemptions.
fn explore<F: Future<Output = ()> + 'static>(property: fn() -> F) {
    run(RandomScheduler::new_from_seed(SEED, SCHEDULES), property);
    run(PctScheduler::new_from_seed(SEED, PREEMPTIONS, SCHEDULES), property);
}

/// Runs the property under every schedule there is.
fn exhaust<F: Future<Output = ()> + 'static>(property: fn() -> F) {
    const MOST: usize = 200_000;
    let schedules = run(DfsScheduler::new(Some(MOST), false), property);
    assert!(schedules < MOST, "there are more schedules than {MOST}");
}

fn run<F: Future<Output = ()> + 'static>(order: impl Scheduler + 'static, property: fn() -> F) -> usize {
    let _within = STILL.enter();
    let mut config = Config::new();
    // Futures without optimization are large.
    config.stack_size = 0x4_0000;
    Runner::new(order, config).run(move || {
        DETACHED.take();
        future::block_on(property());
    })
}

fn below(end: usize) -> usize {
    thread_rng().gen_range(0..end)
}

async fn turns(count: usize) {
    for _ in 0..count {
        future::yield_now().await;
    }
}

/// A caller who gives up after so many turns, if the call is not over by then.
async fn impatient<T>(patience: usize, call: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        done = call => Some(done),
        () = turns(patience) => None,
    }
}

/// Runs the callers as tasks of their own and waits for all of them.
async fn crowd<T, F>(callers: usize, caller: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..callers).map(|n| future::spawn(caller(n))).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

/// Runs a second caller beside this one, and waits for both: with fewer tasks than a crowd.
async fn beside<T: Send + 'static>(
    second: impl Future<Output = T> + Send + 'static,
    first: impl Future<Output = T>,
) -> [T; 2] {
    let second = future::spawn(second);
    [first.await, second.await.unwrap()]
}

fn far() -> Instant {
    Instant::now() + Duration::from_secs(3600)
}

fn token(number: usize) -> Secret {
    Secret::from(format!("t{number}"))
}

fn number(token: &str) -> usize {
    token.trim_start_matches("Bearer ").trim_start_matches('t').parse().unwrap()
}

fn sent(request: &Outgoing, header: &str) -> usize {
    let value = request.headers.iter().find(|(name, _)| name == header);
    number(value.unwrap().1.to_str().unwrap())
}

fn client(wire: impl Transport, auth: Arc<dyn Authenticate>) -> Client {
    ClientBuilder::new("https://api.example").transport(wire).build(Plain, Some(auth)).unwrap()
}

fn reply(status: StatusCode, body: String) -> Incoming {
    Incoming::new(status, HeaderMap::new(), Box::pin(Once(Some(body.into()))))
}

/// A body in one chunk.
struct Once(Option<Bytes>);

impl futures_core::Stream for Once {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

struct Plain;

impl Dialect for Plain {
    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        if reply.is_success() { Ok(()) } else { Err(ApiError::new("no").into()) }
    }
    fn acknowledges(&self, _: &Reply<'_>) -> bool {
        true
    }
}
