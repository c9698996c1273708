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

use crate::{Client, dialect::failure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::{Delivery, Download, ErrorKind, Result, Secret};
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

    /// Decrypts the body of an inline data message. `None` if it is a text about the request's state, which has the same
    /// form: it is empty, or consists of words, and is no payload.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is not base64, was changed or cut, or was encrypted with
    /// another key.
    pub fn decrypt_inline(&self, body: &Secret) -> Result<Option<Retrieved>> {
        let text = body.expose_secret().trim();
        // Room for all, so that the allocation never moves.
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        let decoded = STANDARD.decode_vec(text, &mut bytes).is_ok();
        let complete = decoded && bytes.len() as u64 >= self.cipher.overhead().unwrap_or_default();
        if text.is_empty() || !complete && is_words(text) {
            return Ok(None);
        }
        if !decoded {
            let error = failure(ErrorKind::Decode, "the payload is not base64: it was changed or cut");
            return Err(error.with_delivery(Delivery::Applied));
        }
        let mut out = Zeroizing::new(Vec::with_capacity(bytes.len()));
        let mut pieces = self.cipher.decrypt()?;
        pieces.piece(&bytes, &mut out)?;
        pieces.end(&mut out)?;
        Ok(Some(Retrieved::whole(out)))
    }
}

/// Whether at least half of a text is words: `accepted`, `NOT_FOUND`, `request-7`. The letters of a word have one case,
/// except for the first; those of base64 are mixed.
fn is_words(text: &str) -> bool {
    let is_word = |part: &&str| {
        let letters = part.trim_start_matches(|c: char| !c.is_alphabetic());
        let mut rest = letters.chars().skip(1);
        !(rest.clone().any(char::is_uppercase) && rest.any(char::is_lowercase))
    };
    let length = |parts: &mut dyn Iterator<Item = &str>| parts.map(str::len).sum::<usize>();
    2 * length(&mut text.split_whitespace().filter(is_word)) >= length(&mut text.split_whitespace())
}

impl fmt::Debug for Payloads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payloads")
            .field("client", &self.client)
            .field("inline", &self.inline)
            .finish_non_exhaustive()
    }
}
