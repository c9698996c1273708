//! What can happen to the task that everybody waits for.

use super::{
    session_server::{Fate, LOGIN, Tongue, Vault},
    tally::{Outcome, SEED, Tally, ensure, together},
    token_server::{Answer, Crowd, Desk, Panicking, crowd, seconds, within},
};
use crate::promise::{Measured, Scale};
use portcullis_core::Client;
use serde_json::Value;
use std::time::Duration;
use tokio::time::sleep;

const CALLERS: usize = 100;

pub(crate) async fn nobody_is_wedged(scale: Scale) -> Measured {
    let runs = scale.pick(1_000, 4);
    together(&[
        (Tally::of(runs, |_| cancelled_leader()).await, "cancelled leaders"),
        (Tally::of(runs, |_| everybody_left()).await, "crowds that all left"),
        (Tally::of(runs, |_| one_panic()).await, "panics in a renewal"),
        (Tally::of(runs, |_| two_panics()).await, "renewals that panic again"),
        (dropped_runtimes(runs), "dropped runtimes"),
        (Tally::of(runs, |_| a_session()).await, "sessions whose login panics or whose callers all leave"),
    ])
}

fn desk(fetch: Duration) -> Desk {
    Desk::new(
        move |n, _| (fetch, Answer::token(n, 300)),
        |_, token| (Duration::from_millis(10), if token > 0 { Answer::done() } else { Answer::refused() }),
    )
}

async fn call(client: &Client) -> Result<(), String> {
    let result = client.get("/u").call::<Value>().await;
    ensure(result.is_ok(), || format!("a call afterwards: {result:?}"))
}

async fn cancelled_leader() -> Outcome {
    let fetch = seconds(1) + within(seconds(3));
    let desk = desk(fetch);
    let client = desk.client();
    let leader = tokio::spawn(client.get("/u").call::<Value>());
    let leaves = within(fetch.saturating_sub(Duration::from_millis(1)));
    let others = crowd(&client, CALLERS - 1, fetch, |_| None);
    let (seen, ()) = tokio::join!(others, async {
        sleep(leaves).await;
        leader.abort();
    });
    ensure(seen == Crowd { done: CALLERS - 1, ..Crowd::default() }, || format!("{seen:?}"))?;
    call(&client).await?;
    ensure(desk.asked() == 1, || format!("{} token requests", desk.asked()))?;
    Ok(vec![("token requests", desk.asked())])
}

async fn everybody_left() -> Outcome {
    let fetch = seconds(2) + within(seconds(3));
    let desk = desk(fetch);
    let client = desk.client();
    let seen = crowd(&client, CALLERS, seconds(1), |_| Some(within(seconds(1)))).await;
    ensure(seen.cancelled == CALLERS, || format!("{seen:?}"))?;
    sleep(within(seconds(5))).await;
    call(&client).await?;
    ensure(desk.asked() == 1, || format!("{} token requests", desk.asked()))?;
    Ok(vec![("token requests", desk.asked())])
}

async fn one_panic() -> Outcome {
    let desk = desk(within(seconds(2)));
    let source = Panicking::new(1, within(seconds(2)));
    let client = desk.client_of(source.clone());
    let seen = crowd(&client, CALLERS, within(source.wait), |_| None).await;
    ensure(seen == Crowd { done: CALLERS, ..Crowd::default() }, || format!("{seen:?}"))?;
    let started = source.started();
    ensure(started == 2, || format!("{started} renewals for one panic"))?;
    call(&client).await?;
    Ok(vec![("renewals started", started)])
}

async fn two_panics() -> Outcome {
    let desk = desk(within(seconds(2)));
    let source = Panicking::new(2, seconds(1));
    let client = desk.client_of(source.clone());
    let seen = crowd(&client, CALLERS, Duration::ZERO, |_| None).await;
    ensure(seen == Crowd { failed: CALLERS, ..Crowd::default() }, || format!("{seen:?}"))?;
    let started = source.started();
    ensure(started == 2, || format!("{started} renewals for two panics"))?;
    call(&client).await?;
    Ok(vec![("renewals started", started)])
}

/// Each in a thread of its own: a runtime cannot be dropped within another.
fn dropped_runtimes(runs: usize) -> Tally {
    let mut tally = Tally::default();
    for n in 0..runs {
        let outcome = std::thread::spawn(move || {
            fastrand::seed(SEED + n as u64);
            dropped_runtime(n % 2 == 1)
        });
        tally.note(n, outcome.join().unwrap_or_else(|_| Err("a panic".into())));
    }
    tally
}

/// The first renewal, or an early one, dies with its runtime; the next runtime goes on.
fn dropped_runtime(early: bool) -> Outcome {
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let desk = desk(seconds(2));
    let client = desk.client();
    let first = runtime();
    let so_far = first.block_on(async {
        if early {
            call(&client).await?;
            sleep(seconds(272) + within(seconds(20))).await;
        }
        let leaves = |_| Some(within(Duration::from_millis(1_900)));
        crowd(&client, CALLERS, Duration::ZERO, leaves).await;
        Ok::<_, String>(desk.asked())
    })?;
    drop(first);
    let second = runtime();
    let seen = second.block_on(async {
        let seen = crowd(&client, CALLERS, seconds(1), |_| None).await;
        sleep(seconds(1_000)).await;
        call(&client).await?;
        Ok::<_, String>(seen)
    })?;
    ensure(seen == Crowd { done: CALLERS, ..Crowd::default() }, || format!("{seen:?}"))?;
    // Two are needed: one in the beginning, one when the first token had expired.
    ensure(desk.asked() <= 3, || format!("{} token requests, {so_far} before the drop", desk.asked()))?;
    Ok(vec![("token requests", desk.asked())])
}

async fn a_session() -> Outcome {
    let vault = Vault::new(Tongue::Plain, |_, _| Fate::Fine);
    let panics = fastrand::bool();
    let (client, started) = vault.panicking_client(usize::from(panics));
    let leave = !panics;
    let seen = crowd(&client, CALLERS, Duration::ZERO, |_| leave.then(|| within(LOGIN))).await;
    ensure(seen.panicked == 0, || format!("{seen:?}"))?;
    ensure(seen.failed <= usize::from(panics), || format!("{seen:?}"))?;
    call(&client).await?;
    let started = *started.lock().unwrap();
    let most = 1 + usize::from(panics);
    ensure(started <= most, || format!("{started} logins"))?;
    Ok(vec![("logins", started)])
}
