//! How payloads are encrypted before they leave the program.

use portcullis_core::Result;

/// How payloads are encrypted before they leave the program, and decrypted when they come back.
///
/// The engine takes any bytes and encrypts nothing for the caller: what no cipher of the caller's protects, engine and
/// storage devices can read. `Aes256Gcm` (feature `cipher`) is what the vendor's guides describe; [`Plain`] sends
/// plaintext and says so.
pub trait PayloadCipher: Send + Sync + 'static {
    /// Begins the encryption of one payload, with whatever must be fresh for each.
    ///
    /// # Errors
    /// When this is not possible; nothing is sent then.
    fn encrypt(&self) -> Result<Box<dyn PayloadPieces>>;

    /// Begins the decryption of one payload.
    ///
    /// # Errors
    /// When this is not possible.
    fn decrypt(&self) -> Result<Box<dyn PayloadPieces>>;

    /// By how many bytes an encrypted payload is longer, if that is always the same. Known, the length of an upload
    /// can be told to the server beforehand, and what is shorter is known to be no payload.
    fn overhead(&self) -> Option<u64> {
        None
    }
}

/// One payload on its way through a cipher, piece by piece: pieces may be of any length, and how they are cut
/// changes nothing.
pub trait PayloadPieces: Send {
    /// Takes the next bytes and appends what is ready to `out`, which is wiped after use.
    ///
    /// # Errors
    /// When no more can be taken. The payload is given up then.
    fn piece(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<()>;

    /// The payload has ended: appends what is left, or says that it is not what was encrypted.
    ///
    /// # Errors
    /// When a decrypted payload is not whole or was changed: whatever came out before must not be used.
    fn end(&mut self, out: &mut Vec<u8>) -> Result<()>;
}

/// Sends and takes plaintext: for payloads that are encrypted already, or that anybody may read.
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

    fn end(&mut self, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }
}
