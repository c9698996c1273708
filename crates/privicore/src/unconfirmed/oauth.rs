//! Guessed operations on OAuth applications.

use super::{Guess, Guesses};
use portcullis_core::{Secret, input};
use serde_json::Value;

/// Guessed operations on OAuth applications.
#[derive(Debug, Clone)]
pub struct OAuth(pub(super) Guesses);

impl OAuth {
    /// Returns the scopes of an access token, in a form that is not known. Try `.method(Method::POST)` if the status is
    /// 405.
    ///
    /// `GET /oauth-application/retrieve-oauth-application-scope`
    ///
    /// The path is from a remark in a client that does not call it, and is unconfirmed; the
    /// verb is from the vendor's table of contents; its other parameters and its reply are not
    /// known.
    ///
    /// - Operation: `oauth.retrieve_scope`
    /// - Retried: also when the reply is lost
    /// - Permission: the access token, sent as it stands behind the word `Basic` in place of the client's own
    ///   credential
    /// - Source: a remark in a client that does not send it; the verb is in the vendor's table of contents
    #[inline]
    pub fn retrieve_scope(&self, access_token: &Secret) -> Guess<Value> {
        self.0
            .get("/oauth-application/retrieve-oauth-application-scope")
            .check(input::required("access_token", access_token.expose_secret()))
            .basic(access_token)
    }
}
