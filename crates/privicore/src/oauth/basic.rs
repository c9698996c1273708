//! The three kinds of credentials that this vendor sends in the scheme `Basic`.

use super::OAuthClient;
use portcullis_core::{Request, Secret, http::header::AUTHORIZATION};

pub(crate) trait Basic: Sized {
    /// Sends id and secret, joined and encoded as usual.
    fn basic_client(self, client: &OAuthClient) -> Self;
    /// Sends a code or a token unchanged: neither encoded nor with a colon.
    fn basic_raw(self, raw: &Secret) -> Self;
}

impl Basic for Request {
    fn basic_client(self, client: &OAuthClient) -> Self {
        let (id, password) = (client.client_id.as_str(), &client.client_secret);
        self.check(client.check()).redact(&id.into()).basic(id, password)
    }

    fn basic_raw(self, raw: &Secret) -> Self {
        let value = ["Basic ", raw.expose_secret()].concat();
        self.redact(raw).authorize_with(AUTHORIZATION, value.into())
    }
}
