//! The fault matrix, each kind repeated, against writes that may be applied only once.

use super::{
    bulk_creates,
    fixtures::{AtOnce, Plain, Renewed, builder, each, number, outcome, write},
    rejected_writes,
};
use crate::{
    faults::{
        PortState, Seen, Server,
        kinds::{self, Kind, Outcome},
    },
    promise::{Measured, Scale},
};
use portcullis_core::{Client, auth::Authenticate};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::OnceCell, time::sleep};

/// One run of one kind.
struct Run {
    kind: usize,
    /// The outcome of the measured call, and of the one before it if there was one.
    outcomes: Vec<(&'static str, Outcome)>,
    attempts: usize,
    seen: Seen,
}

/// The sums over all runs.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    pub(super) kinds: usize,
    pub(super) runs: usize,
    /// Marks that were applied more than once.
    duplicates: usize,
    /// Marks whose error reports "not sent" although a whole request arrived.
    pub(super) false_not_sent: usize,
    pub(super) not_sent: usize,
    /// Runs with more requests than attempts.
    hidden: usize,
    /// Runs in which bytes of every attempt should have arrived, and those with as many requests as attempts.
    comparable: usize,
    equal: usize,
    requests: usize,
    repeated: usize,
    /// Outcomes that the matrix does not allow, by kind.
    unexpected: BTreeMap<&'static str, BTreeSet<String>>,
    unexpected_runs: usize,
}

/// The runs at this scale, made once per process.
pub(super) async fn tally(scale: Scale) -> &'static Tally {
    static FULL: OnceCell<Tally> = OnceCell::const_new();
    static REDUCED: OnceCell<Tally> = OnceCell::const_new();
    let cell = if scale == Scale::Full { &FULL } else { &REDUCED };
    cell.get_or_init(|| run_all(scale.pick(1000, 4))).await
}

async fn run_all(times: usize) -> Tally {
    let kinds = Arc::new(kinds::all());
    let shared = kinds.clone();
    // Neighbouring runs are of different kinds, so that the slow ones do not run together.
    let runs = each(kinds.len() * times, move |n| {
        let kinds = shared.clone();
        async move { run(&kinds[n % kinds.len()], n % kinds.len()).await }
    })
    .await;
    let mut tally = Tally { kinds: kinds.len(), ..Tally::default() };
    for run in &runs {
        count(&mut tally, &kinds[run.kind], run);
    }
    tally
}

fn client(kind: &Kind, server: &Arc<Server>) -> Client {
    let mut builder = builder(server.url()).retry(AtOnce(kind.opens.then(|| server.clone())));
    if kind.port_state == PortState::Full {
        builder = builder.connect_timeout(Duration::from_millis(50));
    }
    if kind.slow {
        builder = builder.attempt_timeout(Duration::from_millis(100));
    }
    let auth = kind.renews.then(|| Arc::new(Renewed::default()) as Arc<dyn Authenticate>);
    builder.build(Plain, auth).unwrap()
}

async fn run(kind: &Kind, number: usize) -> Run {
    let server = Arc::new(Server::start(kind.port_state, kind.scripts.clone()).await);
    let client = client(kind, &server);
    let (mut outcomes, mut attempts) = (Vec::new(), 0);
    if kind.warm {
        let (first, tries) = outcome(write(&client, "first", 10)).await;
        outcomes.push(("first", first));
        attempts += tries;
        sleep(kind.rest).await;
    }
    let (second, tries) = outcome(write(&client, "measured", kind.padding)).await;
    outcomes.push(("measured", second));
    attempts += tries;
    drop(client);
    let seen = server.ended().await;
    Run { kind: number, outcomes, attempts, seen }
}

fn count(tally: &mut Tally, kind: &Kind, run: &Run) {
    tally.runs += 1;
    tally.requests += run.seen.begun;
    tally.repeated += usize::from(run.attempts > run.outcomes.len());
    for (mark, outcome) in &run.outcomes {
        tally.duplicates += usize::from(run.seen.applied(mark) > 1);
        tally.not_sent += usize::from(*outcome == Outcome::NotSent);
        tally.false_not_sent += usize::from(*outcome == Outcome::NotSent && run.seen.arrived(mark) > 0);
        let allowed = if *mark == "first" { &[Outcome::Done] } else { kind.allowed };
        if !allowed.contains(outcome) {
            tally.unexpected_runs += 1;
            tally.unexpected.entry(kind.name).or_default().insert(format!("{outcome:?}"));
        }
    }
    tally.hidden += usize::from(run.seen.begun > run.attempts);
    if kind.arrives && run.seen.bytes > 0 {
        tally.comparable += 1;
        tally.equal += usize::from(run.seen.begun == run.attempts);
    }
}

/// D1.
pub(super) async fn duplicates(scale: Scale) -> Measured {
    let t = tally(scale).await;
    let unexpected = if t.unexpected_runs == 0 {
        "every outcome is one that the matrix allows".to_owned()
    } else {
        format!("{} outcomes that the matrix does not allow: {:?}", number(t.unexpected_runs), t.unexpected)
    };
    let figure = format!(
        "{} duplicates in {} runs of {} kinds of faults ({} requests; {} runs were retried because the request \
         was not sent or was rejected); {unexpected}",
        number(t.duplicates),
        number(t.runs),
        t.kinds,
        number(t.requests),
        number(t.repeated),
    );
    // Without retries the run proves nothing.
    let rejected = rejected_writes::tally(scale).await;
    let mut held = t.duplicates == 0 && t.kinds >= 40 && t.repeated > 0 && rejected.held();
    let mut figures = vec![figure, rejected.figure()];
    for at_once in [16, 200] {
        let bulk = bulk_creates::run(at_once).await;
        held &= bulk.held;
        figures.push(bulk.figure);
    }
    Measured::new(held, figures.join("; "))
}

/// D4.
pub(super) async fn hidden(scale: Scale) -> Measured {
    let t = tally(scale).await;
    let figure = format!(
        "{} of {} runs with more requests than attempts; equally many in {} of the {} runs in which the server \
         reads what is sent",
        number(t.hidden),
        number(t.runs),
        number(t.equal),
        number(t.comparable),
    );
    Measured::new(t.hidden == 0 && t.comparable > 0 && t.equal == t.comparable, figure)
}
