//! What is measured: the same cases for every client.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use tokio::task::LocalSet;

use crate::clients::{Client, own::Own, pooled::Pooled, raw::Raw};
use crate::{
    Result, process,
    shapes::{self, Hosts, Page, Shape, Users},
};

/// One measurement.
pub(crate) struct Job<'a> {
    /// When the process began.
    pub(crate) started: Instant,
    /// How many calls.
    pub(crate) calls: usize,
    /// How many at a time.
    pub(crate) in_flight: usize,
    /// The server.
    pub(crate) url: &'a str,
    /// Whom it is signed by.
    pub(crate) ca: Option<&'a [u8]>,
}

#[derive(Clone, Copy)]
enum Call {
    Create,
    Page(usize),
}

/// Runs one case and prints what it cost.
pub(crate) async fn run(client: &str, case: &str, job: &Job<'_>) -> Result {
    match case.strip_prefix("hosts-") {
        None => with::<Users>(client, case, job).await,
        Some(case) => with::<Hosts>(client, case, job).await,
    }
}

async fn with<S: Shape>(client: &str, case: &str, job: &Job<'_>) -> Result {
    match client {
        "hyper" => each::<S, Raw<S>>(case, job, decode::<S::Read>).await,
        "reqwest" => each::<S, Pooled<S>>(case, job, decode::<S::Read>).await,
        "privx" => each::<S, Own<S>>(case, job, decode::<S::Own>).await,
        _ => Err("the client is hyper, reqwest or privx".into()),
    }
}

async fn each<S: Shape, C: Client>(case: &str, job: &Job<'_>, decode: fn(&str) -> Result<usize>) -> Result {
    match case {
        "create" => calls::<C>(job, Call::Create).await,
        "page-50" => calls::<C>(job, Call::Page(50)).await,
        "page-1000" => calls::<C>(job, Call::Page(1000)).await,
        // The connections and the login are part of the job.
        "bulk" => {
            let start = Spent::now()?;
            let client = C::new(job.url, job.ca, job.in_flight)?;
            share(&client, job.calls, job.in_flight, Call::Create).await?;
            start.tell(job.calls)
        }
        "stream" => {
            let start = Spent::now()?;
            let mut client = C::new(job.url, job.ca, 1)?.caller().await?;
            let seen = client.stream(job.calls, 1000).await?;
            start.tell(seen)
        }
        // From the start of the process: loading and starting it are part of a first call.
        "first" => {
            let mut client = C::new(job.url, job.ca, 1)?.caller().await?;
            client.create().await?;
            Spent { at: job.started, cpu: Duration::ZERO }.tell(1)
        }
        "build" => {
            let start = Spent::now()?;
            for _ in 0..job.calls {
                drop(C::new(job.url, job.ca, 1)?);
            }
            start.tell(job.calls)
        }
        "decode" => {
            let page = shapes::page::<S>(0, 1000);
            decode(&page)?;
            let start = Spent::now()?;
            for _ in 0..job.calls {
                decode(&page)?;
            }
            start.tell(job.calls)
        }
        _ => Err("an unknown case".into()),
    }
}

/// Warm calls: connections, login and buffers are there before the clock starts.
async fn calls<C: Client>(job: &Job<'_>, call: Call) -> Result {
    let client = C::new(job.url, job.ca, job.in_flight)?;
    let mut callers = Vec::new();
    for _ in 0..job.in_flight {
        callers.push(client.caller().await?);
    }
    let warm = if matches!(call, Call::Create) { 20 } else { 2 };
    let callers = crowd(callers, job.in_flight * warm, call).await?;
    let start = Spent::now()?;
    crowd(callers, job.calls, call).await?;
    start.tell(job.calls)
}

async fn share<C: Client>(client: &C, calls: usize, in_flight: usize, call: Call) -> Result {
    let mut callers = Vec::new();
    for _ in 0..in_flight {
        callers.push(client.caller().await?);
    }
    crowd(callers, calls, call).await.map(drop)
}

/// Each caller makes the next call as soon as its last one is done.
async fn crowd<C: Client>(callers: Vec<C>, calls: usize, call: Call) -> Result<Vec<C>> {
    let left = Rc::new(Cell::new(calls));
    let local = LocalSet::new();
    let tasks: Vec<_> = callers
        .into_iter()
        .map(|mut caller| {
            let left = Rc::clone(&left);
            local.spawn_local(async move {
                while let Some(next) = left.get().checked_sub(1) {
                    left.set(next);
                    one(&mut caller, call).await.map_err(|error| error.to_string())?;
                }
                Ok::<_, String>(caller)
            })
        })
        .collect();
    local
        .run_until(async {
            let mut callers = Vec::new();
            for task in tasks {
                callers.push(task.await??);
            }
            Ok(callers)
        })
        .await
}

async fn one<C: Client>(client: &mut C, call: Call) -> Result {
    match call {
        Call::Create => client.create().await,
        Call::Page(size) => {
            let seen = client.page(size).await?;
            if seen == size { Ok(()) } else { Err(format!("{seen} items in a page of {size}").into()) }
        }
    }
}

fn decode<T: DeserializeOwned>(page: &str) -> Result<usize> {
    Ok(serde_json::from_str::<Page<T>>(page)?.items.len())
}

/// A point from which costs are counted.
struct Spent {
    at: Instant,
    cpu: Duration,
}

impl Spent {
    fn now() -> Result<Self> {
        Ok(Self { at: Instant::now(), cpu: process::cpu()? })
    }

    fn tell(self, calls: usize) -> Result {
        let seconds = self.at.elapsed().as_secs_f64();
        let cpu = process::cpu()?.saturating_sub(self.cpu).as_secs_f64();
        let line = serde_json::json!({
            "calls": calls, "seconds": seconds, "cpu": cpu, "peak_kib": process::peak_kib()?,
        });
        println!("{line}");
        Ok(())
    }
}
