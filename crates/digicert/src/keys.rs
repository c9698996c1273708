//! API keys, and credentials for ACME clients.

mod input;
mod model;

pub use input::{ApiKeySearch, ApiKeyUpdate, NewAcmeEab, NewApiKey};
pub use model::{AcmeEab, ApiKey, ApiKeyDetail, ApiKeyStatus, CreatedApiKey};

use crate::{ApiKeyId, Call, List, UserId, client::Api};
use input::NewStatus;

/// API keys, those of ACME credentials included; from [`Client::keys`](crate::Client::keys).
///
/// The server returns the text of a key only once, when the key is created. No key expires by a date that is
/// documented: to replace one, create another, change to it, and revoke the old one.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client, store: impl Fn(&digicert::Secret)) -> digicert::Result<()> {
/// use digicert::{keys::{ApiKeyStatus, NewApiKey}, users::KeyRole};
///
/// let keys = digicert.keys();
/// let me = digicert.users().me().await?.id;
/// let new = keys.create(&me, &NewApiKey::new("renewals").key_role(KeyRole::Orders)).await?;
/// store(&new.api_key);
/// keys.update_status(&"4711".into(), &ApiKeyStatus::Revoked).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Keys(pub(crate) Api);

impl Keys {
    /// Lists the API keys of the account, or of one user.
    ///
    /// `GET /key`
    ///
    /// Without their texts. Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `keys.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List API keys" (dev.digicert.com, services-api/api-keys/list-api-keys.html)
    #[inline]
    pub fn list(&self, search: &ApiKeySearch) -> List<ApiKey> {
        self.0.get("/key").query_of(search).list_whole("api_keys")
    }

    /// Creates an API key of a user and returns its id and its text, which the server returns only once.
    ///
    /// `POST /key/user/{user_id}`
    ///
    /// If the reply is lost, search with [`list`](Self::list): the key may exist, and its text cannot be fetched.
    /// Revoke it then, and create another.
    ///
    /// - Operation: `keys.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: for other users the role of an administrator
    /// - Source: vendor page "Create API key" (dev.digicert.com, services-api/api-keys/create-api-key.html)
    #[inline]
    pub fn create(&self, user: &UserId, key: &NewApiKey) -> Call<CreatedApiKey> {
        self.0.post("/key/user/{user_id}").path(user).json(key).call()
    }

    /// Returns one API key, without its text.
    ///
    /// `GET /key/{key_id}`
    ///
    /// - Operation: `keys.get`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "API key info" (dev.digicert.com, services-api/api-keys/api-key-info.html)
    #[inline]
    pub fn get(&self, id: &ApiKeyId) -> Call<ApiKeyDetail> {
        self.0.get("/key/{key_id}").path(id).identified_by("id").call()
    }

    /// Changes a key's name and its role.
    ///
    /// `PUT /key/{key_id}`
    ///
    /// **What becomes of a role that is not sent is not documented: the key may lose its restriction.** Make the
    /// update from what [`get`](Self::get) returns, which copies the role.
    ///
    /// - Operation: `keys.update`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Edit API key" (dev.digicert.com, services-api/api-keys/edit-api-key.html)
    #[inline]
    pub fn update(&self, id: &ApiKeyId, key: &ApiKeyUpdate) -> Call<()> {
        self.0.put("/key/{key_id}").path(id).json(key).idempotent().done()
    }

    /// Revokes an API key, or makes it active again.
    ///
    /// `PUT /key/{key_id}/status`
    ///
    /// Revoking takes effect at once, also for the key of this client: every later call is then refused with
    /// [`INVALID_KEY`](crate::code::INVALID_KEY), this one included if it is sent again after a lost reply.
    ///
    /// - Operation: `keys.update_status`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update key status" (dev.digicert.com, services-api/api-keys/update-key-status.html)
    #[inline]
    pub fn update_status(&self, id: &ApiKeyId, status: &ApiKeyStatus) -> Call<()> {
        self.0.put("/key/{key_id}/status").path(id).json(&NewStatus { status }).idempotent().done()
    }

    /// Creates credentials with which an ACME client registers (external account binding, RFC 8555, section 7.3.4).
    ///
    /// `POST /key/acme-eab/tlm`
    ///
    /// The server returns the HMAC key only once. If the reply is lost, look for the name with
    /// [`list`](Self::list), revoke what is there, and create others. The vendor's table of parameters could be read
    /// in part only and is taken from the older operation.
    ///
    /// - Operation: `keys.create_acme_eab`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "ACME external account binding" (dev.digicert.com,
    ///   services-api/api-keys/acme-external-account-binding-new.html)
    #[inline]
    pub fn create_acme_eab(&self, credentials: &NewAcmeEab) -> Call<AcmeEab> {
        self.0.post("/key/acme-eab/tlm").json(credentials).call()
    }

    /// Creates credentials for the older ACME service.
    ///
    /// `POST /key/acme-eab`
    ///
    /// The vendor announced the end of that service for 2026-02-24: use [`create_acme_eab`](Self::create_acme_eab).
    ///
    /// - Operation: `keys.create_acme_eab_legacy`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "ACME external account binding" (dev.digicert.com,
    ///   services-api/api-keys/acme-external-account-binding.html)
    #[inline]
    pub fn create_acme_eab_legacy(&self, credentials: &NewAcmeEab) -> Call<AcmeEab> {
        self.0.post("/key/acme-eab").json(credentials).call()
    }
}
