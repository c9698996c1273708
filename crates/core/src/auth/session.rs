//! A login session whose token may be replaced by any reply.

mod state;

use super::{Authenticate, Credential, Exchanged, SessionStore, token};
use crate::{
    Client, Error, ErrorKind, Operation, Result, Secret,
    sync::{Mutex, MutexGuard},
    transport::BoxFuture,
};
use http::{HeaderName, StatusCode};
use state::{Standing, State};
use std::sync::{
    Arc, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
    time::{Instant, timeout_at},
};

/// What a probe of a doubtful token found.
#[derive(Debug)]
#[non_exhaustive]
pub enum Probe {
    /// The session is open; its token may be new.
    Alive(Option<Secret>),
    /// The token is not valid any more.
    Gone,
}

/// How one vendor opens, checks and ends sessions, and where its replies carry the token.
pub trait SessionProtocol: Send + Sync + 'static {
    /// The header that carries the token.
    fn header(&self) -> HeaderName;

    /// Opens a session. A refused credential must come back as [`ErrorKind::Auth`]: it is then not
    /// presented again.
    fn login(&self, client: Client) -> BoxFuture<'static, Result<Secret>>;

    /// Asks whether a token is still good.
    fn probe(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<Probe>>;

    /// Ends the session at the server.
    fn logout(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<()>>;

    /// The token in a reply, found with a tolerant eye: whatever the status, and also when the body was
    /// cut or does not decode otherwise.
    fn token_in(&self, status: StatusCode, body: &[u8]) -> Option<Secret>;
}

/// Sends the token of a login session and keeps it up to date.
///
/// Exchanges run one at a time (unless made by [`with_lanes`](Self::with_lanes)), each in a task of its own
/// that stores the reply's token before the call returns the reply. When the fate of a token is unknown, the next
/// call reads the store again and uses another token that it finds there, unless this session's last token could not
/// be stored; else it probes once, then logs in once. A token that no request can carry, or no file hold, is not used.
pub struct Session(Arc<Inner>);

struct Inner {
    protocol: Arc<dyn SessionProtocol>,
    store: Option<Arc<dyn SessionStore>>,
    lanes: u32,
    lane: Arc<Semaphore>,
    single: Arc<Semaphore>,
    /// One opening at a time, also with several lanes: a one-time code is spent once.
    opening: tokio::sync::Mutex<()>,
    /// One save at a time: with several lanes the slower of two could leave the older token behind.
    saving: tokio::sync::Mutex<()>,
    /// Exchanged once, a replaced token means one exchange at a time for good.
    rotating: AtomicBool,
    state: Mutex<State>,
}

/// How a session was opened, and the place in the lane meanwhile.
type Opened = (Result<()>, Vec<OwnedSemaphorePermit>);

impl Session {
    /// A session that is opened by its first use.
    pub fn new(protocol: impl SessionProtocol, store: Option<Arc<dyn SessionStore>>) -> Self {
        Self::with_lanes(protocol, store, 1)
    }

    /// A session with several exchanges at a time, for servers known not to replace tokens. The first
    /// replaced token brings it back to one.
    pub fn with_lanes(
        protocol: impl SessionProtocol,
        store: Option<Arc<dyn SessionStore>>,
        lanes: usize,
    ) -> Self {
        let most = u16::try_from(lanes).unwrap_or(u16::MAX).max(1);
        Self(Arc::new(Inner {
            protocol: Arc::new(protocol),
            store,
            lanes: most.into(),
            lane: Arc::new(Semaphore::new(most.into())),
            single: Arc::new(Semaphore::new(1)),
            opening: tokio::sync::Mutex::default(),
            saving: tokio::sync::Mutex::default(),
            rotating: AtomicBool::new(lanes <= 1),
            state: Mutex::default(),
        }))
    }

    /// Whether there is a token that was not refused.
    pub fn is_open(&self) -> bool {
        self.0.credential().is_some()
    }

    /// Why the token could not be stored the last time, if it could not.
    pub fn unsaved(&self) -> Option<Error> {
        self.0.state().unsaved.clone()
    }
}

impl Inner {
    // Not inlined: this saves 1 kB of a program.
    #[inline(never)]
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn enter(&self) -> Option<Vec<OwnedSemaphorePermit>> {
        let mut permits = vec![self.lane.clone().acquire_owned().await.ok()?];
        if self.rotating.load(Ordering::Acquire) {
            permits.push(self.single.clone().acquire_owned().await.ok()?);
        }
        Some(permits)
    }

    fn credential(&self) -> Option<Credential> {
        let state = self.state();
        let mut credential = Credential::new(self.protocol.header(), state.good()?.clone());
        credential.generation = state.generation;
        credential.detached = true;
        credential.fresh = state.fresh;
        Some(credential)
    }

    /// Adopts the token of a reply, unless the one that was sent is not the latest any more: a slower reply must not put
    /// an older token back. One lock for both: two replies to the same token may come at once.
    fn succeed(&self, used: &Credential, token: Secret) {
        let mut state = self.state();
        if state.generation == used.generation {
            state.adopt(Some(token));
        }
    }

    fn forget(&self) {
        self.state().adopt(None);
    }

    fn doubt(&self, used: &Credential) {
        let mut state = self.state();
        if state.generation == used.generation && state.good().is_some() {
            state.standing = Standing::Doubtful;
        }
    }

    /// The error of a call whose timeout ended before it had a token.
    fn late(&self, kind: ErrorKind, text: &'static str) -> Error {
        match self.store.as_ref().and_then(|store| store.waits_for()) {
            Some(waits_for) => Error::new(kind, [text, ": ", &waits_for].concat()),
            None => Error::new(kind, text),
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.0.state();
        f.debug_struct("Session")
            .field("open", &state.token.is_some())
            .field("standing", &state.standing)
            .field("generation", &state.generation)
            .finish_non_exhaustive()
    }
}

impl Authenticate for Session {
    fn authorize<'a>(&'a self, client: &'a Client, deadline: Instant) -> BoxFuture<'a, Result<Credential>> {
        Box::pin(async move {
            let late = |kind, text| self.0.late(kind, text);
            let Ok(Some(permits)) = timeout_at(deadline, self.0.enter()).await else {
                let text = "timeout: the session was in use for all of the call's timeout";
                return Err(late(ErrorKind::Paced, text));
            };
            if let Some(mut credential) = self.0.credential() {
                credential.lane = Some(Box::new(permits));
                return Ok(credential);
            }
            // Opening spends one-time codes and may replace a token: it runs to its end, in its own task,
            // and keeps its place in the lane meanwhile.
            let (mut sender, receiver) = oneshot::channel();
            let (inner, client_for_task) = (self.0.clone(), client.internal());
            client.detach(async move {
                let opened = inner.open(&client_for_task, &mut sender).await;
                let _ = sender.send((opened, permits));
            });
            match timeout_at(deadline, receiver).await {
                Err(_) => Err(late(ErrorKind::Timeout, "timeout: no session within the call's timeout")),
                Ok(Err(_)) => Err(late(ErrorKind::Interrupted, "the login was interrupted")),
                Ok(Ok((Err(error), _))) => Err(error.with_delivery(crate::Delivery::NotSent)),
                Ok(Ok((Ok(()), permits))) => {
                    let mut credential = self
                        .0
                        .credential()
                        .ok_or_else(|| late(ErrorKind::Auth, "the session ended while it was opened"))?;
                    credential.lane = Some(Box::new(permits));
                    Ok(credential)
                }
            }
        })
    }

    fn refused(&self, used: &Credential, operation: &Operation) -> bool {
        if operation.ends_session() {
            return false;
        }
        self.0.doubt(used);
        true
    }

    fn accepted(&self, used: &Credential, _: &Operation) {
        let mut state = self.0.state();
        state.fresh &= state.generation != used.generation;
    }

    fn observe<'a>(
        &'a self,
        used: &'a Credential,
        operation: &'a Operation,
        seen: Exchanged<'a>,
    ) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            if operation.ends_session() && !matches!(seen, Exchanged::NotSent) {
                self.0.forget();
                self.0.save().await;
                return;
            }
            match seen {
                Exchanged::NotSent => {}
                Exchanged::Lost => self.0.doubt(used),
                Exchanged::Reply { status, body, whole, .. } => {
                    match self.0.protocol.token_in(status, body) {
                        Some(token) if !token.ct_eq(&used.value) => {
                            self.0.rotating.store(true, Ordering::Release);
                            if token::is_usable(&token) {
                                self.0.succeed(used, token);
                            } else {
                                self.0.doubt(used);
                            }
                        }
                        Some(_) => {}
                        None if whole => {}
                        None => self.0.doubt(used),
                    }
                    // Also one that could not be stored before.
                    if self.0.is_unsaved() {
                        self.0.save().await;
                    }
                }
            }
        })
    }

    fn close<'a>(&'a self, client: &'a Client, logout: bool) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let inner = &self.0;
            // A call that has a token and waits for its turn sends it before the store is released.
            let _all = inner.lane.acquire_many(inner.lanes).await;
            // Closed before, the session may have been continued, or ended, by another process.
            let released = inner.state().standing == Standing::Released;
            let own = if logout && released { inner.reopen(None).await } else { Ok(!released) };
            let token = inner.state().token_to_end().filter(|_| logout && matches!(own, Ok(true)));
            if token.is_some() {
                inner.forget();
            }
            if matches!(own, Ok(true)) && inner.is_unsaved() {
                inner.save().await;
            }
            let ended = match token {
                Some(token) => inner.protocol.logout(client.clone(), token).await,
                None => own.map(drop),
            };
            inner.release().await;
            ended
        })
    }

    fn reset(&self) {
        self.0.state().refused = None;
    }
}
