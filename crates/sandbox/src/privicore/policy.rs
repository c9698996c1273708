//! What a policy is.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::ids::date_time;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Policy {
    pub(super) profile: String,
    pub(super) name: Option<String>,
    pub(super) template: String,
    pub(super) events: Vec<String>,
    pub(super) configuration: Map<String, Value>,
    pub(super) voting: Option<String>,
    pub(super) active: bool,
    /// From when on it can be read: reads are eventually consistent.
    pub(super) visible: Duration,
    pub(super) created: Duration,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum PolicyWork {
    Register { policy: Policy, hidden: Duration },
    SetActive { id: String, active: bool },
}

impl Policy {
    /// Whether what the policy names agrees with what is known of a command's subject. What is not known, such as the
    /// classification of data that has none yet, agrees with everything, so that nothing slips by unclassified.
    pub(super) fn concerns(&self, subject: &Map<String, Value>) -> bool {
        self.configuration.iter().all(|(name, wanted)| match (subject.get(name), wanted) {
            (None, _) => true,
            (Some(value), Value::Array(several)) => several.contains(value),
            (Some(value), wanted) => value == wanted,
        })
    }

    pub(super) fn json(&self, id: &str) -> Value {
        json!({
            "id": id,
            "name": self.name,
            "policyTemplateId": self.template,
            "applyingEventIds": self.events,
            "configuration": self.configuration,
            "votingConfigurationId": self.voting,
            "active": self.active,
            "createdAt": date_time(self.created),
        })
    }
}
