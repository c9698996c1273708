//! The state of the components.

use crate::StatusDetail;
use portcullis_core::{Extra, Timestamp, lenient};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The state of all components.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Components {
    /// The components, by the name of the machine.
    pub machines: BTreeMap<String, Vec<ComponentStatus>>,
    /// What does not have the known form, by the name of the machine.
    pub extra: Extra,
}

impl<'de> Deserialize<'de> for Components {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut components = Self::default();
        for (machine, value) in Map::deserialize(from)? {
            match Vec::deserialize(&value) {
                Ok(found) => drop(components.machines.insert(machine, found)),
                Err(_) => components.extra.insert(machine, value),
            }
        }
        Ok(components)
    }
}

/// A component, and its state.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ComponentStatus {
    /// The name, such as `API-PROXY`.
    pub component_name: Option<String>,
    /// The kind, such as `MICROSERVICE`.
    pub component_type: Option<String>,
    /// When it was reported.
    pub created: Option<Timestamp>,
    /// The machine on which the component runs.
    pub hostname: Option<String>,
    /// The state.
    #[reply(with = lenient::or_default)]
    pub status: Option<ComponentState>,
    /// The component's own address for its state.
    pub status_uri: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The state of a component.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ComponentState {
    /// The state, such as `RUNNING`.
    pub status: Option<String>,
    /// The state in words.
    pub status_message: Option<String>,
    /// More about the state.
    pub status_details: Vec<StatusDetail>,
    /// The version of PrivX.
    pub version: Option<String>,
    /// The version of the component's API.
    pub api_version: Option<String>,
    /// The id of the instance of the component.
    pub app_id: Option<String>,
    /// When the component started.
    pub start_time: Option<Timestamp>,
    /// The state of an update without downtime.
    #[reply(with = lenient::or_default)]
    pub zdu: Option<UpdateState>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The state of an update without downtime.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UpdateState {
    /// The phase; the words are not documented.
    pub phase: Option<String>,
    /// Whether the component is ready.
    pub ready: Option<bool>,
    /// More, in a form that is not documented.
    pub details: Option<Value>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The server's time.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Clock {
    /// The time in UTC; the form is not documented.
    pub time_utc: Option<Timestamp>,
    /// Members that this version does not know.
    pub extra: Extra,
}
