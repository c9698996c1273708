//! Signatures, by the library that the client's TLS uses.

#[cfg(feature = "rustls")]
use aws_lc_rs::signature as library;
#[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
use ring::signature as library;

/// How a token may be signed. Nothing with a shared secret: the keys are public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    EdDsa,
}

impl Algorithm {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rs256,
            "RS384" => Self::Rs384,
            "RS512" => Self::Rs512,
            "PS256" => Self::Ps256,
            "PS384" => Self::Ps384,
            "PS512" => Self::Ps512,
            "ES256" => Self::Es256,
            "ES384" => Self::Es384,
            "EdDSA" => Self::EdDsa,
            _ => return None,
        })
    }
}

/// A public key, by its kind.
#[derive(Debug, Clone)]
pub(super) enum Public {
    /// Modulus and exponent, without leading zeros.
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// An uncompressed point of P-256.
    P256(Vec<u8>),
    /// An uncompressed point of P-384.
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

impl Public {
    pub(super) fn fits(&self, algorithm: Algorithm) -> bool {
        use Algorithm::{EdDsa, Es256, Es384};
        match self {
            Self::P256(_) => algorithm == Es256,
            Self::P384(_) => algorithm == Es384,
            Self::Ed25519(_) => algorithm == EdDsa,
            Self::Rsa { .. } => !matches!(algorithm, Es256 | Es384 | EdDsa),
        }
    }
}

/// Whether the signature is that of the message and the key.
#[cfg(any(feature = "rustls", feature = "rustls-ring"))]
pub(super) fn verify(algorithm: Algorithm, key: &Public, message: &[u8], signature: &[u8]) -> bool {
    let point = |with: &'static dyn library::VerificationAlgorithm, key: &[u8]| {
        library::UnparsedPublicKey::new(with, key).verify(message, signature).is_ok()
    };
    match key {
        Public::P256(key) => point(&library::ECDSA_P256_SHA256_FIXED, key),
        Public::P384(key) => point(&library::ECDSA_P384_SHA384_FIXED, key),
        Public::Ed25519(key) => point(&library::ED25519, key),
        Public::Rsa { n, e } => {
            let with = match algorithm {
                Algorithm::Rs256 => &library::RSA_PKCS1_2048_8192_SHA256,
                Algorithm::Rs384 => &library::RSA_PKCS1_2048_8192_SHA384,
                Algorithm::Rs512 => &library::RSA_PKCS1_2048_8192_SHA512,
                Algorithm::Ps256 => &library::RSA_PSS_2048_8192_SHA256,
                Algorithm::Ps384 => &library::RSA_PSS_2048_8192_SHA384,
                Algorithm::Ps512 => &library::RSA_PSS_2048_8192_SHA512,
                Algorithm::Es256 | Algorithm::Es384 | Algorithm::EdDsa => return false,
            };
            library::RsaPublicKeyComponents { n, e }.verify(with, message, signature).is_ok()
        }
    }
}

/// Without a library for cryptography no token is good.
#[cfg(not(any(feature = "rustls", feature = "rustls-ring")))]
pub(super) fn verify(_: Algorithm, _: &Public, _: &[u8], _: &[u8]) -> bool {
    false
}
