//! Ciphers of payloads.

use portcullis_core::Result;

/// Encrypts payloads before they are sent, and decrypts retrieved ones.
///
/// The engine accepts any bytes and does not encrypt them: without a cipher of the caller's, engine and storage devices can
/// read the data. The vendor's guides describe `Aes256Gcm` (feature `cipher`); [`Plain`] sends plaintext.
pub trait PayloadCipher: Send + Sync + 'static {
    /// Starts the encryption of one payload, with a new nonce if the cipher needs one.
    ///
    /// # Errors
    /// When this is not possible; nothing is sent then.
    fn encrypt(&self) -> Result<Box<dyn PayloadPieces>>;

    /// Starts the decryption of one payload.
    ///
    /// # Errors
    /// When this is not possible.
    fn decrypt(&self) -> Result<Box<dyn PayloadPieces>>;

    /// Returns how many bytes an encrypted payload is longer, if that is constant. Then an upload has a known length, and a
    /// shorter text is no payload.
    fn overhead(&self) -> Option<u64> {
        None
    }
}

/// The encryption or decryption of one payload, piece by piece. The length of the pieces does not matter.
///
/// It ends once: [`end`](Self::end) takes it, so nothing can follow.
///
/// ```compile_fail,E0382
/// use privicore::{PayloadCipher as _, Plain};
///
/// let (mut pieces, mut out) = (Plain.encrypt()?, Vec::new());
/// pieces.piece(b"content", &mut out)?;
/// pieces.end(&mut out)?;
/// pieces.end(&mut out)?;
/// # Ok::<(), privicore::Error>(())
/// ```
pub trait PayloadPieces: Send {
    /// Processes the next bytes and appends the result to `out`, which is wiped after use.
    ///
    /// # Errors
    /// When no more can be processed. The payload fails then.
    fn piece(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<()>;

    /// Ends the payload: appends the rest, or fails if the payload is not authentic.
    ///
    /// # Errors
    /// When a decrypted payload is incomplete or was changed: earlier output must not be used.
    fn end(self: Box<Self>, out: &mut Vec<u8>) -> Result<()>;
}

/// Sends plaintext: for payloads that are encrypted already, or that are public.
#[allow(clippy::exhaustive_structs, reason = "a name for a behaviour; it never gets a field")]
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl PayloadCipher for Plain {
    fn encrypt(&self) -> Result<Box<dyn PayloadPieces>> {
        Ok(Box::new(Self))
    }

    fn decrypt(&self) -> Result<Box<dyn PayloadPieces>> {
        Ok(Box::new(Self))
    }

    fn overhead(&self) -> Option<u64> {
        Some(0)
    }
}

impl PayloadPieces for Plain {
    fn piece(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(piece);
        Ok(())
    }

    fn end(self: Box<Self>, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }
}
