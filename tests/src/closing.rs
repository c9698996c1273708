//! N6: `close` of the five vendors' clients, with calls in every phase of their life.
#![allow(clippy::missing_panics_doc, reason = "a campaign that panics is a promise that does not hold")]

use crate::{
    promise::{Measured, Promise, Scale},
    timeouts::fixtures::{SlowBody, locked, ms, secs},
};
use portcullis_core::{
    Error, ErrorKind, Request,
    http::{HeaderMap, Method, StatusCode},
    transport::{BoxFuture, Incoming, TransportError},
};
use portcullis_testkit::wire::{Scripted, reply, reply_with};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![Promise::paused(
        "N6",
        "`close` means the same for all clients: no new call is taken, waits end, calls under way end within the bound, \
         then it logs out",
        "five vendors' clients, calls in every phase of their life (not begun, waiting for a place, for the rate plan, \
         for a token, for another attempt, in flight, between two pages, a download half read, a wait for a command): 0 \
         hang, 0 requests after close has returned, each error names the reason, the logout is the last request",
        |scale| Box::pin(closing(scale)),
    )]
}

/// Longer than every timeout here.
const NEVER: Duration = Duration::from_secs(50_000);
const BOUND: Duration = Duration::from_secs(5);
const URL: &str = "https://vendor.example/base";
const LOGOUTS: [&str; 2] = ["/auth/logout", "/profile/revoke-authorization-token"];

/// A client of one vendor.
struct Closable {
    name: &'static str,
    get: Box<dyn Fn(&'static str) -> Request>,
    close: Box<dyn Fn(Duration) -> BoxFuture<'static, Result<(), Error>>>,
}

macro_rules! closable {
    ($name:literal, $client:expr, $close:ident) => {{
        let client = $client.build().unwrap();
        let closer = client.clone();
        Closable {
            name: $name,
            get: Box::new(move |path| client.request(Method::GET, path)),
            close: Box::new(move |bound| {
                let client = closer.clone();
                Box::pin(async move { client.$close(bound).await })
            }),
        }
    }};
}

/// The five vendors' clients, with a token or with a login, and with so many places.
fn client(vendor: usize, login: bool, places: usize, wire: Scripted) -> Closable {
    match vendor {
        0 => {
            let builder = privx::Client::builder(URL).in_flight(places).transport(wire);
            let builder = if login {
                builder.api_client("external", "s3cret-oauth", "api-client", "s3cret-word")
            } else {
                builder.bearer("tok-0123456789")
            };
            closable!("PrivX", builder, close)
        }
        1 => {
            let builder = midprovider::Client::ssms(URL, "acme").in_flight(places).transport(wire);
            let builder = if login {
                builder.client_credentials("robot", "s3cret-word")
            } else {
                builder.bearer("tok-0123456789")
            };
            closable!("mID", builder, close)
        }
        2 => {
            let builder = storedsafe::Client::builder(URL).in_flight(places).transport(wire);
            let code = || async { Ok("123456".into()) };
            let builder = if login {
                builder.totp("robot", "s3cret-word", "api-key-01", code)
            } else {
                builder.token("tok-0123456789")
            };
            closable!("StoredSafe", builder, close_and_logout)
        }
        3 => {
            let builder = privicore::Client::builder(URL).in_flight(places).transport(wire);
            let builder =
                if login { builder.login("robot", "s3cret-word") } else { builder.token("tok-0123456789") };
            closable!("Privicore", builder, close_and_logout)
        }
        _ => {
            let builder = digicert::Client::builder(URL).api_key("tok-0123456789");
            closable!("CertCentral", builder.pacing([]).in_flight(places).transport(wire), close)
        }
    }
}

/// What a call is doing when `close` comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    NotBegun,
    Place,
    RatePlan,
    Token,
    InFlight,
    InFlightForLong,
    Pages,
    Download,
}

const PHASES: [Phase; 8] = {
    use Phase::{Download, InFlight, InFlightForLong, NotBegun, Pages, Place, RatePlan, Token};
    [NotBegun, Place, RatePlan, Token, InFlight, InFlightForLong, Pages, Download]
};

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Not sent: the client is closed.
    Closed,
    /// With the server's reply.
    Replied,
    /// Cut off at the bound.
    Cut,
}

