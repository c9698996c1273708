//! What the server says about users.

use crate::{DeviceId, RequiredAction, UserId, UserName};
use portcullis_core::{Extra, Timestamp, lenient};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, value::RawValue};
use std::collections::BTreeMap;

/// A user.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct KobilUser {
    /// The UUID; a listing may leave it out.
    pub id: Option<UserId>,
    /// The login name, in lower case.
    pub username: UserName,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the user may log in.
    #[serde(alias = "Enabled", deserialize_with = "lenient::opt_bool")]
    pub enabled: Option<bool>,
    /// Whether the address was confirmed.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub email_verified: Option<bool>,
    /// Attributes: each a list, whose elements may be nothing. Those that are commands (an activation code,
    /// for instance) never come back.
    #[serde(alias = "Attributes", deserialize_with = "attributes")]
    pub attributes: BTreeMap<String, Vec<Option<String>>>,
    /// What the user must do at the next login.
    #[serde(alias = "RequiredActions", deserialize_with = "lenient::or_default")]
    pub required_actions: Vec<RequiredAction>,
    /// Whether the user is an administrator.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub admin: Option<bool>,
    /// What this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl KobilUser {
    /// The first value of an attribute.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.get(key)?.first()?.as_deref()
    }
}

/// Attributes come as lists of texts; scalars and nothing at all are accepted.
fn attributes<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Vec<Option<String>>>, D::Error> {
    let text = |value: Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    let values = lenient::map::<D, Value>(from)?;
    let listed = values.into_iter().map(|(key, value)| {
        let values = match value {
            Value::Array(values) => values.into_iter().map(text).collect(),
            scalar => vec![text(scalar)],
        };
        (key, values)
    });
    Ok(listed.collect())
}

/// What a search by text found.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct FoundUsers {
    /// The users.
    #[serde(rename = "userList", deserialize_with = "lenient::list")]
    pub users: Vec<KobilUser>,
    /// What else the server says, such as `page`; the vendor does not document it.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A second-factor device of a user: an activated app.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Device {
    /// The id.
    #[serde(alias = "deviceid")]
    pub device_id: DeviceId,
    /// Such as `OFFLINE`.
    pub device_state: Option<String>,
    /// Such as `SOFTWARE`.
    pub device_type: Option<String>,
    /// Such as `VIRTUAL_DEVICE`.
    pub device_type_name: Option<String>,
    /// The version of the device.
    #[serde(deserialize_with = "lenient::opt_text")]
    pub device_version: Option<String>,
    /// The app.
    pub app_name: Option<String>,
    /// The app's version.
    #[serde(deserialize_with = "lenient::opt_text")]
    pub app_version: Option<String>,
    /// The model of the phone.
    pub client_device: Option<String>,
    /// The version of its operating system.
    #[serde(deserialize_with = "lenient::opt_text")]
    pub client_os_version: Option<String>,
    /// The platform.
    pub client_type_name: Option<String>,
    /// The serial number of the device certificate: a number that may be longer than any integer type.
    #[serde(deserialize_with = "digits")]
    pub certificate_serial_number: Option<String>,
    /// A handle of the certificate.
    #[serde(deserialize_with = "lenient::opt_text")]
    pub cert_handle: Option<String>,
    /// Who issued the certificate.
    #[serde(rename = "issuerDN")]
    pub issuer_dn: Option<String>,
    /// The last login, in seconds since 1970.
    #[serde(deserialize_with = "moment")]
    pub last_login_time: Option<Timestamp>,
    /// Whether the device is locked.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub locked: Option<bool>,
    /// Whether its user is locked.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub user_locked: Option<bool>,
    /// The SSMS node that holds the connection.
    #[serde(rename = "nodeID", deserialize_with = "lenient::opt_text")]
    pub node_id: Option<String>,
}

/// A text, or a number whose digits are all kept.
fn digits<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let Some(raw) = Option::<Box<RawValue>>::deserialize(from)? else { return Ok(None) };
    Ok(Some(match serde_json::from_str::<String>(raw.get()) {
        Ok(text) => text,
        Err(_) => raw.get().to_owned(),
    }))
}

fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(lenient::opt_text(from)?.filter(|text| !text.is_empty()).map(Timestamp::from))
}

/// Whether a user's one-time passwords are locked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OtpBruteForceStatus {
    /// Whether they are locked now.
    #[serde(rename = "otp_disabled", deserialize_with = "lenient::opt_bool")]
    pub disabled: Option<bool>,
    /// How many tries were wrong.
    #[serde(rename = "otp_numFailures", deserialize_with = "lenient::opt_int")]
    pub failures: Option<i64>,
    /// The network address of the last wrong try.
    #[serde(rename = "otp_lastIPFailure", deserialize_with = "lenient::opt_text")]
    pub last_failure_ip: Option<String>,
    /// The time of the last wrong try in milliseconds since 1970; 0 for none.
    #[serde(rename = "otp_lastFailure", deserialize_with = "lenient::opt_int")]
    pub last_failure_ms: Option<i64>,
}
