//! Rotating sessions: tokens in invalid replies, and lost replies.

use super::{
    session_server::{AnyClient, CAP, End, Fault, Protocol, Purpose, ReplyForm, SessionServer},
    tally::{Outcome, Tally, ensure, together},
    token_server::{seconds, within},
};
use crate::promise::{Measured, Scale};
use portcullis_core::{ErrorKind, http::Method};
use serde_json::Value;
use std::time::Duration;
use tokio::time::timeout;

/// The cap of error bodies.
const ERROR_CAP: usize = 64 * 1024;

/// Replies whose token part is intact, by name.
fn replies() -> Vec<(&'static str, ReplyForm)> {
    let form = |status, body| ReplyForm { status, headers: Vec::new(), body, end: End::Whole };
    let of = |status| form(status, |_, whole| whole.into());
    let long = |status| form(status, |_, whole| padded(whole, ERROR_CAP));
    let declared = |mut form: ReplyForm| {
        form.headers.push(("content-length", String::new()));
        form
    };
    let mut all = vec![
        ("success", of(200)),
        ("success of the wrong type", of(201)),
        ("over the cap", form(200, |_, whole| padded(whole, CAP))),
        ("over the cap, length declared", declared(form(200, |_, whole| padded(whole, CAP)))),
        ("error over the cap", long(500)),
        ("error over the cap, length declared", declared(long(500))),
        ("more after the JSON", form(200, |_, whole| [whole, " x"].concat().into())),
        ("a notice before the JSON", form(200, |_, whole| ["<br />\n", whole].concat().into())),
        ("an HTML error page with it", form(502, |_, whole| ["<html>", whole].concat().into())),
        ("broken text behind it", form(200, |_, whole| [whole.as_bytes(), b"\xff\xfe"].concat())),
        ("JSON that ends too early", form(200, |_, whole| cut(whole))),
        ("connection breaks behind it", ReplyForm { end: End::Broken, ..form(200, |_, whole| cut(whole)) }),
        ("reply stalls behind it", ReplyForm { end: End::Stalled, ..form(200, |_, whole| cut(whole)) }),
        ("error breaks behind it", ReplyForm { end: End::Broken, ..form(409, |_, whole| cut(whole)) }),
    ];
    let packed = ReplyForm { headers: vec![("content-encoding", "gzip".into())], ..of(200) };
    all.push(("declared as compressed", packed));
    for status in [300, 301, 302, 303, 307, 308] {
        all.push(("redirect", of(status)));
    }
    for status in
        [400, 401, 403, 404, 408, 409, 410, 418, 421, 422, 425, 429, 451, 500, 501, 502, 503, 504, 599]
    {
        all.push(("error status", of(status)));
    }
    all
}

/// A body slightly longer than the cap.
fn padded(whole: &str, cap: usize) -> Vec<u8> {
    let mut bytes = whole.trim_end_matches('}').as_bytes().to_vec();
    bytes.extend_from_slice(b",\"pad\":\"");
    bytes.resize(cap + 100, b'x');
    bytes.extend_from_slice(b"\"}}");
    bytes
}

/// The beginning of the body, with at least the whole token.
fn cut(whole: &str) -> Vec<u8> {
    let token = whole.find("\"token\"").unwrap();
    let least = token + whole[token..].find(',').unwrap();
    whole[..fastrand::usize(least..whole.len())].into()
}

pub(crate) async fn adopted_from_anything(scale: Scale) -> Measured {
    let runs = scale.pick(5_000, 80);
    let plain = run_all(Protocol::Plain, runs).await;
    let real = run_all(Protocol::StoredSafe, runs).await;
    together(&[
        (plain, "schedules of 10 invalid replies to core's session"),
        (real, "such schedules with StoredSafe's client"),
    ])
}

async fn run_all(protocol: Protocol, runs: usize) -> Tally {
    Tally::of(runs, move |n| invalid_replies(protocol, n)).await
}

