//! Failures of the task that all callers wait for.

use super::{
    session_server::{Fault, LOGIN, Protocol, SessionServer},
    tally::{Outcome, SEED, Tally, ensure, together},
    token_server::{Answer, Group, Panicking, TokenServer, group, seconds, within},
};
use crate::promise::{Measured, Scale};
use portcullis_core::Client;
use serde_json::Value;
use std::time::Duration;
use tokio::time::sleep;

const CALLERS: usize = 100;

pub(crate) async fn nothing_blocks(scale: Scale) -> Measured {
    let runs = scale.pick(1_000, 4);
    together(&[
        (Tally::of(runs, |_| cancelled_leader()).await, "cancelled leaders"),
        (Tally::of(runs, |_| all_cancelled()).await, "groups of callers that are all cancelled"),
        (Tally::of(runs, |_| one_panic()).await, "panics in a renewal"),
        (Tally::of(runs, |_| two_panics()).await, "renewals that panic again"),
        (dropped_runtimes(runs), "dropped runtimes"),
        (
            Tally::of(runs, |_| a_session()).await,
            "sessions whose login panics or whose callers are all cancelled",
        ),
    ])
}

fn server(fetch: Duration) -> TokenServer {
    TokenServer::new(
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
    let server = server(fetch);
    let client = server.client();
    let leader = tokio::spawn(client.get("/u").call::<Value>());
    let cancel_after = within(fetch.saturating_sub(Duration::from_millis(1)));
    let others = group(&client, CALLERS - 1, fetch, |_| None);
    let (seen, ()) = tokio::join!(others, async {
        sleep(cancel_after).await;
        leader.abort();
    });
    ensure(seen == Group { done: CALLERS - 1, ..Group::default() }, || format!("{seen:?}"))?;
    call(&client).await?;
    ensure(server.asked() == 1, || format!("{} token requests", server.asked()))?;
    Ok(vec![("token requests", server.asked())])
}

async fn all_cancelled() -> Outcome {
    let fetch = seconds(2) + within(seconds(3));
    let server = server(fetch);
    let client = server.client();
    let seen = group(&client, CALLERS, seconds(1), |_| Some(within(seconds(1)))).await;
    ensure(seen.cancelled == CALLERS, || format!("{seen:?}"))?;
    sleep(within(seconds(5))).await;
    call(&client).await?;
    ensure(server.asked() == 1, || format!("{} token requests", server.asked()))?;
    Ok(vec![("token requests", server.asked())])
}

async fn one_panic() -> Outcome {
    let server = server(within(seconds(2)));
    let source = Panicking::new(1, within(seconds(2)));
    let client = server.client_of(source.clone());
    let seen = group(&client, CALLERS, within(source.wait), |_| None).await;
    ensure(seen == Group { done: CALLERS, ..Group::default() }, || format!("{seen:?}"))?;
    let started = source.started();
    ensure(started == 2, || format!("{started} renewals for one panic"))?;
    call(&client).await?;
    Ok(vec![("renewals started", started)])
}

async fn two_panics() -> Outcome {
    let server = server(within(seconds(2)));
    let source = Panicking::new(2, seconds(1));
    let client = server.client_of(source.clone());
    let seen = group(&client, CALLERS, Duration::ZERO, |_| None).await;
    ensure(seen == Group { failed: CALLERS, ..Group::default() }, || format!("{seen:?}"))?;
    let started = source.started();
    ensure(started == 2, || format!("{started} renewals for two panics"))?;
    call(&client).await?;
    Ok(vec![("renewals started", started)])
}

/// Each in its own thread: a runtime cannot be dropped within another.
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

/// The first renewal, or an early one, is dropped with its runtime; the next runtime makes a new one.
fn dropped_runtime(early: bool) -> Outcome {
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let server = server(seconds(2));
    let client = server.client();
    let first = runtime();
    let so_far = first.block_on(async {
        if early {
            call(&client).await?;
            sleep(seconds(272) + within(seconds(20))).await;
        }
        let cancel_after = |_| Some(within(Duration::from_millis(1_900)));
        group(&client, CALLERS, Duration::ZERO, cancel_after).await;
        Ok::<_, String>(server.asked())
    })?;
    drop(first);
    let second = runtime();
    let seen = second.block_on(async {
        let seen = group(&client, CALLERS, seconds(1), |_| None).await;
        sleep(seconds(1_000)).await;
        call(&client).await?;
        Ok::<_, String>(seen)
    })?;
    ensure(seen == Group { done: CALLERS, ..Group::default() }, || format!("{seen:?}"))?;
    // Two are needed: one at the start, one after the first token has expired.
    ensure(server.asked() <= 3, || format!("{} token requests, {so_far} before the drop", server.asked()))?;
    Ok(vec![("token requests", server.asked())])
}

async fn a_session() -> Outcome {
    let server = SessionServer::new(Protocol::Plain, |_, _| Fault::None);
    let panics = fastrand::bool();
    let (client, started) = server.panicking_client(usize::from(panics));
    let leave = !panics;
    let seen = group(&client, CALLERS, Duration::ZERO, |_| leave.then(|| within(LOGIN))).await;
    ensure(seen.panicked == 0, || format!("{seen:?}"))?;
    ensure(seen.failed <= usize::from(panics), || format!("{seen:?}"))?;
    call(&client).await?;
    let started = *started.lock().unwrap();
    let most = 1 + usize::from(panics);
    ensure(started <= most, || format!("{started} logins"))?;
    Ok(vec![("logins", started)])
}
