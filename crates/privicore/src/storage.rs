//! Devices that store.

use crate::{Command, Device, DeviceId, devices::naming, dialect};
use portcullis_core::{Call, Client};

/// The role of storing: every payload goes to every device that has it. The vendor advises at least three.
///
/// ```no_run
/// # async fn example(client: privicore::Client) -> privicore::Result<()> {
/// for device in client.storage().list().await? {
///     println!("{:?} {:?}", device.name, device.device_identifier);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Storage(pub(crate) Client);

impl Storage {
    /// Gives an approved device the role, by way of a command: from then on it gets what is stored.
    ///
    /// `POST /storage/register`
    ///
    /// A vendor page says that one device can both store and vote, a guide says that it has one role.
    ///
    /// - Operation: `storage.register`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    pub fn register(&self, device: &DeviceId) -> Call<Command> {
        naming(self.0.post("/storage/register"), device).call()
    }

    /// Returns the devices with the role.
    ///
    /// `GET /storage/list-storage-devices`
    ///
    /// A list, or an object whose `items` are one; the fields of an item are not documented.
    ///
    /// - Operation: `storage.list`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client; the path is likely, not certain
    pub fn list(&self) -> Call<Vec<Device>> {
        self.0.get("/storage/list-storage-devices").bare().read_with(dialect::items).call()
    }

    /// Brings a device up to date with the others, by way of a command that can take long. The device must be
    /// online.
    ///
    /// `POST /storage/sync-device`
    ///
    /// - Operation: `storage.synchronize`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Synchronize device" (docs.privicore.com); that it answers with a command is
    ///   presumed
    pub fn synchronize(&self, device: &DeviceId) -> Call<Command> {
        naming(self.0.post("/storage/sync-device"), device).call()
    }

    /// Takes the role from a device, by way of a command. What it has stored stays on it and is served no more;
    /// the device can be given the role again.
    ///
    /// `POST /storage/remove`
    ///
    /// - Operation: `storage.remove`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Remove storage" (docs.privicore.com)
    pub fn remove(&self, device: &DeviceId) -> Call<Command> {
        naming(self.0.post("/storage/remove"), device).call()
    }
}
