//! AuthKeys, the secrets of request tokens for DV orders.

mod model;

pub use model::AuthKey;

use crate::{AuthKeyId, Call, Error, List, Result, client::Api};

/// AuthKeys, the secrets of request tokens for DV orders; from [`Client::auth_keys`](crate::Client::auth_keys).
///
/// An AuthKey is a secret that the account shares with the service. With it a client computes a request token for a
/// DV order, publishes the token in the DNS (TXT, not CNAME) or on the web server, and gets the certificate in the
/// reply to the order. It is no API key. How a token is computed is not documented, and this crate does not do it.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// let auth_keys = digicert.auth_keys();
/// let new = auth_keys.create_with_ttl(30).await?;
/// // Store `new.auth_key` now, and replace the older keys.
/// for old in auth_keys.list().all().await? {
///     if old.auth_key_id != new.auth_key_id {
///         auth_keys.delete(&old.auth_key_id).await?;
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct AuthKeys(pub(crate) Api);

impl AuthKeys {
    /// Lists active AuthKeys, with their secrets.
    ///
    /// `GET /account/auth-keys`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `auth_keys.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List AuthKeys" (dev.digicert.com, services-api/account/list-authkeys.html)
    #[inline]
    pub fn list(&self) -> List<AuthKey> {
        self.0.get("/account/auth-keys").list_whole("auth_keys")
    }

    /// Returns one AuthKey, also an inactive or expired one.
    ///
    /// `GET /account/auth-key/{auth_key_id}`
    ///
    /// - Operation: `auth_keys.get`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "AuthKey details" (dev.digicert.com, services-api/account/authkey-details.html)
    #[inline]
    pub fn get(&self, id: &AuthKeyId) -> Call<AuthKey> {
        self.0.get("/account/auth-key/{auth_key_id}").path(id).identified_by("auth_key_id").call()
    }

    /// Returns the account's AuthKey if it has only one.
    ///
    /// `GET /account/auth-key`
    ///
    /// With more than one the server refuses the request with 400: use [`list`](Self::list).
    ///
    /// - Operation: `auth_keys.get_single`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "AuthKey details" (dev.digicert.com, services-api/account/authkey-details.html)
    #[inline]
    pub fn get_single(&self) -> Call<AuthKey> {
        self.0.get("/account/auth-key").identified_by("auth_key_id").call()
    }

    /// Creates the permanent AuthKey and returns it.
    ///
    /// `POST /account/auth-key`
    ///
    /// An account has at most one permanent AuthKey: a second one is refused with 400 and
    /// [`AUTH_KEY_EXISTS_FOR_ACCOUNT`](crate::code::AUTH_KEY_EXISTS_FOR_ACCOUNT), which counts as a conflict. If the
    /// reply is lost, [`list`](Self::list) returns the key. The status of success is 200.
    ///
    /// - Operation: `auth_keys.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Create AuthKey" (dev.digicert.com, services-api/account/create-authkey.html)
    #[inline]
    pub fn create(&self) -> Call<AuthKey> {
        self.0.post("/account/auth-key").identified_by("auth_key_id").call()
    }

    /// Creates an AuthKey that expires after some days, at least 1, and returns it.
    ///
    /// `POST /account/auth-key/{days}`
    ///
    /// An account may have several of these at a time; no maximum of days is documented. If the reply is lost, the
    /// key may exist: compare [`list`](Self::list) with the keys that are known before a second try. The status of
    /// success is 200.
    ///
    /// - Operation: `auth_keys.create_with_ttl`
    /// - Retried: only when the request was provably not sent; a second call would create a second key
    /// - Permission: not documented
    /// - Source: vendor page "Create AuthKey with TTL" (dev.digicert.com,
    ///   services-api/account/create-authkey-with-ttl.html)
    #[inline]
    pub fn create_with_ttl(&self, days: u32) -> Call<AuthKey> {
        // The number goes into the path, which has no `Input` of its own.
        self.0
            .post("/account/auth-key/{days}")
            .check(check_days(days))
            .path(days.to_string())
            .identified_by("auth_key_id")
            .call()
    }

    /// Deletes an AuthKey, active or expired.
    ///
    /// `DELETE /account/auth-key/{auth_key_id}`
    ///
    /// **Every request token that was computed with it becomes invalid.** The status of success is assumed to be
    /// 204; any 2xx is accepted.
    ///
    /// - Operation: `auth_keys.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Delete AuthKey" (dev.digicert.com, services-api/account/delete-authkey.html)
    #[inline]
    pub fn delete(&self, id: &AuthKeyId) -> Call<()> {
        self.0.delete("/account/auth-key/{auth_key_id}").path(id).idempotent().done()
    }

    /// Deletes the account's AuthKey if it has only one.
    ///
    /// `DELETE /account/auth-key`
    ///
    /// **Every request token that was computed with it becomes invalid.** Which key that is does not show in the
    /// request: [`delete`](Self::delete) with an id is safer. What the server does if there are several keys is not
    /// documented; it refuses to return one of them without an id.
    ///
    /// - Operation: `auth_keys.delete_single`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Delete AuthKey" (dev.digicert.com, services-api/account/delete-authkey.html)
    #[inline]
    pub fn delete_single(&self) -> Call<()> {
        self.0.delete("/account/auth-key").idempotent().done()
    }
}

fn check_days(days: u32) -> Result<()> {
    if days > 0 { Ok(()) } else { Err(Error::input("days", "must be at least 1")) }
}
