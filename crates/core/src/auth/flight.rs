//! One piece of work for many who wait for it: it runs in a task of its own and outlives them all.

use crate::{Client, Result};
use std::future::Future;
use tokio::sync::watch;

/// A running piece of work. `None` means that its task ended without a result: it panicked, or its
/// runtime was dropped.
pub(crate) struct Flight<T>(watch::Receiver<Option<Result<T>>>);

impl<T> Clone for Flight<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone + Send + Sync + 'static> Flight<T> {
    pub(crate) fn start(client: &Client, work: impl Future<Output = Result<T>> + Send + 'static) -> Self {
        let (sender, receiver) = watch::channel(None);
        client.detach(async move {
            sender.send_replace(Some(work.await));
        });
        Self(receiver)
    }

    /// Whether this and that wait for the same work.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0.same_channel(&other.0)
    }

    pub(crate) async fn wait(mut self) -> Option<Result<T>> {
        self.0.wait_for(Option::is_some).await.ok()?.clone()
    }
}
