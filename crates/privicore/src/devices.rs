//! Devices: they store payloads or vote.

mod configuration;
mod input;
mod model;

pub use configuration::{ConfigurationBundle, DeviceConfiguration, DeviceConfigurationFile};
pub use input::{DeviceMeta, NewDevice};
pub use model::Device;

use crate::{Command, DeviceId, dialect, members::Form as _};
use portcullis_core::{Call, Client, Request};

/// The devices of the caller's profile. A device is registered, approved, and then given a role: see
/// [`Storage`](crate::Storage) and [`Authenticators`](crate::Authenticators).
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(client: privicore::Client) -> privicore::Result<()> {
/// use privicore::NewDevice;
///
/// let minute = Duration::from_secs(60);
/// let request = client.devices().request_identifier(&NewDevice::new("vault-1")).await?;
/// client.commands().wait(&request, minute).await?;
/// let device = client.devices().retrieve_identifier(&request).await?;
///
/// let approval = client.devices().approve(&device).await?;
/// client.commands().wait(&approval, minute).await?;
/// let role = client.storage().register(&device).await?;
/// client.commands().wait(&role, minute).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Devices(pub(crate) Client);

/// A request whose form contains a device's identifier only.
pub(crate) fn with_device(request: Request, device: &DeviceId) -> Request {
    request.required("deviceIdentifier", device)
}

impl Devices {
    /// Registers a device, by a command. When that has succeeded,
    /// [`retrieve_identifier`](Self::retrieve_identifier) returns the device's identifier, and the device waits for
    /// [approval](Self::approve).
    ///
    /// `POST /device/request-unique-identifier`
    ///
    /// According to a vendor page a device needs a registered public key before it is approved; if an engine
    /// accepts one here, see [`NewDevice::field`].
    ///
    /// - Operation: `device.request_identifier`
    /// - Retried: only when the request was provably not sent; each request makes a device
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn request_identifier(&self, device: &NewDevice) -> Call<Command> {
        self.0.post("/device/request-unique-identifier").form_of(device).added(&device.fields).call()
    }

    /// Returns the identifier of a device by the command of its registration, when that has succeeded.
    ///
    /// `POST /device/retrieve-unique-identifier`
    ///
    /// Engines use different names for the identifier in the reply; all that were seen are read.
    ///
    /// - Operation: `device.retrieve_identifier`
    /// - Retried: also when the reply is lost; it only reads
    /// - Permission: the caller's token
    /// - Source: clients that talk to a live engine
    #[inline]
    pub fn retrieve_identifier(&self, registration: &Command) -> Call<DeviceId> {
        self.0
            .post("/device/retrieve-unique-identifier")
            .required("id", &registration.command_id)
            .read_only()
            .bare()
            .read_with(dialect::device)
            .pick("deviceIdentifier")
            .call()
    }

    /// Returns the devices of the caller's profile, those that wait for approval too.
    ///
    /// `GET /device/retrieve-profile-devices`
    ///
    /// A list, or an object whose `items` are one; the fields of a device are not documented.
    ///
    /// - Operation: `device.list`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn list(&self) -> Call<Vec<Device>> {
        self.0.get("/device/retrieve-profile-devices").bare().read_with(dialect::items).call()
    }

    /// Changes the metadata of a device, by a command.
    ///
    /// `POST /device/configure-meta`
    ///
    /// - Operation: `device.configure_meta`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine; other fields than the name may exist, see
    ///   [`DeviceMeta::field`]
    #[inline]
    pub fn configure_meta(&self, meta: &DeviceMeta) -> Call<Command> {
        self.0.post("/device/configure-meta").form_of(meta).added(&meta.fields).call()
    }

    /// Approves a device that waits for it, by a command. Then it can be given a role.
    ///
    /// `POST /device/approve-device`
    ///
    /// According to the vendor the device must have registered a public key; a client approves devices without one.
    ///
    /// - Operation: `device.approve`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Approve device" (docs.privicore.com)
    #[inline]
    pub fn approve(&self, device: &DeviceId) -> Call<Command> {
        with_device(self.0.post("/device/approve-device"), device).call()
    }

    /// Rejects a device that waits for approval, by a command, which deletes its registration.
    ///
    /// `POST /device/reject-device`
    ///
    /// - Operation: `device.reject`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client; the path is likely, not certain
    #[inline]
    pub fn reject(&self, device: &DeviceId) -> Call<Command> {
        with_device(self.0.post("/device/reject-device"), device).call()
    }

    /// Returns the credentials of a device. They allow to act as the device.
    ///
    /// `GET /device/retrieve-device-configuration/{device_identifier}`
    ///
    /// - Operation: `device.retrieve_configuration`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: vendor page "Retrieve device configuration" (docs.privicore.com)
    #[inline]
    pub fn retrieve_configuration(&self, device: &DeviceId) -> Call<DeviceConfiguration> {
        self.0.get("/device/retrieve-device-configuration/{device_identifier}").path(device).bare().call()
    }

    /// Returns the configuration that a device needs to run, in a form that is not documented. Prefer
    /// [`retrieve_configuration`](Self::retrieve_configuration), which is documented.
    ///
    /// `POST /device/download-device-configuration`
    ///
    /// - Operation: `device.download_configuration_post`
    /// - Retried: only when the request was provably not sent; whether it makes new credentials is not known
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine and did not record the reply, which contains secrets
    #[inline]
    pub fn download_configuration_post(&self, device: &DeviceId) -> Call<ConfigurationBundle> {
        with_device(self.0.post("/device/download-device-configuration"), device).bare().call()
    }

    /// Returns the configuration of a device as a file for it.
    ///
    /// `GET /device/download-device-configuration/{device_identifier}`
    ///
    /// - Operation: `device.download_configuration_legacy`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: an old client of the vendor; newer engines may not have it
    #[inline]
    pub fn download_configuration_legacy(&self, device: &DeviceId) -> Call<DeviceConfigurationFile> {
        self.0.get("/device/download-device-configuration/{device_identifier}").path(device).bare().call()
    }

    /// Deletes a device, by a command, which ends its credentials and all its roles. Stored data stays on its disk.
    ///
    /// `POST /device/remove`
    ///
    /// - Operation: `device.remove`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn delete(&self, device: &DeviceId) -> Call<Command> {
        with_device(self.0.post("/device/remove"), device).call()
    }
}
