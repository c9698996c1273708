//! Commands: what a write is between its acceptance and its outcome.

#[cfg(feature = "websocket")]
pub(crate) mod channel;
mod listener;
mod model;
mod wait;

#[cfg(feature = "websocket")]
pub use channel::{DataMessage, Message, Messages, OutputType, StreamReady};
pub(crate) use listener::{Event, Listener};
pub use model::{Command, CommandState, CommandStatus};
pub(crate) use model::{id_in, normalise, reason_of};

use crate::{Client, Utility};
use portcullis_core::{Client as Core, Result};
use std::{
    future::Future,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// The template of the state's operation.
pub(crate) const STATUS: &str = "/request-status/{command_id}";
/// The first pause between two polls; it doubles.
pub(crate) const POLL_FIRST: Duration = Duration::from_millis(300);
/// The longest pause between two polls without a channel.
pub(crate) const POLL_SLOWEST: Duration = Duration::from_secs(2);

/// Commands and their outcomes.
///
/// Nearly every write of this API is accepted first and done later: its call returns a [`Command`], a plain
/// value that may be stored and waited for in another process.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(client: privicore::Client, command: privicore::Command) -> privicore::Result<()> {
/// match client.commands().wait(&command, Duration::from_secs(120)).await {
///     Ok(_) => println!("done"),
///     Err(error) if error.is_timeout() => println!("still running: {error}"),
///     Err(error) => println!("rejected: {:?}", error.code()),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Commands(pub(crate) Client);

impl Commands {
    /// Waits until the command has succeeded, at most this long. A command that a policy holds for a vote may
    /// take many minutes, so there is no bound of our own.
    ///
    /// The outcome comes over the channel if a websocket URL was given (the first wait opens it; see
    /// [`Client::open_channel`]), and by polling: once at once, again after each (re)opening of the channel,
    /// every few seconds in case the channel stays silent, and every 0.3 to 2 s without a channel. A failed
    /// poll is not the command's failure: it is repeated.
    ///
    /// # Errors
    /// * Rejected: [`ErrorKind::Api`](crate::ErrorKind::Api) with the vendor's reason key as
    ///   [`code`](crate::Error::code), if it gave one, and [`Delivery::Rejected`](crate::Delivery::Rejected).
    /// * Not settled within the bound: [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) with
    ///   [`Delivery::Unknown`](crate::Delivery::Unknown); the message holds the command's id. Wait again.
    /// * Not known to the engine three times in a row: [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404
    ///   and [`Delivery::Unknown`](crate::Delivery::Unknown). Old engines answer so for a failed command.
    /// * A poll that is refused for good: that error, with [`Delivery::Unknown`](crate::Delivery::Unknown).
    pub fn wait(
        &self,
        command: &Command,
        bound: Duration,
    ) -> impl Future<Output = Result<CommandStatus>> + Send + use<> {
        wait::wait(self.0.clone(), command.clone(), bound)
    }

    /// Asks once for the state, in whichever form the engine understands: the GET of
    /// [`Utility::command_status`], and after a 405 the POST of
    /// [`Utility::command_status_post`].
    pub fn status(&self, command: &Command) -> impl Future<Output = Result<CommandStatus>> + Send + use<> {
        let (client, command) = (self.0.clone(), command.clone());
        async move { client.shared.poller.status(&client.core, &command).await }
    }
}

/// Asks for states and remembers which form the engine wants.
#[derive(Debug, Default)]
pub(crate) struct Poller {
    post: AtomicBool,
}

impl Poller {
    async fn status(&self, core: &Core, command: &Command) -> Result<CommandStatus> {
        self.ask(core, command, |call| call).await
    }

    /// One quick question: whoever polls repeats it anyway.
    pub(crate) async fn poll(&self, core: &Core, command: &Command) -> Result<CommandStatus> {
        self.ask(core, command, |call| call.timeout(Duration::from_secs(10)).retry(crate::Retry::none()))
            .await
    }

    async fn ask(
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
