//! What the server returns about devices.

use crate::DeviceId;
use portcullis_core::{Timestamp, lenient};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

portcullis_core::open_enum! {
    /// Whether a device is connected. The word for a connected one is not known.
    DeviceState {
        /// Not connected.
        Offline = "OFFLINE",
    }
}

portcullis_core::open_enum! {
    /// What holds the keys of a device.
    DeviceType {
        /// An app, without hardware of its own.
        Software = "SOFTWARE",
    }
}

portcullis_core::open_enum! {
    /// The model of a second factor.
    DeviceTypeName {
        /// An app that acts as a device.
        VirtualDevice = "VIRTUAL_DEVICE",
    }
}

/// A second-factor device of a user: an activated app.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Device {
    /// The id.
    #[reply(name = "deviceId", alias = "deviceid", default)]
    pub device_id: DeviceId,
    /// Whether it is connected.
    #[reply(name = "deviceState")]
    pub device_state: Option<DeviceState>,
    /// What holds its keys.
    #[reply(name = "deviceType")]
    pub device_type: Option<DeviceType>,
    /// The model of the second factor.
    #[reply(name = "deviceTypeName")]
    pub device_type_name: Option<DeviceTypeName>,
    /// The version of the device.
    #[reply(name = "deviceVersion")]
    pub device_version: Option<String>,
    /// The app.
    #[reply(name = "appName")]
    pub app_name: Option<String>,
    /// The app's version.
    #[reply(name = "appVersion")]
    pub app_version: Option<String>,
    /// The model of the phone.
    #[reply(name = "clientDevice")]
    pub client_device: Option<String>,
    /// The version of its operating system.
    #[reply(name = "clientOsVersion")]
    pub client_os_version: Option<String>,
    /// The platform.
    #[reply(name = "clientTypeName")]
    pub client_type_name: Option<String>,
    /// The serial number of the device certificate: a number that may be longer than any integer type.
    #[reply(name = "certificateSerialNumber", with = digits)]
    pub certificate_serial_number: Option<String>,
    /// A handle of the certificate.
    #[reply(name = "certHandle")]
    pub cert_handle: Option<String>,
    /// The issuer of the certificate.
    #[reply(name = "issuerDN")]
    pub issuer_dn: Option<String>,
    /// The last login, in seconds since 1970.
    #[reply(name = "lastLoginTime", with = time)]
    pub last_login_time: Option<Timestamp>,
    /// Whether the device is locked.
    pub locked: Option<bool>,
    /// Whether its user is locked.
    #[reply(name = "userLocked")]
    pub user_locked: Option<bool>,
    /// The SSMS node that holds the connection.
    #[reply(name = "nodeID")]
    pub node_id: Option<String>,
}

/// A text, or a number whose digits are all kept.
fn digits<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let value = Box::<RawValue>::deserialize(from)?;
    let json = value.get();
    Ok((json != "null").then(|| serde_json::from_str(json).unwrap_or_else(|_| json.to_owned())))
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(lenient::opt_text(from)?.filter(|text| !text.is_empty()).map(Timestamp::from))
}
