//! Random scripts, byte by byte, against the delivery that errors report.

use super::{
    fault_matrix,
    fixtures::{AtOnce, Plain, builder, each, number, outcome, write},
    reads, rejected_writes,
};
use crate::{
    faults::{
        Act, PortState, Script, Seen, Server,
        kinds::{Outcome, fine, good, http},
    },
    promise::{Measured, Scale},
};
use fastrand::Rng;
use portcullis_core::Retry;
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// One run: the outcome of each mark, and what arrived.
struct Run {
    outcomes: Vec<(String, Outcome)>,
    attempts: usize,
    seen: Seen,
}

/// D2.
pub(super) async fn false_not_sent(scale: Scale) -> Measured {
    let matrix = fault_matrix::tally(scale).await;
    let runs = each(scale.pick(10_000, 300), |which| run(which as u64)).await;
    let calls: Vec<_> =
        runs.iter().flat_map(|run| run.outcomes.iter().map(move |call| (call, &run.seen))).collect();
    let count = |outcome| calls.iter().filter(|((_, o), _)| *o == outcome).count();
    let wrong = calls.iter().filter(|((mark, o), seen)| *o == Outcome::NotSent && seen.arrived(mark) > 0);
    let twice = calls.iter().filter(|((mark, _), seen)| seen.applied(mark) > 1).count();
    let hidden = runs.iter().filter(|run| run.seen.begun > run.attempts).count();
    let wrong = wrong.count();
    let vendors = reads::vendors().await;
    let rejected = rejected_writes::tally(scale).await;
    let figure = format!(
        "{} false of {} in {} runs of the matrix; {} false of {} in {} random scripts ({} calls: {} done, {} \
         unknown, {} applied, {} rejected; {twice} duplicates, {hidden} runs with hidden requests); five vendors' clients: {} errors of reads \
         and {} of writes, {} wrong: {:?}; {} of {} writes that they sent again after a 429 reported as not sent",
        matrix.false_not_sent,
        number(matrix.not_sent),
        number(matrix.runs),
        wrong,
        number(count(Outcome::NotSent)),
        number(runs.len()),
        number(calls.len()),
        number(count(Outcome::Done)),
        number(count(Outcome::Unknown)),
        number(count(Outcome::Applied)),
        number(count(Outcome::Rejected)),
        number(vendors.reads),
        number(vendors.writes),
        vendors.wrong.len(),
        vendors.wrong,
        rejected.not_sent,
        number(rejected.runs),
    );
    let meaningful =
        matrix.not_sent > 0 && count(Outcome::Unknown) > 0 && vendors.reads > 100 && vendors.writes > 50;
    let false_ones = rejected.not_sent + matrix.false_not_sent + wrong + twice + hidden + vendors.wrong.len();
    Measured::new(false_ones == 0 && meaningful, figure)
}

async fn run(which: u64) -> Run {
    let mut random = Rng::with_seed(which);
    let scripts = (0..random.usize(1..4)).map(|_| script(&mut random)).chain([fine()]).collect();
    let port_state = if random.u8(0..20) == 0 { PortState::Closed } else { PortState::Open };
    let server = Arc::new(Server::start(port_state, scripts).await);
    // Half of the closed ports stay closed.
    let opens = random.bool().then(|| server.clone());
    let builder = builder(server.url()).attempt_timeout(Duration::from_millis(100));
    // Without retries no second attempt hides the report of the first.
    let builder = if random.bool() { builder.retry(Retry::none()) } else { builder.retry(AtOnce(opens)) };
    let client = builder.build(Plain, None).unwrap();
    let (mut outcomes, mut attempts) = (Vec::new(), 0);
    for call in 0..random.usize(1..4) {
        let mark = format!("m{call}");
        let padding = if random.u8(0..8) == 0 { random.usize(0..200_000) } else { random.usize(0..200) };
        let (outcome, tries) = outcome(write(&client, &mark, padding)).await;
        outcomes.push((mark, outcome));
        attempts += tries;
        sleep(Duration::from_micros(random.u64(0..3000))).await;
    }
    drop(client);
    let seen = server.ended().await;
    Run { outcomes, attempts, seen }
}

/// A few random acts; a reply that is a rejection is marked as one.
fn script(random: &mut Rng) -> Script {
    let mut acts = Script::new();
    if random.u8(0..3) > 0 {
        // On a reused connection a request is most easily mistaken for unsent.
        acts.extend([Act::Request, Act::Write(good())]);
    }
    for _ in 0..random.usize(0..6) {
        match random.u8(0..12) {
            0 => acts.push(Act::Read),
            1 => acts.push(Act::Head),
            2 => acts.push(Act::Request),
            3..=6 => reply(random, &mut acts),
            7 => {
                let bytes: Vec<u8> = (0..random.usize(1..40)).map(|_| random.u8(..)).collect();
                acts.push(Act::write(bytes));
            }
            8 | 9 => acts.push(Act::Pause(Duration::from_micros(random.u64(0..4000)))),
            10 => acts.push(Act::HalfClose),
            _ => acts.push(Act::Reset),
        }
    }
    acts
}

/// A reply, whole or cut, with or without a corrupted byte.
fn reply(random: &mut Rng, script: &mut Script) {
    const STATUS: [&str; 12] = [
        "100 Continue",
        "101 Switching Protocols",
        "200 OK",
        "200 OK",
        "204 No Content",
        "302 Found",
        "307 Temporary Redirect",
        "400 Bad Request",
        "421 Misdirected Request",
        "425 Too Early",
        "429 Too Many Requests",
        "503 Service Unavailable",
    ];
    let mut status = STATUS[random.usize(..STATUS.len())];
    // A rejection after an unsolicited reply would be taken for the reply to the wrong request: no client can
    // detect that.
    let (requests, replies) = script.iter().fold((0, 0), |(requests, replies), act| match act {
        Act::Request => (requests + 1, replies),
        Act::Write(_) => (requests, replies + 1),
        _ => (requests, replies),
    });
    if requests != replies && (status.starts_with('4') || status.starts_with("307")) {
        status = "200 OK";
    }
    let mut bytes = http(status, "", if random.u8(0..4) == 0 { "{}" } else { r#"{"id":1}"# }).to_vec();
    if status.starts_with('4') || status.starts_with("307") {
        // Complete, and after the whole request: otherwise the delivery would be unknown.
        script.extend([Act::Request, Act::Refuse]);
    } else {
        if random.u8(0..3) == 0 {
            let at = random.usize(..bytes.len());
            // The status stays: another one could be a rejection.
            if at > 12 {
                bytes[at] = random.u8(..);
            }
        }
        if random.u8(0..3) == 0 {
            bytes.truncate(random.usize(1..bytes.len()));
        }
    }
    script.push(Act::write(bytes));
}
