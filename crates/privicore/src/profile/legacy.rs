//! The four-step login of older engines, step by step.

use super::{AuthorizationToken, Profile};
use crate::{Command, auth::HEADER, dialect, members::Form as _};
use portcullis_core::{Call, Secret};
use serde::{Deserialize, Deserializer};

impl Profile {
    /// Starts the four-step login of older engines. A wrong password is not an error of this call: its command
    /// is rejected. [`ClientBuilder::legacy_login`](crate::ClientBuilder::legacy_login) performs all four steps.
    ///
    /// `POST /profile/attempt-authentication`
    ///
    /// - Operation: `profile.legacy_attempt_authentication`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none, no token is sent
    /// - Source: an older vendor page (docs.privicore.com/?p=37)
    #[inline]
    pub fn legacy_attempt_authentication(&self, username: &str, password: &Secret) -> Call<LoginAttempt> {
        self.0
            .post("/profile/attempt-authentication")
            .without_credential()
            .required("username", username)
            .required("password", password)
            .call()
    }

    /// Returns the temporary token of a login attempt whose command has succeeded.
    ///
    /// `POST /profile/retrieve-temp-token`
    ///
    /// It fails while the attempt is pending or when it was rejected; with which status is not documented.
    ///
    /// - Operation: `profile.legacy_retrieve_temp_token`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none, no token is sent: the attempt's id authorizes the call
    /// - Source: an older vendor page (docs.privicore.com/?p=37)
    #[inline]
    pub fn legacy_retrieve_temp_token(&self, attempt: &LoginAttempt) -> Call<Secret> {
        self.0
            .post("/profile/retrieve-temp-token")
            .without_credential()
            .field("id", &attempt.id)
            .bare()
            .read_with(dialect::token)
            .pick("token")
            .call()
    }

    /// Requests a token with these scopes, by a command; [`SCOPE_ALL`](crate::SCOPE_ALL) is the one that is
    /// documented.
    ///
    /// `POST /profile/request-authorization-token`
    ///
    /// - Operation: `profile.legacy_request_authorization_token`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the temporary token, sent in place of the client's own
    /// - Source: an older vendor page (docs.privicore.com/?p=37), which does not show the reply
    #[inline]
    pub fn legacy_request_authorization_token(&self, temporary: &Secret, scopes: &[&str]) -> Call<Command> {
        self.0
            .post("/profile/request-authorization-token")
            .authorize_with(HEADER, temporary.clone())
            .required("scope[]", scopes)
            .call()
    }

    /// Returns the token of a request that has succeeded. The client does not use it by itself: see
    /// [`Client::adopt`](crate::Client::adopt).
    ///
    /// `POST /profile/retrieve-authorization-token`
    ///
    /// - Operation: `profile.legacy_retrieve_authorization_token`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the temporary token, sent in place of the client's own
    /// - Source: an older vendor page (docs.privicore.com/?p=37) and an old client of the vendor for the
    ///   reply
    #[inline]
    pub fn legacy_retrieve_authorization_token(
        &self,
        temporary: &Secret,
        request: &Command,
    ) -> Call<AuthorizationToken> {
        self.0
            .post("/profile/retrieve-authorization-token")
            .authorize_with(HEADER, temporary.clone())
            .field("request_auth_token_command_id", request.command_id.as_str())
            .bare()
            .read_with(dialect::token)
            .call()
    }
}

/// A started login. Its id is enough to fetch the temporary token, so it is a secret, unlike the ids of other commands.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LoginAttempt {
    /// The id of the attempt's command.
    pub id: Secret,
}

impl LoginAttempt {
    /// Returns the attempt as a command that can be polled or waited for. Do not store or log it.
    pub fn command(&self) -> Command {
        Command::new(self.id.expose_secret())
    }
}

// By hand: a command in any of its forms.
impl<'de> Deserialize<'de> for LoginAttempt {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let command = Command::deserialize(from)?;
        Ok(Self { id: command.command_id.as_str().into() })
    }
}
