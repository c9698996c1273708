//! Events that must not discard a valid token: a failed early renewal, and a late 401 for the token before it.

use super::{
    tally::{Outcome, Tally, ensure},
    token_server::{Answer, Panicking, TokenServer, group, seconds, within},
};
use crate::promise::{Measured, Scale};
use portcullis_core::Client;
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep, sleep_until};

pub(crate) async fn failed_early_renewals(scale: Scale) -> Measured {
    let tally = Tally::of(scale.pick(10_000, 80), one_life).await;
    tally.measured("schedules of a token's life whose early renewals fail")
}

/// Calls at random times of a token's lifetime; no renewal succeeds before it expires.
async fn one_life(n: usize) -> Outcome {
    let life = fastrand::u64(21..=3_600);
    let (name, failure) = match n % 8 {
        6 => ("no connection", Answer::Unsent),
        7 => ("a panic", Answer::Never),
        kind => Answer::failure(kind),
    };
    let server = TokenServer::new(
        move |number, _| match number {
            1 => (Duration::ZERO, Answer::token(1, life)),
            _ => (within(seconds(3)), failure.clone()),
        },
        |_, token| (Duration::from_millis(5), if token == 1 { Answer::done() } else { Answer::refused() }),
    );
    let source = Panicking::new(0, within(seconds(3)));
    let client = server.client_of(source.clone());
    let began = Instant::now();
    let first = client.get("/u").call::<Value>().await;
    ensure(first.is_ok(), || format!("the first call: {first:?}"))?;
    source.panic_next(if n % 8 == 7 { usize::MAX } else { 0 });
    let mut times: Vec<Duration> = (0..12).map(|_| within(seconds(life))).collect();
    // Half of them in the last tenth, where renewals are tried.
    times.extend((0..12).map(|_| seconds(life).saturating_sub(within(seconds(life) / 10))));
    times.sort_unstable();
    times.retain(|at| *at + Duration::from_millis(20) < seconds(life));
    let mut calls = 0;
    for at in times {
        sleep_until(began + at).await;
        let sent = Instant::now();
        let result = client.get("/u").call::<Value>().await;
        ensure(result.is_ok(), || {
            format!("renewals end with {name}: at {:?} of {life} s: {result:?}", began.elapsed())
        })?;
        let took = sent.elapsed();
        ensure(took < Duration::from_millis(20), || format!("a call waited {took:?} for {name}"))?;
        calls += 1;
    }
    Ok(vec![("calls with the valid token", calls), ("failed early renewals", source.started() - 1)])
}

pub(crate) async fn late_refusals(scale: Scale) -> Measured {
    let tally = Tally::of(scale.pick(10_000, 80), |_| one_revocation()).await;
    tally.measured("schedules with one revocation and late 401s")
}

/// A token is revoked while calls are in flight; their 401s arrive at random times, most of them after the next
/// token.
async fn one_revocation() -> Outcome {
    let least = Arc::new(AtomicUsize::new(1));
    let late = Arc::new(AtomicUsize::new(0));
    let (good_from, late_ones) = (least.clone(), late.clone());
    let fetch = within(seconds(5));
    let server = TokenServer::new(
        move |n, _| (fetch, Answer::token(n, 36_000)),
        move |_, token| {
            let good = token >= good_from.load(SeqCst);
            let wait = within(seconds(15));
            if !good && wait > fetch {
                late_ones.fetch_add(1, SeqCst);
            }
            (wait, if good { Answer::done() } else { Answer::refused() })
        },
    );
    let client = server.client();
    let first = client.get("/u").call::<Value>().await;
    ensure(first.is_ok(), || format!("the first call: {first:?}"))?;
    let callers = fastrand::usize(2..12);
    let before: Vec<_> = (0..callers).map(|_| delayed_call(&client, seconds(10))).collect();
    sleep(within(seconds(10))).await;
    least.store(2, SeqCst);
    let seen = group(&client, callers, seconds(60), |_| None).await;
    let mut done = seen.done;
    for call in before {
        let result = call.await.map_err(|_| "a caller panicked")?;
        ensure(result.is_ok(), || format!("{result:?}"))?;
        done += 1;
    }
    ensure(seen.done == callers, || format!("{seen:?}"))?;
    ensure(server.asked() == 2, || format!("{} token requests for 1 revocation", server.asked()))?;
    Ok(vec![("calls done", done), ("late 401s", late.load(SeqCst)), ("token requests", server.asked())])
}

fn delayed_call(
    client: &Client,
    spread: Duration,
) -> tokio::task::JoinHandle<portcullis_core::Result<Value>> {
    let (call, wait) = (client.get("/u").call::<Value>(), within(spread));
    tokio::spawn(async move {
        sleep(wait).await;
        call.await
    })
}
