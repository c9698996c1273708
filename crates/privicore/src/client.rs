//! The client of one engine.

mod builder;

pub use builder::ClientBuilder;

use crate::{
    Authenticators, AuthorizationToken, Command, CommandStatus, Commands, DataTokens, Devices, Directories,
    OAuth, PayloadCipher, Payloads, Policies, Polls, Profile, PublicKeys, Reauthorized, Storage, Utility,
    auth::Session,
    commands::{First, Poller, race},
    dialect::{self, failure},
};
#[cfg(feature = "websocket")]
use crate::{
    Messages, RequestId,
    commands::channel::{Channel, DataWaiter},
};
use portcullis_core::{Client as Core, Delivery, Error, ErrorKind, Request, Result, http::Method};
use std::{borrow::Cow, future::Future, sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, Semaphore, oneshot},
    time::Instant,
};

/// The maximum number of concurrent polls: a channel that is joined again wakes all waiters.
const POLLS: usize = 8;

/// A client of one Privicore engine: cheap to clone, shared by all its handles.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) core: Core,
    pub(crate) shared: Arc<Shared>,
}

/// The state that all clones share besides the core client.
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
    /// Returns a builder of a client for the engine's API at this URL; there is no public default.
    pub fn builder(api_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(api_url)
    }

    /// Returns the handle of health and of command states.
    pub fn utility(&self) -> Utility {
        Utility(self.core.clone())
    }

    /// Returns the handle of the caller's profile, its password and its tokens.
    pub fn profile(&self) -> Profile {
        Profile(self.core.clone())
    }

    /// Returns the handle of applications that act for the profile with their own token.
    pub fn oauth(&self) -> OAuth {
        OAuth(self.core.clone())
    }

    /// Returns the handle of the profile's public key, and the engine's.
    pub fn public_keys(&self) -> PublicKeys {
        PublicKeys(self.core.clone())
    }

    /// Returns the handle of directories.
    pub fn directories(&self) -> Directories {
        Directories(self.core.clone())
    }

    /// Returns the handle of devices.
    pub fn devices(&self) -> Devices {
        Devices(self.core.clone())
    }

    /// Returns the handle of storage devices.
    pub fn storage(&self) -> Storage {
        Storage(self.core.clone())
    }

    /// Returns the handle of devices that vote, and of the rules of polls.
    pub fn authenticators(&self) -> Authenticators {
        Authenticators(self.core.clone())
    }

    /// Returns the handle of policies.
    pub fn policies(&self) -> Policies {
        Policies(self.core.clone())
    }

    /// Returns the handle of polls.
    pub fn polls(&self) -> Polls {
        Polls(self.core.clone())
    }

    /// Returns the handles of operations whose paths are guesses.
    #[cfg(feature = "unconfirmed")]
    #[cfg_attr(docsrs, doc(cfg(feature = "unconfirmed")))]
    pub fn unconfirmed(&self) -> crate::unconfirmed::Unconfirmed {
        crate::unconfirmed::Unconfirmed(self.core.clone())
    }

    /// Returns the handle of data tokens, with one call per operation.
    pub fn data_tokens(&self) -> DataTokens {
        DataTokens(self.core.clone())
    }

    /// Returns the handle of payloads, which are encrypted by this cipher. Only [`Plain`](crate::Plain) sends plaintext.
    pub fn payloads(&self, cipher: impl PayloadCipher) -> Payloads {
        Payloads::new(self.clone(), cipher)
    }

    /// Returns the handle of commands, for waiting for their outcomes.
    pub fn commands(&self) -> Commands {
        Commands(self.clone())
    }

    /// Returns a request to an operation that this crate does not have. `.call::<Command>()` reads the command id in each
    /// of its forms; a read needs `.bare()`.
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

    /// Replaces the token in use by this one, which was fetched by hand.
    pub fn adopt(&self, token: &AuthorizationToken) {
        self.shared.session.adopt(token);
        #[cfg(feature = "websocket")]
        if let Some(channel) = &self.shared.channel {
            channel.retry_now();
        }
    }

    /// Replaces the token by a new one, as [`Profile::reauthorize_token`] does. It completes in its own task, so that the
    /// only copy of the new token is not lost when the caller is cancelled. One renewal runs at a time. See there for
    /// the unit of `ttl`.
    pub fn renew(&self, ttl: u32) -> impl Future<Output = Result<Reauthorized>> + Send + use<> {
        let (client, turn) = (self.clone(), self.shared.renewing.clone());
        async move {
            let interrupted =
                || failure(ErrorKind::Interrupted, "the renewal needs a tokio runtime until its end");
            dialect::runtime()?;
            let (sender, receiver) = oneshot::channel();
            let profile = client.profile();
            client.core.detach(async move {
                let _turn = turn.lock().await;
                let _ = sender.send(profile.reauthorize_token(ttl).await);
            });
            receiver.await.unwrap_or_else(|_| Err(interrupted().with_delivery(Delivery::Unknown)))
        }
    }

    /// Opens the websocket channel and resolves when it is joined. Open it before sending commands: then no outcome is too
    /// fast for it. Otherwise the first [`Commands::wait`] opens the channel and polls once, so nothing is missed
    /// either way.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] without a websocket URL; [`ErrorKind::Auth`] if the login or the token is refused;
    /// [`ErrorKind::Connect`], [`ErrorKind::Timeout`] and others if the channel does not open now. The client keeps
    /// trying, except after a proxy's 407: then only this method and [`adopt`](Self::adopt) try again.
    #[cfg(feature = "websocket")]
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    pub fn open_channel(&self) -> impl Future<Output = Result<()>> + Send + use<> {
        let client = self.clone();
        async move {
            dialect::runtime()?;
            client.until_closed(client.channel()?.join(&client.core, &client.shared.session)).await
        }
    }

    /// Returns all messages of the channel from now on, and opens it. For outcomes of commands use [`Commands::wait`],
    /// which also polls: a message that is lost with a connection is not sent again.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] without a websocket URL; [`ErrorKind::Interrupted`] outside of a tokio runtime.
    #[cfg(feature = "websocket")]
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    pub fn messages(&self) -> Result<Messages> {
        let messages = self.channel()?.messages(self.clone());
        // Subscribed before the channel opens, so that no message is missed.
        self.opened()?;
        Ok(messages)
    }

    /// Waits for the data of this request, including recent messages. Opens the channel.
    #[cfg(feature = "websocket")]
    pub(crate) fn wait_for_data(&self, id: &RequestId) -> Result<DataWaiter> {
        self.opened()?.wait_for_data(id)
    }

    #[cfg(feature = "websocket")]
    fn opened(&self) -> Result<&Channel> {
        let channel = self.channel()?;
        if self.core.is_closed() {
            return Err(closed());
        }
        dialect::runtime()?;
        channel.open(&self.core, &self.shared.session);
        Ok(channel)
    }

    #[cfg(feature = "websocket")]
    fn channel(&self) -> Result<&Channel> {
        let text = "the channel needs a websocket URL";
        self.shared.channel.as_ref().ok_or_else(|| failure(ErrorKind::Config, text))
    }

    /// Closes the client: [`Client::close`](portcullis_core::Client::close) states what that means. The channel and its
    /// streams end, and waits for commands and data return an error with the kind `Interrupted`. The token is dropped;
    /// the engine does not revoke it: see [`close_and_logout`](Self::close_and_logout).
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if that takes longer.
    pub fn close(&self, bound: Duration) -> impl Future<Output = Result<()>> + Send + use<> {
        self.end(bound, false)
    }

    /// As [`close`](Self::close), and at last revokes the token.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if that takes longer, or the error of the revocation.
    pub fn close_and_logout(&self, bound: Duration) -> impl Future<Output = Result<()>> + Send + use<> {
        self.end(bound, true)
    }

    fn end(&self, bound: Duration, logout: bool) -> impl Future<Output = Result<()>> + Send + use<> {
        let client = self.clone();
        async move {
            dialect::runtime()?;
            let began = Instant::now();
            // First: a wait must not open the channel again.
            client.core.refuse_calls();
            #[cfg(feature = "websocket")]
            if let Some(channel) = &client.shared.channel {
                let late = |_| failure(ErrorKind::Timeout, "the channel did not close within the timeout");
                tokio::time::timeout(bound, channel.close()).await.map_err(late)?;
            }
            client.core.close(bound.saturating_sub(began.elapsed()), logout).await
        }
    }

    /// Allows the credentials again after the engine refused them: for credentials that were fixed there.
    pub fn reset_credentials(&self) {
        self.core.reset_credentials();
    }

    /// Waits until the client is closed.
    pub(crate) async fn until_closed<T>(&self, wait: impl Future<Output = Result<T>>) -> Result<T> {
        match race(self.core.closing(), wait).await {
            First::Left(()) => Err(closed()),
            First::Right(outcome) => outcome,
        }
    }

    /// Polls once for a waiter.
    pub(crate) async fn poll(&self, command: &Command) -> Result<CommandStatus> {
        let _turn = self.shared.polls.acquire().await;
        self.shared.poller.poll(&self.core, command).await
    }
}

fn closed() -> Error {
    failure(ErrorKind::Interrupted, "the client is closed")
}
