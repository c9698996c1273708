//! The memory of one error: N5. The kernel's figures are used, for a process of its own for each reply (see
//! [`replies::size_limits`](crate::replies::size_limits)).
#![allow(clippy::missing_panics_doc, reason = "a campaign that panics is a promise that does not hold")]

use crate::{
    promise::{Measured, Promise, Scale, program},
    replies::{
        decode::{End, drive},
        samples::SAMPLES,
    },
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    process::{Command, Stdio},
};

/// The environment variable by which the child process gets the number of its sample and the name of the body.
const CHILD: &str = "PORTCULLIS_TESTS_ERROR";
/// The most memory that the error of one reply may cost, in KiB.
const MOST: u64 = 64 * 1024;
/// A little less than the size cap of a reply.
const LENGTH: usize = (8 << 20) - 256;

/// The promises of this chapter that are about memory.
pub fn promises() -> Vec<Promise> {
    vec![Promise::paused(
        "N5",
        "The error of a reply costs bounded memory, whatever the reply holds",
        "8 MiB of error texts in one member or in many, and 2.8 million empty objects, in replies of the five vendors: \
         an error each, at most 64 MiB more memory, and no text of more than 501 characters",
        |scale| Box::pin(async move { errors(scale) }),
    )]
}

/// The names of the bodies.
const BODIES: [&str; 6] = ["one text", "texts", "objects", "objects in errors", "texts in errors", "members"];

/// 8 MiB of a failure: its text, or what stands in its place.
fn body(name: &str) -> Vec<u8> {
    let many = |open: &str, item: &str, close: &str| {
        let mut body = Vec::with_capacity(LENGTH + 256);
        body.extend_from_slice(open.as_bytes());
        while body.len() < LENGTH {
            body.extend_from_slice(item.as_bytes());
        }
        // The comma behind the last item.
        body.pop();
        body.extend_from_slice(close.as_bytes());
        body
    };
    // The failures of all vendors in one body.
    let failure = r#"{"CALLINFO":{"status":"FAIL"},"status":"ERROR","error_code":"BAD","code":"bad","#;
    match name {
        "one text" => {
            many(&[failure, r#""ERRORS":["x"],"error_message":"x","message":""#].concat(), "Kn4rr & ", "\"}")
        }
        "texts" => many(&[failure, r#""ERRORS":["#].concat(), "\"x & y\",", "]}"),
        "objects" => many("[", "{},", "]"),
        "objects in errors" => many(&[failure, r#""errors":["#].concat(), "{},", "]}"),
        "texts in errors" => {
            many(&[failure, r#""errors":["#].concat(), r#"{"message":"x y","code":"z"},"#, "]}")
        }
        _ => many(&[failure, r#""message":{"#].concat(), "\"a\":{},", "}}"),
    }
}

fn errors(scale: Scale) -> Measured {
    if let Ok(task) = std::env::var(CHILD) {
        return measure(&task);
    }
    let Some(program) = program() else {
        return Measured::new(false, "the program `promises` is not built: no process to measure");
    };
    let (mut worst, mut wrong, mut replies) = (BTreeMap::<&str, (u64, String)>::new(), Vec::new(), 0);
    let tasks = SAMPLES.iter().enumerate().flat_map(|(at, sample)| BODIES.map(|body| (at, sample, body)));
    for (at, sample, body) in tasks.step_by(scale.pick(1, 11)) {
        replies += 1;
        let mut command = Command::new(&program);
        let output = command.arg("N5").env(CHILD, format!("{at} {body}")).stderr(Stdio::null()).output();
        let text = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
        let row: Value = serde_json::from_str(text.trim()).unwrap_or_default();
        let measured = row["measured"].as_str().unwrap_or_default();
        let cost = measured.split(' ').next().and_then(|n| n.parse::<u64>().ok());
        if cost.is_none_or(|cost| cost > MOST) || row["held"] != true {
            wrong.push(format!("{}, {body}: {measured}", sample.name));
        }
        let vendor = sample.name.split(' ').next().unwrap_or_default();
        let place = worst.entry(vendor).or_default();
        *place = place.clone().max((cost.unwrap_or(u64::MAX), body.to_owned()));
    }
    let costs: Vec<String> = worst
        .iter()
        .map(|(vendor, (cost, body))| format!("{vendor} {} MiB ({body})", cost.div_ceil(1024)))
        .collect();
    Measured::new(
        wrong.is_empty() && worst.len() == 5,
        format!(
            "at most, of {replies} replies to processes of their own: {}; over the bound, or no error: {wrong:?}",
            costs.join(", ")
        ),
    )
}

/// The child: one call. The figure begins with its cost in KiB.
fn measure(task: &str) -> Measured {
    let (at, name) = task.split_once(' ').unwrap_or_default();
    let Some(sample) = at.parse().ok().and_then(|at: usize| SAMPLES.get(at)) else {
        return Measured::new(false, "no such sample");
    };
    let body = body(name);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let before = memory("VmRSS:");
    // Of its own thread: this one has a runtime already.
    let driven = std::thread::scope(|scope| {
        scope
            .spawn(move || runtime.map(|runtime| runtime.block_on(drive(sample, body, End::Complete))))
            .join()
    });
    let cost = memory("VmHWM:").saturating_sub(before);
    let Ok(Ok(outcome)) = driven else { return Measured::new(false, format!("{cost} KiB, and a panic")) };
    match outcome {
        // A success that holds nothing but what no result has.
        Ok(value) => {
            Measured::new(value.len() < 4096, format!("{cost} KiB, and a value of {} bytes", value.len()))
        }
        Err(error) => {
            let longest =
                error.message().chars().count().max(error.code().map_or(0, |code| code.chars().count()));
            Measured::new(longest <= 501, format!("{cost} KiB: {longest} characters, {:?}", error.kind()))
        }
    }
}

/// A value of `/proc/self/status`, in KiB.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|l| l.strip_prefix(line));
    found.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
