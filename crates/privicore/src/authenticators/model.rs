//! How polls are decided.

use crate::{DeviceId, VotingConfigurationId};
use portcullis_core::{Error, Extra, Result, input, lenient};
use serde::{Deserialize, Deserializer, Serialize};

/// How many of the authenticators that answer must say yes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VotingStrategy {
    /// All of them.
    Unanimous,
    /// More than half of them.
    Consensus,
    /// One of them.
    Affirmative,
    /// This percentage of them, 0 to 100.
    MinimumPercentage(u8),
    /// A strategy that this version does not know.
    Other {
        /// As the engine calls it.
        word: String,
        /// The percentage that goes with it, 0 to 100.
        percentage: Option<u8>,
    },
}

impl VotingStrategy {
    /// The word that the engine has for it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unanimous => "unanimous",
            Self::Consensus => "consensus",
            Self::Affirmative => "affirmative",
            Self::MinimumPercentage(_) => "minimum_percentage",
            Self::Other { word, .. } => word,
        }
    }

    /// The percentage of yes that it takes.
    pub fn percentage(&self) -> Option<u8> {
        match self {
            Self::Unanimous => Some(100),
            Self::Consensus => Some(51),
            Self::Affirmative => Some(1),
            Self::MinimumPercentage(percentage) => Some(*percentage),
            Self::Other { percentage, .. } => *percentage,
        }
    }

    /// The percentage where the word alone does not say it.
    fn own_percentage(&self) -> Option<u8> {
        match self {
            Self::MinimumPercentage(_) | Self::Other { .. } => self.percentage(),
            _ => None,
        }
    }

    fn read(word: String, percentage: Option<u8>) -> Self {
        match (word.as_str(), percentage) {
            ("unanimous", _) => Self::Unanimous,
            ("consensus", _) => Self::Consensus,
            ("affirmative", _) => Self::Affirmative,
            ("minimum_percentage", Some(percentage)) => Self::MinimumPercentage(percentage),
            _ => Self::Other { word, percentage },
        }
    }

    /// `field` is what the operation calls the percentage.
    pub(super) fn check(&self, field: &str) -> Result<()> {
        input::required("strategy", self.as_str())?;
        match self.percentage() {
            Some(101..) => Err(Error::input(field, "must be 0 to 100")),
            _ => Ok(()),
        }
    }
}

/// A voting configuration to be registered: a way to decide, for some operations only.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NewVotingConfiguration {
    /// A name that no other configuration has. Policies and polls refer to the configuration by it.
    pub name: String,
    /// How long a poll stays open, in seconds.
    pub time_limit_seconds: u32,
    /// How a poll is decided.
    pub strategy: VotingStrategy,
    /// Whose votes count; none means all authenticators of the profile.
    pub device_identifiers: Vec<DeviceId>,
}
impl portcullis_core::Input for NewVotingConfiguration {}

impl NewVotingConfiguration {
    /// A configuration in which all authenticators of the profile vote.
    pub fn new(name: impl Into<String>, time_limit_seconds: u32, strategy: VotingStrategy) -> Self {
        Self { name: name.into(), time_limit_seconds, strategy, device_identifiers: Vec::new() }
    }

    /// Only these devices vote.
    #[must_use]
    pub fn devices<T: Into<DeviceId>>(mut self, devices: impl IntoIterator<Item = T>) -> Self {
        self.device_identifiers = devices.into_iter().map(Into::into).collect();
        self
    }

    pub(crate) fn check(&self) -> Result<()> {
        input::required("name", &self.name)?;
        self.strategy.check("percentageRequired")?;
        self.device_identifiers.iter().try_for_each(|id| input::required("deviceIdentifiers", id.as_str()))
    }
}

impl Serialize for NewVotingConfiguration {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire<'a> {
            name: &'a str,
            time_limit: u32,
            strategy: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            percentage_required: Option<u8>,
            device_identifiers: &'a [DeviceId],
        }
        let wire = Wire {
            name: &self.name,
            time_limit: self.time_limit_seconds,
            strategy: self.strategy.as_str(),
            percentage_required: self.strategy.own_percentage(),
            device_identifiers: &self.device_identifiers,
        };
        wire.serialize(to)
    }
}

/// A voting configuration as an engine gives it back. No schema is published: the names are those of the
/// registration.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct VotingConfiguration {
    /// An id, if there is one beside the name.
    pub id: Option<VotingConfigurationId>,
    /// The name.
    pub name: Option<String>,
    /// How long a poll stays open, in seconds.
    pub time_limit_seconds: Option<u32>,
    /// How a poll is decided.
    pub strategy: Option<VotingStrategy>,
    /// Whose votes count; none means all authenticators of the profile.
    pub device_identifiers: Vec<DeviceId>,
    /// Everything else that the engine sent.
    pub extra: Extra,
}

impl<'de> Deserialize<'de> for VotingConfiguration {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            id: Option<VotingConfigurationId>,
            #[serde(default, deserialize_with = "lenient::opt_text")]
            name: Option<String>,
            #[serde(default, deserialize_with = "lenient::opt_int")]
            time_limit: Option<i64>,
            #[serde(default, deserialize_with = "lenient::opt_text")]
            strategy: Option<String>,
            #[serde(default, deserialize_with = "lenient::opt_int")]
            percentage_required: Option<i64>,
            #[serde(default, deserialize_with = "lenient::list")]
            device_identifiers: Vec<DeviceId>,
            #[serde(flatten)]
            extra: Extra,
        }
        let wire = Wire::deserialize(from)?;
        let percentage = wire.percentage_required.and_then(|percentage| u8::try_from(percentage).ok());
        Ok(Self {
            id: wire.id,
            name: wire.name,
            time_limit_seconds: wire.time_limit.and_then(|limit| u32::try_from(limit).ok()),
            strategy: wire.strategy.map(|word| VotingStrategy::read(word, percentage)),
            device_identifiers: wire.device_identifiers,
            extra: wire.extra,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_registered_is_read_back() {
        for strategy in [
            VotingStrategy::Unanimous,
            VotingStrategy::Consensus,
            VotingStrategy::Affirmative,
            VotingStrategy::MinimumPercentage(66),
            VotingStrategy::Other { word: "weighted".into(), percentage: Some(3) },
            VotingStrategy::Other { word: "minimum_percentage".into(), percentage: None },
        ] {
            let new = NewVotingConfiguration::new("board", 300, strategy.clone()).devices(["dev-1"]);
            let read: VotingConfiguration =
                serde_json::from_value(serde_json::to_value(&new).unwrap()).unwrap();
            assert_eq!((read.name.as_deref(), read.time_limit_seconds), (Some("board"), Some(300)));
            assert_eq!(read.strategy, Some(strategy));
            assert_eq!(read.device_identifiers, ["dev-1".into()]);
            assert!(read.extra.is_empty(), "{read:?}");
        }
    }

    #[test]
    fn what_php_makes_of_it_is_read() {
        let read: VotingConfiguration = serde_json::from_value(json!({
            "id": 7, "timeLimit": "60", "percentageRequired": null, "deviceIdentifiers": null, "owner": "prf-1"
        }))
        .unwrap();
        assert_eq!((read.id, read.time_limit_seconds, read.strategy), (Some("7".into()), Some(60), None));
        assert_eq!(read.extra.get("owner"), Some(&json!("prf-1")));
        assert_eq!(
            serde_json::from_value::<VotingConfiguration>(json!({})).unwrap(),
            VotingConfiguration::default()
        );
    }
}
