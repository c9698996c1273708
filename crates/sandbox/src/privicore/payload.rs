//! The bytes of a data token: small ones in memory, large ones in a file that has no name.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

/// From this size on a payload lives in a file.
const LARGE: usize = 1024 * 1024;

/// How much of a file is in memory at a time.
const STEP: usize = 256 * 1024;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Saved", into = "Saved")]
pub(super) enum Payload {
    Memory(Bytes),
    /// The file is shared by all readers, so each reads at its own place under the lock.
    File {
        file: Arc<Mutex<File>>,
        length: u64,
    },
    /// It was in a file when the process before this one ended.
    Lost(u64),
}

/// A payload in the saved state, which leaves the content of files out.
#[derive(Serialize, Deserialize)]
enum Saved {
    Content(String),
    Left(u64),
}

impl From<Payload> for Saved {
    fn from(payload: Payload) -> Self {
        match payload {
            Payload::Memory(bytes) => Self::Content(BASE64_STANDARD.encode(bytes)),
            Payload::File { length, .. } | Payload::Lost(length) => Self::Left(length),
        }
    }
}

impl From<Saved> for Payload {
    fn from(saved: Saved) -> Self {
        match saved {
            Saved::Content(text) => Self::Memory(BASE64_STANDARD.decode(text).unwrap_or_default().into()),
            Saved::Left(length) => Self::Lost(length),
        }
    }
}

impl Payload {
    /// Takes what is in memory already.
    pub(super) async fn of(bytes: Vec<u8>) -> io::Result<Self> {
        let mut spool = Spool::default();
        spool.push(&bytes).await?;
        drop(bytes);
        spool.finish().await
    }

    pub(super) fn length(&self) -> u64 {
        match self {
            Self::Memory(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::File { length, .. } | Self::Lost(length) => *length,
        }
    }

    /// The bytes, if they are few enough to be sent inside a message.
    pub(super) fn small(&self, limit: usize) -> Option<&Bytes> {
        match self {
            Self::Memory(bytes) => Some(bytes).filter(|bytes| bytes.len() <= limit),
            _ => None,
        }
    }

    /// The bytes as a body that reads the file while it is sent.
    pub(super) fn body(self) -> Body {
        match self {
            Self::Memory(bytes) => Body::from(bytes),
            Self::Lost(_) => Body::empty(),
            Self::File { file, length } => {
                Body::from_stream(futures_util::stream::try_unfold(0, move |offset: u64| {
                    let file = Arc::clone(&file);
                    async move {
                        if offset >= length {
                            return Ok(None);
                        }
                        let bytes = blocking(move || read_at(&file, offset)).await?;
                        let read = u64::try_from(bytes.len()).unwrap_or_default();
                        Ok::<_, io::Error>(Some((bytes, offset + read)))
                    }
                }))
            }
        }
    }
}

fn read_at(file: &Mutex<File>, offset: u64) -> io::Result<Bytes> {
    let mut bytes = vec![0; STEP];
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(offset))?;
    let read = file.read(&mut bytes)?;
    if read == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    bytes.truncate(read);
    Ok(bytes.into())
}

/// Runs what blocks on a disk where it keeps no other request waiting.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// A payload that is arriving.
#[derive(Debug, Default)]
pub(super) struct Spool {
    buffer: Vec<u8>,
    file: Option<File>,
    length: u64,
}

impl Spool {
    pub(super) async fn push(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(chunk);
        self.length += u64::try_from(chunk.len()).unwrap_or_default();
        let bound = if self.file.is_some() { STEP } else { LARGE };
        if self.buffer.len() >= bound {
            self.spill().await?;
        }
        Ok(())
    }

    async fn spill(&mut self) -> io::Result<()> {
        let (file, buffer) = (self.file.take(), std::mem::take(&mut self.buffer));
        let (file, buffer) = blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None => tempfile::tempfile()?,
            };
            file.write_all(&buffer)?;
            let mut buffer = buffer;
            buffer.clear();
            buffer.shrink_to(STEP);
            Ok((file, buffer))
        })
        .await?;
        (self.file, self.buffer) = (Some(file), buffer);
        Ok(())
    }

    pub(super) async fn finish(mut self) -> io::Result<Payload> {
        if self.file.is_some() && !self.buffer.is_empty() {
            self.spill().await?;
        }
        Ok(match self.file {
            Some(file) => Payload::File { file: Arc::new(Mutex::new(file)), length: self.length },
            None => Payload::Memory(self.buffer.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn payloads_of_every_size_come_back_whole() {
        for (length, large) in
            [(0, false), (LARGE - 1, false), (LARGE, true), (LARGE + 1, true), (LARGE + STEP, true)]
        {
            let content: Vec<u8> = (0..251).cycle().take(length).collect();
            let mut spool = Spool::default();
            for chunk in content.chunks(16 * 1024 + 7) {
                spool.push(chunk).await.unwrap();
                assert!(spool.buffer.len() < LARGE);
            }
            let payload = spool.finish().await.unwrap();
            assert_eq!(matches!(payload, Payload::File { .. }), large, "{length}");
            assert_eq!(payload.length(), length as u64);
            // Two readers at once, each from the first byte on.
            let bodies = [payload.clone().body(), payload.body()];
            for body in bodies {
                assert!(axum::body::to_bytes(body, usize::MAX).await.unwrap() == content, "{length}");
            }
        }
    }

    #[tokio::test]
    async fn the_saved_state_holds_small_ones_only() {
        let saved = serde_json::to_string(&Payload::of(b"abc".to_vec()).await.unwrap()).unwrap();
        assert!(
            matches!(serde_json::from_str(&saved).unwrap(), Payload::Memory(bytes) if bytes == b"abc".as_slice())
        );
        let saved = serde_json::to_string(&Payload::of(vec![7; LARGE]).await.unwrap()).unwrap();
        assert!(saved.len() < 100);
        assert!(
            matches!(serde_json::from_str(&saved).unwrap(), Payload::Lost(length) if length == LARGE as u64)
        );
    }
}
