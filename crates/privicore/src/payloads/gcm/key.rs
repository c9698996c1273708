//! The key of payloads.

use crate::{dialect::failure, random};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::{ErrorKind, Result, Secret, SecretBytes};
use zeroize::Zeroizing;

const LENGTH: usize = 32;

/// A key of 32 bytes, known to the program only.
#[derive(Debug, Clone)]
pub struct PayloadKey(SecretBytes);

impl PayloadKey {
    /// Makes a key of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] unless there are 32 of them.
    pub fn new(bytes: impl Into<SecretBytes>) -> Result<Self> {
        let bytes = bytes.into();
        if bytes.expose_secret().len() == LENGTH {
            Ok(Self(bytes))
        } else {
            Err(failure(ErrorKind::Config, "the key of payloads must have 32 bytes"))
        }
    }

    /// Decodes a key from standard base64.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] unless it is base64 of 32 bytes.
    pub fn from_base64(text: &Secret) -> Result<Self> {
        // Room for the whole text, so that the allocation never moves.
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.expose_secret().len()));
        let decoded = STANDARD.decode_vec(text.expose_secret().trim(), &mut bytes);
        decoded.map_err(|_| failure(ErrorKind::Config, "the key of payloads must be base64"))?;
        Self::new(std::mem::take(&mut *bytes))
    }

    /// Generates a key from the operating system's random numbers. Store it: see [`to_base64`](Self::to_base64).
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the operating system provides no random numbers.
    pub fn generate() -> Result<Self> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        random::fill(&mut *bytes)?;
        Self::new(&bytes[..])
    }

    /// Returns the key as standard base64, for a secret store.
    pub fn to_base64(&self) -> Secret {
        Secret::from(STANDARD.encode(self.0.expose_secret()))
    }

    pub(super) fn bytes(&self) -> Zeroizing<[u8; LENGTH]> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        bytes.iter_mut().zip(self.0.expose_secret()).for_each(|(to, from)| *to = *from);
        bytes
    }
}
