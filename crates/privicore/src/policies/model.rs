//! Policies, and the templates that they are made from.

use crate::{PolicyEventId, PolicyId, PolicyTemplateId, VotingConfigurationId, members};
use portcullis_core::{Error, Extra, Result, input, lenient};
use portcullis_macros::Setters;
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The templates of an engine.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct PolicyTemplates {
    /// Each template under its id.
    pub by_id: BTreeMap<PolicyTemplateId, PolicyTemplate>,
}

impl PolicyTemplates {
    /// The first template with this name.
    pub fn named(&self, name: &str) -> Option<(&PolicyTemplateId, &PolicyTemplate)> {
        self.by_id.iter().find(|(_, template)| template.name == name)
    }
}

impl<'de> Deserialize<'de> for PolicyTemplates {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let by_id = lenient::map(from)?;
        Ok(Self { by_id: by_id.into_iter().map(|(id, template)| (id.into(), template)).collect() })
    }
}

/// What a policy can be made from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PolicyTemplate {
    /// The name.
    pub name: String,
    /// What it is for.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub description: Option<String>,
    /// The events that a policy of this template can apply to, each under its id.
    #[serde(deserialize_with = "events")]
    pub events: BTreeMap<PolicyEventId, PolicyEvent>,
    /// The names of the parameters that a policy of this template takes.
    #[serde(default, deserialize_with = "lenient::list")]
    pub configuration: Vec<String>,
    /// What voters are told, by name.
    #[serde(default, deserialize_with = "lenient::list")]
    pub voting_attributes: Vec<String>,
    /// Everything else that the engine sent.
    #[serde(flatten)]
    pub extra: Extra,
}

impl PolicyTemplate {
    /// The id of the event with this name, such as `data_token.data_exchanged`.
    pub fn event(&self, name: &str) -> Option<&PolicyEventId> {
        self.events.iter().find(|(_, event)| event.is(name)).map(|(id, _)| id)
    }
}

fn events<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<PolicyEventId, PolicyEvent>, D::Error> {
    Ok(lenient::map(from)?.into_iter().map(|(id, event)| (id.into(), event)).collect())
}

/// Something that happens in the engine and that a policy can hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyEvent {
    /// The event's name, and the text that goes with it. One entry, as far as is known.
    pub texts: BTreeMap<String, String>,
    /// A text that came without a name: the name itself, or what is said of it.
    pub lone_text: Option<String>,
}

impl PolicyEvent {
    fn is(&self, name: &str) -> bool {
        self.texts.contains_key(name) || self.lone_text.as_deref() == Some(name)
    }
}

impl<'de> Deserialize<'de> for PolicyEvent {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(from)? {
            Value::Object(texts) => {
                let text = |value: Value| members::text(&value).unwrap_or_default();
                let texts = texts.into_iter().map(|(name, value)| (name, text(value))).collect();
                Self { texts, lone_text: None }
            }
            other => Self { texts: BTreeMap::new(), lone_text: members::text(&other) },
        })
    }
}

/// A registered policy. No schema is published.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Policy {
    /// What the policy is activated and deactivated by.
    pub id: PolicyId,
    /// The name.
    pub name: Option<String>,
    /// Everything else that the engine sent.
    pub extra: Extra,
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut members = Map::<String, Value>::deserialize(from)?;
        let id = members::take(&mut members, &["id"]).ok_or_else(|| de::Error::missing_field("id"))?;
        let name = members::take(&mut members, &["name"]);
        Ok(Self { id: id.into(), name, extra: members::rest(members) })
    }
}

/// A policy to be registered.
///
/// ```
/// use privicore::NewPolicy;
///
/// let policy = NewPolicy::new("exports need a vote", "12", ["3"])
///     .parameter("classification", "confidential")
///     .voting_configuration_id("board");
/// ```
#[derive(Debug, Clone, Serialize, Setters)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewPolicy {
    /// The name: what the policy is found by again.
    pub name: String,
    /// The template.
    pub policy_template_id: PolicyTemplateId,
    /// The events that the policy applies to: keys of the template's [`events`](PolicyTemplate::events).
    pub applying_event_ids: Vec<PolicyEventId>,
    /// The parameters that the template names. One client says that there must be at least one.
    #[serde(skip_serializing_if = "Extra::is_empty")]
    pub configuration: Extra,
    /// How polls of this policy are decided: the configuration's name, in what was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voting_configuration_id: Option<VotingConfigurationId>,
    #[serde(flatten)]
    fields: Extra,
}
impl portcullis_core::Input for NewPolicy {}

impl NewPolicy {
    /// A policy of this template for these events.
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
            fields: Extra::default(),
        }
    }

    /// Sets one of the parameters that the template names, such as `classification`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.configuration.insert(name, value);
        self
    }

    /// Adds a field that this version does not know. The vendor's page calls the voting configuration
    /// `configurationId`; set it here for an engine that does not heed
    /// [`voting_configuration_id`](Self::voting_configuration_id).
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name, value);
        self
    }

    pub(super) fn fit(&self) -> Result<()> {
        let own = ["name", "policyTemplateId", "applyingEventIds", "configuration", "votingConfigurationId"];
        members::added(members::names(&self.fields), &own)
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("name", &self.name)?;
        input::required("policyTemplateId", self.policy_template_id.as_str())?;
        if self.applying_event_ids.is_empty() {
            return Err(Error::input("applyingEventIds", "must name an event"));
        }
        self.applying_event_ids.iter().try_for_each(|id| input::required("applyingEventIds", id.as_str()))?;
        self.voting_configuration_id
            .iter()
            .try_for_each(|id| input::required("votingConfigurationId", id.as_str()))
    }
}
