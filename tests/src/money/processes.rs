//! A process that orders is killed and started again with the same reference.

use super::{
    callers::{Caller, client, csr},
    orders::{Lane, Tally},
};
use crate::{
    promise::{Measured, Scale, program},
    timeouts::fixtures::{ms, secs},
};
use digicert::orders::Placement;
use fastrand::Rng;
use portcullis_sandbox::{Fault, Vendor};
use serde_json::Value;
use std::{path::Path, process::Stdio, time::Duration};
use tokio::{
    io::AsyncReadExt,
    process::{Child, Command},
    task::JoinSet,
    time::sleep,
};

/// The environment variables by which the process gets the URL, its key and its reference.
const URL: &str = "PORTCULLIS_TESTS_ORDER_URL";
const KEY: &str = "PORTCULLIS_TESTS_ORDER_KEY";
const REFERENCE: &str = "PORTCULLIS_TESTS_ORDER_REFERENCE";
/// How often a process is killed at most.
const KILLS: usize = 4;
/// More starts than any run needs.
const STARTS: usize = 12;

/// What the process has to order.
pub(super) struct Task {
    url: String,
    key: String,
    reference: String,
}

/// The task of this process, if it has one.
pub(super) fn task() -> Option<Task> {
    let read = |name| std::env::var(name).ok();
    Some(Task { url: read(URL)?, key: read(KEY)?, reference: read(REFERENCE)? })
}

/// The process: one call. The figure is its end.
pub(super) async fn order(task: &Task) -> Measured {
    let caller = Caller::new(&task.reference, &csr(), false);
    let end = match caller.call(&client(&task.url, &task.key, secs(20)), ms(1_200)).await {
        Ok(Placement::Ordered(_)) => "ordered",
        Ok(Placement::Found(all)) if all.len() == 1 => "found",
        Ok(Placement::Found(_)) => "found several",
        Ok(_) => "unknown",
        Err(_) => "failed",
    };
    Measured::new(true, end)
}

fn start(program: &Path, lane: &Lane, reference: &str) -> Child {
    let mut command = Command::new(program);
    command.arg("M1").env(URL, &lane.relay.url).env(KEY, lane.key()).env(REFERENCE, reference);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn().unwrap()
}

/// Lets the process run until so many pieces have passed, and a moment longer; then kills it. Returns whether it ran then.
async fn kill(child: &mut Child, lane: &Lane, pieces: usize, moment: Duration) -> bool {
    let passed = lane.relay.passed(pieces);
    let reached = async {
        passed.await;
        sleep(moment).await;
    };
    tokio::select! {
        ended = child.wait() => {
            ended.unwrap();
            return false;
        }
        () = reached => {}
    }
    let ran = child.try_wait().unwrap().is_none();
    child.kill().await.unwrap();
    ran
}

async fn end(mut child: Child) -> String {
    let mut text = String::new();
    if let Some(output) = &mut child.stdout {
        output.read_to_string(&mut text).await.unwrap();
    }
    child.wait().await.unwrap();
    let row: Value = serde_json::from_str(text.trim()).unwrap_or_default();
    row["measured"].as_str().unwrap_or("no end").to_owned()
}

/// The sums over all processes.
#[derive(Default)]
struct Killed {
    kills: usize,
    /// Of processes whose order was placed.
    late: usize,
    starts: usize,
    tally: Tally,
}

async fn run(program: &Path, lane: &Lane, number: usize, all: &mut Killed) {
    let mut rng = Rng::with_seed(number as u64 ^ 0x4b11);
    let reference = format!("m1-killed-{number}");
    let mut kills = rng.usize(1..=KILLS);
    let mut last = String::new();
    for _ in 0..STARTS {
        all.starts += 1;
        let faults = lane.sandbox.faults();
        faults.clear();
        if kills > 0 {
            let fault = match rng.u8(0..4) {
                0 => Fault::ResetAfterApply,
                1 => Fault::Reset,
                2 => Fault::Truncate,
                _ => Fault::DelayReply(ms(50)),
            };
            faults.push_on(Vendor::DigiCert, "/order/certificate/", fault);
        }
        let mut child = start(program, lane, &reference);
        if kills > 0 {
            kills -= 1;
            let moment = Duration::from_micros(rng.u64(0..3_000));
            let ran = kill(&mut child, lane, rng.usize(0..6), moment).await;
            all.kills += usize::from(ran);
            all.tally.wrong += usize::from(!lane.relay.settled().await);
            all.late += usize::from(ran && lane.count(&reference).placed > 0);
            continue;
        }
        last = end(child).await;
        all.tally.wrong += usize::from(!lane.relay.settled().await);
        if last == "ordered" || last == "found" {
            break;
        }
    }
    all.tally.wrong += usize::from(last != "ordered" && last != "found");
    all.tally.judge(lane.count(&reference));
}

/// The runs, and their part of the figure.
pub(super) async fn killed(scale: Scale) -> Measured {
    let Some(program) = program() else {
        return Measured::new(false, "the program `promises` is not built: no process to kill");
    };
    let (runs, lanes) = (scale.pick(40, 4), 4);
    let mut parts = JoinSet::new();
    for lane in 0..lanes {
        let program = program.clone();
        parts.spawn(async move {
            let at = Lane::start().await;
            let mut killed = Killed::default();
            for number in (lane..runs).step_by(lanes) {
                Box::pin(run(&program, &at, number, &mut killed)).await;
            }
            killed
        });
    }
    let mut all = Killed::default();
    while let Some(part) = parts.join_next().await {
        let part = part.unwrap();
        all.kills += part.kills;
        all.late += part.late;
        all.starts += part.starts;
        all.tally.add(&part.tally);
    }
    let Killed { kills, late, starts, tally: t } = all;
    let figure = format!(
        "{} double orders, {} references without an order that is paid once and {} other deviations in {runs} runs of a \
         process that was started {starts} times and killed {kills} times, {late} times with an order placed",
        t.double, t.missing, t.wrong
    );
    let held =
        t.double + t.missing + t.wrong == 0 && kills >= runs / 2 && (scale == Scale::Reduced || late > 0);
    Measured::new(held, figure)
}
