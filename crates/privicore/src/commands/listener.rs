//! A waiter's subscription to the channel. Without a channel there are no events.

use super::CommandStatus;
use crate::{Client, CommandId};

/// An event of the channel for a waiter.
#[cfg_attr(not(feature = "websocket"), allow(dead_code, reason = "only a channel has events"))]
pub(crate) enum Event {
    /// The command has settled.
    Settled(CommandStatus),
    /// The channel was joined or disconnected: messages may be lost.
    Changed,
}

#[cfg(feature = "websocket")]
pub(crate) struct Listener(Option<super::channel::CommandWaiter>);

#[cfg(feature = "websocket")]
impl Listener {
    pub(crate) fn new(client: &Client, id: &CommandId) -> Self {
        Self(client.shared.channel.as_ref().map(|channel| {
            channel.open(&client.core, &client.shared.session);
            channel.wait_for(id)
        }))
    }

    pub(crate) async fn next(&mut self) -> Event {
        match &mut self.0 {
            Some(waiter) => waiter.next().await,
            None => std::future::pending().await,
        }
    }

    pub(crate) fn is_joined(&self) -> bool {
        self.0.as_ref().is_some_and(super::channel::CommandWaiter::is_joined)
    }
}

#[cfg(not(feature = "websocket"))]
pub(crate) struct Listener;

#[cfg(not(feature = "websocket"))]
impl Listener {
    pub(crate) fn new(_: &Client, _: &CommandId) -> Self {
        Self
    }

    pub(crate) async fn next(&mut self) -> Event {
        std::future::pending().await
    }

    #[allow(clippy::unused_self, reason = "the same interface as with a channel")]
    pub(crate) fn is_joined(&self) -> bool {
        false
    }
}
