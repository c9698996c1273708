//! Bodies that are files: sent while they are read, handed out while they arrive.
//!
//! A transfer has no timeout for its whole time unless the call sets one. It has an idle timeout: the
//! server may send nothing for 30 seconds; the pauses of the caller do not count.

mod download;
pub(crate) mod ends;
mod multipart;
mod upload;

pub use download::{Download, Parts, Sieve};
pub use multipart::Multipart;
pub use upload::Upload;

use crate::Request;
use http::header;
use std::{future::Future, time::Duration};
use tokio::time::timeout;

/// How long the peer may send and read nothing.
const IDLE: Duration = Duration::from_secs(30);
/// When the timeout has ended the peer is polled once more: a runtime that was held up for the whole time has not
/// looked at the socket since.
const GRACE: Duration = Duration::from_millis(500);

/// Waits for the peer up to the idle timeout.
async fn patiently<F: Future + Unpin>(idle: Duration, mut peer: F) -> Option<F::Output> {
    match timeout(idle, &mut peer).await {
        Ok(output) => Some(output),
        Err(_) => timeout(GRACE, peer).await.ok(),
    }
}

impl Request {
    /// Sends these bytes while they are read, once. They replace any other body.
    pub fn upload(self, content_type: &str, content: impl Into<Upload>) -> Self {
        self.edit(|parts| parts.upload = Some(content.into().source()))
            .header(header::CONTENT_TYPE, content_type)
    }

    /// Sends this as `multipart/form-data`, once.
    pub fn multipart(mut self, form: Multipart) -> Self {
        let content_type = form.content_type();
        let (upload, secrets) = form.into_parts();
        for secret in &secrets {
            self = self.redact(secret);
        }
        self.upload(&content_type, upload)
    }

    /// Ends the description of a call whose reply is a file, of any type unless the header `Accept` is set. Nothing of
    /// a success is judged: a page that a proxy returns is a file, too.
    pub fn download(self) -> Download {
        let accepts = self.parts.headers.iter().any(|(name, _)| *name == header::ACCEPT);
        Download::new(if accepts { self } else { self.header(header::ACCEPT, "*/*") }, None)
    }

    /// Ends the description of a call whose reply has a file in it. The rest is judged as any reply; the result of
    /// [`Download::finish`] is read from it.
    pub fn sifted<R>(self, sieve: fn() -> Box<dyn Sieve>) -> Download<R> {
        Download::new(self, Some(sieve))
    }
}
