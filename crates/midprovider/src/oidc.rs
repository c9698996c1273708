//! Verification of the realm's tokens, for programs that receive them (feature `oidc`).
//!
//! The program needs no credential of its own: [`anonymous`](crate::ClientBuilder::anonymous) is sufficient, because
//! the realm publishes its keys.
//!
//! ```no_run
//! # async fn f(authorization: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let mid = midprovider::Client::shift("https://idp.example.com", "acme").anonymous().build()?;
//! let verifier = mid.verifier("reports-api")?;
//!
//! // For each request: one for the whole program keeps the keys.
//! let token = authorization.strip_prefix("Bearer ").unwrap_or_default();
//! let claims = verifier.verify(token).await?;
//! if !claims.has_realm_role("auditor") {
//!     // 403
//! }
//! # Ok(()) }
//! ```

mod claims;
mod keys;
mod refusal;
mod signature;
mod token;

pub use claims::{Claims, Roles};
pub use refusal::{Refusal, VerifyError};

use crate::{Client, auth::Auth};
use keys::Keys;
use portcullis_core::Result;
use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use token::Token;

/// How far the clocks of server and program may differ.
const LEEWAY: Duration = Duration::from_secs(60);

impl Client {
    /// Returns what verifies tokens of this client's realm that are for this audience. Nothing is sent.
    ///
    /// The issuer is `{base URL}/auth/realms/{tenant}`; behind a proxy the server may write another, which
    /// [`Verifier::issuer`] sets.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if the base URL cannot have a path.
    pub fn verifier(&self, audience: impl Into<String>) -> Result<Verifier> {
        Ok(Verifier {
            auth: self.auth(),
            issuer: self.auth().0.realm_url(&[])?.into(),
            audience: audience.into(),
            leeway: LEEWAY,
            keys: Arc::default(),
        })
    }
}

/// Verifies tokens of one realm for one audience; from [`Client::verifier`]. Clones share the keys.
///
/// A token is accepted if
///
/// - it is signed by a key that the realm publishes for signatures, with `RS256`, `RS384`, `RS512`, `PS256`, `PS384`,
///   `PS512`, `ES256`, `ES384` or `EdDSA`, as its own kind of key requires: never with `none` or with a shared secret;
/// - `iss` is the realm, and `aud` names the audience;
/// - `exp` is in the future, and `nbf` and `iat`, where they are there, are not, within the leeway.
///
/// The keys are fetched at the first token and kept for an hour. A token that names an unknown key makes one request
/// for the keys, at most every ten seconds: the realm may have a new key, or the token may be a forgery.
#[derive(Debug, Clone)]
pub struct Verifier {
    auth: Auth,
    issuer: String,
    audience: String,
    leeway: Duration,
    keys: Arc<Keys>,
}

impl Verifier {
    /// Sets the issuer that a token must name, in place of `{base URL}/auth/realms/{tenant}`.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = issuer.into();
        self
    }

    /// Sets how far the clocks of server and program may differ (60 seconds).
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Verifies a token and returns its claims. What is refused without a key is refused before keys are fetched.
    ///
    /// # Errors
    /// [`VerifyError::Refused`] with the reason if the token is not good; [`VerifyError::Keys`] if the keys could not
    /// be fetched, so that nothing is known about the token: answer 503, not 401.
    pub async fn verify(&self, token: &str) -> Result<Claims, VerifyError> {
        let token = Token::read(token)?;
        let claims = token.claims()?;
        self.judge(&claims, now())?;
        let key = self.keys.find(&self.auth, token.key_id()).await?;
        token.is_signed_by(&key)?;
        Ok(claims)
    }

    fn judge(&self, claims: &Claims, now: i64) -> Result<(), Refusal> {
        let leeway = i64::try_from(self.leeway.as_secs()).unwrap_or(i64::MAX);
        if claims.iss != self.issuer {
            return Err(Refusal::Issuer);
        }
        if !claims.aud.contains(&self.audience) {
            return Err(Refusal::Audience);
        }
        if claims.exp.ok_or(Refusal::Malformed)?.saturating_add(leeway) <= now {
            return Err(Refusal::Expired);
        }
        if [claims.nbf, claims.iat].into_iter().flatten().any(|time| time > now.saturating_add(leeway)) {
            return Err(Refusal::NotYetValid);
        }
        Ok(())
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
