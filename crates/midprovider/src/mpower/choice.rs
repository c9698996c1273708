//! Messages with buttons.

use super::input::{Envelope, VERSION, check_service};
use crate::{InstanceId, ServiceUuid};
use portcullis_core::{Error, Input, Result, input};
use portcullis_macros::{Body, Setters};
use serde::{Serialize, Serializer};

/// A text with buttons, of which the user presses one.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct ChoiceMessage {
    /// The chat service that sends it.
    pub service_uuid: ServiceUuid,
    /// The text.
    pub text: String,
    /// The buttons, at least one.
    pub choices: Vec<Choice>,
    /// The layout of the buttons; the words are not documented.
    pub alignment: Option<String>,
    /// A category, on SHIFT only; the words are not documented.
    pub category: Option<String>,
    /// The process to be continued, from an earlier [`MessageReceipt`](super::MessageReceipt).
    pub instance_id: Option<InstanceId>,
}

impl ChoiceMessage {
    /// Creates a text with these buttons.
    pub fn new(
        service_uuid: impl Into<ServiceUuid>,
        text: impl Into<String>,
        choices: impl Into<Vec<Choice>>,
    ) -> Self {
        Self {
            service_uuid: service_uuid.into(),
            text: text.into(),
            choices: choices.into(),
            alignment: None,
            category: None,
            instance_id: None,
        }
    }
}

impl Input for ChoiceMessage {
    fn check(&self) -> Result<()> {
        check_service("service_uuid", &self.service_uuid)?;
        input::required("text", &self.text)?;
        if self.choices.is_empty() {
            return Err(Error::input("choices", "must hold at least one"));
        }
        self.choices.check()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content<'a> {
    message_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    alignment: Option<&'a str>,
    choices: &'a [Choice],
}

impl Serialize for ChoiceMessage {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (alignment, choices) = (self.alignment.as_deref(), &*self.choices);
        Envelope {
            service_uuid: &self.service_uuid,
            message_type: "choiceRequest",
            version: VERSION,
            message_content: Content { message_text: &self.text, alignment, choices },
            instance_id: self.instance_id.as_ref(),
        }
        .serialize(to)
    }
}

/// A button.
#[derive(Debug, Clone, Body)]
#[body(new(text), check)]
#[non_exhaustive]
pub struct Choice {
    /// What it shows.
    pub text: String,
    /// Its colours; those of the app unless set.
    pub style: Option<ChoiceStyle>,
}

impl Choice {
    fn check(&self) -> Result<()> {
        input::required("choices.text", &self.text)
    }
}

/// The colours of a button in each of its states.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct ChoiceStyle {
    /// While it cannot be pressed.
    pub disabled: Option<ChoiceColors>,
    /// While it can be pressed.
    pub normal: Option<ChoiceColors>,
    /// While it is pressed.
    pub pressed: Option<ChoiceColors>,
    /// After it was chosen.
    pub selected: Option<ChoiceColors>,
}

/// The colours of a button. How a colour is written is not documented.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct ChoiceColors {
    /// That of the background.
    #[body(name = "backgroundColor")]
    pub background_color: Option<String>,
    /// That of the text.
    #[body(name = "textColor")]
    pub text_color: Option<String>,
}
