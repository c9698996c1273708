//! A session whose token every reply replaces, and callers that go away.

use super::fixtures::{Sessions, Vault, held, ms, on_paused_time, secs};
use crate::promise::{Campaign, Measured, Scale};
use portcullis_core::auth::session::Session;
use serde_json::Value;
use std::{ops::Range, sync::Arc};
use tokio::{
    sync::oneshot,
    time::{sleep, timeout},
};

const CALLS: usize = 100;
const LEAVERS: usize = 10;

/// How a caller goes.
#[derive(Clone, Copy)]
enum Way {
    Stays,
    /// Dropped at any moment, most often in the queue.
    Time,
    /// At the end of his own bound.
    Bound,
    /// When the server has done it and the reply with the next token is under way.
    Done,
}

impl Way {
    const ALL: [Self; 3] = [Self::Time, Self::Bound, Self::Done];
}

#[derive(Default)]
struct Tally {
    schedules: usize,
    lost: usize,
    served: usize,
    gone: usize,
    /// Requests that the server did although nobody waited for the reply any more.
    unheard: usize,
}

pub(super) fn t8(scale: Scale) -> Campaign {
    Box::pin(async move {
        let mut all = Tally::default();
        for part in on_paused_time(scale.pick(10_000, 16), part) {
            all.schedules += part.schedules;
            all.lost += part.lost;
            all.served += part.served;
            all.gone += part.gone;
            all.unheard += part.unheard;
        }
        Measured::new(
            all.lost == 0 && all.unheard > 0,
            format!(
                "{} sessions lost in {} schedules: {} calls served, {} went away, of which the server had \
                 done {}",
                all.lost, all.schedules, all.served, all.gone, all.unheard
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
    let (wire, vault) = Vault::default().open(|| ms(fastrand::u64(0..6)));
    let client = wire.client(Some(Arc::new(Session::new(Sessions, None))));
    let calls: Vec<_> = (0..CALLS)
        .map(|n| {
            let leaves = n % (CALLS / LEAVERS) == number % LEAVERS;
            let at = ms(fastrand::u64(0..700));
            let call = client.post("/u/{n}").path(n.to_string()).call::<Value>();
            let (tell, done) = oneshot::channel();
            let way = if leaves { Way::ALL[n / LEAVERS % Way::ALL.len()] } else { Way::Stays };
            if let Way::Done = way {
                held(&vault).tell.insert(format!("/u/{n}"), tell);
            }
            tokio::spawn(async move {
                match way {
                    Way::Stays => Some(call.await.is_ok()),
                    Way::Time => timeout(at, call).await.ok().map(|r| r.is_ok()),
                    Way::Bound => call.timeout(at).await.ok().map(|_| true),
                    Way::Done => tokio::select! {
                        biased;
                        _ = done => None,
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
            None => tally.gone += 1,
        }
    }
    sleep(secs(1)).await;
    failed += usize::from(client.post("/u").call::<Value>().await.is_err());
    let vault = held(&vault);
    let lost = failed > 0 || vault.logins != 1 || vault.refused > 0 || vault.probes > 0;
    tally.schedules += 1;
    tally.lost += usize::from(lost);
    tally.served += served;
    tally.unheard += vault.applied.saturating_sub(served + 1);
}
