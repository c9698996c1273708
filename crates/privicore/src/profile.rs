//! Profiles: whoever acts, be it a person, an application or a device.

mod legacy;
mod model;

pub use legacy::LoginAttempt;
pub use model::{AuthorizationToken, PasswordChange, QrToken, Reauthorized};

use crate::{Command, ProfileId};
use portcullis_core::{Call, Client, Secret, Timestamp, input, secret};
use serde::Serialize;

/// The scope that allows everything; the vendor publishes no list of the others.
pub const SCOPE_ALL: &str = "all";

/// The caller's profile, its password and its tokens.
///
/// ```no_run
/// # async fn example(client: privicore::Client) -> privicore::Result<()> {
/// let me = client.profile().retrieve_id().await?;
/// let until = client.profile().token_expiry().await?;
/// println!("{me}, logged in until {until}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Profile(pub(crate) Client);

/// A form without fields.
#[derive(Serialize)]
pub(crate) struct Nothing {}

#[derive(Serialize)]
struct Login<'a> {
    username: &'a str,
    password: Revealed<'a>,
}
impl portcullis_core::Input for Login<'_> {}
impl portcullis_core::Input for Nothing {}

/// A borrowed secret on its way into a request.
#[derive(Clone, Copy)]
pub(crate) struct Revealed<'a>(pub(crate) &'a Secret);

impl Serialize for Revealed<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        secret::expose(self.0, to)
    }
}

impl Profile {
    /// Creates a profile. The answer is a command: only its success says that the profile exists, and a taken
    /// name is a rejected command. A new profile has no token, so that its command can only be polled; what it
    /// needs next is a login and a registered public key.
    ///
    /// `POST /profile/register-profile`
    ///
    /// Operation `profile.register`. Permission: none, no token is sent. Not repeatable. 422 for a password
    /// that is too weak (the rule is not documented). Source: vendor page "Register new profile"
    /// (docs.privicore.com).
    pub fn register(&self, username: &str, password: &Secret) -> Call<Command> {
        self.0
            .post("/profile/register-profile")
            .check(input::required("username", username))
            .check(input::required("password", password.expose_secret()))
            .without_credential()
            .form(&Login { username, password: Revealed(password) })
            .call()
    }

    /// Logs in and returns the token without using it: the client logs in by itself. Use it to check a
    /// password, or with [`Client::adopt`](crate::Client::adopt).
    ///
    /// `POST /profile/authenticate`
    ///
    /// Operation `profile.authenticate`. Permission: none, no token is sent. Not repeatable: each login makes
    /// one more live token. 401 for wrong credentials. Source: vendor page "Authenticate" (docs.privicore.com,
    /// December 2025).
    pub fn authenticate(&self, username: &str, password: &Secret) -> Call<AuthorizationToken> {
        self.0
            .post("/profile/authenticate")
            .check(input::required("username", username))
            .check(input::required("password", password.expose_secret()))
            .without_credential()
            .form(&Login { username, password: Revealed(password) })
            .bare()
            .call()
    }

    /// Returns the id of the caller's profile.
    ///
    /// `GET /profile/retrieve-profile-id`
    ///
    /// Operation `profile.retrieve_id`. Permission: the caller's token. Repeatable. Source: a client that talks
    /// to a live engine.
    pub fn retrieve_id(&self) -> Call<ProfileId> {
        self.0.get("/profile/retrieve-profile-id").bare().pick("profileId").call()
    }

    /// Changes the caller's password, by way of a command. Tokens that were handed out stay good; a client
    /// that was built with the old password cannot log in again once its token ends, so build a new one.
    ///
    /// `POST /profile/change-password`
    ///
    /// Operation `profile.change_password`. Permission: the caller's token. Not repeatable. Source: a client;
    /// the names of the fields are likely, not certain. If an engine wants the new password twice, see
    /// [`PasswordChange::confirm_password`].
    pub fn change_password(&self, change: &PasswordChange) -> Call<Command> {
        self.0
            .post("/profile/change-password")
            .require(change.fit())
            .check(change.check())
            .form(change)
            .call()
    }

    /// Makes a token that the vendor's mobile app reads as a QR code to pair itself, once.
    ///
    /// `POST /profile/generate-token-qr`
    ///
    /// Operation `profile.generate_qr_token`. Permission: the caller's token. Not repeatable: each call makes a
    /// token. Source: a client that talks to a live engine; the names in the answer are from a hand-written
    /// schema.
    pub fn generate_qr_token(&self) -> Call<QrToken> {
        self.0.post("/profile/generate-token-qr").form(&Nothing {}).bare().call()
    }

    /// Swaps the token of this client for a fresh one without the password. The client follows by itself: as
    /// soon as the reply is read it uses the new token, and the old one is dead. Prefer
    /// [`Client::renew`](crate::Client::renew), which cannot lose the reply when its caller goes away.
    ///
    /// `POST /profile/reauthorize-authorization-token`
    ///
    /// Operation `profile.reauthorize_token`. Permission: the caller's token. Not repeatable: the reply holds
    /// the only copy of the new token. `ttl` is the new life, in seconds according to a guide; that unit is not
    /// confirmed, and another `ttl` of this API counts minutes. Some engines may answer with a command instead;
    /// how its token is then fetched is not known. Source: a client that talks to a live engine.
    pub fn reauthorize_token(&self, ttl: u32) -> Call<Reauthorized> {
        #[derive(Serialize)]
        struct Life {
            ttl: u32,
        }
        impl portcullis_core::Input for Life {}
        self.0.post("/profile/reauthorize-authorization-token").form(&Life { ttl }).call()
    }

    /// Ends the token of this client at once, also for requests under way. The client drops it: its next call
    /// logs in again, if it can.
    ///
    /// `POST /profile/revoke-authorization-token`
    ///
    /// Operation `profile.revoke_token`. Permission: the caller's token; other tokens of the profile live on.
    /// Not repeatable: a second call would end the next token. Source: a client that talks to a live engine.
    pub fn revoke_token(&self) -> Call<()> {
        self.0.post("/profile/revoke-authorization-token").form(&Nothing {}).bare().done()
    }

    /// Returns when the token of this client ends.
    ///
    /// `POST /profile/authorization-token/expiry`
    ///
    /// Operation `profile.token_expiry`. Permission: the caller's token. Repeatable: it only reads. Source: a
    /// client that talks to a live engine; the vendor's page list names it.
    pub fn token_expiry(&self) -> Call<Timestamp> {
        self.0
            .post("/profile/authorization-token/expiry")
            .form(&Nothing {})
            .idempotent()
            .bare()
            .pick("expiresAt")
            .call()
    }
}
