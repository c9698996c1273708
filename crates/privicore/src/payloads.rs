//! Payloads: what data tokens stand for, encrypted on the way out and decrypted on the way in.

mod cipher;
#[cfg(feature = "cipher")]
mod gcm;

pub use cipher::{PayloadCipher, PayloadPieces, Plain};
#[cfg(feature = "cipher")]
pub use gcm::{Aes256Gcm, PayloadKey};
