//! Passwords of hosts that PrivX rotates.

mod model;

pub use model::{AccountSecret, HostSecret, HostSecretMetadata, HostSecretSystem};

use super::rotation::{self, RotationOutcome};
use crate::{ids::HostId, watch};
use model::RotatedHost;
use portcullis_core::{Call, Client, Result};
use std::time::Duration;

/// Passwords of hosts that PrivX rotates; made by [`SecretsManager::host_secrets`](super::SecretsManager::host_secrets).
///
/// All but [`rotate`](Self::rotate) is by the documentation for PrivX's own services. How passwords of a host are
/// rotated is set at the host itself.
///
/// ```no_run
/// # async fn f(privx: privx::Client, host: privx::HostId) -> privx::Result<()> {
/// use privx::secrets_manager::RotationOutcome;
/// use std::time::Duration;
///
/// let secrets = privx.secrets_manager().host_secrets();
/// let outcome = secrets.rotate_and_wait(&host, "root", Duration::from_secs(120)).await?;
/// if let RotationOutcome::Failed { reason, .. } = outcome {
///     println!("not rotated: {reason:?}");
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct HostSecrets(pub(super) Client);

impl HostSecrets {
    /// Returns how the passwords of one host are rotated, and when they were.
    ///
    /// `GET /secrets-manager/api/v1/host-secret/{host_id}`
    ///
    /// - Operation: `host_secrets.get`
    /// - Retried: also when the reply is lost
    /// - Permission: internal services only
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, host: &HostId) -> Call<HostSecretMetadata> {
        self.0
            .get("/secrets-manager/api/v1/host-secret/{host_id}")
            .path(host)
            .identified_by("metadata")
            .call()
    }

    /// Creates or replaces how the passwords of one host are rotated, and returns it.
    ///
    /// `POST /secrets-manager/api/v1/host-secret/{host_id}`
    ///
    /// Masked values (`***`) are refused. The status of a success is not documented.
    ///
    /// - Operation: `host_secrets.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: internal services only
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, host: &HostId, secret: &HostSecretMetadata) -> Call<HostSecretMetadata> {
        self.0.post("/secrets-manager/api/v1/host-secret/{host_id}").path(host).create(secret).call()
    }

    /// Deletes how the passwords of one host are rotated.
    ///
    /// `DELETE /secrets-manager/api/v1/host-secret/{host_id}`
    ///
    /// - Operation: `host_secrets.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: internal services only
    /// - Source: vendor's documentation
    #[inline]
    pub fn delete(&self, host: &HostId) -> Call<()> {
        self.0.delete("/secrets-manager/api/v1/host-secret/{host_id}").idempotent().path(host).done()
    }

    /// Requests a new password for one account of a host.
    ///
    /// `POST /secrets-manager/api/v1/rotate/{host_id}/{account}`
    ///
    /// Returns before the password is new: `password_rotation.rotation_status` of the host shows the last success
    /// and the last error. [`rotate_and_wait`](Self::rotate_and_wait) waits until the rotation ends.
    ///
    /// - Operation: `host_secrets.rotate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), `hosts-view`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn rotate(&self, host: &HostId, account: &str) -> Call<()> {
        self.0.post("/secrets-manager/api/v1/rotate/{host_id}/{account}").path(host).path(account).done()
    }

    /// Requests a new password for one account of a host and waits until the rotation ends, at most `bound` from when
    /// PrivX has accepted the request.
    ///
    /// Reads the host, calls [`rotate`](Self::rotate), and reads the host again after 1 second, then less often, every 15
    /// seconds in the end, until its `rotation_status` has another time of the last success or of the last error for the
    /// account. If both are new, the later one counts. PrivX does not state which request a time belongs to, so
    /// a rotation that runs at the same time counts as well.
    ///
    /// Dropping the future ends the waiting, not the rotation; the host's `rotation_status` shows the outcome later.
    ///
    /// # Errors
    /// Those of reading the host (`hosts.get`, for which `hosts-view` suffices) and of [`rotate`](Self::rotate).
    /// After the rotation was accepted, only a read that is refused permanently, with
    /// [`Delivery::Unknown`](crate::Delivery::Unknown); a read that fails otherwise is repeated.
    pub async fn rotate_and_wait(
        &self,
        host: &HostId,
        account: &str,
        bound: Duration,
    ) -> Result<RotationOutcome> {
        watch::needs_runtime()?;
        let before = self.host(host).await?.status(account);
        self.rotate(host, account).await?;
        let read = || self.host(host);
        rotation::watch(&self.0, bound, read, |host| host.status(account).ended_since(&before)).await
    }

    /// Returns a host, as far as it shows rotations.
    ///
    /// `GET /host-store/api/v1/hosts/{host_id}`
    ///
    /// - Operation: `hosts.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    fn host(&self, host: &HostId) -> Call<RotatedHost> {
        self.0.get("/host-store/api/v1/hosts/{host_id}").path(host).identified_by("id").call()
    }
}
