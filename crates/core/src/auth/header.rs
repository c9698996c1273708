//! A credential that never changes: an API key, a ready-made token.

use super::{Authenticate, Credential};
use crate::{Client, Error, ErrorKind, Operation, Result, Secret, transport::BoxFuture};
use http::HeaderName;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::time::Instant;

/// Sends one header, always the same.
pub struct Header {
    name: HeaderName,
    value: Secret,
    refusal_is_final: bool,
    refused: AtomicBool,
}

impl Header {
    /// A credential in a header of this name.
    pub fn new(name: HeaderName, value: impl Into<Secret>) -> Self {
        Self { name, value: value.into(), refusal_is_final: false, refused: AtomicBool::new(false) }
    }

    /// `Authorization: Bearer …` with a token that is renewed elsewhere.
    pub fn bearer(token: &Secret) -> Self {
        Self::new(http::header::AUTHORIZATION, ["Bearer ", token.expose_secret()].concat())
    }

    /// Once the server has refused the credential, it is not sent again until
    /// [`Client::reset_credentials`]. For vendors that refuse for no other reason than the credential.
    pub fn refusal_is_final(mut self) -> Self {
        self.refusal_is_final = true;
        self
    }
}

impl std::fmt::Debug for Header {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Header({})", self.name)
    }
}

impl Authenticate for Header {
    fn authorize<'a>(&'a self, _: &'a Client, _: Instant) -> BoxFuture<'a, Result<Credential>> {
        Box::pin(async {
            if self.refused.load(Ordering::Acquire) {
                let text =
                    "the server refused this credential before; it is not presented again until it is reset";
                return Err(Error::new(ErrorKind::Auth, text));
            }
            Ok(Credential::new(self.name.clone(), self.value.clone()))
        })
    }

    fn refused(&self, _: &Credential, _: &Operation) -> bool {
        self.refused.store(self.refusal_is_final, Ordering::Release);
        false
    }

    fn reset(&self) {
        self.refused.store(false, Ordering::Release);
    }
}
