//! Devices: what stores and what votes.

mod configuration;
mod model;

pub use configuration::{ConfigurationBundle, DeviceConfiguration, DeviceConfigurationFile};
pub use model::{Device, DeviceMeta, NewDevice};

use crate::{Command, DeviceId};
use portcullis_core::{Call, Client, Request, Result, input};
use serde::Serialize;

/// The devices of the caller's profile. A device is registered, approved, and then given a role: see
/// [`Storage`](crate::Storage) and [`Authenticators`](crate::Authenticators).
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(client: privicore::Client) -> privicore::Result<()> {
/// use privicore::NewDevice;
///
/// let minute = Duration::from_secs(60);
/// let request = client.device().request_identifier(&NewDevice::new("vault-1")).await?;
/// client.commands().wait(&request, minute).await?;
/// let device = client.device().retrieve_identifier(&request).await?;
///
/// let approval = client.device().approve(&device).await?;
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
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Chosen<'a> {
        device_identifier: &'a DeviceId,
    }
    impl portcullis_core::Input for Chosen<'_> {}
    request.check(chosen(device)).form(&Chosen { device_identifier: device })
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
    /// Operation `device.request_identifier`. Permission: the caller's token. Not repeatable: each request makes
    /// a device. Source: a client that talks to a live engine. A vendor page says that a device needs a
    /// registered public key before it is approved; if an engine takes one here, see [`NewDevice::field`].
    pub fn request_identifier(&self, device: &NewDevice) -> Call<Command> {
        self.0
            .post("/device/request-unique-identifier")
            .require(device.fit())
            .check(device.check())
            .form(device)
            .call()
    }

    /// Returns the identifier of a device by the command of its registration, once that has succeeded.
    ///
    /// `POST /device/retrieve-unique-identifier`
    ///
    /// Operation `device.retrieve_identifier`. Permission: the caller's token. Repeatable: it only reads. Engines
    /// disagree on the name of the identifier in the answer; all that were seen are read. Source: clients that
    /// talk to a live engine.
    pub fn retrieve_identifier(&self, registration: &Command) -> Call<DeviceId> {
        #[derive(Serialize)]
        struct Registration<'a> {
            id: &'a str,
        }
        impl portcullis_core::Input for Registration<'_> {}
        let id = registration.command_id.as_str();
        self.0
            .post("/device/retrieve-unique-identifier")
            .check(input::required("id", id))
            .form(&Registration { id })
            .idempotent()
            .bare()
            .pick("deviceIdentifier")
            .call()
    }

    /// Returns the devices of the caller's profile, those that wait for approval too.
    ///
    /// `GET /device/retrieve-profile-devices`
    ///
    /// Operation `device.list`. Permission: the caller's token. Repeatable. A list, or an object whose `items`
    /// are one; the fields of a device are not documented. Source: a client that talks to a live engine.
    pub fn list(&self) -> Call<Vec<Device>> {
        self.0.get("/device/retrieve-profile-devices").bare().call()
    }

    /// Changes what is noted of a device, by way of a command.
    ///
    /// `POST /device/configure-meta`
    ///
    /// Operation `device.configure_meta`. Permission: the caller's token. Not repeatable. Source: a client that
    /// talks to a live engine; other fields than the name may exist, see [`DeviceMeta::field`].
    pub fn configure_meta(&self, meta: &DeviceMeta) -> Call<Command> {
        self.0.post("/device/configure-meta").require(meta.fit()).check(meta.check()).form(meta).call()
    }

    /// Approves a device that waits for it, by way of a command. From then on it can be given a role.
    ///
    /// `POST /device/approve-device`
    ///
    /// Operation `device.approve`. Permission: the caller's token. Not repeatable. The device must have
    /// registered a public key, says the vendor; a client approves without. Source: vendor page "Approve device"
    /// (docs.privicore.com).
    pub fn approve(&self, device: &DeviceId) -> Call<Command> {
        naming(self.0.post("/device/approve-device"), device).call()
    }

    /// Rejects a device that waits for approval, by way of a command: its registration is thrown away.
    ///
    /// `POST /device/reject-device`
    ///
    /// Operation `device.reject`. Permission: the caller's token. Not repeatable. Source: a client; the path is
    /// likely, not certain.
    pub fn reject(&self, device: &DeviceId) -> Call<Command> {
        naming(self.0.post("/device/reject-device"), device).call()
    }

    /// Returns the credentials of a device: whoever has them acts as the device.
    ///
    /// `GET /device/retrieve-device-configuration/{device_identifier}`
    ///
    /// Operation `device.retrieve_configuration`. Permission: the caller's token. Repeatable. Source: vendor page
    /// "Retrieve device configuration" (docs.privicore.com).
    pub fn retrieve_configuration(&self, device: &DeviceId) -> Call<DeviceConfiguration> {
        self.0.get("/device/retrieve-device-configuration/{device_identifier}").path(device).bare().call()
    }

    /// Returns all that a device needs to run, in a form that the facts do not tell. Prefer
    /// [`retrieve_configuration`](Self::retrieve_configuration), which is documented.
    ///
    /// `POST /device/download-device-configuration`
    ///
    /// Operation `device.download_configuration_post`. Permission: the caller's token. Not repeatable: whether it
    /// makes new credentials is not known. Source: a client that talks to a live engine and did not record the
    /// answer, because there are secrets in it.
    pub fn download_configuration_post(&self, device: &DeviceId) -> Call<ConfigurationBundle> {
        naming(self.0.post("/device/download-device-configuration"), device).bare().call()
    }

    /// Returns the configuration of a device as a file for it.
    ///
    /// `GET /device/download-device-configuration/{device_identifier}`
    ///
    /// Operation `device.download_configuration_legacy`. Permission: the caller's token. Repeatable. Source: an
    /// old client of the vendor; newer engines may not have it.
    pub fn download_configuration_legacy(&self, device: &DeviceId) -> Call<DeviceConfigurationFile> {
        self.0.get("/device/download-device-configuration/{device_identifier}").path(device).bare().call()
    }

    /// Removes a device, by way of a command: its credentials and all its roles end. What it has stored stays on
    /// its disk.
    ///
    /// `POST /device/remove`
    ///
    /// Operation `device.remove`. Permission: the caller's token. Not repeatable. Source: a client that talks to
    /// a live engine.
    pub fn remove(&self, device: &DeviceId) -> Call<Command> {
        naming(self.0.post("/device/remove"), device).call()
    }
}
