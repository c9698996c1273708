//! Rotating sessions: tokens found in odd replies, and replies that are lost.

use super::{
    session_server::{CAP, Door, Dress, End, Errand, Fate, Tongue, Vault},
    tally::{Outcome, Tally, ensure, together},
    token_server::{seconds, within},
};
use crate::promise::{Measured, Scale};
use portcullis_core::{ErrorKind, http::Method};
use serde_json::Value;
use std::time::Duration;
use tokio::time::timeout;

/// Error bodies are read up to here, whatever the cap.
const ERROR_CAP: usize = 64 * 1024;

/// Replies whose token part is intact, by name.
fn dresses() -> Vec<(&'static str, Dress)> {
    let dress = |status, body| Dress { status, headers: Vec::new(), body, end: End::Whole };
    let of = |status| dress(status, |_, whole| whole.into());
    let long = |status| dress(status, |_, whole| padded(whole, ERROR_CAP));
    let declared = |mut dress: Dress| {
        dress.headers.push(("content-length", String::new()));
        dress
    };
    let mut all = vec![
        ("success", of(200)),
        ("success of the wrong type", of(201)),
        ("over the cap", dress(200, |_, whole| padded(whole, CAP))),
        ("over the cap, length declared", declared(dress(200, |_, whole| padded(whole, CAP)))),
        ("error over the cap", long(500)),
        ("error over the cap, length declared", declared(long(500))),
        ("more after the JSON", dress(200, |_, whole| [whole, " x"].concat().into())),
        ("a notice before the JSON", dress(200, |_, whole| ["<br />\n", whole].concat().into())),
        ("an HTML error page with it", dress(502, |_, whole| ["<html>", whole].concat().into())),
        ("broken text behind it", dress(200, |_, whole| [whole.as_bytes(), b"\xff\xfe"].concat())),
        ("JSON that ends too early", dress(200, |_, whole| cut(whole))),
        ("connection breaks behind it", Dress { end: End::Broken, ..dress(200, |_, whole| cut(whole)) }),
        ("reply stalls behind it", Dress { end: End::Stalled, ..dress(200, |_, whole| cut(whole)) }),
        ("error breaks behind it", Dress { end: End::Broken, ..dress(409, |_, whole| cut(whole)) }),
    ];
    let packed = Dress { headers: vec![("content-encoding", "gzip".into())], ..of(200) };
    all.push(("said to be compressed", packed));
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

/// Longer than this by a little.
fn padded(whole: &str, cap: usize) -> Vec<u8> {
    let mut bytes = whole.trim_end_matches('}').as_bytes().to_vec();
    bytes.extend_from_slice(b",\"pad\":\"");
    bytes.resize(cap + 100, b'x');
    bytes.extend_from_slice(b"\"}}");
    bytes
}

/// The beginning, with at least the whole token in it.
fn cut(whole: &str) -> Vec<u8> {
    let token = whole.find("\"token\"").unwrap();
    let least = token + whole[token..].find(',').unwrap();
    whole[..fastrand::usize(least..whole.len())].into()
}

pub(crate) async fn adopted_from_anything(scale: Scale) -> Measured {
    let runs = scale.pick(5_000, 80);
    let plain = run_all(Tongue::Plain, runs).await;
    let real = run_all(Tongue::StoredSafe, runs).await;
    together(&[
        (plain, "schedules of 10 odd replies to core's session"),
        (real, "the same to StoredSafe's client"),
    ])
}

async fn run_all(tongue: Tongue, runs: usize) -> Tally {
    Tally::of(runs, move |n| odd_replies(tongue, n)).await
}

/// Ten replies of one form, all of which replace the token; some callers go away meanwhile.
async fn odd_replies(tongue: Tongue, n: usize) -> Outcome {
    let mut all = dresses();
    let (name, dress) = all.swap_remove(n % all.len());
    let vault = Vault::new(tongue, move |_, _| Fate::Dressed(dress.clone()));
    let door = vault.door();
    for _ in 0..10 {
        let method = if fastrand::bool() { Method::GET } else { Method::POST };
        let call = door.request(method).call::<Vec<u8>>();
        let patience = if fastrand::u8(0..4) == 0 { within(Duration::from_millis(15)) } else { seconds(120) };
        // What the caller is told is not the question here.
        let _ = timeout(patience, call).await;
    }
    // The last reply counts if the next call finds its token in use; that call sees no odd reply's error.
    let _ = door.request(Method::POST).call::<Value>().await;
    let ledger = vault.ledger();
    let kept = ledger.stale == 0 && ledger.probes == 0 && ledger.logins == 1;
    ensure(kept, || {
        let (uses, stale) = (ledger.uses, ledger.stale);
        format!(
            "{name}: {uses} replies, {stale} old tokens, {} probes, {} logins",
            ledger.probes, ledger.logins
        )
    })?;
    Ok(vec![("tokens adopted", ledger.uses - 1)])
}

pub(crate) async fn lost_replies(scale: Scale) -> Measured {
    let runs = scale.pick(5_000, 25);
    together(&[
        (Tally::of(runs, |_| trouble(Tongue::Plain)).await, "traces of core's session"),
        (Tally::of(runs, |_| trouble(Tongue::StoredSafe)).await, "traces of StoredSafe's client"),
        (Tally::of(scale.pick(1_000, 20), |_| no_login_left()).await, "sessions that cannot be opened again"),
    ])
}

/// Twenty calls, a random part of whose exchanges meets a random fate; logins and probes too.
async fn trouble(tongue: Tongue) -> Outcome {
    let odds = fastrand::u8(2..=10);
    let vault = Vault::new(tongue, move |_, _| if fastrand::u8(0..odds) == 0 { fate() } else { Fate::Fine });
    vault.ledger().keeps = fastrand::bool();
    let door = vault.door();
    let mut ended = 0;
    for _ in 0..20 {
        let method = if fastrand::bool() { Method::GET } else { Method::POST };
        let result = timeout(patience(), door.request(method).call::<Value>()).await;
        ended += usize::from(!matches!(result, Ok(Ok(_))));
        check(&vault)?;
    }
    let ledger = vault.ledger();
    Ok(vec![
        ("calls that failed or were left", ended),
        ("lost or missing answers", ledger.doubts),
        ("probes", ledger.probes),
        ("logins", ledger.logins),
    ])
}

fn fate() -> Fate {
    match fastrand::u8(0..7) {
        0 => Fate::LostBefore,
        1 => Fate::LostAfter,
        2 => Fate::CutEarly,
        3 => Fate::Stall,
        4 => Fate::Busy,
        5 => Fate::Unsent,
        _ => Fate::Killed,
    }
}

fn patience() -> Duration {
    if fastrand::u8(0..4) == 0 { within(seconds(2)) } else { seconds(300) }
}

fn check(vault: &Vault) -> Result<(), String> {
    let ledger = vault.ledger();
    let well = ledger.probes <= ledger.doubts
        && ledger.logins <= ledger.doubts + 1
        && ledger.needless == 0
        && ledger.codes_twice == 0;
    ensure(well, || {
        format!(
            "{} answers lost or missing: {} probes, {} logins, {} of them needless, {} codes twice",
            ledger.doubts, ledger.probes, ledger.logins, ledger.needless, ledger.codes_twice
        )
    })
}

/// One reply is lost, the token with it, and there is no credential but that token.
async fn no_login_left() -> Outcome {
    let at = fastrand::usize(0..5);
    let vault = Vault::new(Tongue::StoredSafe, move |errand, n| match errand {
        Errand::Use if n == at => Fate::LostAfter,
        _ => Fate::Fine,
    });
    let door: Door = vault.door_with_token_only();
    for n in 0..20 {
        let result = door.request(Method::POST).call::<Value>().await;
        let told = match &result {
            Ok(_) => n < at,
            Err(error) => n == at || (n > at && error.kind() == ErrorKind::Auth),
        };
        ensure(told, || format!("call {n}, reply {at} lost: {result:?}"))?;
    }
    let ledger = vault.ledger();
    let seen = (ledger.probes, ledger.logins, ledger.stale);
    ensure(seen == (1, 0, 0), || format!("probes, logins, old tokens: {seen:?}"))?;
    Ok(vec![("probes", ledger.probes)])
}
