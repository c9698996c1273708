//! Tokens that a server hands out and that run out: one renewal for all who wait.

mod refusals;
mod token;

pub use token::{Token, TokenReply};

use super::{Authenticate, Credential, flight::Flight, token as rules};
use crate::{
    Client, Error, ErrorKind, Operation, Result, Secret,
    sync::{Mutex, MutexGuard},
    transport::BoxFuture,
};
use http::{HeaderName, header};
use refusals::{Allowance, Doubt};
use std::{
    cell::OnceCell,
    sync::{Arc, PoisonError},
    time::{Duration, SystemTime},
};
use tokio::time::{Instant, timeout, timeout_at};

/// The timeout of a renewal, whatever the timeouts of the calls that wait for it.
const FETCH_BOUND: Duration = Duration::from_secs(15);
/// A shorter lifetime is ignored: the token is used until the server refuses it.
const SHORTEST_LIFE: Duration = Duration::from_secs(20);
/// A shorter one counts as this: no server means less.
const SHORTEST_OWN_LIFE: Duration = Duration::from_secs(1);
/// After an early renewal that failed, the still valid token is used this long before the next try.
const EARLY_PAUSE: Duration = Duration::from_secs(10);

/// How a vendor hands out tokens.
pub trait TokenSource: Send + Sync + 'static {
    /// Gets a token: with the refresh token if there is one, else with the primary credential. Requests
    /// made here send no credential of the client's own. A refused credential must come back as
    /// [`ErrorKind::Auth`]: it is then not presented again.
    fn fetch(&self, client: Client, refresh: Option<Secret>) -> BoxFuture<'static, Result<Token>>;

    /// How long a refusal lasts, for credentials that change by themselves, such as a signed assertion
    /// made anew for each request. `None`: until [`Client::reset_credentials`].
    fn refusal_lasts(&self) -> Option<Duration> {
        None
    }
}

/// Sends a token that it gets from a [`TokenSource`] and renews before it runs out.
///
/// * One request for all who wait, also when it fails; it runs in a task of its own.
/// * A renewal that comes early and fails does not displace a token that is still good.
/// * A 401 leads to one renewal. The next 401 is final for the new token's lifetime, until a call was accepted with
///   that token; for the operation whose 401 led to the renewal, until this operation was accepted: the account may
///   lack a role. At most five such renewals follow one another at once, then one each 20 s.
/// * A credential that the server refused is not presented again until [`Client::reset_credentials`].
/// * A refresh token is presented once: if the outcome stays unknown, the primary credential is used.
pub struct OAuth2 {
    source: Arc<dyn TokenSource>,
    header: HeaderName,
    scheme: &'static str,
    margin: fn(Duration) -> Duration,
    wall: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    flight: Option<Flight<()>>,
    generation: u64,
    refused: Option<Refused>,
    /// Set if the next token is fetched because of a 401.
    doubt: Option<Doubt>,
    allowance: Allowance,
    early_not_before: Option<Instant>,
}

struct Refused {
    error: Error,
    until: Option<Instant>,
}

struct Held {
    token: Token,
    /// What is sent, written once for all calls.
    sent: OnceCell<Secret>,
    generation: u64,
    asked: Instant,
    asked_wall: SystemTime,
    /// Set if it was fetched because of a 401.
    doubt: Option<Doubt>,
}

impl Held {
    /// Two clocks: one stops in suspend, the other may be set; the longer time counts.
    fn age(&self, now: SystemTime) -> Duration {
        self.asked.elapsed().max(now.duration_since(self.asked_wall).unwrap_or_default())
    }

    /// How much of its lifetime is left; `None` if unknown.
    fn left(&self, now: SystemTime) -> Option<Duration> {
        let life = self.token.life.filter(|life| *life >= SHORTEST_LIFE)?;
        Some(life.saturating_sub(self.age(now)))
    }

    /// Whether its own lifetime, however short, has ended.
    fn has_ended(&self, now: SystemTime) -> bool {
        self.token.life.is_some_and(|life| self.age(now) >= life.max(SHORTEST_OWN_LIFE))
    }

