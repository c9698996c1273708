//! AES-256-GCM in pieces, for payloads that are larger than memory.

mod key;
#[cfg(test)]
mod tests;

pub use key::PayloadKey;

use super::{PayloadCipher, PayloadPieces};
use crate::{dialect::failure, random};
use aes::{
    Aes256,
    cipher::{BlockEncrypt as _, KeyInit as _, KeyIvInit as _, StreamCipher as _},
};
use ctr::Ctr32BE;
use ghash::{GHash, universal_hash::UniversalHash as _};
use portcullis_core::{Delivery, Error, ErrorKind, Result};
use std::fmt;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

const NONCE: usize = 12;
const TAG: usize = 16;
/// The maximum length for one nonce (NIST SP 800-38D, 5.2.1.1): 64 GiB less two blocks.
const MOST: u64 = (1 << 36) - 32;

/// AES-256-GCM with a key of the program's, as in the vendor's guides.
///
/// An encrypted payload is a nonce of 12 bytes (fresh from the operating system for each), the ciphertext, and a tag
/// of 16 bytes; no additional data. One payload may have up to 64 GiB less 32 bytes; use one key for at most
/// some four thousand million payloads.
///
/// The key decrypts the payloads; without it they are lost. A decrypted *stream* returns bytes before the tag at its end is
/// verified: use them only when the stream has ended without an error.
#[derive(Clone)]
pub struct Aes256Gcm(PayloadKey);

impl Aes256Gcm {
    /// Makes a cipher with this key.
    pub fn new(key: PayloadKey) -> Self {
        Self(key)
    }

    fn encrypt_with(&self, nonce: [u8; NONCE]) -> Encrypt {
        Encrypt { nonce: Some(nonce), gcm: Gcm::new(&self.0, nonce) }
    }
}

impl fmt::Debug for Aes256Gcm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Aes256Gcm(..)")
    }
}

impl PayloadCipher for Aes256Gcm {
    fn encrypt(&self) -> Result<Box<dyn PayloadPieces>> {
        let mut nonce = [0; NONCE];
        random::fill(&mut nonce)?;
        Ok(Box::new(self.encrypt_with(nonce)))
    }

    fn decrypt(&self) -> Result<Box<dyn PayloadPieces>> {
        Ok(Box::new(Decrypt { key: self.0.clone(), gcm: None, held: Vec::with_capacity(NONCE.max(TAG)) }))
    }

    fn overhead(&self) -> Option<u64> {
        Some((NONCE + TAG) as u64)
    }
}

/// One message: key stream and hash, at the same position.
struct Gcm {
    stream: Ctr32BE<Aes256>,
    hash: GHash,
    mask: Zeroizing<[u8; TAG]>,
    /// Ciphertext of an incomplete block of the hash.
    partial: Vec<u8>,
    length: u64,
}

impl Gcm {
    fn new(key: &PayloadKey, nonce: [u8; NONCE]) -> Self {
        let key = key.bytes();
        let key = (&*key).into();
        let mut hash_key = Zeroizing::new([0; TAG]);
        Aes256::new(key).encrypt_block((&mut *hash_key).into());
        let mut first = [0; 16];
        first.iter_mut().zip(nonce.into_iter().chain([0, 0, 0, 1])).for_each(|(to, from)| *to = from);
        let mut stream = Ctr32BE::<Aes256>::new(key, &first.into());
        let mut mask = Zeroizing::new([0; TAG]);
        stream.apply_keystream(&mut *mask);
        let hash = GHash::new((&*hash_key).into());
        Self { stream, hash, mask, partial: Vec::with_capacity(TAG), length: 0 }
    }

    fn count(&mut self, bytes: usize) -> Result<()> {
        let length = self.length.saturating_add(bytes as u64);
        if length > MOST {
            return Err(Error::input(
                "content",
                "must have at most 68719476704 bytes: more is not safe to encrypt",
            ));
        }
        self.length = length;
        Ok(())
    }

