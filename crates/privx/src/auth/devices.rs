//! Paired devices, with which users confirm logins.

use crate::ids::{DeviceId, UserId};
use portcullis_core::{Call, Client, Extra, List, Timestamp};
use portcullis_macros::Reply;

/// Paired devices, with which users confirm logins; made by [`Auth::devices`](super::Auth::devices).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// let devices = privx.auth().devices();
/// let user = privx::UserId::from("5f0a0d6e-0000-4000-8000-000000000001");
/// for device in devices.list_of(&user).all().await? {
///     devices.unpair(&user, &device.id).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Devices(pub(super) Client);

impl Devices {
    /// Lists the paired devices of one user.
    ///
    /// `GET /auth/api/v1/users/{user_id}/devices`
    ///
    /// - Operation: `devices.list_user`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_of(&self, user: &UserId) -> List<Device> {
        self.0.get("/auth/api/v1/users/{user_id}/devices").path(user).list_whole("items")
    }

    /// Lists the caller's paired devices.
    ///
    /// `GET /auth/api/v1/users/current/devices`
    ///
    /// - Operation: `devices.list_current`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_current(&self) -> List<Device> {
        self.0.get("/auth/api/v1/users/current/devices").list_whole("items")
    }

    /// Unpairs one device of one user.
    ///
    /// `DELETE /auth/api/v1/users/{user_id}/devices/{device_id}`
    ///
    /// - Operation: `devices.unpair_user`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn unpair(&self, user: &UserId, device: &DeviceId) -> Call<()> {
        self.0
            .delete("/auth/api/v1/users/{user_id}/devices/{device_id}")
            .idempotent()
            .path(user)
            .path(device)
            .done()
    }

    /// Unpairs one of the caller's devices.
    ///
    /// `DELETE /auth/api/v1/users/current/devices/{device_id}`
    ///
    /// - Operation: `devices.unpair_current`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn unpair_current(&self, device: &DeviceId) -> Call<()> {
        self.0.delete("/auth/api/v1/users/current/devices/{device_id}").idempotent().path(device).done()
    }
}

/// A paired device.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Device {
    /// The device's id.
    pub id: DeviceId,
    /// The operating system.
    pub os: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// When it was paired; may be empty.
    pub activated: Option<Timestamp>,
    /// When it was last changed; may be empty.
    pub updated: Option<Timestamp>,
    /// When it was last used; may be empty.
    #[reply(name = "lastUsed")]
    pub last_used: Option<Timestamp>,
    /// Members that this version does not know.
    pub extra: Extra,
}
