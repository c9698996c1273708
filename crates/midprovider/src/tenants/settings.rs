//! The settings of a tenant.

use portcullis_core::{Input, lenient};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// The settings of a tenant: texts by key. `Debug` shows the values.
///
/// ```
/// use midprovider::tenants::TenantSettings;
/// let settings = TenantSettings::from([("someKey", "some value")]);
/// assert_eq!(settings.get("someKey"), Some("some value"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct TenantSettings {
    /// The values, by key.
    pub values: BTreeMap<String, String>,
}

impl TenantSettings {
    /// Returns the value of one key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }
}

impl Input for TenantSettings {}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for TenantSettings {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(settings: I) -> Self {
        Self { values: settings.into_iter().map(|(key, value)| (key.into(), value.into())).collect() }
    }
}

impl<K: Into<String>, V: Into<String>, const N: usize> From<[(K, V); N]> for TenantSettings {
    fn from(settings: [(K, V); N]) -> Self {
        settings.into_iter().collect()
    }
}

/// A value may be a number or a boolean; one that is `null` counts as absent.
impl<'de> Deserialize<'de> for TenantSettings {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Text(#[serde(deserialize_with = "lenient::text")] String);
        let read: BTreeMap<String, Option<Text>> = lenient::map(from)?;
        Ok(Self { values: read.into_iter().filter_map(|(key, value)| Some((key, value?.0))).collect() })
    }
}
