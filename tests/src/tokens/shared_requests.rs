//! One token request for all callers that wait for it, whether it returns a token or an error.

use super::{
    tally::{Outcome, Tally, ensure},
    token_server::{Answer, TokenServer, group, seconds, within},
};
use crate::promise::{Measured, Scale};
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep, sleep_until};

const CALLERS: usize = 100;
const LIFE: u64 = 300;

pub(crate) async fn one_request(scale: Scale) -> Measured {
    let tally = Tally::of(scale.pick(1_000, 3), |_| four_groups()).await;
    tally.measured("schedules of four groups of 100 callers")
}

/// Cold start, expiry, early renewal and a 401 on the same token, each with one new token request.
async fn four_groups() -> Outcome {
    let fetch = seconds(1) + within(seconds(4));
    let least = Arc::new(AtomicUsize::new(1));
    let good_from = least.clone();
    let server = TokenServer::new(
        move |n, _| (fetch, Answer::token(n, LIFE)),
        move |_, token| {
            let good = token >= good_from.load(SeqCst);
            (Duration::from_millis(10), if good { Answer::done() } else { Answer::refused() })
        },
    );
    let client = server.client();
    let (mut done, mut cancelled) = (0, 0);
    for (number, phase) in ["cold start", "expiry", "early", "401"].into_iter().enumerate() {
        let asked = server.log().asked.last().map_or_else(Instant::now, |(at, _)| *at);
        match phase {
            "expiry" => sleep_until(asked + seconds(LIFE) + within(seconds(1_000))).await,
            "early" => sleep_until(asked + seconds(LIFE - 30) + within(seconds(29))).await,
            "401" => least.store(number + 1, SeqCst),
            _ => {}
        }
        // The first caller is the leader; it may be cancelled, too.
        let some_cancel = fastrand::bool();
        let cancel = move |_| (some_cancel && fastrand::bool()).then(|| within(fetch));
        // All start before the one request is answered, also those that first get a 401.
        let spread =
            if fastrand::bool() { Duration::ZERO } else { fetch.saturating_sub(Duration::from_millis(100)) };
        let seen = group(&client, CALLERS, spread, cancel).await;
        let all_well = seen.failed == 0 && seen.panicked == 0 && (some_cancel || seen.done == CALLERS);
        ensure(all_well, || format!("{phase}: {seen:?}"))?;
        // An early renewal has no waiter, and neither has one whose callers are all cancelled.
        sleep(fetch).await;
        let after = client.get("/u").call::<Value>().await;
        ensure(after.is_ok(), || format!("{phase}: {after:?}"))?;
        let requests = server.asked();
        ensure(requests == number + 1, || format!("{phase}: {requests} token requests in all"))?;
        done += seen.done;
        cancelled += seen.cancelled;
    }
    Ok(vec![("calls done", done), ("cancelled", cancelled), ("token requests", server.asked())])
}

pub(crate) async fn one_failure(scale: Scale) -> Measured {
    let tally = Tally::of(scale.pick(1_002, 12), shared_failure).await;
    tally.measured("failing token requests with 100 waiters each")
}

async fn shared_failure(n: usize) -> Outcome {
    let (name, answer) = Answer::failure(n);
    // A reply that never arrives ends at the timeout of a token request.
    let (wait, fetch) = if let Answer::Never = answer {
        (Duration::ZERO, seconds(15))
    } else {
        let wait = seconds(1) + within(seconds(9));
        (wait, wait)
    };
    let server =
        TokenServer::new(move |_, _| (wait, answer.clone()), |_, _| (Duration::ZERO, Answer::done()));
    let client = server.client();
    let began = Instant::now();
    let spread =
        if fastrand::bool() { Duration::ZERO } else { fetch.saturating_sub(Duration::from_millis(1)) };
    let first = tokio::spawn(client.get("/u").call::<Value>());
    let seen = group(&client, CALLERS - 1, spread, |_| None).await;
    let error = first.await.map_err(|_| "the first caller panicked")?;
    let took = began.elapsed();
    let failed = seen.failed + usize::from(error.is_err());
    ensure(failed == CALLERS, || format!("{name}: {failed} failed, {seen:?}"))?;
    ensure(server.asked() == 1, || format!("{name}: {} token requests", server.asked()))?;
    ensure(took <= fetch + Duration::from_millis(2), || format!("{name}: {took:?} for one of {fetch:?}"))?;
    ensure(server.log().used.is_empty(), || format!("{name}: something was sent without a token"))?;
    Ok(vec![("errors", failed), ("token requests", server.asked())])
}
