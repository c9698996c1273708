//! The client of one engine.

mod builder;

pub use builder::ClientBuilder;

use crate::{
    Authenticators, AuthorizationToken, Command, CommandStatus, Commands, DataTokens, Devices, Directories,
    OAuth, PayloadCipher, Payloads, Policies, Polls, Profile, PublicKeys, Reauthorized, Storage, Utility,
    auth::Session, commands::Poller,
};
#[cfg(feature = "websocket")]
use crate::{
    Messages, RequestId,
    commands::channel::{Channel, DataEar},
};
use portcullis_core::{Client as Core, Delivery, Error, ErrorKind, Request, Result, http::Method};
use std::{borrow::Cow, future::Future, sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, Semaphore, oneshot},
    time::Instant,
};

/// So many waiters poll at a time; a channel that comes back wakes them all.
const POLLS: usize = 8;

/// A client of one Privicore engine: cheap to clone, shared by all its handles.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) core: Core,
    pub(crate) shared: Arc<Shared>,
}

/// What all clones have in common beside the engine of calls.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) session: Arc<Session>,
    pub(crate) poller: Poller,
    polls: Semaphore,
    renewing: Arc<Mutex<()>>,
    #[cfg(feature = "websocket")]
    pub(crate) channel: Option<Channel>,
}

impl Client {
    /// Begins a client of the engine's API at this URL; there is no public default.
    pub fn builder(api_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(api_url)
    }

    /// Health, and the state of commands.
    pub fn utility(&self) -> Utility {
        Utility(self.core.clone())
    }

    /// The caller's profile, its password and its tokens.
    pub fn profile(&self) -> Profile {
        Profile(self.core.clone())
    }

    /// Applications that act for the profile with a token of their own.
    pub fn oauth(&self) -> OAuth {
        OAuth(self.core.clone())
    }

    /// The profile's public key, and the engine's.
    pub fn public_keys(&self) -> PublicKeys {
        PublicKeys(self.core.clone())
    }

    /// Directories.
    pub fn directories(&self) -> Directories {
        Directories(self.core.clone())
    }

    /// Devices.
    pub fn devices(&self) -> Devices {
        Devices(self.core.clone())
    }

    /// Devices that store.
    pub fn storage(&self) -> Storage {
        Storage(self.core.clone())
    }

    /// Devices that vote, and how polls are decided.
    pub fn authenticators(&self) -> Authenticators {
        Authenticators(self.core.clone())
    }

    /// Policies.
    pub fn policies(&self) -> Policies {
        Policies(self.core.clone())
    }

    /// Polls.
    pub fn polls(&self) -> Polls {
        Polls(self.core.clone())
    }

    /// Operations whose paths are guesses.
    #[cfg(feature = "unconfirmed")]
    #[cfg_attr(docsrs, doc(cfg(feature = "unconfirmed")))]
    pub fn unconfirmed(&self) -> crate::unconfirmed::Unconfirmed {
        crate::unconfirmed::Unconfirmed(self.core.clone())
    }

    /// Data tokens, call by call.
    pub fn data_tokens(&self) -> DataTokens {
        DataTokens(self.core.clone())
    }

    /// Payloads: stored and retrieved as a whole, encrypted by this cipher. [`Plain`](crate::Plain) sends plaintext,
    /// and nothing else does.
    pub fn payloads(&self, cipher: impl PayloadCipher) -> Payloads {
        Payloads::new(self.clone(), cipher)
    }

    /// Commands: waiting for what a write promised.
    pub fn commands(&self) -> Commands {
        Commands(self.clone())
    }

