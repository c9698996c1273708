//! What is sent about authenticators.

use super::VotingStrategy;
use crate::DeviceId;
use portcullis_core::{FieldValue, Input, Pairs, Result, input};
use serde::{Serialize, Serializer};

// By hand, like all that contains a strategy: its word and its percentage are two members.
impl Pairs for VotingStrategy {
    fn pairs(&self, put: &mut dyn FnMut(&str, &dyn FieldValue)) {
        put("strategy", &self.as_str());
        // The only operation of its group that does not use camel case.
        put("strategy_params", &self.percentage().map(u32::from));
    }
}

impl Input for VotingStrategy {
    fn check(&self) -> Result<()> {
        self.check_as("strategy_params")
    }
}

/// A voting configuration to register: the rules of the polls that name it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NewVotingConfiguration {
    /// The name, unique. Policies and polls refer to the configuration by it.
    pub name: String,
    /// How long a poll stays open, in seconds.
    pub time_limit_seconds: u32,
    /// The strategy.
    pub strategy: VotingStrategy,
    /// The devices that vote; empty for all authenticators of the profile.
    pub device_identifiers: Vec<DeviceId>,
}

impl NewVotingConfiguration {
    /// Makes a configuration in which all authenticators of the profile vote.
    pub fn new(name: impl Into<String>, time_limit_seconds: u32, strategy: VotingStrategy) -> Self {
        Self { name: name.into(), time_limit_seconds, strategy, device_identifiers: Vec::new() }
    }

    /// Lets only these devices vote.
    #[must_use]
    pub fn devices<T: Into<DeviceId>>(mut self, devices: impl IntoIterator<Item = T>) -> Self {
        self.device_identifiers = devices.into_iter().map(Into::into).collect();
        self
    }
}

impl Input for NewVotingConfiguration {
    fn check(&self) -> Result<()> {
        input::required("name", &self.name)?;
        self.strategy.check_as("percentageRequired")?;
        self.device_identifiers.iter().try_for_each(|id| input::required("deviceIdentifiers", id.as_str()))
    }
}

impl Serialize for NewVotingConfiguration {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
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
