//! What a request keeps of its upload and its download. Traits, so that a program without transfers does not carry
//! their code.

use crate::{
    Delivery, Error,
    secret::Block,
    transport::{BodyStream, BoxFuture, ByteStream, Incoming, TransportError, read::Cut},
};
use std::{sync::Arc, time::Duration};

/// A reply's head under way.
pub(crate) type Head = BoxFuture<'static, Result<Incoming, TransportError>>;

/// Why the head of a transfer's reply did not come.
pub(crate) enum Halt {
    /// The connection failed.
    Broken(TransportError),
    /// The server took and sent nothing for as long as it may.
    Silent(Duration),
    /// The call was dropped.
    Abandoned,
    /// The caller's own stream failed, or has another length than was given.
    Source(String, Delivery),
}

/// What a request keeps of its upload, shared by its attempts and the tasks that watch them.
pub(crate) trait Source: Send + Sync {
    /// The body of one attempt; `None` when an earlier one has begun to send it.
    fn take(self: Arc<Self>) -> Option<(ByteStream, Option<u64>)>;
    fn is_spent(&self) -> bool;
    /// Waits for the head, unless the upload has to be stopped.
    fn head(&self, sending: Head) -> BoxFuture<'_, Result<Incoming, Halt>>;
    /// Stops it: the call was dropped.
    fn abandon(&self);
}

/// What a request keeps of its download: where the bytes go.
pub(crate) trait Sink: Send + Sync {
    fn set_idle(&mut self, idle: Duration);
    fn set_limit(&mut self, bytes: u64);
    fn has_limit(&self) -> bool;
    fn idle(&self) -> Duration;
    /// The whole reply is the file.
    fn is_raw(&self) -> bool;
    /// Something has been handed out: what comes after cannot begin anew.
    fn has_started(&self) -> bool;
    /// What was wrong with the file although the rest of the reply may be good.
    fn problem(&self) -> Option<Error>;
    /// Waits for the head, up to the idle timeout.
    fn head(&self, sending: Head) -> BoxFuture<'_, Result<Incoming, Halt>>;
    /// Hands out the body; what is not the file's goes to `rest`.
    fn pump<'a>(
        &'a self,
        declared: Option<u64>,
        body: &'a mut BodyStream,
        cap: usize,
        rest: &'a mut Block,
    ) -> BoxFuture<'a, Result<(), Cut>>;
}

/// Stops the upload when dropped: the caller has stopped waiting.
pub(crate) struct Abandon(pub(crate) Arc<dyn Source>);

impl Drop for Abandon {
    fn drop(&mut self) {
        self.0.abandon();
    }
}
