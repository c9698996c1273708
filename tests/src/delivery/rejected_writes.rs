//! Writes that a server rejects with 429, by the clients of the five vendors: each in its own dialect.

use super::fixtures::{AtOnce, Thing, each, number, of};
use crate::{
    dialects::{BAD, GOOD, VENDORS, client, too_many_requests},
    faults::{
        Act, PortState, Script, Seen, Server,
        kinds::{Outcome, http},
    },
    promise::Scale,
};
use fastrand::Rng;
use portcullis_core::{Failed, RetryPolicy, http::Method};
use std::{sync::Arc, time::Duration};
use tokio::sync::OnceCell;

/// The bodies of a 429: the vendor's, and those of gateways.
fn throttled(vendor: &str, closes: bool, random: &mut Rng) -> String {
    let (kind, body) = match random.u8(0..6) {
        0 => ("text/plain", "The service is not available."),
        1 => ("application/json", ""),
        2 => ("text/html", "<!DOCTYPE html><html><body><h1>429</h1></body></html>"),
        _ => ("application/json", too_many_requests(vendor)),
    };
    let after = match random.u8(0..4) {
        0 => "",
        1 => "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
        _ => "Retry-After: 0\r\n",
    };
    let (length, close) = (body.len(), if closes { "Connection: close\r\n" } else { "" });
    format!(
        "HTTP/1.1 429 Too Many Requests\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{after}{close}\r\n{body}"
    )
}

/// What the server does after its 429.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Serves,
    ServesOnANewConnection,
    Rejects,
    Fails,
    Resets,
    CutsItsReply,
    /// It accepts no further connection.
    Leaves,
}

const AFTER: [After; 7] = [
    After::Serves,
    After::ServesOnANewConnection,
    After::Rejects,
    After::Fails,
    After::Resets,
    After::CutsItsReply,
    After::Leaves,
];

impl After {
    fn script(self) -> Script {
        let mut script = vec![Act::Request];
        match self {
            Self::Serves | Self::ServesOnANewConnection => script.push(Act::Write(http("200 OK", "", GOOD))),
            Self::Rejects => script.extend([Act::Refuse, Act::Write(http("400 Bad Request", "", BAD))]),
            Self::Fails => script.push(Act::Write(http("500 Internal Server Error", "", BAD))),
            Self::Resets => script.push(Act::Reset),
            Self::CutsItsReply => {
                let whole = http("200 OK", "", GOOD);
                script.push(Act::Write(whole.slice(..whole.len() - 10)));
            }
            Self::Leaves => return Script::new(),
        }
        script
    }

    fn allows(self, outcome: Outcome) -> bool {
        match self {
            Self::Serves | Self::ServesOnANewConnection => outcome == Outcome::Done,
            Self::Rejects | Self::Leaves => outcome == Outcome::Rejected,
            Self::Fails | Self::Resets => outcome == Outcome::Unknown,
            Self::CutsItsReply => matches!(outcome, Outcome::Unknown | Outcome::Applied),
        }
    }
}

/// Retries at once, and closes the port first if a server is given.
#[derive(Clone)]
struct Closing(Option<Arc<Server>>);

impl RetryPolicy for Closing {
    fn delay(&self, failed: &Failed) -> Option<Duration> {
        let Some(server) = &self.0 else { return AtOnce(None).delay(failed) };
        server.shut();
        (failed.attempt < 3).then_some(Duration::from_millis(5))
    }
}

/// The sums over all runs.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    pub(super) runs: usize,
    /// Runs that ended with a result.
    pub(super) done: usize,
    /// Writes that were not applied once although the call succeeded, or applied more than once.
    pub(super) not_once: usize,
    /// Errors that report "not sent".
    pub(super) not_sent: usize,
    /// Requests beside the attempts.
    hidden: usize,
    /// Outcomes that the script does not allow.
    unexpected: Vec<String>,
}

impl Tally {
    pub(super) fn held(&self) -> bool {
        self.done > 0 && self.not_once + self.not_sent + self.hidden + self.unexpected.len() == 0
    }

    pub(super) fn figure(&self) -> String {
        let unexpected: Vec<_> = self.unexpected.iter().take(3).collect();
        let unexpected = if unexpected.is_empty() { String::new() } else { format!(", {unexpected:?}") };
        format!(
            "429 on writes of the five vendors: {} runs, {} of them succeed, {} not applied exactly once, {} reported \
             as not sent, {} other wrong outcomes{unexpected}",
            number(self.runs),
            number(self.done),
            self.not_once,
            self.not_sent,
            self.hidden + self.unexpected.len(),
        )
    }
}

/// The runs at this scale, made once per process.
pub(super) async fn tally(scale: Scale) -> &'static Tally {
    static FULL: OnceCell<Tally> = OnceCell::const_new();
    static REDUCED: OnceCell<Tally> = OnceCell::const_new();
    let cell = if scale == Scale::Full { &FULL } else { &REDUCED };
    cell.get_or_init(|| run_all(scale.pick(7_000, 350))).await
}

async fn run_all(runs: usize) -> Tally {
    let mut tally = Tally { runs, ..Tally::default() };
    for (vendor, after, outcome, attempts, seen) in each(runs, run).await {
        let applied = seen.applied("m");
        let done = outcome == Outcome::Done;
        tally.done += usize::from(done);
        tally.not_once += usize::from(applied > 1 || (done && applied != 1));
        tally.not_sent += usize::from(outcome == Outcome::NotSent);
        tally.hidden += usize::from(seen.begun > attempts);
        if !after.allows(outcome) {
            tally.unexpected.push(format!("{vendor}: {after:?} gave {outcome:?}"));
        }
    }
    tally
}

async fn run(number: usize) -> (&'static str, After, Outcome, usize, Seen) {
    let mut random = Rng::with_seed(number as u64);
    let vendor = VENDORS[number % VENDORS.len()];
    let after = AFTER[number / VENDORS.len() % AFTER.len()];
    let mut first = Script::new();
    let closes = matches!(after, After::Leaves | After::ServesOnANewConnection);
    // With two rejections the third attempt is the last.
    for _ in 0..if closes { 1 } else { random.usize(1..3) } {
        first.extend([Act::Request, Act::Refuse, Act::write(throttled(vendor, closes, &mut random))]);
    }
    let scripts = if closes { vec![first, after.script()] } else { vec![[first, after.script()].concat()] };
    let server = Arc::new(Server::start(PortState::Open, scripts).await);
    let policy = Closing((after == After::Leaves).then(|| server.clone()));
    let client = client(vendor, &server.url(), policy, None);
    let (outcome, attempts) = match client(Method::POST, "m").call::<Thing>().full().await {
        Ok(full) => (Outcome::Done, full.attempts),
        Err(error) => (of(&error), error.attempts()),
    };
    (vendor, after, outcome, attempts.try_into().unwrap_or(usize::MAX), server.ended().await)
}
