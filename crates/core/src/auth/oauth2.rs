//! Tokens that a server hands out and that run out: one renewal for all who wait.

use super::{Authenticate, Credential, flight::Flight};
use crate::{
    Client, Error, ErrorKind, Operation, Result, Secret,
    sync::{Mutex, MutexGuard},
    transport::BoxFuture,
};
use http::{HeaderName, header};
use serde::Deserialize;
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
/// After an early renewal that failed, the still valid token is used this long before the next try.
const EARLY_PAUSE: Duration = Duration::from_secs(10);

/// What a token endpoint gave.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Token {
    /// What is sent with each call.
    pub access: Secret,
    /// What buys the next token, once.
    pub refresh: Option<Secret>,
    /// Its lifetime, counted from before it was requested.
    pub life: Option<Duration>,
}

impl Token {
    /// A token that is used until the server refuses it.
    pub fn new(access: impl Into<Secret>) -> Self {
        Self { access: access.into(), refresh: None, life: None }
    }

    /// Sets what buys the next token.
    pub fn refresh(mut self, refresh: Option<Secret>) -> Self {
        self.refresh = refresh;
        self
    }

    /// Sets its lifetime.
    pub fn life(mut self, life: Option<Duration>) -> Self {
        self.life = life;
        self
    }
}

/// The reply of an OAuth 2 token endpoint (RFC 6749, section 5.1), read leniently.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct TokenReply {
    /// The access token.
    pub access_token: Secret,
    /// The refresh token, if the grant gives one.
    #[serde(default)]
    pub refresh_token: Option<Secret>,
    /// The lifetime in seconds, if it is a plausible number.
    #[serde(default, deserialize_with = "seconds")]
    pub expires_in: Option<Duration>,
    /// The granted scope, separated by blanks.
    #[serde(default, deserialize_with = "crate::lenient::opt_text")]
    pub scope: Option<String>,
}

fn seconds<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    // A hostile or broken value must not cost the token that came with it: the raw text is taken first,
    // whose scan supports neither ranges nor depths.
    let raw = Box::<serde_json::value::RawValue>::deserialize(from)?;
    let value: serde_json::Value = serde_json::from_str(raw.get()).unwrap_or_default();
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    Ok(number.filter(|n| *n > 0.0 && *n < 1e9).map(Duration::from_secs_f64))
}

impl From<TokenReply> for Token {
    fn from(reply: TokenReply) -> Self {
        Self::new(reply.access_token).refresh(reply.refresh_token).life(reply.expires_in)
    }
}

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
/// * A 401 leads to one renewal per token; a 401 to a token that was itself fetched because of a 401 is
///   final for that token's lifetime.
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
    /// The next token is fetched because of a 401.
    after_refusal: bool,
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
    after_refusal: bool,
}

impl Held {
    /// How much of its lifetime is left; `None` if unknown. Two clocks: one stops in suspend, the other may
    /// be set; the token has expired if it has by either.
    fn left(&self, now: SystemTime) -> Option<Duration> {
        let life = self.token.life.filter(|life| *life >= SHORTEST_LIFE)?;
        let wall = now.duration_since(self.asked_wall).unwrap_or_default();
        Some(life.saturating_sub(self.asked.elapsed().max(wall)))
    }

    /// A second refusal within this token's lifetime is final.
    fn refusal_is_final(&self, now: SystemTime) -> bool {
        self.after_refusal
            && self.left(now).map_or(self.asked.elapsed() < SHORTEST_LIFE, |left| !left.is_zero())
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

    /// Takes a token that a call brought, in place of the one in use.
    pub fn replace(&self, token: Token) {
        let mut state = self.lock();
        state.refused = None;
        adopt(&mut state, token, Instant::now(), (self.wall)());
    }

    /// Drops the token in use, as after a revocation.
    pub fn clear(&self) {
        self.lock().held = None;
    }

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
            return Err(Step::Refused(refused.error.shared()));
        }
        Err(Step::Wait(match &state.flight {
            Some(flight) => flight.clone(),
            None => self.start(&mut state, client),
        }))
    }

    fn start(&self, state: &mut State, client: &Client) -> Flight<()> {
        // Taken out for good: what happens to it at the server may stay unknown.
        let refresh = state.held.as_mut().and_then(|held| held.token.refresh.take());
        let (source, shared, client_for_task) = (self.source.clone(), self.state.clone(), client.clone());
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
                        state.refused = Some(Refused { error: error.shared(), until });
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
        after_refusal: std::mem::take(&mut state.after_refusal),
    });
}

async fn fetch(source: &dyn TokenSource, client: &Client, refresh: Option<Secret>) -> Result<Token> {
    let late = || Error::new(ErrorKind::Timeout, "timeout: the token request returned no token in time");
    if refresh.is_some()
        && let Ok(Ok(token)) = timeout(FETCH_BOUND, source.fetch(client.clone(), refresh)).await
    {
        return Ok(token);
    }
    timeout(FETCH_BOUND, source.fetch(client.clone(), None)).await.unwrap_or_else(|_| Err(late()))
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

    fn refused(&self, used: &Credential, _: &Operation) -> bool {
        let mut state = self.lock();
        match &state.held {
            Some(held) if held.generation == used.generation => {
                if held.refusal_is_final((self.wall)()) {
                    return false;
                }
                state.held = None;
                state.after_refusal = true;
                true
            }
            // Somebody else noticed first: the newer token has not been tried yet.
            _ => true,
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
        state.after_refusal = false;
    }
}
