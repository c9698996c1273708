//! Keys that are generated and checked locally.

use super::{
    KeyPair, PublicKey,
    model::{LENGTH, unhex},
};
use crate::random;
use blake2::{Blake2b512, Digest as _};
use portcullis_core::{Error, Extra, Result, Secret};
use x25519_dalek::StaticSecret;
use zeroize::Zeroizing;

/// The prefix of every key.
const TAG: [u8; 4] = [0x31, 0x42, 0x05, 0x00];
/// The length of tag and key, which the checksum covers.
const SUMMED: usize = 36;

#[cfg_attr(docsrs, doc(cfg(feature = "keys")))]
impl KeyPair {
    /// Generates a pair from the operating system's random numbers. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the operating system provides no random numbers.
    pub fn generate() -> Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        random::fill(bytes.as_mut_slice())?;
        Ok(Self::of(&bytes))
    }

    /// Returns the pair of a stored private key: 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for any other text.
    pub fn from_private(private: &Secret) -> Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        if unhex(private.expose_secret(), bytes.as_mut_slice()) {
            Ok(Self::of(&bytes))
        } else {
            Err(Error::input("private", "must be 64 hexadecimal digits"))
        }
    }

    fn of(bytes: &Zeroizing<[u8; 32]>) -> Self {
        let key = x25519_dalek::PublicKey::from(&StaticSecret::from(**bytes));
        Self {
            private: hex(bytes.as_slice()),
            public: PublicKey::from_curve25519(key.to_bytes()),
            extra: Extra::default(),
        }
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "keys")))]
impl PublicKey {
    /// Adds tag and checksum to a Curve25519 key.
    pub fn from_curve25519(key: [u8; 32]) -> Self {
        let mut bytes = [0; LENGTH];
        let head = TAG.into_iter().chain(key);
        bytes.iter_mut().zip(head).for_each(|(byte, value)| *byte = value);
        let sum = checksum(&bytes);
        bytes.iter_mut().skip(SUMMED).zip(sum).for_each(|(byte, value)| *byte = value);
        Self(bytes)
    }

    /// Verifies the checksum, with any tag.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) if it is wrong: the key was corrupted.
    pub fn verify(&self) -> Result<()> {
        if self.0.ends_with(&checksum(&self.0)) {
            Ok(())
        } else {
            Err(Error::input("publicKey", "has a wrong checksum"))
        }
    }
}

fn checksum(bytes: &[u8; LENGTH]) -> [u8; LENGTH - SUMMED] {
    Blake2b512::digest(bytes.get(..SUMMED).unwrap_or_default()).into()
}

/// In one allocation that never grows, which the secret wipes.
fn hex(bytes: &[u8]) -> Secret {
    let mut text = String::with_capacity(2 * bytes.len());
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    text.extend(digits.filter_map(|digit| char::from_digit(digit.into(), 16)));
    text.into()
}
