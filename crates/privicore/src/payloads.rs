//! Payloads of data tokens, encrypted before they are sent and decrypted when they are retrieved.

mod cipher;
mod content;
#[cfg(feature = "cipher")]
mod gcm;
#[cfg(feature = "websocket")]
mod retrieve;
mod retrieved;
mod store;

pub use cipher::{PayloadCipher, PayloadPieces, Plain};
pub use content::Content;
#[cfg(feature = "cipher")]
pub use gcm::{Aes256Gcm, PayloadKey};
pub use retrieved::Retrieved;
pub use store::{NewPayload, Reservation, Stored};

use crate::Client;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::{Download, Result, Secret};
use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

/// The maximum for one request according to a guide; the engine documents no limit.
const INLINE: u64 = 50_000;

/// Payloads, encrypted before they are sent: sequences of the calls of [`DataTokens`](crate::DataTokens).
///
/// ```no_run
/// # #[cfg(feature = "cipher")]
/// # async fn example(client: privicore::Client, key: privicore::Secret) -> Result<(), Box<dyn std::error::Error>> {
/// use privicore::{Aes256Gcm, Content, NewPayload, PayloadKey};
/// use std::{fs::File, time::Duration};
///
/// let key = PayloadKey::from_base64(&key)?;
/// let payloads = client.payloads(Aes256Gcm::new(key));
/// let bound = Duration::from_secs(300);
///
/// let new = NewPayload::new("invoices/2026", "invoice-7.pdf");
/// let stored = payloads.store(&new, Content::file(File::open("invoice-7.pdf")?)?, bound).await?;
/// println!("{} bytes are {}", stored.size, stored.token);
/// # Ok(()) }
/// ```
///
/// A payload is held in memory as a whole only if it is sent or returned in one request.
#[derive(Clone)]
pub struct Payloads {
    client: Client,
    cipher: Arc<dyn PayloadCipher>,
    inline: u64,
    #[cfg(feature = "websocket")]
    stream_ready: std::time::Duration,
    #[cfg(feature = "websocket")]
    after_loss: std::time::Duration,
}

impl Payloads {
    pub(crate) fn new(client: Client, cipher: impl PayloadCipher) -> Self {
        Self {
            client,
            cipher: Arc::new(cipher),
            inline: INLINE,
            #[cfg(feature = "websocket")]
            stream_ready: retrieve::STREAM_READY,
            #[cfg(feature = "websocket")]
            after_loss: retrieve::AFTER_LOSS,
        }
    }

    /// Sets the maximum number of bytes of plaintext that are sent in one request, if their length is known (50,000
    /// according to a guide; the engine documents no limit).
    #[must_use]
    pub fn inline_up_to(mut self, bytes: u64) -> Self {
        self.inline = bytes;
        self
    }

    /// Decrypts a download while it arrives, for your own [`stream_download`](crate::DataTokens::stream_download).
    ///
    /// # Errors
    /// When the cipher cannot start.
    pub fn decrypt_download(&self, download: Download) -> Result<Retrieved> {
        Ok(Retrieved::streamed(download, self.cipher.decrypt()?))
    }

    /// Decrypts the body of an inline data message. `None` if it is no payload: a text about the request's state has the
    /// same form.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it was changed, or encrypted with another key.
    pub fn decrypt_inline(&self, body: &Secret) -> Result<Option<Retrieved>> {
        let text = body.expose_secret().trim();
        // Room for all, so that the allocation never moves.
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        let decoded = STANDARD.decode_vec(text, &mut bytes).is_ok();
        if !decoded || bytes.is_empty() || (bytes.len() as u64) < self.cipher.overhead().unwrap_or_default() {
            return Ok(None);
        }
        let mut out = Zeroizing::new(Vec::with_capacity(bytes.len()));
        let mut pieces = self.cipher.decrypt()?;
        pieces.piece(&bytes, &mut out)?;
        pieces.end(&mut out)?;
        Ok(Some(Retrieved::whole(out)))
    }
}

impl fmt::Debug for Payloads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payloads")
            .field("client", &self.client)
            .field("inline", &self.inline)
            .finish_non_exhaustive()
    }
}
