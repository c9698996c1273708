//! The key pairs of the realms, with which they sign their tokens. They are lost with the process, as the tokens are.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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

/// The keys of every realm, by its id; the first one signs, the others are only published.
#[derive(Debug, Default)]
pub(super) struct Keys(Mutex<BTreeMap<String, Vec<Arc<SigningKey>>>>);

impl Keys {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Vec<Arc<SigningKey>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The keys of a realm. The first is made at its first use: that takes longer than the rest of the start.
    pub(super) fn of(&self, realm: &str) -> Result<Vec<Arc<SigningKey>>, Unspecified> {
        let mut all = self.lock();
        let keys = all.entry(realm.to_owned()).or_default();
        if keys.is_empty() {
            keys.push(Arc::new(SigningKey::generate()?));
        }
        Ok(keys.clone())
    }

    /// The key that signs.
    pub(super) fn signing(&self, realm: &str) -> Result<Arc<SigningKey>, Unspecified> {
        self.of(realm)?.into_iter().next().ok_or(Unspecified)
    }

    /// Makes a new key, which signs from now on.
    pub(super) fn rotate(&self, realm: &str) -> Result<(), Unspecified> {
        self.of(realm)?;
        let key = Arc::new(SigningKey::generate()?);
        self.lock().entry(realm.to_owned()).or_default().insert(0, key);
        Ok(())
    }

    /// Keeps the key that signs.
    pub(super) fn drop_old(&self, realm: &str) {
        if let Some(keys) = self.lock().get_mut(realm) {
            keys.truncate(1);
        }
    }

    /// Forgets the keys of a realm that is gone.
    pub(super) fn forget(&self, realm: &str) {
        self.lock().remove(realm);
    }
}
