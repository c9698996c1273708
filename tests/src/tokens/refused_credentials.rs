//! A server that rejects a credential for good.

use super::{
    restarts::{self, LOGINS, Login, to_login},
    session_server::{Fault, Protocol, SessionServer},
    tally::{Outcome, Tally, ensure, together},
    token_server::{Answer, TokenServer, group, seconds, within},
};
use crate::promise::{Measured, Scale};
use portcullis_core::{
    ErrorKind, Result,
    http::Method,
    transport::{Incoming, TransportError},
};
use portcullis_testkit::wire::{Scripted, body_of, header, reply};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep};

pub(crate) async fn refused_credentials(scale: Scale) -> Measured {
    let calls = scale.pick(10_000, 400);
    let runs = scale.pick(10, 1);
    let mut parts = vec![
        (Tally::of(runs, |_| refused_renewal(calls)).await, "token endpoints that reject the credential"),
        (
            Tally::of(runs, |_| refused_login(Protocol::Plain, calls)).await,
            "sessions whose login is rejected",
        ),
        (
            Tally::of(runs, |_| refused_login(Protocol::StoredSafe, calls)).await,
            "StoredSafe logins that are rejected",
        ),
        (Tally::of(runs, |_| refused_key(calls)).await, "DigiCert keys that are rejected"),
        (
            Tally::of(runs * LOGINS.len(), |n| refused_vendors_login(LOGINS[n % LOGINS.len()].0, calls))
                .await,
            "logins of four vendors, of 8 kinds, that are rejected",
        ),
        (Tally::of(runs, |_| missing_role(calls)).await, "mID accounts that lack a role"),
    ];
    for (tally, login) in restarts::of_all_vendors(scale.pick(1_000, 20)).await {
        parts.push((tally, login));
    }
    together(&parts)
}

/// Groups of calls with up to an hour between them; a reset sends the credential once more.
async fn refused_renewal(calls: usize) -> Outcome {
    let server = TokenServer::new(
        |_, _| (within(seconds(3)), Answer::refused()),
        |_, _| (Duration::ZERO, Answer::done()),
    );
    let client = server.client();
    for wanted in 1..=2 {
        let mut failed = 0;
        while failed < calls {
            let seen =
                group(&client, fastrand::usize(1..=200).min(calls - failed), seconds(2), |_| None).await;
            ensure(seen.done + seen.panicked == 0, || format!("{seen:?}"))?;
            failed += seen.failed;
            sleep(within(seconds(3_600))).await;
        }
        ensure(server.asked() == wanted, || format!("{} logins for {failed} calls", server.asked()))?;
        client.reset_credentials();
    }
    Ok(vec![("calls", 2 * calls), ("logins with one reset", server.asked())])
}

async fn refused_login(protocol: Protocol, calls: usize) -> Outcome {
    let server = SessionServer::new(protocol, |_, _| Fault::None);
    server.log().refuses = true;
    let client = server.client();
    for wanted in 1..=2 {
        let group = (0..calls).map(|_| tokio::spawn(client.request(Method::GET).call::<Value>()));
        for call in group.collect::<Vec<_>>() {
            let result = call.await.map_err(|_| "a caller panicked")?;
            ensure(is_refused(&result), || format!("{result:?}"))?;
        }
        let seen = server.seen();
        ensure(seen == (wanted, 0), || format!("logins and calls at the server: {seen:?}"))?;
        client.reset();
    }
    Ok(vec![("calls", 2 * calls), ("logins with one reset", server.seen().0)])
}

fn is_refused<T>(result: &Result<T>) -> bool {
    result.as_ref().is_err_and(|error| error.kind() == ErrorKind::Auth)
}

/// The key of a DigiCert client.
async fn refused_key(calls: usize) -> Outcome {
    let body = json!({"errors": [{"code": "access_denied|access_denied_invalid_key", "message": "no"}]});
    let wire = Scripted::new(move |_, _| {
        let answer = marked(if fastrand::bool() { 403 } else { 401 }, &body);
        async move { answer }
    });
    let builder = digicert::Client::builder("https://vendor.example").api_key("a-key");
    let client = builder.pacing([]).transport(wire.clone()).build().unwrap();
    for wanted in 1..=2 {
        for _ in 0..calls {
            let result = client.request(Method::GET, "/user/me").call::<Value>().await;
            ensure(is_refused(&result), || format!("{result:?}"))?;
        }
        ensure(wire.count() == wanted, || format!("{} times sent", wire.count()))?;
        client.reset_credentials();
    }
    Ok(vec![("calls", 2 * calls), ("times sent with one reset", wire.count())])
}

const REALM: &str = "/auth/realms/acme/protocol/openid-connect/token";

fn mid(wire: &Scripted) -> midprovider::Client {
    let builder = midprovider::Client::ssms("https://acme.idp.example", "acme");
    let builder = builder.password("cli", None, "admin", "a password").in_flight(1_000);
    builder.transport(wire.clone()).build().unwrap()
}

