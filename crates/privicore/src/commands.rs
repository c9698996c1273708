//! Commands: accepted writes and their outcomes.

#[cfg(feature = "websocket")]
pub(crate) mod channel;
mod listener;
mod model;
mod outcome;
mod read;
mod wait;

#[cfg(feature = "websocket")]
pub use channel::{DataMessage, Message, Messages, OutputType, StreamReady};
pub(crate) use listener::{Event, Listener};
pub use model::{Command, CommandState, CommandStatus};
pub(crate) use model::{id_in, normalise, reason_of};
pub use outcome::CommandOutcome;
pub(crate) use wait::{First, race};

use crate::{Call, Client, Utility};
use portcullis_core::{Client as Core, Result, transport::BoxFuture};
use serde::de::DeserializeOwned;
use std::{
    future::Future,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// The first pause between two polls; it doubles.
pub(crate) const POLL_FIRST: Duration = Duration::from_millis(300);
/// The longest pause between two polls without a channel.
pub(crate) const POLL_SLOWEST: Duration = Duration::from_secs(2);

/// Commands and their outcomes.
///
/// Nearly every write of this API is accepted first and done later: its call returns a [`Command`], a plain value that
/// can be stored and waited for in another process.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(client: privicore::Client, command: privicore::Command) -> privicore::Result<()> {
/// use privicore::CommandOutcome::{Done, Held, Rejected};
///
/// match client.commands().outcome(&command, Duration::from_secs(120)).await? {
///     Done(_) => println!("done"),
///     Rejected { code, .. } => println!("rejected: {code:?}"),
///     Held { .. } => println!("still running"),
///     other => println!("not known: {other:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Commands(pub(crate) Client);

impl Commands {
    /// Waits until the command has succeeded, at most this long. A policy may hold a command for a vote for many minutes,
    /// so there is no default timeout.
    ///
    /// The outcome arrives by the channel if there is a websocket URL (the first wait opens it; see
    /// `Client::open_channel`), and by polling: once at the start, after each join of the channel, every few seconds if
    /// the channel is silent, and every 0.3 to 2 s without a channel. A failed poll is repeated.
    ///
    /// # Errors
    /// One of these:
    ///
    /// | the command; its [`CommandOutcome`] | [`kind`](crate::Error::kind) | [`status`](crate::Error::status) | [`delivery`](crate::Error::delivery) | [`code`](crate::Error::code) | text |
    /// |---|---|---|---|---|---|
    /// | was rejected; `Rejected` | [`Api`](crate::ErrorKind::Api) | none | [`Rejected`](crate::Delivery::Rejected) | the vendor's reason key, if there is one | the vendor's message |
    /// | is held, for example by a vote: not settled at the timeout; `Held` | [`Timeout`](crate::ErrorKind::Timeout) | none | [`Unknown`](crate::Delivery::Unknown) | none | its id and the last state seen; wait again |
    /// | cannot be followed: at the timeout the last poll had failed, and the channel had sent nothing; `NotKnown` | [`Interrupted`](crate::ErrorKind::Interrupted) | none | [`Unknown`](crate::Delivery::Unknown) | none | its id, and the poll's failure as source; wait again |
    /// | is unknown to the engine in three consecutive polls; old engines return this for a failed command; `Lost` | [`Api`](crate::ErrorKind::Api) | 404 | [`Unknown`](crate::Delivery::Unknown) | none | its id |
    ///
    /// A poll that is refused permanently ends the wait with that error and [`Delivery::Unknown`](crate::Delivery::Unknown);
    /// so does [`Client::close`](crate::Client::close), with the kind [`Interrupted`](crate::ErrorKind::Interrupted).
    pub fn wait(
        &self,
        command: &Command,
        bound: Duration,
    ) -> impl Future<Output = Result<CommandStatus>> + Send + use<> {
        let outcome = self.outcome(command, bound);
        async move { outcome.await?.into_result() }
    }

    /// Waits like [`wait`](Self::wait), and returns the way in which the wait ended as a value to match.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn example(client: privicore::Client, command: privicore::Command) -> privicore::Result<()> {
    /// use privicore::CommandOutcome::{Done, Held, Lost, NotKnown, Rejected};
    ///
    /// match client.commands().outcome(&command, Duration::from_secs(120)).await? {
    ///     Done(_) => println!("done"),
    ///     Rejected { code, error, .. } => println!("rejected: {code:?}, {error}"),
    ///     Held { .. } | NotKnown { .. } => println!("wait again"),
    ///     Lost { .. } => println!("see whether it was done"),
    ///     other => println!("{other:?}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A poll that is refused permanently, with [`Delivery::Unknown`](crate::Delivery::Unknown); an empty id; a missing
    /// runtime.
    pub fn outcome(
        &self,
        command: &Command,
        bound: Duration,
    ) -> impl Future<Output = Result<CommandOutcome>> + Send + use<> {
        // Boxed: compiled once, not in each future that waits.
        let waiting: BoxFuture<'static, _> = Box::pin(wait::outcome(self.0.clone(), command.clone(), bound));
        waiting
    }

    /// Waits for the command, then reads its result, all within the timeout. Reads may lag behind commands: a read that
    /// fails with 404 or 5xx, or with a 2xx without the object, is repeated after 0.3 s, later every 2 s. The closure
    /// makes the call for each read, with its options.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn example(client: privicore::Client, stored: &str) -> Result<(), Box<dyn std::error::Error>> {
    /// // A stored command.
    /// let command: privicore::Command = serde_json::from_str(stored)?;
    /// let bound = Duration::from_secs(120);
    /// let profile = client.commands().read_after(&command, bound, || client.profile().retrieve_id()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Source: a client of a live engine reads a new policy up to five times, a second apart; how long reads may lag is
    /// not known.
    ///
    /// # Errors
    /// * Those of [`wait`](Self::wait), if the command did not succeed: nothing is read then.
    /// * The command succeeded, and its result was not visible within the timeout: [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) with
    ///   [`Delivery::Applied`](crate::Delivery::Applied), and the last read's failure as source.
    /// * Every other failure of the read, at once.
    pub fn read_after<T, F>(
        &self,
        command: &Command,
        bound: Duration,
        read: F,
    ) -> impl Future<Output = Result<T>> + Send + use<T, F>
    where
        T: DeserializeOwned,
        F: FnMut() -> Call<T> + Send,
    {
        read::read_after(self.0.clone(), command.clone(), bound, read)
    }

    /// Returns the current state, by the GET of [`Utility::command_status`], and after a 405 by the POST of
    /// [`Utility::command_status_post`].
    pub fn status(&self, command: &Command) -> impl Future<Output = Result<CommandStatus>> + Send + use<> {
        let (client, command) = (self.0.clone(), command.clone());
        async move { client.shared.poller.status(&client.core, &command).await }
    }
}

/// Fetches states, and stores which form the engine requires.
#[derive(Debug, Default)]
pub(crate) struct Poller {
    post: AtomicBool,
}

impl Poller {
    async fn status(&self, core: &Core, command: &Command) -> Result<CommandStatus> {
        self.fetch(core, command, |call| call).await
    }

    /// One short attempt, because polls are repeated anyway.
    pub(crate) async fn poll(&self, core: &Core, command: &Command) -> Result<CommandStatus> {
        self.fetch(core, command, |call| call.timeout(Duration::from_secs(10)).retry(crate::Retry::none()))
            .await
    }

    async fn fetch(
        &self,
        core: &Core,
        command: &Command,
        shape: impl Fn(crate::Call<CommandStatus>) -> crate::Call<CommandStatus> + Send,
    ) -> Result<CommandStatus> {
        let utility = Utility(core.clone());
        if !self.post.load(Ordering::Relaxed) {
            match shape(utility.command_status(command)).await {
                Err(error) if error.status().is_some_and(|status| status.as_u16() == 405) => {
                    self.post.store(true, Ordering::Relaxed);
                }
                other => return other,
            }
        }
        shape(utility.command_status_post(command)).await
    }
}
