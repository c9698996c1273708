//! One piece of work for many who wait for it: it runs in a task of its own and outlives them all.

use crate::{Client, Error, Result};
use std::future::Future;
use tokio::sync::watch;

/// A running piece of work. `None` means that its task ended without a result: it panicked, or its
/// runtime was dropped.
pub(crate) struct Flight<T>(watch::Receiver<Option<Result<T, SharedError>>>);

/// An error that every waiter gets a copy of.
#[derive(Clone)]
pub(crate) struct SharedError(std::sync::Arc<Error>);

impl SharedError {
    pub(crate) fn into_error(self) -> Error {
        self.0.shared()
    }
}

impl<T> Clone for Flight<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone + Send + Sync + 'static> Flight<T> {
    pub(crate) fn start(client: &Client, work: impl Future<Output = Result<T>> + Send + 'static) -> Self {
        let (sender, receiver) = watch::channel(None);
        client.detach(async move {
            let outcome = work.await.map_err(|e| SharedError(std::sync::Arc::new(e)));
            sender.send_replace(Some(outcome));
        });
        Self(receiver)
    }

    /// Whether this and that wait for the same work.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0.same_channel(&other.0)
    }

    pub(crate) async fn wait(mut self) -> Option<Result<T>> {
        let outcome = self.0.wait_for(Option::is_some).await.ok()?.clone();
        outcome.map(|o| o.map_err(SharedError::into_error))
    }
}