fn end_of<T>(outcome: &Result<T, Error>) -> End {
    match outcome {
        Err(error) if error.kind() == ErrorKind::Interrupted && error.message() == "the client is closed" => {
            End::Closed
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => End::Cut,
        _ => End::Replied,
    }
}

/// The paths of the requests.
type Log = Arc<Mutex<Vec<String>>>;

fn server() -> (Scripted, Log) {
    let log = Log::default();
    let seen = log.clone();
    let wire = Scripted::new(move |out, n| {
        let path = out.url.path().trim_start_matches("/base").to_owned();
        locked(&seen).push(path.clone());
        async move { respond(&path, n).await }
    });
    (wire, log)
}

async fn respond(path: &str, n: usize) -> Result<Incoming, TransportError> {
    match path {
        "/slow" => sleep(secs(3)).await,
        "/stuck" => sleep(NEVER).await,
        "/busy" => return reply_with(429, &[("retry-after", "20")], &json!({})),
        "/file" => {
            let body = SlowBody::new("chunk", ms(200), usize::MAX);
            return Ok(Incoming::new(StatusCode::OK, HeaderMap::new(), Box::pin(body)));
        }
        "/list" => {
            let items = json!([{"id": n}]);
            return reply(
                200,
                &json!({"count": 9, "items": items, "page": {"total": 9}, "data": {"items": items}, "CALLINFO": {"status": "SUCCESS"}}),
            );
        }
        // A command that an engine does not settle.
        "/request-status/c-1" => return reply(202, &json!({"command_status": "pending"})),
        // Logins and logouts.
        _ => sleep(secs(1)).await,
    }
    let token = "tok-9876543210";
    reply(
        200,
        &json!({
            "access_token": token, "token_type": "Bearer", "expires_in": 300, "authorizationToken": token,
            "CALLINFO": {"token": token, "status": "SUCCESS"}, "id": "1",
        }),
    )
}

#[derive(Default)]
struct Found {
    closes: usize,
    calls: usize,
    hang: usize,
    late: usize,
    wrong: Vec<String>,
}

impl Found {
    fn check(&mut self, right: bool, what: impl FnOnce() -> String) {
        if !right {
            self.wrong.push(what());
        }
    }

    /// Closes the client, and looks at everything after it.
    async fn close(
        &mut self,
        what: &str,
        client: &Closable,
        log: &Log,
        calls: Vec<(Option<End>, JoinHandle<End>)>,
    ) -> Option<Result<(), Error>> {
        self.closes += 1;
        self.calls += calls.len();
        let began = Instant::now();
        let Ok(outcome) = timeout(NEVER, (client.close)(BOUND)).await else {
            self.hang += 1;
            return None;
        };
        let (took, sent) = (began.elapsed(), locked(log).len());
        self.check(took <= BOUND, || format!("{what}: closed after {took:?}"));
        for (expected, call) in calls {
            // Those of no known end may begin later.
            match timeout(if expected.is_some() { ms(1) } else { BOUND }, call).await {
                Err(_) => self.hang += 1,
                Ok(end) => {
                    let end = end.ok();
                    self.check(expected.is_none_or(|expected| end == Some(expected)), || {
                        format!("{what}: {end:?} in place of {expected:?}")
                    });
                }
            }
        }
        let late = (client.get)("/late");
        let download = (client.get)("/late").download().try_next().await.map(drop);
        let page = (client.get)("/late").list::<Value>("items").try_next().await.map(drop);
        for outcome in [late.call::<Value>().await.map(drop), download, page] {
            self.check(end_of(&outcome) == End::Closed, || format!("{what}: a new call: {outcome:?}"));
        }
        sleep(NEVER).await;
        self.late += locked(log).len() - sent;
        Some(outcome)
    }

    async fn phase(&mut self, vendor: usize, phase: Phase) {
        let (wire, log) = server();
        let places = if phase == Phase::Place { 1 } else { 16 };
        let client = client(vendor, phase == Phase::Token, places, wire);
        let what = format!("{}, {phase:?}", client.name);
        let get = |path| (client.get)(path).call::<Value>().timeout(secs(1_000));
        let spawn = |path| {
            let call = get(path);
            tokio::spawn(async move { end_of(&call.await) })
        };
        let mut calls = Vec::new();
        match phase {
            Phase::NotBegun => {
                let (call, closed) = (get("/slow"), (client.close)(BOUND));
                let outcome = closed.await;
                self.check(outcome.is_ok(), || format!("{what}: {outcome:?}"));
                calls.push((Some(End::Closed), tokio::spawn(async move { end_of(&call.await) })));
            }
            Phase::Place => {
                calls.push((Some(End::Replied), spawn("/slow")));
                sleep(ms(1)).await;
                calls.push((Some(End::Closed), spawn("/slow")));
            }
            // The first waits for another attempt, too.
            Phase::RatePlan => {
                calls.push((Some(End::Closed), spawn("/busy")));
                sleep(ms(1)).await;
                calls.push((Some(End::Closed), spawn("/slow")));
            }
            Phase::Token | Phase::InFlight => {
                // An API key is no token to wait for.
                let has_token = phase == Phase::Token && client.name != "CertCentral";
                calls.push((Some(if has_token { End::Closed } else { End::Replied }), spawn("/slow")));
            }
            Phase::InFlightForLong => calls.push((Some(End::Cut), spawn("/stuck"))),
            Phase::Pages => {
                let mut list = (client.get)("/list").list::<Value>("items");
                let first = list.try_next().await;
                self.check(first.is_ok(), || format!("{what}: {first:?}"));
                let closing = (client.close)(BOUND);
                calls.push((
                    // A listing that is complete in one reply needs no other.
                    None,
                    tokio::spawn(async move {
                        let _ = closing.await;
                        end_of(&list.try_next().await)
                    }),
                ));
            }
            Phase::Download => {
                let mut download = (client.get)("/file").download();
                let task = async move {
                    loop {
                        match download.try_next().await {
                            Ok(Some(_)) => {}
                            outcome => return end_of(&outcome),
                        }
                    }
                };
                calls.push((Some(End::Cut), tokio::spawn(task)));
            }
        }
        sleep(ms(500)).await;
        let outcome = self.close(&what, &client, &log, calls).await;
        let logs_out = matches!(client.name, "StoredSafe" | "Privicore");
        let cut = matches!(phase, Phase::InFlightForLong | Phase::Download)
            || (phase == Phase::RatePlan && logs_out);
        // After a 429 a logout waits as every call.
        let right = match &outcome {
            Some(Err(error)) => cut && error.kind() == ErrorKind::Timeout,
            Some(Ok(())) => !cut,
            None => true,
        };
        self.check(right, || format!("{what}: {outcome:?}"));
        if matches!(phase, Phase::Place | Phase::InFlight) {
            let log = locked(&log);
            let logouts = log.iter().filter(|path| LOGOUTS.contains(&path.as_str())).count();
            let last = log.last().is_some_and(|path| LOGOUTS.contains(&path.as_str()));
            self.check(logouts == usize::from(logs_out) && last == logs_out, || format!("{what}: {log:?}"));
        }
    }

    /// Close at any moment, with calls of all kinds.
    async fn at_random(&mut self, vendor: usize) {
        let (wire, log) = server();
        let client = client(vendor, fastrand::bool(), 4, wire);
        let mut calls = Vec::new();
        for _ in 0..20 {
            let path = ["/slow", "/busy", "/stuck", "/other"][fastrand::usize(0..4)];
            let call = (client.get)(path).call::<Value>().timeout(secs(fastrand::u64(1..1_000)));
            let pause = ms(fastrand::u64(0..4_000));
            calls.push((
                None,
                tokio::spawn(async move {
                    sleep(pause).await;
                    end_of(&call.await)
                }),
            ));
        }
        sleep(ms(fastrand::u64(0..4_000))).await;
        self.close(client.name, &client, &log, calls).await;
    }
}

/// A wait for a command of Privicore, which the engine does not end.
async fn command(found: &mut Found) {
    let (wire, log) = server();
    let builder = privicore::Client::builder(URL).token("tok-0123456789").transport(wire);
    let privicore = builder.build().unwrap();
    let command = privicore::Command::new("c-1");
    let (waiting, reading) =
        (privicore.commands().wait(&command, NEVER), privicore.commands().outcome(&command, NEVER));
    let calls = vec![
        (Some(End::Closed), tokio::spawn(async move { end_of(&waiting.await) })),
        (Some(End::Closed), tokio::spawn(async move { end_of(&reading.await) })),
    ];
    sleep(secs(10)).await;
    let (requests, closer) = (privicore.clone(), privicore.clone());
    let client = Closable {
        name: "Privicore",
        get: Box::new(move |path| requests.request(Method::GET, path)),
        close: Box::new(move |bound| Box::pin(closer.close(bound))),
    };
    let outcome = found.close("Privicore, a command", &client, &log, calls).await;
    found.check(outcome.is_none_or(|outcome| outcome.is_ok()), || "Privicore, a command: close".to_owned());
    let again = privicore.commands().wait(&command, NEVER).await;
    found.check(end_of(&again) == End::Closed, || format!("a wait after close: {again:?}"));
}

/// N6.
async fn closing(scale: Scale) -> Measured {
    let mut found = Found::default();
    for vendor in 0..5 {
        for phase in PHASES {
            found.phase(vendor, phase).await;
        }
        for _ in 0..scale.pick(200, 10) {
            found.at_random(vendor).await;
        }
    }
    command(&mut found).await;
    Measured::new(
        found.hang == 0 && found.late == 0 && found.wrong.is_empty(),
        format!(
            "{} closes of five vendors' clients with {} calls: {} hang, {} requests after close had returned; not as \
             promised: {:?}",
            found.closes, found.calls, found.hang, found.late, found.wrong
        ),
    )
}