    /// Whether a refusal is about the operation, so that another token does not help.
    fn refusal_is_final(&self, operation: &Operation, now: SystemTime) -> bool {
        let counts = self.token.life.is_some() || self.age(now) < SHORTEST_LIFE;
        counts && self.doubt.as_ref().is_some_and(|doubt| doubt.is_final(operation))
    }
}

impl OAuth2 {
    /// `Authorization: Bearer …`, renewed 30 seconds or a tenth of its lifetime early, whichever is less.
    pub fn new(source: impl TokenSource) -> Self {
        Self {
            source: Arc::new(source),
            header: header::AUTHORIZATION,
            scheme: "Bearer ",
            margin: |life| (life / 10).min(Duration::from_secs(30)),
            wall: Arc::new(SystemTime::now),
            state: Arc::default(),
        }
    }

    /// Another wall clock, for tests of what happens when it jumps.
    #[doc(hidden)]
    pub fn wall_clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.wall = Arc::new(now);
        self
    }

    /// Sends the bare token in this header instead.
    pub fn header(mut self, name: HeaderName) -> Self {
        self.header = name;
        self.scheme = "";
        self
    }

    /// How early to renew, for the token's lifetime.
    pub fn margin(mut self, margin: fn(Duration) -> Duration) -> Self {
        self.margin = margin;
        self
    }

    /// The token in use, if there is one: for a vendor's second channel.
    pub fn current(&self) -> Option<Secret> {
        self.lock().held.as_ref().map(|held| held.token.access.clone())
    }

    /// Takes a token that a call brought, in place of the one in use. One that no request can carry ends the one in use.
    pub fn replace(&self, token: Token) {
        let mut state = self.lock();
        state.refused = None;
        match checked(token) {
            Ok(token) => adopt(&mut state, token, Instant::now(), (self.wall)()),
            Err(_) => state.held = None,
        }
    }

    /// Drops the token in use, as after a revocation.
    pub fn clear(&self) {
        self.lock().held = None;
    }

    // Not inlined: this saves 1 kB of a program.
    #[inline(never)]
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn credential(&self, held: &Held) -> Credential {
        let value = held.sent.get_or_init(|| match self.scheme {
            "" => held.token.access.clone(),
            scheme => Secret::from([scheme, held.token.access.expose_secret()].concat()),
        });
        Credential { generation: held.generation, ..Credential::new(self.header.clone(), value.clone()) }
    }

    /// The token if it can be used, else the renewal to wait for. Never blocks.
    fn step(&self, client: &Client) -> Result<Credential, Step> {
        let mut state = self.lock();
        if state.refused.as_ref().is_some_and(|r| r.until.is_some_and(|until| Instant::now() >= until)) {
            state.refused = None;
        }
        let left =
            state.held.as_ref().map(|held| (held.left((self.wall)()), held.token.life.unwrap_or_default()));
        let usable = left.is_some_and(|(left, _)| left.is_none_or(|left| !left.is_zero()));
        if usable {
            // A refused or failed early renewal does not displace what is still good.
            let early = left.is_some_and(|(left, life)| left.is_some_and(|left| left <= (self.margin)(life)));
            let pause_over = state.early_not_before.is_none_or(|at| Instant::now() >= at);
            if early && pause_over && state.flight.is_none() && state.refused.is_none() {
                self.start(&mut state, client);
            }
            if let Some(held) = &state.held {
                return Ok(self.credential(held));
            }
        }
        if let Some(refused) = &state.refused {
            return Err(Step::Refused(refused.error.clone()));
        }
        Err(Step::Wait(match &state.flight {
            Some(flight) => flight.clone(),
            None => self.start(&mut state, client),
        }))
    }

    fn start(&self, state: &mut State, client: &Client) -> Flight<()> {
        // Taken out for good: what happens to it at the server may stay unknown.
        let refresh = state.held.as_mut().and_then(|held| held.token.refresh.take());
        let (source, shared, client_for_task) = (self.source.clone(), self.state.clone(), client.internal());
        let wall = self.wall.clone();
        let flight = Flight::start(client, async move {
            let (asked, asked_wall) = (Instant::now(), wall());
            let fetched = fetch(&*source, &client_for_task, refresh).await;
            let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
            state.flight = None;
            match fetched {
                Ok(token) => {
                    adopt(&mut state, token, asked, asked_wall);
                    Ok(())
                }
                Err(error) => {
                    if error.kind() == ErrorKind::Auth {
                        let until =
                            source.refusal_lasts().map(|lasts| crate::clock::later(Instant::now(), lasts));
                        state.refused = Some(Refused { error: error.clone(), until });
                    }
                    state.early_not_before = Some(Instant::now() + EARLY_PAUSE);
                    Err(error)
                }
            }
        });
        state.flight = Some(flight.clone());
        flight
    }
}

