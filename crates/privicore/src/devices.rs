//! Devices: what stores and what votes.

mod configuration;
mod model;

pub use configuration::{ConfigurationBundle, DeviceConfiguration, DeviceConfigurationFile};
pub use model::{Device, DeviceMeta, NewDevice};

use crate::{Command, DeviceId, dialect};
use portcullis_core::{Call, Client, Request, Result, input};

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

/// A request whose form names a device and nothing else.
pub(crate) fn naming(request: Request, device: &DeviceId) -> Request {
    request.check(chosen(device)).field("deviceIdentifier", device.as_str())
}

fn chosen(device: &DeviceId) -> Result<()> {
    input::required("deviceIdentifier", device.as_str())
}

impl Devices {
    /// Registers a device. The answer is a command; once that has succeeded,
    /// [`retrieve_identifier`](Self::retrieve_identifier) tells what the device is called from then on. It waits
    /// for approval.
    ///
    /// `POST /device/request-unique-identifier`
    ///
    /// A vendor page says that a device needs a registered public key before it is approved; if an engine
    /// takes one here, see [`NewDevice::field`].
    ///
    /// - Operation: `device.request_identifier`
    /// - Retried: only when the request was provably not sent; each request makes a device
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    pub fn request_identifier(&self, device: &NewDevice) -> Call<Command> {
        let request = self.0.post("/device/request-unique-identifier");
        device.fill(request.require(device.fit()).check(device.check())).call()
    }

    /// Returns the identifier of a device by the command of its registration, once that has succeeded.
    ///
    /// `POST /device/retrieve-unique-identifier`
    ///
    /// Engines disagree on the name of the identifier in the answer; all that were seen are read.
    ///
    /// - Operation: `device.retrieve_identifier`
    /// - Retried: also when the reply is lost; it only reads
    /// - Permission: the caller's token
    /// - Source: clients that talk to a live engine
    pub fn retrieve_identifier(&self, registration: &Command) -> Call<DeviceId> {
        let id = registration.command_id.as_str();
        self.0
            .post("/device/retrieve-unique-identifier")
            .check(input::required("id", id))
            .field("id", id)
            .idempotent()
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
    pub fn list(&self) -> Call<Vec<Device>> {
        self.0.get("/device/retrieve-profile-devices").bare().read_with(dialect::items).call()
    }

    /// Changes what is noted of a device, by way of a command.
    ///
    /// `POST /device/configure-meta`
    ///
    /// - Operation: `device.configure_meta`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine; other fields than the name may exist, see
    ///   [`DeviceMeta::field`]
    pub fn configure_meta(&self, meta: &DeviceMeta) -> Call<Command> {
        let request = self.0.post("/device/configure-meta").require(meta.fit()).check(meta.check());
        meta.fill(request).call()
    }

    /// Approves a device that waits for it, by way of a command. From then on it can be given a role.
    ///
    /// `POST /device/approve-device`
    ///
    /// According to the vendor the device must have registered a public key; a client approves without.
    ///
    /// - Operation: `device.approve`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Approve device" (docs.privicore.com)
    pub fn approve(&self, device: &DeviceId) -> Call<Command> {
        naming(self.0.post("/device/approve-device"), device).call()
    }

    /// Rejects a device that waits for approval, by way of a command: its registration is thrown away.
    ///
    /// `POST /device/reject-device`
    ///
    /// - Operation: `device.reject`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client; the path is likely, not certain
    pub fn reject(&self, device: &DeviceId) -> Call<Command> {
        naming(self.0.post("/device/reject-device"), device).call()
    }

    /// Returns the credentials of a device: whoever has them acts as the device.
    ///
    /// `GET /device/retrieve-device-configuration/{device_identifier}`
    ///
    /// - Operation: `device.retrieve_configuration`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: vendor page "Retrieve device configuration" (docs.privicore.com)
    pub fn retrieve_configuration(&self, device: &DeviceId) -> Call<DeviceConfiguration> {
        self.0.get("/device/retrieve-device-configuration/{device_identifier}").path(device).bare().call()
    }

    /// Returns all that a device needs to run, in a form that the facts do not tell. Prefer
    /// [`retrieve_configuration`](Self::retrieve_configuration), which is documented.
    ///
    /// `POST /device/download-device-configuration`
    ///
    /// - Operation: `device.download_configuration_post`
    /// - Retried: only when the request was provably not sent; whether it makes new credentials is not known
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine and did not record the answer, because there are
    ///   secrets in it
    pub fn download_configuration_post(&self, device: &DeviceId) -> Call<ConfigurationBundle> {
        naming(self.0.post("/device/download-device-configuration"), device).bare().call()
    }

    /// Returns the configuration of a device as a file for it.
    ///
    /// `GET /device/download-device-configuration/{device_identifier}`
    ///
    /// - Operation: `device.download_configuration_legacy`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: an old client of the vendor; newer engines may not have it
    pub fn download_configuration_legacy(&self, device: &DeviceId) -> Call<DeviceConfigurationFile> {
        self.0.get("/device/download-device-configuration/{device_identifier}").path(device).bare().call()
    }

    /// Removes a device, by way of a command: its credentials and all its roles end. What it has stored stays on
    /// its disk.
    ///
    /// `POST /device/remove`
    ///
    /// - Operation: `device.remove`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    pub fn delete(&self, device: &DeviceId) -> Call<Command> {
        naming(self.0.post("/device/remove"), device).call()
    }
}
