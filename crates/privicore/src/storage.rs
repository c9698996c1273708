//! Storage devices.

use crate::{Command, Device, DeviceId, devices::with_device, dialect};
use portcullis_core::{Call, Client};

/// Storage devices: every payload is sent to each of them. The vendor recommends at least three.
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
    /// Makes an approved device a storage device, by a command. From then on it receives what is stored.
    ///
    /// `POST /storage/register`
    ///
    /// According to a vendor page one device can both store and vote; according to a guide it has one role.
    ///
    /// - Operation: `storage.register`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn register(&self, device: &DeviceId) -> Call<Command> {
        with_device(self.0.post("/storage/register"), device).call()
    }

    /// Returns the storage devices.
    ///
    /// `GET /storage/list-storage-devices`
    ///
    /// A list, or an object whose `items` are one; the fields of an item are not documented.
    ///
    /// - Operation: `storage.list`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client; the path is likely, not certain
    #[inline]
    pub fn list(&self) -> Call<Vec<Device>> {
        self.0.get("/storage/list-storage-devices").bare().read_with(dialect::items).call()
    }

    /// Synchronizes a storage device with the others, by a command that can take long. The device must be online.
    ///
    /// `POST /storage/sync-device`
    ///
    /// - Operation: `storage.synchronize`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Synchronize device" (docs.privicore.com); that it returns a command is
    ///   presumed
    #[inline]
    pub fn synchronize(&self, device: &DeviceId) -> Call<Command> {
        with_device(self.0.post("/storage/sync-device"), device).call()
    }

    /// Ends the storage role of a device, by a command. Its stored data stays on it and is no longer served; the device
    /// can be registered again.
    ///
    /// `POST /storage/remove`
    ///
    /// - Operation: `storage.remove`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Remove storage" (docs.privicore.com)
    #[inline]
    pub fn remove(&self, device: &DeviceId) -> Call<Command> {
        with_device(self.0.post("/storage/remove"), device).call()
    }
}
