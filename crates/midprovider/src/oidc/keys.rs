//! The realm's keys, fetched when a token needs them.

use super::{
    Refusal, VerifyError,
    signature::{Algorithm, Public},
};
use crate::auth::{Auth, Jwk};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use std::{
    sync::{PoisonError, RwLock, RwLockReadGuard},
    time::Duration,
};
use tokio::{sync::Mutex, time::Instant};

/// How long keys are kept. A key that the realm no longer publishes is accepted until then.
const LIFETIME: Duration = Duration::from_secs(3600);

/// The shortest time between two requests for a key that is unknown.
const PAUSE: Duration = Duration::from_secs(10);

/// More keys than these are not kept.
const MOST: usize = 100;

/// A key for signatures.
#[derive(Debug, Clone)]
pub(super) struct Key {
    id: String,
    /// The only algorithm that it is for, if the realm names one.
    algorithm: Option<String>,
    pub(super) public: Public,
}

impl Key {
    /// `None` for what no signature can be verified with.
    fn read(jwk: Jwk) -> Option<Self> {
        if jwk.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return None;
        }
        let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        let member = |name: &str| decoded(jwk.extra.get(name)?.as_str()?);
        let number = |text: Option<&String>| {
            let bytes = decoded(text?)?;
            let start = bytes.iter().position(|byte| *byte != 0)?;
            bytes.get(start..).map(<[u8]>::to_vec)
        };
        let point = |size: usize| {
            let (x, y) = (member("x")?, member("y")?);
            (x.len() == size && y.len() == size).then(|| [&[4], &*x, &*y].concat())
        };
        let curve = jwk.extra.get("crv").and_then(|curve| curve.as_str());
        let public = match (jwk.kty.as_deref()?, curve) {
            ("RSA", _) => Public::Rsa { n: number(jwk.n.as_ref())?, e: number(jwk.e.as_ref())? },
            ("EC", Some("P-256")) => Public::P256(point(32)?),
            ("EC", Some("P-384")) => Public::P384(point(48)?),
            ("OKP", Some("Ed25519")) => Public::Ed25519(member("x")?),
            _ => return None,
        };
        Some(Self { id: jwk.kid?, algorithm: jwk.alg, public })
    }

    pub(super) fn is_for(&self, algorithm: Algorithm) -> bool {
        let own = self.algorithm.as_deref();
        self.public.fits(algorithm) && own.is_none_or(|own| Algorithm::named(own) == Some(algorithm))
    }
}

/// The keys that are known, and when they were fetched.
#[derive(Debug, Default)]
struct Known {
    keys: Vec<Key>,
    fetched: Option<Instant>,
    /// When they were fetched for a key that was unknown.
    looked: Option<Instant>,
}

impl Known {
    /// `None` if the keys must be fetched first.
    fn find(&self, id: &str) -> Option<Result<Key, Refusal>> {
        if self.fetched.is_none_or(|at| at.elapsed() >= LIFETIME) {
            return None;
        }
        let key = self.keys.iter().find(|key| key.id == id).cloned();
        match key {
            Some(key) => Some(Ok(key)),
            None => self.looked.is_some_and(|at| at.elapsed() < PAUSE).then_some(Err(Refusal::UnknownKey)),
        }
    }
}

/// The keys of one realm. One request at a time fetches them, for all tokens that need it; the others do not wait.
#[derive(Debug, Default)]
pub(super) struct Keys {
    known: RwLock<Known>,
    fetching: Mutex<()>,
}

impl Keys {
    pub(super) async fn find(&self, auth: &Auth, id: &str) -> Result<Key, VerifyError> {
        if let Some(found) = self.known().find(id) {
            return Ok(found?);
        }
        let _turn = self.fetching.lock().await;
        if let Some(found) = self.known().find(id) {
            return Ok(found?);
        }
        let keys = auth.certs().await.map_err(VerifyError::Keys)?;
        let keys: Vec<Key> = keys.into_iter().filter_map(Key::read).take(MOST).collect();
        let now = Instant::now();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let looked = known.fetched.is_some_and(|at| at.elapsed() < LIFETIME).then_some(now);
        *known = Known { keys, fetched: Some(now), looked };
        let key = known.keys.iter().find(|key| key.id == id).cloned();
        key.ok_or_else(|| Refusal::UnknownKey.into())
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }
}
