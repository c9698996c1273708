//! The four-step login of older engines, step by step.

use super::{AuthorizationToken, Login, Profile, Revealed};
use crate::{Command, auth::HEADER};
use portcullis_core::{Call, Result, Secret, input};
use serde::{Deserialize, Deserializer, Serialize};

impl Profile {
    /// Begins the four-step login of older engines. A wrong password is not an error of this call: its command
    /// is rejected. [`ClientBuilder::legacy_login`](crate::ClientBuilder::legacy_login) does all four steps.
    ///
    /// `POST /profile/attempt-authentication`
    ///
    /// Operation `profile.legacy_attempt_authentication`. Permission: none, no token is sent. Not repeatable.
    /// Source: an older vendor page (docs.privicore.com/?p=37).
    pub fn legacy_attempt_authentication(&self, username: &str, password: &Secret) -> Call<LoginAttempt> {
        self.0
            .post("/profile/attempt-authentication")
            .check(input::required("username", username))
            .check(input::required("password", password.expose_secret()))
            .without_credential()
            .form(&Login { username, password: Revealed(password) })
            .call()
    }

    /// Fetches the temporary token of a login attempt whose command has succeeded.
    ///
    /// `POST /profile/retrieve-temp-token`
    ///
    /// Operation `profile.legacy_retrieve_temp_token`. Permission: none, no token is sent: the attempt's id is
    /// the key. Not repeatable. It fails while the attempt is pending or when it was rejected; with which status
    /// is not documented. Source: an older vendor page (docs.privicore.com/?p=37).
    pub fn legacy_retrieve_temp_token(&self, attempt: &LoginAttempt) -> Call<Secret> {
        #[derive(Serialize)]
        struct Attempt<'a> {
            id: Revealed<'a>,
        }
        impl portcullis_core::Input for Attempt<'_> {}
        self.0
            .post("/profile/retrieve-temp-token")
            .without_credential()
            .form(&Attempt { id: Revealed(&attempt.id) })
            .bare()
            .pick("token")
            .call()
    }

    /// Asks for a token with these scopes, by way of a command; [`SCOPE_ALL`](crate::SCOPE_ALL) is the one that
    /// is documented.
    ///
    /// `POST /profile/request-authorization-token`
    ///
    /// Operation `profile.legacy_request_authorization_token`. Permission: the temporary token, sent in place
    /// of the client's own. Not repeatable. Source: an older vendor page (docs.privicore.com/?p=37), which does
    /// not show the answer.
    pub fn legacy_request_authorization_token(&self, temporary: &Secret, scopes: &[&str]) -> Call<Command> {
        #[derive(Serialize)]
        struct Scopes<'a> {
            #[serde(rename = "scope[]")]
            scope: &'a [&'a str],
        }
        impl portcullis_core::Input for Scopes<'_> {}
        self.0
            .post("/profile/request-authorization-token")
            .check(scopes.iter().try_for_each(|scope| input::required("scope", scope)))
            .check(input::required("scope", scopes.first().copied().unwrap_or_default()))
            .authorize_with(HEADER, temporary.clone())
            .form(&Scopes { scope: scopes })
            .call()
    }

    /// Fetches the token that a succeeded request made. The client does not use it by itself: see
    /// [`Client::adopt`](crate::Client::adopt).
    ///
    /// `POST /profile/retrieve-authorization-token`
    ///
    /// Operation `profile.legacy_retrieve_authorization_token`. Permission: the temporary token, sent in place
    /// of the client's own. Not repeatable. Source: an older vendor page (docs.privicore.com/?p=37) and an old
    /// client of the vendor for the answer.
    pub fn legacy_retrieve_authorization_token(
        &self,
        temporary: &Secret,
        request: &Command,
    ) -> Call<AuthorizationToken> {
        #[derive(Serialize)]
        struct Fetch<'a> {
            request_auth_token_command_id: &'a str,
        }
        impl portcullis_core::Input for Fetch<'_> {}
        self.0
            .post("/profile/retrieve-authorization-token")
            .authorize_with(HEADER, temporary.clone())
            .form(&Fetch { request_auth_token_command_id: request.command_id.as_str() })
            .bare()
            .call()
    }
}

/// A begun login. Its id alone buys the temporary token, so it is a secret, unlike the ids of other commands.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LoginAttempt {
    /// The id of the attempt's command.
    pub id: Secret,
}

impl LoginAttempt {
    /// The attempt as a command that can be polled or waited for. Do not store or log it.
    pub fn command(&self) -> Command {
        Command::new(self.id.expose_secret())
    }
}

impl<'de> Deserialize<'de> for LoginAttempt {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let command = Command::deserialize(from)?;
        Ok(Self { id: command.command_id.as_str().into() })
    }
}
