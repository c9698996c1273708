//! Clocks that jump, and servers that send invalid lifetimes.

use super::{
    tally::{Outcome, Tally, ensure, together},
    token_server::{Answer, Source, TokenServer, seconds, within},
};
use crate::promise::{Measured, Scale};
use portcullis_core::auth::oauth2::OAuth2;
use serde_json::Value;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, SystemTime},
};
use tokio::time::{Instant, advance, sleep};

const TEN_YEARS: u64 = 10 * 365 * 86_400;

pub(crate) async fn jumps(scale: Scale) -> Measured {
    let mut parts = vec![(
        Tally::of(scale.pick(10_000, 50), |_| ten_jumps()).await,
        "schedules of 10 jumps of either clock or both, with an injected wall clock",
    )];
    if scale == Scale::Full {
        parts.push((suspend(2_000).await, "clients in a suspend of 21 s by the real wall clock"));
    }
    together(&parts)
}

/// A wall clock that runs with the monotonic one and can be set.
#[derive(Clone)]
struct Wall {
    began: Instant,
    /// Seconds since the epoch at the beginning.
    set: Arc<Mutex<i64>>,
}

impl Wall {
    fn new() -> Self {
        Self { began: Instant::now(), set: Arc::new(Mutex::new(1_000_000_000_000)) }
    }

    fn now(&self) -> SystemTime {
        let set = u64::try_from(*self.set.lock().unwrap()).unwrap_or_default();
        SystemTime::UNIX_EPOCH + seconds(set) + self.began.elapsed()
    }

    fn jump(&self, by: i64) {
        *self.set.lock().unwrap() += by;
    }
}

/// One jump of up to ten years, or of about the life of a token.
async fn jump(wall: &Wall, life: u64) {
    let most = if fastrand::bool() { TEN_YEARS } else { 2 * life };
    let far = fastrand::u64(0..=most);
    let signed = i64::try_from(far).unwrap();
    match fastrand::u8(0..5) {
        // Set ahead, which looks like a suspend.
        0 => wall.jump(signed),
        1 => wall.jump(-signed),
        2 => advance(seconds(far)).await,
        3 => {
            advance(seconds(far)).await;
            wall.jump(-signed);
        }
        _ => {
            advance(seconds(far)).await;
            wall.jump(-2 * signed);
        }
    }
}

async fn ten_jumps() -> Outcome {
    let life = fastrand::u64(20..=86_400);
    let fetch = within(seconds(2));
    let wall = Wall::new();
    let asked = Arc::new(Mutex::new(Vec::<(Instant, SystemTime)>::new()));
    let expired = Arc::new(AtomicUsize::new(0));
    let (at_token, at_use) = (wall.clone(), wall.clone());
    let (issued, expired_uses) = (asked.clone(), expired.clone());
    let server = TokenServer::new(
        move |n, _| {
            issued.lock().unwrap().push((Instant::now(), at_token.now()));
            (fetch, Answer::token(n, life))
        },
        move |_, token| {
            let asked = asked.lock().unwrap();
            let over = token.checked_sub(1).and_then(|n| asked.get(n)).is_none_or(|(mono, clock)| {
                let by_clock = at_use.now().duration_since(*clock).unwrap_or_default();
                mono.elapsed().max(by_clock) >= seconds(life)
            });
            expired_uses.fetch_add(usize::from(over), SeqCst);
            (Duration::from_millis(1), Answer::done())
        },
    );
    let read = wall.clone();
    let auth = OAuth2::new(Source).wall_clock(move || read.now());
    let client = server.wire.client(Some(Arc::new(auth)));
    for n in 0..10 {
        let result = client.get("/u").call::<Value>().await;
        ensure(result.is_ok(), || format!("after jump {n}: {result:?}"))?;
        // Lets an early renewal end before the jump.
        sleep(seconds(3)).await;
        let before = server.asked();
        jump(&wall, life).await;
        for _ in 0..3 {
            let result = client.get("/u").call::<Value>().await;
            ensure(result.is_ok(), || format!("after jump {n}: {result:?}"))?;
        }
        sleep(seconds(3)).await;
        let extra = server.asked() - before;
        ensure(extra <= 1, || format!("{extra} token requests after one jump"))?;
    }
    let expired = expired.load(SeqCst);
    ensure(expired == 0, || format!("{expired} uses of a token that was over"))?;
    Ok(vec![("jumps", 10), ("token requests", server.asked()), ("uses of an expired token", expired)])
}

