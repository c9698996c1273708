//! The caller's profile: that of a person, an application or a device.

mod input;
mod legacy;
mod model;

pub use input::PasswordChange;
pub use legacy::LoginAttempt;
pub use model::{AuthorizationToken, QrToken, Reauthorized};

use crate::{Command, ProfileId, dialect, members::Form as _};
use portcullis_core::{Call, Client, Secret, Timestamp};

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

impl Profile {
    /// Creates a profile, by a command. The profile exists when that has succeeded; a name that is taken is a rejected
    /// command. A new profile has no token, so its command can only be polled. Next it needs a login and a registered
    /// public key.
    ///
    /// `POST /profile/register-profile`
    ///
    /// 422 for a password that is too weak (the rule is not documented).
    ///
    /// - Operation: `profile.register`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none, no token is sent
    /// - Source: vendor page "Register new profile" (docs.privicore.com)
    #[inline]
    pub fn register(&self, username: &str, password: &Secret) -> Call<Command> {
        self.0
            .post("/profile/register-profile")
            .without_credential()
            .required("username", username)
            .required("password", password)
            .call()
    }

    /// Logs in and returns the token, which the client does not use: it logs in by itself. For checking a password, or
    /// for [`Client::adopt`](crate::Client::adopt).
    ///
    /// `POST /profile/authenticate`
    ///
    /// 401 for wrong credentials.
    ///
    /// - Operation: `profile.authenticate`
    /// - Retried: only when the request was provably not sent; each login makes one more live token
    /// - Permission: none, no token is sent
    /// - Source: vendor page "Authenticate" (docs.privicore.com, December 2025)
    #[inline]
    pub fn authenticate(&self, username: &str, password: &Secret) -> Call<AuthorizationToken> {
        self.0
            .post("/profile/authenticate")
            .without_credential()
            .required("username", username)
            .required("password", password)
            .bare()
            .call()
    }

    /// Returns the id of the caller's profile.
    ///
    /// `GET /profile/retrieve-profile-id`
    ///
    /// - Operation: `profile.retrieve_id`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn retrieve_id(&self) -> Call<ProfileId> {
        self.0
            .get("/profile/retrieve-profile-id")
            .bare()
            .read_with(dialect::profile_id)
            .identified_by("profileId")
            .pick("profileId")
            .call()
    }

    /// Changes the caller's password, by a command. Issued tokens stay valid. A client that was built with the old
    /// password cannot log in again when its token ends: build a new one.
    ///
    /// `POST /profile/change-password`
    ///
    /// If an engine requires the new password twice, see [`PasswordChange::confirm_password`].
    ///
    /// - Operation: `profile.change_password`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client; the names of the fields are likely, not certain
    #[inline]
    pub fn change_password(&self, change: &PasswordChange) -> Call<Command> {
        change.form(self.0.post("/profile/change-password")).call()
    }

    /// Creates a token that the vendor's mobile app reads as a QR code, for one pairing.
    ///
    /// `POST /profile/generate-token-qr`
    ///
    /// - Operation: `profile.generate_qr_token`
    /// - Retried: only when the request was provably not sent; each call makes a token
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine; the names in the reply are from a hand-written schema
    #[inline]
    pub fn generate_qr_token(&self) -> Call<QrToken> {
        self.0.post("/profile/generate-token-qr").form().bare().read_with(dialect::qr_token).call()
    }

    /// Replaces the token of this client without the password. The client uses the new token as soon as the reply is
    /// read; the old one is invalid. Prefer [`Client::renew`](crate::Client::renew), which does not lose the reply when
    /// its caller is cancelled.
    ///
    /// `POST /profile/reauthorize-authorization-token`
    ///
    /// `ttl` is the new lifetime, in seconds according to a guide; that unit is not confirmed, and another `ttl` of
    /// this API is in minutes. Some engines may return a command instead; how its token is then fetched is not known.
    ///
    /// - Operation: `profile.reauthorize_token`
    /// - Retried: only when the request was provably not sent; the reply holds the only copy of the new token
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn reauthorize_token(&self, ttl: u32) -> Call<Reauthorized> {
        self.0.post("/profile/reauthorize-authorization-token").renews_credential().field("ttl", ttl).call()
    }

    /// Revokes the token of this client at once, also for requests in progress. The client drops it, and logs in again
    /// for its next call if it can.
    ///
    /// `POST /profile/revoke-authorization-token`
    ///
    /// - Operation: `profile.revoke_token`
    /// - Retried: only when the request was provably not sent; a second call would end the next token
    /// - Permission: the caller's token; other tokens of the profile stay valid
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn revoke_token(&self) -> Call<()> {
        self.0.post("/profile/revoke-authorization-token").ends_session().form().bare().done()
    }

    /// Returns the time when the token of this client ends.
    ///
    /// `POST /profile/authorization-token/expiry`
    ///
    /// - Operation: `profile.token_expiry`
    /// - Retried: also when the reply is lost; it only reads
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine; the vendor's page list names it
    #[inline]
    pub fn token_expiry(&self) -> Call<Timestamp> {
        self.0
            .post("/profile/authorization-token/expiry")
            .form()
            .read_only()
            .bare()
            .read_with(dialect::expiry)
            .pick("expiresAt")
            .call()
    }
}