/// The vendor's refusal of a credential, half of the time behind a byte-order mark.
fn refusal(login: Login) -> Result<Incoming, TransportError> {
    let (statuses, body) = match login {
        Login::Privicore => ([401, 401], json!({"message": "Unauthorized"})),
        Login::StoredSafe => (
            [401, 403],
            json!({"CALLINFO": {"status": "FAIL"}, "ERRORS": ["Login failed"], "ERRORCODES": {"1201": ""}}),
        ),
        _ => ([401, 400], json!({"error": "invalid_grant", "error_description": "Invalid user credentials"})),
    };
    marked(statuses[usize::from(fastrand::bool())], &body)
}

fn marked(status: u16, body: &Value) -> Result<Incoming, TransportError> {
    let mut incoming = reply(status, body)?;
    if fastrand::bool() {
        incoming.body = body_of(format!("\u{feff}{body}"));
    }
    Ok(incoming)
}

/// A login that the server of a vendor refuses, in groups of calls.
async fn refused_vendors_login(login: Login, calls: usize) -> Outcome {
    let refusals = Arc::new(AtomicUsize::new(0));
    let count = refusals.clone();
    let wire = Scripted::new(move |out, _| {
        let answer = if login == Login::PrivxUser && out.url.path().ends_with("/oauth/authorize") {
            Ok(to_login())
        } else {
            count.fetch_add(1, SeqCst);
            refusal(login)
        };
        async move {
            sleep(within(seconds(2))).await;
            answer
        }
    });
    let request = restarts::client(login, &wire);
    let groups = calls.div_ceil(100);
    for _ in 0..groups {
        let group: Vec<_> = (0..100).map(|_| tokio::spawn(request().call::<Value>())).collect();
        for call in group {
            let result = call.await.map_err(|_| "a caller panicked")?;
            ensure(is_refused(&result), || format!("{login:?}: {result:?}"))?;
        }
        sleep(within(seconds(600))).await;
    }
    let logins = refusals.load(SeqCst);
    // Each JWT is another credential.
    let most = if login == Login::PrivxJwt { groups } else { 1 };
    ensure((1..=most).contains(&logins), || format!("{login:?}: {logins} logins"))?;
    Ok(vec![("calls", 100 * groups), ("logins", logins)])
}

/// One token of mID's server.
struct Issued {
    at: Instant,
    /// Requested long before the previous one expired, so because of a 401.
    forced: bool,
}

/// Half of the calls go to an operation that the account lacks the role for, which mID answers with 401.
async fn missing_role(calls: usize) -> Outcome {
    const LIFE: u64 = 300;
    let issued = Arc::new(Mutex::new(Vec::<Issued>::new()));
    let book = issued.clone();
    let wire = Scripted::new(move |out, _| {
        let token = out.url.path() == REALM;
        let answer = if token {
            let mut book = book.lock().unwrap();
            let forced = book.last().is_some_and(|last| last.at.elapsed() < seconds(LIFE - 21));
            book.push(Issued { at: Instant::now(), forced });
            let name = format!("t{}", book.len());
            reply(200, &json!({"access_token": name, "expires_in": LIFE, "token_type": "Bearer"}))
        } else {
            let known = header(&out, "authorization").is_some_and(|value| value.starts_with("Bearer t"));
            let may = known && out.url.path() == "/may";
            reply(if may { 200 } else { 401 }, &json!({"status": if may { "OK" } else { "NO_ROLE" }}))
        };
        let wait = if token { within(seconds(2)) } else { within(Duration::from_millis(500)) };
        async move {
            sleep(wait).await;
            answer
        }
    });
    let client = mid(&wire);
    let (began, mut made, mut refused) = (Instant::now(), 0, 0);
    while made < calls {
        let group: Vec<_> = (0..fastrand::usize(1..=20))
            .map(|_| {
                let path = if fastrand::bool() { "/may" } else { "/may-not" };
                (path, tokio::spawn(client.request(Method::GET, path).call::<Value>()))
            })
            .collect();
        for (path, call) in group {
            let result = call.await.map_err(|_| "a caller panicked")?;
            ensure(result.is_ok() == (path == "/may"), || format!("{path}: {result:?}"))?;
            refused += usize::from(result.is_err());
            made += 1;
        }
        sleep(within(seconds(20))).await;
    }
    let issued = issued.lock().unwrap();
    let chains = issued.windows(2).filter(|pair| pair[0].forced && pair[1].forced).count();
    ensure(chains == 0, || format!("{chains} renewals of a token that was fetched because of a 401"))?;
    // Two per lifetime: the regular one, and one because of a 401.
    let lives = usize::try_from(began.elapsed().as_secs() / (LIFE - 20)).unwrap_or(usize::MAX) + 1;
    ensure(issued.len() <= 2 * lives, || format!("{} tokens in {lives} lives", issued.len()))?;
    let forced = issued.iter().filter(|one| one.forced).count();
    Ok(vec![
        ("calls with 401", refused),
        ("tokens", issued.len()),
        ("token requests because of a 401", forced),
    ])
}
