//! Voting strategies and configurations.

use crate::{DeviceId, VotingConfigurationId};
use portcullis_core::{Error, Extra, Result, input, lenient};
use serde::{Deserialize, Deserializer};

/// The share of the votes that must be yes.
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
        /// The engine's word for it.
        word: String,
        /// The percentage that goes with it, 0 to 100.
        percentage: Option<u8>,
    },
}

impl VotingStrategy {
    /// Returns the engine's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unanimous => "unanimous",
            Self::Consensus => "consensus",
            Self::Affirmative => "affirmative",
            Self::MinimumPercentage(_) => "minimum_percentage",
            Self::Other { word, .. } => word,
        }
    }

    /// Returns the percentage of yes votes that is required.
    pub fn percentage(&self) -> Option<u8> {
        match self {
            Self::Unanimous => Some(100),
            Self::Consensus => Some(51),
            Self::Affirmative => Some(1),
            Self::MinimumPercentage(percentage) => Some(*percentage),
            Self::Other { percentage, .. } => *percentage,
        }
    }

    /// Returns the percentage, unless the word implies it.
    pub(super) fn own_percentage(&self) -> Option<u8> {
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

    /// `field` is the name of the percentage in the operation.
    pub(super) fn check_as(&self, field: &str) -> Result<()> {
        input::required("strategy", self.as_str())?;
        match self.percentage() {
            Some(101..) => Err(Error::input(field, "must be 0 to 100")),
            _ => Ok(()),
        }
    }
}

/// A voting configuration that an engine returns. No schema is published: the names are those of the registration.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct VotingConfiguration {
    /// The id, if the engine uses one besides the name.
    pub id: Option<VotingConfigurationId>,
    /// The name.
    pub name: Option<String>,
    /// How long a poll stays open, in seconds.
    pub time_limit_seconds: Option<u32>,
    /// The strategy.
    pub strategy: Option<VotingStrategy>,
    /// The devices that vote; empty for all authenticators of the profile.
    pub device_identifiers: Vec<DeviceId>,
    /// All other members.
    pub extra: Extra,
}

// By hand: two members make the strategy.
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
    use super::{super::NewVotingConfiguration, *};
    use serde_json::json;

    #[test]
    fn a_registered_configuration_is_read_back() {
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
    fn values_in_the_form_of_php_are_read() {
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