enum Step {
    Refused(Error),
    Wait(Flight<()>),
}

fn adopt(state: &mut State, token: Token, asked: Instant, asked_wall: SystemTime) {
    state.generation += 1;
    state.early_not_before = None;
    state.held = Some(Held {
        token,
        sent: OnceCell::new(),
        generation: state.generation,
        asked,
        asked_wall,
        doubt: state.doubt.take(),
    });
}

async fn fetch(source: &dyn TokenSource, client: &Client, refresh: Option<Secret>) -> Result<Token> {
    let late = || Error::new(ErrorKind::Timeout, "timeout: the token request returned no token in time");
    let mut fetched = Err(late());
    for presented in refresh.map(Some).into_iter().chain([None]) {
        let token = timeout(FETCH_BOUND, source.fetch(client.clone(), presented)).await;
        fetched = token.unwrap_or_else(|_| Err(late())).and_then(checked);
        if fetched.is_ok() {
            break;
        }
    }
    fetched
}

/// Checks what a server gave. A refresh token that cannot be used costs only itself.
fn checked(mut token: Token) -> Result<Token> {
    token.refresh = token.refresh.filter(rules::is_usable);
    rules::check(&token.access).map(|()| token)
}

impl std::fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OAuth2({}, generation {})", self.header, self.lock().generation)
    }
}

impl Authenticate for OAuth2 {
    fn authorize<'a>(&'a self, client: &'a Client, deadline: Instant) -> BoxFuture<'a, Result<Credential>> {
        Box::pin(async move {
            // A flight whose task vanished is started anew, once.
            for _ in 0..2 {
                let flight = match self.step(client) {
                    Ok(credential) => return Ok(credential),
                    Err(Step::Refused(error)) => return Err(error.with_delivery(crate::Delivery::NotSent)),
                    Err(Step::Wait(flight)) => flight,
                };
                match timeout_at(deadline, flight.clone().wait()).await {
                    Err(_) => {
                        return Err(Error::new(
                            ErrorKind::Timeout,
                            "timeout: no token within the call's timeout",
                        ));
                    }
                    Ok(Some(Ok(()))) => {
                        if let Some(held) = &self.lock().held {
                            return Ok(self.credential(held));
                        }
                    }
                    Ok(Some(Err(error))) => return Err(error.with_delivery(crate::Delivery::NotSent)),
                    Ok(None) => {
                        let mut state = self.lock();
                        if state.flight.as_ref().is_some_and(|f| f.is(&flight)) {
                            state.flight = None;
                        }
                    }
                }
            }
            Err(Error::new(ErrorKind::Interrupted, "the token request was interrupted"))
        })
    }

    fn refused(&self, used: &Credential, operation: &Operation) -> bool {
        let (mut state, now) = (self.lock(), (self.wall)());
        let Some(held) = state.held.take_if(|held| held.generation == used.generation) else {
            // Another call reported it first: the newer token has not been tried yet.
            return true;
        };
        if held.has_ended(now) {
            return true;
        }
        if held.refusal_is_final(operation, now) || !state.allowance.take(Instant::now()) {
            state.held = Some(held);
            return false;
        }
        state.doubt = Some(Doubt::after(held.doubt, operation));
        true
    }

    fn accepted(&self, used: &Credential, operation: &Operation) {
        let mut state = self.lock();
        let held = state.held.as_mut().filter(|held| held.generation == used.generation);
        if let Some(doubt) = held.and_then(|held| held.doubt.as_mut()) {
            doubt.accepted(operation);
        }
    }

    fn close<'a>(&'a self, _: &'a Client, _: bool) -> BoxFuture<'a, Result<()>> {
        self.clear();
        Box::pin(async { Ok(()) })
    }

    fn reset(&self) {
        let mut state = self.lock();
        state.refused = None;
        state.held = None;
        state.doubt = None;
    }
}
