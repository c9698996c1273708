//! A login session whose token may be replaced by any reply.

use super::{Authenticate, Credential, Exchanged, SessionStore};
use crate::{
    Client, Error, ErrorKind, Operation, Result, Secret,
    sync::{Mutex, MutexGuard},
    transport::BoxFuture,
};
use http::{HeaderName, StatusCode};
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
/// that stores the reply's token before anybody sees the reply. When the fate of a token is unknown the
/// next user of the session probes once, then logs in once.
pub struct Session(Arc<Inner>);

struct Inner {
    protocol: Arc<dyn SessionProtocol>,
    store: Option<Arc<dyn SessionStore>>,
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

#[derive(Default)]
struct State {
    token: Option<Secret>,
    generation: u64,
    suspect: bool,
    loaded: bool,
    refused: Option<Error>,
    unsaved: Option<Error>,
}

impl State {
    fn adopt(&mut self, token: Secret) {
        self.token = Some(token);
        self.suspect = false;
        self.generation += 1;
    }
}

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
        Self(Arc::new(Inner {
            protocol: Arc::new(protocol),
            store,
            lane: Arc::new(Semaphore::new(lanes.max(1))),
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
        self.0.state().unsaved.as_ref().map(Error::shared)
    }
}

impl Inner {
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
        let token = state.token.as_ref().filter(|_| !state.suspect)?;
        let mut credential = Credential::new(self.protocol.header(), token.clone());
        credential.generation = state.generation;
        credential.detached = true;
        Some(credential)
    }

    /// Makes sure that there is a good token: from the store, by a probe, or by one login.
    async fn open(&self, client: &Client) -> Result<()> {
        let _opening = self.opening.lock().await;
        if self.credential().is_some() {
            return Ok(());
        }
        if let Some(refused) = &self.state().refused {
            return Err(refused.shared());
        }
        let first = !std::mem::replace(&mut self.state().loaded, true);
        if first
            && let Some(store) = &self.store
            && let Some(token) = store.load().await?
        {
            self.adopt(token);
            return Ok(());
        }
        let doubtful = {
            let state = self.state();
            state.token.clone().filter(|_| state.suspect).map(|token| (token, state.generation))
        };
        if let Some((token, generation)) = doubtful {
            match self.protocol.probe(client.clone(), token.clone()).await? {
                Probe::Alive(new) => {
                    self.adopt(new.unwrap_or(token));
                    self.save().await;
                    return Ok(());
                }
                // With several lanes a reply may have brought a newer one meanwhile.
                Probe::Gone if self.state().generation == generation => self.forget(),
                Probe::Gone => {}
            }
        }
        if self.state().token.is_some() {
            return Ok(());
        }
        match self.protocol.login(client.clone()).await {
            Ok(token) => {
                self.adopt(token);
                self.save().await;
                Ok(())
            }
            Err(error) => {
                if error.kind() == ErrorKind::Auth {
                    self.state().refused = Some(error.shared());
                }
                Err(error)
            }
        }
    }

    fn adopt(&self, token: Secret) {
        self.state().adopt(token);
    }

    /// Adopts the token of a reply, unless the one that was sent is not the latest any more. One lock for
    /// both: two replies to the same token may come at once.
    fn succeed(&self, used: &Credential, token: Secret) -> bool {
        let mut state = self.state();
        let latest = state.generation == used.generation;
        if latest {
            state.adopt(token);
        }
        latest
    }

    fn forget(&self) {
        let mut state = self.state();
        state.token = None;
        state.suspect = false;
        state.generation += 1;
    }

    fn doubt(&self, used: &Credential) {
        let mut state = self.state();
        if state.generation == used.generation {
            state.suspect = state.token.is_some();
        }
    }

    async fn save(&self) {
        let Some(store) = &self.store else { return };
        let _saving = self.saving.lock().await;
        let token = self.state().token.clone();
        let saved = store.save(token.as_ref()).await;
        if let Err(error) = &saved {
            tracing::warn!(%error, "the session could not be stored");
        }
        self.state().unsaved = saved.err();
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.0.state();
        f.debug_struct("Session")
            .field("open", &state.token.is_some())
            .field("suspect", &state.suspect)
            .field("generation", &state.generation)
            .finish_non_exhaustive()
    }
}

impl Authenticate for Session {
    fn authorize<'a>(&'a self, client: &'a Client, deadline: Instant) -> BoxFuture<'a, Result<Credential>> {
        Box::pin(async move {
            let late = |kind, text: &str| Error::new(kind, text);
            let Ok(Some(permits)) = timeout_at(deadline, self.0.enter()).await else {
                return Err(late(
                    ErrorKind::Paced,
                    "timeout: the session was in use for all of the call's timeout",
                ));
            };
            if let Some(mut credential) = self.0.credential() {
                credential.lane = Some(Box::new(permits));
                return Ok(credential);
            }
            // Opening spends one-time codes and may replace a token: it runs to its end, in its own task,
            // and keeps its place in the lane meanwhile.
            let (tell, heard) = oneshot::channel();
            let (inner, client_for_task) = (self.0.clone(), client.clone());
            client.detach(async move {
                let opened = inner.open(&client_for_task).await;
                let _ = tell.send((opened, permits));
            });
            match timeout_at(deadline, heard).await {
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
                            // A slower reply must not put an older token back.
                            if self.0.succeed(used, token) {
                                self.0.save().await;
                            }
                        }
                        Some(_) => {}
                        None if whole => {}
                        None => self.0.doubt(used),
                    }
                }
            }
        })
    }

    fn close<'a>(&'a self, client: &'a Client, logout: bool) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let token = self.0.state().token.clone();
            if let (true, Some(token)) = (logout, token) {
                self.0.forget();
                self.0.save().await;
                return self.0.protocol.logout(client.clone(), token).await;
            }
            Ok(())
        })
    }

    fn reset(&self) {
        self.0.state().refused = None;
    }
}
