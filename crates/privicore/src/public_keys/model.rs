//! Keys in the vendor's format.

use portcullis_core::{Error, Extra, Result, Secret};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A tag of 4 bytes, a Curve25519 public key of 32, and a checksum of 64.
pub(super) const LENGTH: usize = 100;

/// A public key as this engine writes it: 200 hexadecimal digits.
///
/// Reading checks the form; the checksum is checked by `verify` (feature `keys`) and by a registration with that
/// feature. The vendor calls the key signed, but the checksum only shows that it was not corrupted, not its owner.
///
/// ```
/// # let text = format!("31420500{}{}", "ab".repeat(32), "cd".repeat(64));
/// let key: privicore::PublicKey = text.parse()?;
/// assert_eq!(key.tag(), [0x31, 0x42, 0x05, 0x00]);
/// assert_eq!(key.to_string(), text);
/// # Ok::<(), privicore::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey(pub(super) [u8; LENGTH]);

impl PublicKey {
    /// Returns the first four bytes: `31 42 05 00` in every key that was seen. Others are read too.
    pub fn tag(&self) -> [u8; 4] {
        self.0.first_chunk().copied().unwrap_or_default()
    }

    /// Returns the Curve25519 key.
    pub fn curve25519(&self) -> [u8; 32] {
        self.0.get(4..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default()
    }

    /// Returns tag, key and checksum.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl FromStr for PublicKey {
    type Err = Error;

    /// Reads 200 hexadecimal digits, in small or capital letters, with any tag. The checksum is not checked.
    fn from_str(text: &str) -> Result<Self> {
        let mut bytes = [0; LENGTH];
        if unhex(text, &mut bytes) {
            Ok(Self(bytes))
        } else {
            Err(Error::input("publicKey", "must be 200 hexadecimal digits"))
        }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = portcullis_core::lenient::text(from)?;
        text.trim().parse().map_err(|_| de::Error::custom("expected 200 hexadecimal digits"))
    }
}

/// A public key and the private key that belongs to it.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct KeyPair {
    /// The private key: 64 hexadecimal digits, without tag and checksum.
    pub private: Secret,
    /// The public key, in the form for its registration.
    #[reply(with = Deserialize::deserialize)]
    pub public: PublicKey,
    /// All other members, if the engine generated the pair.
    pub extra: Extra,
}

/// Fills the bytes; `false` if the text is not as many hexadecimal digits.
pub(super) fn unhex(text: &str, bytes: &mut [u8]) -> bool {
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    rest.is_empty()
        && pairs.len() == bytes.len()
        && bytes.iter_mut().zip(pairs).all(|(byte, [high, low])| {
            let (Some(high), Some(low)) = (digit(*high), digit(*low)) else { return false };
            *byte = high << 4 | low;
            true
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_bytes_of_the_right_number_are_read() {
        let read = |text: &str| {
            let mut bytes = [0; 2];
            unhex(text, &mut bytes).then_some(bytes)
        };
        assert_eq!(read("0aF9"), Some([0x0a, 0xf9]));
        for bad in ["", "0aF", "0aF90", "0aF900", "0aG9", "+a+b", " aF9", "0üF"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