/// This thread, and with it the paused clock, sleeps for 21 real seconds, while the wall clock runs.
async fn suspend(clients: usize) -> Tally {
    let mut all = Vec::new();
    let mut tally = Tally::default();
    let began = std::time::Instant::now();
    for n in 0..clients {
        fastrand::seed(n as u64);
        // Expires in the suspend, or long after it.
        let life = if n.is_multiple_of(2) { 20 } else { 600 };
        let server = TokenServer::new(
            move |n, _| (Duration::ZERO, Answer::token(n, life)),
            |_, _| (Duration::ZERO, Answer::done()),
        );
        let client = server.client();
        let first = client.get("/u").call::<Value>().await;
        all.push((life, server, client, first.is_ok()));
    }
    let paused = Instant::now();
    std::thread::sleep(seconds(21));
    let clock_stopped = paused.elapsed() < seconds(1) && began.elapsed() >= seconds(21);
    for (n, (life, server, client, first)) in all.into_iter().enumerate() {
        let second = client.get("/u").call::<Value>().await;
        let wanted = if life == 20 { 2 } else { 1 };
        let token = server.log().used.last().map(|(_, token)| *token);
        let well =
            clock_stopped && first && second.is_ok() && server.asked() == wanted && token == Some(wanted);
        let outcome = ensure(well, || {
            format!(
                "life {life}: {} token requests, token {token:?}, clock stopped: {clock_stopped}",
                server.asked()
            )
        });
        tally.note(n, outcome.map(|()| vec![("token requests", server.asked())]));
    }
    tally
}

/// What follows `"access_token":"tN"` in the reply.
const LIFETIMES: [&str; 30] = [
    "",
    r#","expires_in":null"#,
    r#","expires_in":0"#,
    r#","expires_in":-0"#,
    r#","expires_in":-1"#,
    r#","expires_in":-9223372036854775808"#,
    r#","expires_in":1"#,
    r#","expires_in":19"#,
    r#","expires_in":19.999"#,
    r#","expires_in":0.5"#,
    r#","expires_in":1e-300"#,
    r#","expires_in":1e300"#,
    r#","expires_in":1e400"#,
    r#","expires_in":18446744073709551615"#,
    r#","expires_in":18446744073709551616"#,
    r#","expires_in":340282366920938463463374607431768211456"#,
    r#","expires_in":"0""#,
    r#","expires_in":"300""#,
    r#","expires_in":" 300 ""#,
    r#","expires_in":"-300""#,
    r#","expires_in":"soon""#,
    r#","expires_in":"""#,
    r#","expires_in":"NaN""#,
    r#","expires_in":"inf""#,
    r#","expires_in":"1e400""#,
    r#","expires_in":"18446744073709551616""#,
    r#","expires_in":true"#,
    r#","expires_in":[300]"#,
    r#","expires_in":{"seconds":300}"#,
    r#","expires_in":"\ud83d\ude00""#,
];

pub(crate) async fn invalid_lifetimes(scale: Scale) -> Measured {
    let calls = scale.pick(1_000, 100);
    let servers = scale.pick(200, 6);
    let member = Tally::of(LIFETIMES.len(), |n| lifetime(LIFETIMES[n], calls, None)).await;
    // A server that sends 0 and rejects its tokens with a 401 after this many seconds.
    let zero = Tally::of(servers, |n| lifetime(LIFETIMES[2], calls, Some(n as u64 % 20))).await;
    together(&[
        (member, "invalid lifetimes over 1,000 virtual seconds"),
        (zero, "servers that send 0 and soon reject the token"),
    ])
}

/// A call every second, or every ten. Calls may fail only if tokens expire early.
async fn lifetime(member: &'static str, calls: usize, expires_after: Option<u64>) -> Outcome {
    let asked = Arc::new(Mutex::new(Vec::<Instant>::new()));
    let noted = asked.clone();
    let server = TokenServer::new(
        move |n, _| {
            noted.lock().unwrap().push(Instant::now());
            (Duration::from_millis(10), Answer::Raw(format!("{{\"access_token\":\"t{n}\"{member}}}")))
        },
        move |_, token| {
            let asked = asked.lock().unwrap();
            let age = token.checked_sub(1).and_then(|n| asked.get(n)).map(Instant::elapsed);
            let expired = expires_after.is_some_and(|after| age.is_none_or(|age| age >= seconds(after)));
            (Duration::from_millis(1), if expired { Answer::refused() } else { Answer::done() })
        },
    );
    let client = server.client();
    let (mut failed, mut first) = (0, None);
    for _ in 0..calls {
        if let Err(error) = client.get("/u").call::<Value>().await {
            failed += 1;
            first.get_or_insert(error);
        }
        sleep(seconds(1_000 / calls as u64)).await;
    }
    let requests = server.asked();
    let name = member.trim_start_matches(',');
    ensure(expires_after.is_some() || failed == 0, || {
        format!("`{name}`: {failed} of {calls} calls failed, {requests} token requests: {first:?}")
    })?;
    ensure(requests <= 60, || format!("`{name}`: {requests} token requests in 1,000 s"))?;
    Ok(vec![("token requests", requests), ("at most for one server", requests)])
}