    fn hash(&mut self, mut ciphertext: &[u8]) {
        if !self.partial.is_empty() {
            let (fill, rest) = split(ciphertext, TAG - self.partial.len());
            self.partial.extend_from_slice(fill);
            ciphertext = rest;
            if self.partial.len() == TAG {
                self.hash.update_padded(&self.partial);
                self.partial.clear();
            }
        }
        // Nothing is padded: whole blocks only.
        let (blocks, rest) = split(ciphertext, ciphertext.len() / TAG * TAG);
        self.hash.update_padded(blocks);
        self.partial.extend_from_slice(rest);
    }

    fn tag(mut self) -> [u8; TAG] {
        self.hash.update_padded(&self.partial);
        let lengths = (u128::from(self.length) * 8).to_be_bytes();
        self.hash.update_padded(&lengths);
        let mut tag: [u8; TAG] = self.hash.finalize().into();
        tag.iter_mut().zip(self.mask.iter()).for_each(|(tag, mask)| *tag ^= mask);
        tag
    }
}

/// At most so many bytes, and the rest.
fn split(bytes: &[u8], at: usize) -> (&[u8], &[u8]) {
    bytes.split_at(at.min(bytes.len()))
}

struct Encrypt {
    /// Set until it is written.
    nonce: Option<[u8; NONCE]>,
    gcm: Gcm,
}

impl PayloadPieces for Encrypt {
    fn piece(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<()> {
        self.gcm.count(piece.len())?;
        out.extend(self.nonce.take().into_iter().flatten());
        let start = out.len();
        out.extend_from_slice(piece);
        let fresh = out.get_mut(start..).unwrap_or_default();
        self.gcm.stream.apply_keystream(fresh);
        self.gcm.hash(fresh);
        Ok(())
    }

    fn end(self: Box<Self>, out: &mut Vec<u8>) -> Result<()> {
        out.extend(self.nonce.into_iter().flatten());
        out.extend(self.gcm.tag());
        Ok(())
    }
}

fn wrong(text: &'static str) -> Error {
    failure(ErrorKind::Decode, text).with_delivery(Delivery::Applied)
}

struct Decrypt {
    key: PayloadKey,
    /// Set after the nonce.
    gcm: Option<Gcm>,
    /// The received part of the nonce; afterwards the last bytes, which may be the tag.
    held: Vec<u8>,
}

impl PayloadPieces for Decrypt {
    fn piece(&mut self, mut piece: &[u8], out: &mut Vec<u8>) -> Result<()> {
        if self.gcm.is_none() {
            let (fill, rest) = split(piece, NONCE - self.held.len());
            self.held.extend_from_slice(fill);
            piece = rest;
            let Ok(nonce) = <[u8; NONCE]>::try_from(&*self.held) else { return Ok(()) };
            self.held.clear();
            self.gcm = Some(Gcm::new(&self.key, nonce));
        }
        let Some(gcm) = &mut self.gcm else { return Ok(()) };
        let ready = (self.held.len() + piece.len()).saturating_sub(TAG);
        gcm.count(ready).map_err(|_| wrong("the payload is longer than any encrypted one"))?;
        let (old, new) = (ready.min(self.held.len()), ready.saturating_sub(self.held.len()));
        let start = out.len();
        out.extend(self.held.drain(..old));
        let (new, kept) = split(piece, new);
        out.extend_from_slice(new);
        self.held.extend_from_slice(kept);
        let fresh = out.get_mut(start..).unwrap_or_default();
        gcm.hash(fresh);
        gcm.stream.apply_keystream(fresh);
        Ok(())
    }

    fn end(self: Box<Self>, _: &mut Vec<u8>) -> Result<()> {
        let Self { gcm, held, .. } = *self;
        let Some(gcm) = gcm.filter(|_| held.len() == TAG) else {
            return Err(wrong("the payload is too short to be an encrypted one"));
        };
        if bool::from(gcm.tag().ct_eq(&held)) {
            Ok(())
        } else {
            Err(wrong("the payload was changed, or encrypted with another key"))
        }
    }
}
