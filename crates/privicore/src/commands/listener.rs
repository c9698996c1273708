//! One waiter's ear at the channel. Without a channel it hears nothing.

use super::CommandStatus;
use crate::{Client, CommandId};

/// What the channel says to a waiter.
#[cfg_attr(not(feature = "websocket"), allow(dead_code, reason = "only a channel says something"))]
pub(crate) enum Event {
    /// The command has settled.
    Settled(CommandStatus),
    /// The channel came or went: something may have been missed.
    Changed,
}

#[cfg(feature = "websocket")]
pub(crate) struct Listener(Option<super::channel::Ear>);

#[cfg(feature = "websocket")]
impl Listener {
    pub(crate) fn new(client: &Client, id: &CommandId) -> Self {
        Self(client.shared.channel.as_ref().map(|channel| {
            channel.open(&client.core, &client.shared.session);
            channel.listen(id)
        }))
    }

    pub(crate) async fn heard(&mut self) -> Event {
        match &mut self.0 {
            Some(ear) => ear.heard().await,
            None => std::future::pending().await,
        }
    }

    pub(crate) fn is_joined(&self) -> bool {
        self.0.as_ref().is_some_and(super::channel::Ear::is_joined)
    }
}

#[cfg(not(feature = "websocket"))]
pub(crate) struct Listener;

#[cfg(not(feature = "websocket"))]
impl Listener {
    pub(crate) fn new(_: &Client, _: &CommandId) -> Self {
        Self
    }

    pub(crate) async fn heard(&mut self) -> Event {
        std::future::pending().await
    }

    #[allow(clippy::unused_self, reason = "the same face as with a channel")]
    pub(crate) fn is_joined(&self) -> bool {
        false
    }
}
