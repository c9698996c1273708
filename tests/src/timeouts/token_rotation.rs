//! A session whose token every reply replaces, and callers that are cancelled.

use super::fixtures::{RotatingServer, Sessions, locked, ms, on_paused_time, secs};
use crate::promise::{Campaign, Measured, Scale};
use portcullis_core::auth::session::Session;
use serde_json::Value;
use std::{ops::Range, sync::Arc};
use tokio::{
    sync::oneshot,
    time::{sleep, timeout},
};

const CALLS: usize = 100;
const CANCELLED: usize = 10;

/// When a caller is cancelled.
#[derive(Clone, Copy)]
enum Cancelled {
    Never,
    /// At a random time, most often in the queue.
    Time,
    /// At its own timeout.
    Timeout,
    /// After the server has applied the request, before the reply with the next token arrives.
    Applied,
}

impl Cancelled {
    const ALL: [Self; 3] = [Self::Time, Self::Timeout, Self::Applied];
}

#[derive(Default)]
struct Tally {
    schedules: usize,
    lost: usize,
    served: usize,
    cancelled: usize,
    /// Requests that the server applied although their caller was cancelled.
    unread: usize,
}

pub(super) fn t8(scale: Scale) -> Campaign {
    Box::pin(async move {
        let mut all = Tally::default();
        for part in on_paused_time(scale.pick(10_000, 16), part) {
            all.schedules += part.schedules;
            all.lost += part.lost;
            all.served += part.served;
            all.cancelled += part.cancelled;
            all.unread += part.unread;
        }
        Measured::new(
            all.lost == 0 && all.unread > 0,
            format!(
                "{} sessions lost in {} schedules: {} calls served, {} cancelled, of which the server had applied {}",
                all.lost, all.schedules, all.served, all.cancelled, all.unread
            ),
        )
    })
}

async fn part(numbers: Range<usize>) -> Tally {
    let mut tally = Tally::default();
    for number in numbers {
        schedule(number, &mut tally).await;
    }
    tally
}

async fn schedule(number: usize, tally: &mut Tally) {
    let (wire, state) = RotatingServer::default().start(|| ms(fastrand::u64(0..6)));
    let client = wire.client(Some(Arc::new(Session::new(Sessions, None))));
    let calls: Vec<_> = (0..CALLS)
        .map(|n| {
            let cancels = n % (CALLS / CANCELLED) == number % CANCELLED;
            let at = ms(fastrand::u64(0..700));
            let call = client.post("/u/{n}").path(n.to_string()).call::<Value>();
            let (notify, applied) = oneshot::channel();
            let cancelled =
                if cancels { Cancelled::ALL[n / CANCELLED % Cancelled::ALL.len()] } else { Cancelled::Never };
            if let Cancelled::Applied = cancelled {
                locked(&state).notify.insert(format!("/u/{n}"), notify);
            }
            tokio::spawn(async move {
                match cancelled {
                    Cancelled::Never => Some(call.await.is_ok()),
                    Cancelled::Time => timeout(at, call).await.ok().map(|r| r.is_ok()),
                    Cancelled::Timeout => call.timeout(at).await.ok().map(|_| true),
                    Cancelled::Applied => tokio::select! {
                        biased;
                        _ = applied => None,
                        outcome = call => Some(outcome.is_ok()),
                    },
                }
            })
        })
        .collect();
    let (mut served, mut failed) = (0, 0);
    for call in calls {
        match call.await.unwrap() {
            Some(true) => served += 1,
            Some(false) => failed += 1,
            None => tally.cancelled += 1,
        }
    }
    sleep(secs(1)).await;
    failed += usize::from(client.post("/u").call::<Value>().await.is_err());
    let state = locked(&state);
    let lost = failed > 0 || state.logins != 1 || state.refused > 0 || state.probes > 0;
    tally.schedules += 1;
    tally.lost += usize::from(lost);
    tally.served += served;
    tally.unread += state.applied.saturating_sub(served + 1);
}
