//! The token of a session, and what is known of it.

use super::{Inner, Opened, Probe};
use crate::{Client, Error, ErrorKind, Result, Secret, auth::token, transport::BoxFuture};
use std::{future::poll_fn, task::Poll};
use tokio::sync::oneshot;

#[derive(Default)]
pub(super) struct State {
    pub(super) token: Option<Secret>,
    pub(super) generation: u64,
    pub(super) standing: Standing,
    /// Whether the token is newer than the store's.
    pub(super) ahead: bool,
    /// Whether the token does not come from the store, and no call was accepted with it yet.
    pub(super) fresh: bool,
    /// Whether the store was read since the client was opened.
    pub(super) loaded: bool,
    pub(super) refused: Option<Error>,
    pub(super) unsaved: Option<Error>,
}

/// What is known of the token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing speaks against it.
    #[default]
    Good,
    /// Its fate is unknown.
    Doubtful,
    /// The server refused it in a probe.
    Gone,
    /// The store was released: another process may have replaced it.
    Released,
}

impl State {
    pub(super) fn adopt(&mut self, token: Option<Secret>) {
        self.token = token;
        self.standing = Standing::Good;
        self.generation += 1;
        (self.ahead, self.fresh) = (true, true);
    }

    pub(super) fn good(&self) -> Option<&Secret> {
        self.token.as_ref().filter(|_| self.standing == Standing::Good)
    }

    /// The token of a session that the server may still have open.
    pub(super) fn token_to_end(&self) -> Option<Secret> {
        self.token.clone().filter(|_| self.standing != Standing::Gone)
    }

    /// Continues with the store's token, unless it is one that is in doubt.
    fn continue_with(&mut self, found: Option<Secret>) -> bool {
        // The store's is older than one that could not be stored.
        if !self.ahead {
            let Some(found) = found else { return false };
            if !self.token.as_ref().is_some_and(|token| token.ct_eq(&found)) {
                self.adopt(Some(found));
                (self.ahead, self.fresh) = (false, false);
            }
        }
        if self.standing == Standing::Released {
            self.standing = Standing::Good;
        }
        self.good().is_some()
    }
}

impl Inner {
    /// Makes sure that there is a good token: from the store, by a probe, or by one login.
    pub(super) async fn open(&self, client: &Client, caller: &mut oneshot::Sender<Opened>) -> Result<()> {
        let _opening = self.opening.lock().await;
        if self.credential().is_some() || self.reopen(Some(caller)).await? {
            return Ok(());
        }
        if let Some(refused) = &self.state().refused {
            return Err(refused.clone());
        }
        let (token, generation) = {
            let state = self.state();
            (state.token_to_end(), state.generation)
        };
        if let Some(token) = token {
            let alive = match self.protocol.probe(client.clone(), token.clone()).await? {
                Probe::Alive(new) => Some(new.unwrap_or(token)),
                Probe::Gone => None,
            };
            if let Some(token) = alive.filter(token::is_usable) {
                self.adopt(token);
                self.save().await;
                return Ok(());
            }
            self.gone(generation);
        }
        // With several lanes a reply may have brought a newer one meanwhile.
        if self.credential().is_some() {
            return Ok(());
        }
        let opened = self.protocol.login(client.clone()).await;
        match opened.and_then(|token| token::check(&token).map(|()| token)) {
            Ok(token) => {
                self.adopt(token);
                self.save().await;
                Ok(())
            }
            Err(error) => {
                if error.kind() == ErrorKind::Auth {
                    self.state().refused = Some(error.clone());
                }
                Err(error)
            }
        }
    }

    /// Continues with the token of the store: of an earlier run, or of another process since. The wait for the store ends
    /// with the caller's.
    pub(super) async fn reopen(&self, mut caller: Option<&mut oneshot::Sender<Opened>>) -> Result<bool> {
        let Some(store) = &self.store else { return Ok(false) };
        // A token that is being stored is newer.
        let _saving = self.saving.lock().await;
        let (ahead, loaded, generation) = {
            let state = self.state();
            (state.ahead, state.loaded, state.generation)
        };
        // Before it is loaded, a store may be another's.
        if ahead && loaded {
            return Ok(false);
        }
        let mut load = store.load();
        let found = poll_fn(|context| match (load.as_mut().poll(context), &mut caller) {
            (Poll::Ready(found), _) => Poll::Ready(Some(found)),
            (_, Some(caller)) => caller.poll_closed(context).map(|()| None),
            _ => Poll::Pending,
        });
        let found = match found.await {
            None => return Err(Error::new(ErrorKind::Interrupted, "the call was dropped")),
            Some(Err(error)) if !loaded => return Err(error),
            // The session's own token may still be good.
            Some(found) => found.unwrap_or_default(),
        };
        let mut state = self.state();
        state.loaded = true;
        if state.generation != generation {
            return Ok(state.good().is_some());
        }
        // One that no request can carry is none: a login replaces it.
        Ok(state.continue_with(found.filter(token::is_usable)))
    }

    fn adopt(&self, token: Secret) {
        self.state().adopt(Some(token));
    }

    fn gone(&self, generation: u64) {
        let mut state = self.state();
        if state.generation == generation {
            state.standing = Standing::Gone;
            state.generation += 1;
        }
    }

    /// Ends exclusive use of the store; the next call begins it again.
    pub(super) async fn release(&self) {
        let Some(store) = &self.store else { return };
        {
            let mut state = self.state();
            if state.standing == Standing::Good {
                state.standing = Standing::Released;
            }
            state.loaded = false;
        }
        store.release().await;
    }

    /// Whether there is a token that the store should have.
    pub(super) fn is_unsaved(&self) -> bool {
        self.store.is_some() && self.state().ahead
    }

    /// Boxed, so that it is compiled once for its callers: this saves 2 kB of a program.
    pub(super) fn save(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let Some(store) = &self.store else { return };
            let _saving = self.saving.lock().await;
            let (token, generation) = {
                let state = self.state();
                (state.token.clone(), state.generation)
            };
            let saved = store.save(token.as_ref()).await;
            if let Err(error) = &saved {
                tracing::warn!(%error, "the session could not be stored");
            }
            let mut state = self.state();
            state.ahead &= saved.is_err() || state.generation != generation;
            state.unsaved = saved.err();
        })
    }
}
