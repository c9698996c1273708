//! Policies, and the templates that they are made from.

use crate::{PolicyEventId, PolicyId, PolicyTemplateId, members};
use portcullis_core::{Extra, lenient};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// The templates of an engine.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct PolicyTemplates {
    /// The templates by id.
    pub by_id: BTreeMap<PolicyTemplateId, PolicyTemplate>,
}

impl PolicyTemplates {
    /// Returns the first template with this name.
    pub fn named(&self, name: &str) -> Option<(&PolicyTemplateId, &PolicyTemplate)> {
        self.by_id.iter().find(|(_, template)| template.name == name)
    }
}

// By hand: the reply is a map by id, and PHP writes an empty one as a list.
impl<'de> Deserialize<'de> for PolicyTemplates {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let by_id = lenient::map(from)?;
        Ok(Self { by_id: by_id.into_iter().map(|(id, template)| (id.into(), template)).collect() })
    }
}

/// A template of policies.
// Not a `Reply`: without its events it is an error, because the list may have another form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PolicyTemplate {
    /// The name.
    pub name: String,
    /// The purpose.
    #[serde(default, deserialize_with = "lenient::opt_text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The events that a policy of this template can apply to, by id.
    #[serde(deserialize_with = "events")]
    pub events: BTreeMap<PolicyEventId, PolicyEvent>,
    /// The names of the parameters of a policy.
    #[serde(default, deserialize_with = "lenient::list")]
    pub configuration: Vec<String>,
    /// The names of the attributes that voters see.
    #[serde(default, deserialize_with = "lenient::list")]
    pub voting_attributes: Vec<String>,
    /// All other members.
    #[serde(flatten, skip_serializing)]
    pub extra: Extra,
}

impl PolicyTemplate {
    /// Returns the id of the event with this name, such as `data_token.data_exchanged`.
    pub fn event(&self, name: &str) -> Option<&PolicyEventId> {
        self.events.iter().find(|(_, event)| event.is(name)).map(|(id, _)| id)
    }
}

fn events<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<PolicyEventId, PolicyEvent>, D::Error> {
    Ok(lenient::map(from)?.into_iter().map(|(id, event)| (id.into(), event)).collect())
}

/// An event of the engine that a policy can hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyEvent {
    /// The event's name with its description. One entry, as far as is known.
    pub texts: BTreeMap<String, String>,
    /// A text without a name: either the event's name or its description.
    pub lone_text: Option<String>,
}

impl PolicyEvent {
    fn is(&self, name: &str) -> bool {
        self.texts.contains_key(name) || self.lone_text.as_deref() == Some(name)
    }
}

// By hand: an object of any member, or a text.
impl Serialize for PolicyEvent {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.lone_text {
            Some(text) => to.serialize_str(text),
            None => to.collect_map(&self.texts),
        }
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
#[derive(Debug, Clone, PartialEq, Reply)]
#[non_exhaustive]
pub struct Policy {
    /// The id, by which the policy is activated and deactivated.
    #[reply(with = members::id)]
    pub id: PolicyId,
    /// The name.
    pub name: Option<String>,
    /// All other members.
    pub extra: Extra,
}