    /// Begins a request to an operation that this crate does not have. `.call::<Command>()` finds the command
    /// id wherever the engine put it; a read says `.bare()`.
    ///
    /// ```no_run
    /// # async fn example(client: privicore::Client) -> privicore::Result<()> {
    /// use privicore::{Command, http::Method};
    ///
    /// let request = client.request(Method::POST, "/device/label").field("deviceIdentifier", "dev-1");
    /// let command: Command = request.field("label", "cellar").call().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, template: impl Into<Cow<'static, str>>) -> Request {
        self.core.request(method, template)
    }

    /// Uses this token from now on, in place of the one in use: one that was fetched by hand.
    pub fn adopt(&self, token: &AuthorizationToken) {
        self.shared.session.adopt(token);
        #[cfg(feature = "websocket")]
        if let Some(channel) = &self.shared.channel {
            channel.hurry();
        }
    }

    /// Swaps the token for a fresh one, as [`Profile::reauthorize_token`] does, and adopts it. It runs to its
    /// end in a task of its own, so that the only copy of the new token is not lost when the caller goes away,
    /// and one renewal runs at a time. See there for the unit of `ttl`.
    pub fn renew(&self, ttl: u32) -> impl Future<Output = Result<Reauthorized>> + Send + use<> {
        let (client, turn) = (self.clone(), self.shared.renewing.clone());
        async move {
            let interrupted =
                || Error::new(ErrorKind::Interrupted, "the renewal needs a tokio runtime that goes on");
            if tokio::runtime::Handle::try_current().is_err() {
                return Err(interrupted());
            }
            let (tell, told) = oneshot::channel();
            let profile = client.profile();
            client.core.detach(async move {
                let _turn = turn.lock().await;
                let _ = tell.send(profile.reauthorize_token(ttl).await);
            });
            told.await.unwrap_or_else(|_| Err(interrupted().with_delivery(Delivery::Unknown)))
        }
    }

    /// Opens the websocket channel and resolves when it is joined. Open it before sending commands: their
    /// outcomes are then heard however fast they come. Without it the first [`Commands::wait`] opens the channel
    /// and polls once, so nothing is missed either way.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] without a websocket URL or with a proxy of your own; [`ErrorKind::Auth`] if the
    /// login or the token is refused; [`ErrorKind::Connect`], [`ErrorKind::Timeout`] and others if the channel
    /// does not open now. The client goes on trying.
    #[cfg(feature = "websocket")]
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    pub fn open_channel(&self) -> impl Future<Output = Result<()>> + Send + use<> {
        let client = self.clone();
        async move {
            if tokio::runtime::Handle::try_current().is_err() {
                return Err(Error::new(ErrorKind::Interrupted, "the channel needs a tokio runtime"));
            }
            client.channel()?.join(&client.core, &client.shared.session).await
        }
    }

    /// Everything that the channel says from now on; opens the channel. For outcomes of commands there is
    /// [`Commands::wait`], which polls as well: a message that is lost with a connection is not sent again.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] without a websocket URL or with a proxy of your own; [`ErrorKind::Interrupted`]
    /// outside of a tokio runtime.
    #[cfg(feature = "websocket")]
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    pub fn messages(&self) -> Result<Messages> {
        let messages = self.channel()?.messages(self.clone());
        // Opened first, it might say something before anybody reads.
        self.opened()?;
        Ok(messages)
    }

    /// Listens for the data of this request, and hears what came before too. Opens the channel.
    #[cfg(feature = "websocket")]
    pub(crate) fn listen_data(&self, id: &RequestId) -> Result<DataEar> {
        self.opened()?.listen_data(id)
    }

    #[cfg(feature = "websocket")]
    fn opened(&self) -> Result<&Channel> {
        let channel = self.channel()?;
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::new(ErrorKind::Interrupted, "the channel needs a tokio runtime"));
        }
        channel.open(&self.core, &self.shared.session);
        Ok(channel)
    }

    #[cfg(feature = "websocket")]
    fn channel(&self) -> Result<&Channel> {
        let text = "the channel needs a websocket URL and goes through no proxy";
        self.shared.channel.as_ref().ok_or_else(|| Error::new(ErrorKind::Config, text))
    }

    /// Ends the client's work: closes the channel, waits for logins under way, and forgets the token. The
    /// token itself lives on at the engine: see [`close_and_logout`](Self::close_and_logout).
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if that takes longer than the bound.
    pub fn close(&self, bound: Duration) -> impl Future<Output = Result<()>> + Send + use<> {
        self.end(bound, false)
    }

    /// As [`close`](Self::close), and revokes the token.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if that takes longer than the bound, or what the revocation says.
    pub fn close_and_logout(&self, bound: Duration) -> impl Future<Output = Result<()>> + Send + use<> {
        self.end(bound, true)
    }

    fn end(&self, bound: Duration, logout: bool) -> impl Future<Output = Result<()>> + Send + use<> {
        let client = self.clone();
        async move {
            if tokio::runtime::Handle::try_current().is_err() {
                return Err(Error::new(ErrorKind::Interrupted, "closing needs a tokio runtime"));
            }
            let began = Instant::now();
            #[cfg(feature = "websocket")]
            if let Some(channel) = &client.shared.channel {
                let late = |_| Error::new(ErrorKind::Timeout, "the channel did not close within the bound");
                tokio::time::timeout(bound, channel.close()).await.map_err(late)?;
            }
            client.core.close(bound.saturating_sub(began.elapsed()), logout).await
        }
    }

    /// Presents the credentials again although the engine refused them: after they were mended there.
    pub fn reset_credentials(&self) {
        self.core.reset_credentials();
    }

    /// One poll for a waiter.
    pub(crate) async fn poll(&self, command: &Command) -> Result<CommandStatus> {
        let _turn = self.shared.polls.acquire().await;
        self.shared.poller.poll(&self.core, command).await
    }
}
