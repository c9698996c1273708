//! A credential that never changes: an API key, a ready-made token.

use super::{Authenticate, Credential};
use crate::{Client, Result, Secret, transport::BoxFuture};
use http::HeaderName;
use tokio::time::Instant;

/// Sends one header, always the same.
pub struct Header {
    name: HeaderName,
    value: Secret,
}

impl Header {
    /// A credential in a header of this name.
    pub fn new(name: HeaderName, value: impl Into<Secret>) -> Self {
        Self { name, value: value.into() }
    }

    /// `Authorization: Bearer …` with a token that somebody else renews.
    pub fn bearer(token: &Secret) -> Self {
        Self::new(http::header::AUTHORIZATION, ["Bearer ", token.expose_secret()].concat())
    }
}

impl std::fmt::Debug for Header {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Header({})", self.name)
    }
}

impl Authenticate for Header {
    fn authorize<'a>(&'a self, _: &'a Client, _: Instant) -> BoxFuture<'a, Result<Credential>> {
        Box::pin(async { Ok(Credential::new(self.name.clone(), self.value.clone())) })
    }
}
