//! What is sent about policies.

use crate::{PolicyEventId, PolicyTemplateId, VotingConfigurationId, members::AddedFields};
use portcullis_core::{Error, Extra, Input, Result, input};
use portcullis_macros::Setters;
use serde::Serialize;
use serde_json::Value;

/// A policy to register.
///
/// ```
/// use privicore::NewPolicy;
///
/// let policy = NewPolicy::new("exports need a vote", "12", ["3"])
///     .parameter("classification", "confidential")
///     .voting_configuration_id("board");
/// ```
// Not a `Body`: its added fields are members beside its own.
#[derive(Debug, Clone, Serialize, Setters)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewPolicy {
    /// The name, by which [`Policies::get`](crate::Policies::get) returns the policy.
    pub name: String,
    /// The template.
    pub policy_template_id: PolicyTemplateId,
    /// The events that the policy applies to: keys of the template's [`events`](crate::PolicyTemplate::events).
    pub applying_event_ids: Vec<PolicyEventId>,
    /// The parameters that the template names. There must be at least one.
    #[serde(skip_serializing_if = "Extra::is_empty")]
    pub configuration: Extra,
    /// The voting configuration of this policy's polls: its name, as far as was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voting_configuration_id: Option<VotingConfigurationId>,
    #[serde(flatten)]
    fields: AddedFields,
}

impl NewPolicy {
    /// Makes a policy of this template for these events.
    pub fn new<T: Into<PolicyEventId>>(
        name: impl Into<String>,
        policy_template_id: impl Into<PolicyTemplateId>,
        applying_event_ids: impl IntoIterator<Item = T>,
    ) -> Self {
        Self {
            name: name.into(),
            policy_template_id: policy_template_id.into(),
            applying_event_ids: applying_event_ids.into_iter().map(Into::into).collect(),
            configuration: Extra::default(),
            voting_configuration_id: None,
            fields: AddedFields::default(),
        }
    }

    /// Sets one of the parameters that the template names, such as `classification`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.configuration.insert(name, value);
        self
    }

    /// Adds a field that this version does not know. The vendor's page calls the voting configuration
    /// `configurationId`; set it here for an engine that ignores
    /// [`voting_configuration_id`](Self::voting_configuration_id).
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name, value);
        self
    }
}

impl Input for NewPolicy {
    fn check(&self) -> Result<()> {
        input::required("name", &self.name)?;
        input::required("policyTemplateId", self.policy_template_id.as_str())?;
        if self.applying_event_ids.is_empty() {
            return Err(Error::input("applyingEventIds", "must contain at least one event"));
        }
        self.applying_event_ids.iter().try_for_each(|id| input::required("applyingEventIds", id.as_str()))?;
        if self.configuration.is_empty() {
            return Err(Error::input("configuration", "must contain at least one parameter"));
        }
        self.voting_configuration_id
            .iter()
            .try_for_each(|id| input::required("votingConfigurationId", id.as_str()))
    }

    fn check_always(&self) -> Result<()> {
        self.fields.distinct(&[
            "name",
            "policyTemplateId",
            "applyingEventIds",
            "configuration",
            "votingConfigurationId",
        ])
    }
}
