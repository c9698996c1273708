//! The key pair of the realm, with which it signs its tokens. It is lost with the process, as they are.

use std::fmt;

use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::RSAPublicKey;

/// A key pair for RS256.
pub(super) struct SigningKey {
    pair: RsaKeyPair,
    id: String,
    public_key: String,
    modulus: String,
    exponent: String,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SigningKey {
    pub(super) fn generate() -> Result<Self, Unspecified> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
        let public_key = pair.public_key();
        let info = AsDer::<PublicKeyX509Der<'_>>::as_der(public_key)?;
        let (_, numbers) = RSAPublicKey::from_der(public_key.as_ref()).map_err(|_| Unspecified)?;
        // DER puts a zero before a first bit that is set.
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes.strip_prefix(&[0]).unwrap_or(bytes));
        Ok(Self {
            id: URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, info.as_ref())),
            public_key: STANDARD.encode(info.as_ref()),
            modulus: number(numbers.modulus),
            exponent: number(numbers.exponent),
            pair,
        })
    }

    /// The public key as the realm shows it: a `SubjectPublicKeyInfo` in Base64.
    pub(super) fn public_key(&self) -> &str {
        &self.public_key
    }

    /// The public key as a member of a JWK set.
    pub(super) fn jwk(&self) -> Value {
        json!({
            "kid": self.id, "kty": "RSA", "alg": "RS256", "use": "sig", "n": self.modulus, "e": self.exponent,
        })
    }

    /// A signed JSON Web Token.
    pub(super) fn jwt(&self, claims: &Value) -> Result<String, Unspecified> {
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": self.id });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let mut token = format!("{}.{}", part(&header), part(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature)?;
        token.push('.');
        token.push_str(&URL_SAFE_NO_PAD.encode(signature));
        Ok(token)
    }
}
