//! The configuration that a device needs to run: credentials.

use crate::{DeviceId, dialect::failure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::{Delivery, ErrorKind, Extra, Result, Secret, SecretBytes, lenient};
use portcullis_macros::Reply;
use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny},
};
use serde_json::value::RawValue;

/// The credentials of a device and its message broker. How a device logs in with them is not documented.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct DeviceConfiguration {
    /// The device.
    #[reply(name = "device-identifier")]
    pub device_identifier: DeviceId,
    /// The OAuth client of the device.
    #[reply(name = "client-id")]
    pub client_id: Option<String>,
    /// The secret of that client.
    #[reply(name = "client-secret")]
    pub client_secret: Option<Secret>,
    /// The user at the broker.
    #[reply(name = "rabbit-user")]
    pub rabbit_user: Option<String>,
    /// The password of that user.
    #[reply(name = "rabbit-pass")]
    pub rabbit_password: Option<Secret>,
    /// The broker's host.
    #[reply(name = "rabbit-host")]
    pub rabbit_host: Option<String>,
    /// The broker's port.
    #[reply(name = "rabbit-port", with = port)]
    pub rabbit_port: Option<u16>,
    /// All other members; treat them as secrets.
    pub extra: Extra,
}

fn port<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u16>, D::Error> {
    let port = lenient::opt_int(from)?.map(u16::try_from).transpose();
    port.map_err(|_| de::Error::custom("expected a port number"))
}

/// A configuration as a file for the device.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct DeviceConfigurationFile {
    /// The file, as base64: see [`content`](Self::content).
    pub file: Secret,
    /// The name that the file must have.
    pub name: Option<String>,
    /// All other members; treat them as secrets.
    pub extra: Extra,
}

impl DeviceConfigurationFile {
    /// Decodes the file: YAML, as far as is known.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] if it is not base64.
    pub fn content(&self) -> Result<SecretBytes> {
        let text = self.file.expose_secret().trim_ascii();
        // The decoder's error contains a character of the secret.
        STANDARD.decode(text).map(SecretBytes::from).map_err(|_| {
            failure(ErrorKind::Decode, "the file is not base64").with_delivery(Delivery::Applied)
        })
    }
}

/// A configuration in one of the forms that engines may return: which one is not known.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ConfigurationBundle {
    /// As [`retrieve_configuration`](crate::Devices::retrieve_configuration) returns it.
    Settings(Box<DeviceConfiguration>),
    /// As [`download_configuration_legacy`](crate::Devices::download_configuration_legacy) returns it.
    File(DeviceConfigurationFile),
    /// Another form: the whole reply as JSON text, because any part of it may be a secret.
    Other(Secret),
}

/// The members by which the forms differ.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Parts {
    device_identifier: Option<IgnoredAny>,
    file: Option<IgnoredAny>,
}

impl<'de> Deserialize<'de> for ConfigurationBundle {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // An untagged enum would keep texts in memory that is not wiped.
        let written: Box<str> = Box::<RawValue>::deserialize(from)?.into();
        let whole = Secret::from(written.into_string());
        if matches!(whole.expose_secret(), "null" | "\"\"") {
            return Err(de::Error::custom("expected a configuration"));
        }
        // The form is determined first: reading the wrong one would copy its unknown members.
        let parts: Parts = serde_json::from_str(whole.expose_secret()).unwrap_or_default();
        if parts.device_identifier.is_some()
            && let Ok(settings) = serde_json::from_str(whole.expose_secret())
        {
            return Ok(Self::Settings(Box::new(settings)));
        }
        if parts.file.is_some()
            && let Ok(file) = serde_json::from_str(whole.expose_secret())
        {
            return Ok(Self::File(file));
        }
        Ok(Self::Other(whole))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> ConfigurationBundle {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_bundle_is_recognized_by_its_members_and_shows_nothing() {
        let settings = read(r#"{"device-identifier":"dev-1","rabbit-pass":"hunter2","rabbit-port":"5671"}"#);
        let ConfigurationBundle::Settings(known) = &settings else { panic!("{settings:?}") };
        assert_eq!(known.rabbit_password.as_ref().unwrap().expose_secret(), "hunter2");
        assert_eq!(known.rabbit_port, Some(5671));

        let file = read(r#"{"file":"aHVudGVyMg==","name":"d.yaml"}"#);
        let ConfigurationBundle::File(known) = &file else { panic!("{file:?}") };
        assert_eq!(known.content().unwrap().expose_secret(), b"hunter2");

        let text = r#"{"credentials": {"key": "hunter2"}}"#;
        let other = read(text);
        let ConfigurationBundle::Other(whole) = &other else { panic!("{other:?}") };
        assert_eq!(whole.expose_secret(), text);
        // A configuration with a port that is none is still handed out.
        let odd = read(r#"{"device-identifier":"dev-1","rabbit-pass":"hunter2","rabbit-port":70000}"#);
        assert!(matches!(odd, ConfigurationBundle::Other(_)));

        for shown in [settings, file, other, odd].map(|bundle| format!("{bundle:?}")) {
            assert!(!shown.contains("hunter2") && !shown.contains("aHVu"), "{shown}");
        }
        for nothing in ["null", "\"\""] {
            assert!(serde_json::from_str::<ConfigurationBundle>(nothing).is_err(), "{nothing}");
        }
        assert!(matches!(read(r#""rabbit-pass: hunter2""#), ConfigurationBundle::Other(_)));
    }

    #[test]
    fn a_broken_file_is_an_error_without_its_content() {
        let file: DeviceConfigurationFile = serde_json::from_str(r#"{"file":"hunter2!"}"#).unwrap();
        let error = file.content().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(!format!("{error:?} {error}").contains('!'), "{error:?}");
    }
}
