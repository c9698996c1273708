//! Second-factor devices, by KOBIL's own operations. SSMS only.

mod model;

pub use model::{Device, DeviceState, DeviceType, DeviceTypeName};

use crate::{DeviceId, code, flavour::Core};
use portcullis_core::{Call, Request, http::Method, one_of};

/// Second-factor devices of the tenant's users: activated apps. SSMS only.
///
/// On SHIFT every operation is an [`Input`](crate::ErrorKind::Input) error and nothing is sent: use
/// [`AstClients`](crate::ast_clients::AstClients) there. The devices of a user are those of
/// [`Users::list_devices`](crate::users::Users::list_devices). All operations need the token of an administrator of the
/// tenant's own realm. An id that is not known is `None` from [`optional`](Call::optional).
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// for device in mid.users().list_devices(&"mira.olsen@firm.example".into()).await? {
///     if device.locked == Some(false) {
///         mid.devices().lock(&device.device_id).await?;
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Devices(pub(crate) Core);

impl Devices {
    /// Returns one device.
    ///
    /// `GET /digitanium/v4/devices/{device_id}` (SSMS)
    ///
    /// 404 [`DEVICE_NOT_FOUND`](crate::code::DEVICE_NOT_FOUND) if there is none.
    ///
    /// - Operation: `devices.get`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Get device info"; the code by analogy
    #[inline]
    pub fn get(&self, device_id: &DeviceId) -> Call<Device> {
        self.named(Method::GET, "/digitanium/v4/devices/{device_id}", device_id)
            .one()
            .identified_by(one_of(&["deviceId", "deviceid"]))
            .call()
    }

    /// Locks a device: its user cannot log in with it until it is unlocked. The result is true if it is
    /// locked now, and `None` if the server returns nothing.
    ///
    /// `POST /digitanium/v4/devices/{device_id}/lock` (SSMS)
    ///
    /// 409 [`CONFLICT`](crate::code::CONFLICT) if the state of the device does not allow it, for example because it is
    /// locked already: also after a reply that was lost. 400 [`BAD_REQUEST`](crate::code::BAD_REQUEST), 404
    /// [`DEVICE_NOT_FOUND`](crate::code::DEVICE_NOT_FOUND).
    ///
    /// - Operation: `devices.lock`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Lock device"
    #[inline]
    pub fn lock(&self, device_id: &DeviceId) -> Call<Option<bool>> {
        self.named(Method::POST, "/digitanium/v4/devices/{device_id}/lock", device_id).call()
    }

    /// Unlocks a device. The result is what the server returns, if anything: its meaning here is not documented.
    ///
    /// `POST /digitanium/v4/devices/{device_id}/unlock` (SSMS)
    ///
    /// 409 [`CONFLICT`](crate::code::CONFLICT) if the state of the device does not allow it, for example because it is
    /// unlocked already: also after a reply that was lost. 400 [`BAD_REQUEST`](crate::code::BAD_REQUEST), 404
    /// [`DEVICE_NOT_FOUND`](crate::code::DEVICE_NOT_FOUND).
    ///
    /// - Operation: `devices.unlock`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Unlock device"
    #[inline]
    pub fn unlock(&self, device_id: &DeviceId) -> Call<Option<bool>> {
        self.named(Method::POST, "/digitanium/v4/devices/{device_id}/unlock", device_id).call()
    }

    /// Ends the session of a device. The device stays activated.
    ///
    /// `POST /digitanium/v4/devices/{device_id}/logoff` (SSMS)
    ///
    /// 404 [`DEVICE_NOT_FOUND`](crate::code::DEVICE_NOT_FOUND).
    ///
    /// - Operation: `devices.logoff`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Logout device"
    #[inline]
    pub fn logoff(&self, device_id: &DeviceId) -> Call<()> {
        self.named(Method::POST, "/digitanium/v4/devices/{device_id}/logoff", device_id).done()
    }

    /// **Deletes a device.** Its user must activate the app again, with a new
    /// [activation code](crate::activation_codes::ActivationCodes::create).
    ///
    /// `DELETE /digitanium/v4/devices/{device_id}` (SSMS)
    ///
    /// 404 [`DEVICEID_NOT_FOUND`](crate::code::DEVICEID_NOT_FOUND), not the code of the other operations; a retry may
    /// return it although this call deleted the device. 400
    /// [`DEVICE_PARAMETER_INVALID`](crate::code::DEVICE_PARAMETER_INVALID) for an id that the server cannot read.
    ///
    /// - Operation: `devices.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Delete device"
    #[inline]
    pub fn delete(&self, device_id: &DeviceId) -> Call<()> {
        self.named(Method::DELETE, "/digitanium/v4/devices/{device_id}", device_id)
            .missing_code(code::DEVICEID_NOT_FOUND)
            .idempotent()
            .done()
    }

    fn named(&self, method: Method, template: &'static str, device_id: &DeviceId) -> Request {
        self.0
            .absent("the vendor notes that it serves SSMS back ends only; use `ast_clients`")
            .flavoured(method, template, None)
            .missing_code(code::DEVICE_NOT_FOUND)
            .path(device_id)
    }
}