/// Ten replies of one form that all replace the token; some callers are cancelled.
async fn invalid_replies(protocol: Protocol, n: usize) -> Outcome {
    let mut all = replies();
    let (name, form) = all.swap_remove(n % all.len());
    let server = SessionServer::new(protocol, move |_, _| Fault::Reply(form.clone()));
    let client = server.client();
    for _ in 0..10 {
        let method = if fastrand::bool() { Method::GET } else { Method::POST };
        let call = client.request(method).call::<Vec<u8>>();
        let cancel_after =
            if fastrand::u8(0..4) == 0 { within(Duration::from_millis(15)) } else { seconds(120) };
        // The caller's result does not matter here.
        let _ = timeout(cancel_after, call).await;
    }
    // The last token counts as adopted if the next call uses it.
    let _ = client.request(Method::POST).call::<Value>().await;
    let log = server.log();
    let kept = log.stale == 0 && log.probes == 0 && log.logins == 1;
    ensure(kept, || {
        let (uses, stale) = (log.uses, log.stale);
        format!("{name}: {uses} replies, {stale} old tokens, {} probes, {} logins", log.probes, log.logins)
    })?;
    Ok(vec![("tokens adopted", log.uses - 1)])
}

pub(crate) async fn lost_replies(scale: Scale) -> Measured {
    let runs = scale.pick(5_000, 25);
    together(&[
        (Tally::of(runs, |_| trouble(Protocol::Plain)).await, "traces of core's session"),
        (Tally::of(runs, |_| trouble(Protocol::StoredSafe)).await, "traces of StoredSafe's client"),
        (Tally::of(scale.pick(1_000, 20), |_| no_login_left()).await, "sessions that cannot be opened again"),
    ])
}

/// Twenty calls, a random part of whose exchanges has a random fault; logins and probes too.
async fn trouble(protocol: Protocol) -> Outcome {
    let odds = fastrand::u8(2..=10);
    let server = SessionServer::new(
        protocol,
        move |_, _| if fastrand::u8(0..odds) == 0 { fault() } else { Fault::None },
    );
    server.log().keeps = fastrand::bool();
    let client = server.client();
    let mut ended = 0;
    for _ in 0..20 {
        let method = if fastrand::bool() { Method::GET } else { Method::POST };
        let result = timeout(cancel_after(), client.request(method).call::<Value>()).await;
        ended += usize::from(!matches!(result, Ok(Ok(_))));
        check(&server)?;
    }
    let log = server.log();
    Ok(vec![
        ("calls that failed or were cancelled", ended),
        ("lost or missing replies", log.doubts),
        ("probes", log.probes),
        ("logins", log.logins),
    ])
}

fn fault() -> Fault {
    match fastrand::u8(0..7) {
        0 => Fault::LostBefore,
        1 => Fault::LostAfter,
        2 => Fault::CutEarly,
        3 => Fault::Stall,
        4 => Fault::Busy,
        5 => Fault::Unsent,
        _ => Fault::Killed,
    }
}

fn cancel_after() -> Duration {
    if fastrand::u8(0..4) == 0 { within(seconds(2)) } else { seconds(300) }
}

fn check(server: &SessionServer) -> Result<(), String> {
    let log = server.log();
    let well =
        log.probes <= log.doubts && log.logins <= log.doubts + 1 && log.needless == 0 && log.codes_twice == 0;
    ensure(well, || {
        format!(
            "{} answers lost or missing: {} probes, {} logins, {} of them needless, {} codes sent twice",
            log.doubts, log.probes, log.logins, log.needless, log.codes_twice
        )
    })
}

/// One reply is lost with its token, and the client has no other credential.
async fn no_login_left() -> Outcome {
    let at = fastrand::usize(0..5);
    let server = SessionServer::new(Protocol::StoredSafe, move |purpose, n| match purpose {
        Purpose::Use if n == at => Fault::LostAfter,
        _ => Fault::None,
    });
    let client: AnyClient = server.client_with_token_only();
    for n in 0..20 {
        let result = client.request(Method::POST).call::<Value>().await;
        let expected = match &result {
            Ok(_) => n < at,
            Err(error) => n == at || (n > at && error.kind() == ErrorKind::Auth),
        };
        ensure(expected, || format!("call {n}, reply {at} lost: {result:?}"))?;
    }
    let log = server.log();
    let seen = (log.probes, log.logins, log.stale);
    ensure(seen == (1, 0, 0), || format!("probes, logins, old tokens: {seen:?}"))?;
    Ok(vec![("probes", log.probes)])
}
