//! Bodies that are files: sent while they are read, handed out while they arrive.
//!
//! A transfer has no bound on its whole time unless the call sets one. What it has is an idle bound: the
//! server may be silent for 30 seconds; the time that the caller takes does not count.

mod download;
mod multipart;
mod upload;

pub use download::{Download, Parts, Sieve};
pub use multipart::Multipart;
pub use upload::Upload;

use crate::{
    Error, Request,
    transport::{
        BodyStream, BoxFuture, ByteStream, Incoming, TransportError,
        read::{Block, Cut},
    },
};
use http::header;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::time::timeout;

/// How long the peer may be silent.
const IDLE: Duration = Duration::from_secs(30);
/// When the bound has ended the peer is asked once more: a runtime that was held up for the whole time has not
/// looked at the socket since.
const GRACE: Duration = Duration::from_millis(500);

/// A reply's head under way.
pub(crate) type Head = BoxFuture<'static, Result<Incoming, TransportError>>;

/// Why the head of a transfer's reply did not come.
pub(crate) enum Halt {
    /// The connection failed.
    Broken(TransportError),
    /// The server took and said nothing for as long as it may.
    Silent(Duration),
    /// Nobody waits for the call any more.
    Abandoned,
    /// The caller's own stream failed.
    Source(String),
}

/// What a request keeps of its upload, shared by its attempts and whoever watches them. A trait, so that a program
/// without uploads carries nothing of them.
pub(crate) trait Source: Send + Sync {
    /// The body of one attempt; `None` when an earlier one has begun to send it.
    fn take(self: Arc<Self>) -> Option<(ByteStream, Option<u64>)>;
    fn is_spent(&self) -> bool;
    /// Waits for the head, unless the upload has to be stopped.
    fn head(&self, sending: Head) -> BoxFuture<'_, Result<Incoming, Halt>>;
    /// Nobody waits any more.
    fn abandon(&self);
}

/// What a request keeps of its download: where the bytes go. A trait for the same reason.
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
    /// Waits for the head, as long as the server is not silent for too long.
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

/// Tells the upload, when dropped, that nobody waits any more.
pub(crate) struct Abandon(pub(crate) Arc<dyn Source>);

impl Drop for Abandon {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

/// Waits for the peer, but not longer than it may be silent.
async fn patiently<F: Future + Unpin>(idle: Duration, mut peer: F) -> Option<F::Output> {
    match timeout(idle, &mut peer).await {
        Ok(output) => Some(output),
        Err(_) => timeout(GRACE, peer).await.ok(),
    }
}

impl Request {
    /// Sends these bytes while they are read, once. They replace any other body.
    pub fn upload(mut self, content_type: &str, content: impl Into<Upload>) -> Self {
        self.upload = Some(content.into().source());
        self.header(header::CONTENT_TYPE, content_type)
    }

    /// Sends this as `multipart/form-data`, once.
    pub fn multipart(mut self, form: Multipart) -> Self {
        let content_type = form.content_type();
        let (upload, secrets) = form.into_parts();
        for secret in &secrets {
            self.secrets.add(secret);
        }
        self.upload(&content_type, upload)
    }

    /// Ends the description of a call whose reply is a file, of any type unless the header `Accept` is set. Nothing of
    /// a success is judged: a page that a proxy answers with is a file, too.
    pub fn download(self) -> Download {
        let accepts = self.headers.iter().any(|(name, _)| *name == header::ACCEPT);
        Download::new(if accepts { self } else { self.header(header::ACCEPT, "*/*") }, None)
    }

    /// Ends the description of a call whose reply has a file in it. The rest is judged as any reply; the result of
    /// [`Download::finish`] is read from it.
    pub fn sifted<R>(self, sieve: fn() -> Box<dyn Sieve>) -> Download<R> {
        Download::new(self, Some(sieve))
    }

    /// Whether its bytes are handed over as they come, which takes as long as it takes.
    pub(crate) fn is_transfer(&self) -> bool {
        self.upload.is_some() || self.download.is_some()
    }

    /// Bytes have been taken or handed out that nobody can give again.
    pub(crate) fn is_spent(&self) -> bool {
        self.upload.as_ref().is_some_and(|source| source.is_spent())
            || self.download.as_ref().is_some_and(|sink| sink.has_started())
    }
}
