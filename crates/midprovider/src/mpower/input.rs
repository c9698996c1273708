//! Messages without buttons, and how messages are written.

use crate::{InstanceId, ServiceUuid};
use portcullis_core::{Error, Input, Result, input};
use portcullis_macros::Setters;
use serde::{Serialize, Serializer};
use std::fmt::Write as _;

/// The version of the messages' form, the only one that is known.
pub(super) const VERSION: u8 = 3;

portcullis_core::open_enum! {
    /// What a text is for.
    MessageType {
        /// A text alone.
        ProcessChatMessage = "processChatMessage",
        /// A text to which the user types an answer.
        TextEntryRequest = "textEntryRequest",
    }
}

/// What all messages have in common, as it is sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope<'a, C> {
    pub(super) service_uuid: &'a ServiceUuid,
    pub(super) message_type: &'a str,
    pub(super) version: u8,
    pub(super) message_content: C,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) instance_id: Option<&'a InstanceId>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Text<'a> {
    message_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    smart_screen_service_uuid: Option<&'a ServiceUuid>,
}

/// A text for a user.
///
/// There is no title: the vendor's own client sends the title, two line feeds and the text.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct TextMessage {
    /// The chat service that sends it. The vendor's own client sends its OIDC client id if it has no other.
    pub service_uuid: ServiceUuid,
    /// What the text is for.
    pub message_type: MessageType,
    /// The text.
    pub text: String,
    /// The process to be continued, from an earlier [`MessageReceipt`](super::MessageReceipt).
    pub instance_id: Option<InstanceId>,
}

impl TextMessage {
    /// Creates a text alone.
    pub fn new(service_uuid: impl Into<ServiceUuid>, text: impl Into<String>) -> Self {
        Self {
            service_uuid: service_uuid.into(),
            message_type: MessageType::ProcessChatMessage,
            text: text.into(),
            instance_id: None,
        }
    }

    /// Creates a text to which the user types an answer.
    pub fn entry_request(service_uuid: impl Into<ServiceUuid>, text: impl Into<String>) -> Self {
        Self { message_type: MessageType::TextEntryRequest, ..Self::new(service_uuid, text) }
    }
}

impl Input for TextMessage {
    fn check(&self) -> Result<()> {
        check_service("service_uuid", &self.service_uuid)?;
        input::required("text", &self.text)
    }

    fn check_always(&self) -> Result<()> {
        // Other types have other contents: with them it would be another operation.
        match self.message_type {
            MessageType::Other(_) => {
                Err(Error::input("message_type", "must be `processChatMessage` or `textEntryRequest`"))
            }
            _ => Ok(()),
        }
    }
}

impl Serialize for TextMessage {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let message_content = Text { message_text: &self.text, smart_screen_service_uuid: None };
        Envelope {
            service_uuid: &self.service_uuid,
            message_type: self.message_type.as_str(),
            version: VERSION,
            message_content,
            instance_id: self.instance_id.as_ref(),
        }
        .serialize(to)
    }
}

/// A smart screen to be opened, with a text.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct SmartScreen {
    /// The chat service that sends it.
    pub service_uuid: ServiceUuid,
    /// The text.
    pub text: String,
    /// The service that is opened.
    pub smart_screen_service_uuid: ServiceUuid,
    /// The process to be continued, from an earlier [`MessageReceipt`](super::MessageReceipt).
    pub instance_id: Option<InstanceId>,
}

impl SmartScreen {
    /// Creates a message of a service with which the app opens another service.
    pub fn new(
        service_uuid: impl Into<ServiceUuid>,
        text: impl Into<String>,
        opens: impl Into<ServiceUuid>,
    ) -> Self {
        Self {
            service_uuid: service_uuid.into(),
            text: text.into(),
            smart_screen_service_uuid: opens.into(),
            instance_id: None,
        }
    }
}

impl Input for SmartScreen {
    fn check(&self) -> Result<()> {
        check_service("service_uuid", &self.service_uuid)?;
        input::required("text", &self.text)?;
        check_service("smart_screen_service_uuid", &self.smart_screen_service_uuid)
    }
}

impl Serialize for SmartScreen {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let opens = Some(&self.smart_screen_service_uuid);
        Envelope {
            service_uuid: &self.service_uuid,
            message_type: "smartScreenService",
            version: VERSION,
            message_content: Text { message_text: &self.text, smart_screen_service_uuid: opens },
            instance_id: self.instance_id.as_ref(),
        }
        .serialize(to)
    }
}

/// A file for a user, with a text; the content is an argument of
/// [`send_attachment`](super::Mpower::send_attachment).
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct Attachment {
    /// The chat service that sends it.
    pub service_uuid: ServiceUuid,
    /// The text.
    pub text: String,
    /// The name of the file.
    pub file_name: String,
    /// The process to be continued, from an earlier [`MessageReceipt`](super::MessageReceipt).
    pub instance_id: Option<InstanceId>,
}

impl Attachment {
    /// Creates a message with a file of this name.
    pub fn new(
        service_uuid: impl Into<ServiceUuid>,
        text: impl Into<String>,
        file_name: impl Into<String>,
    ) -> Self {
        Self {
            service_uuid: service_uuid.into(),
            text: text.into(),
            file_name: file_name.into(),
            instance_id: None,
        }
    }
}

impl Input for Attachment {
    fn check(&self) -> Result<()> {
        check_service("service_uuid", &self.service_uuid)?;
        input::required("text", &self.text)
    }
}

impl Serialize for Attachment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Envelope {
            service_uuid: &self.service_uuid,
            message_type: "attachmentMessage",
            version: VERSION,
            message_content: Text { message_text: &self.text, smart_screen_service_uuid: None },
            instance_id: self.instance_id.as_ref(),
        }
        .serialize(to)
    }
}

pub(super) fn check_service(field: &str, service: &ServiceUuid) -> Result<()> {
    input::required(field, service.as_str())
}

/// Writes JSON for a part of a form. The part has no charset, so that every other character than ASCII is escaped.
pub(super) fn json_part(value: &impl Serialize) -> Result<String> {
    let json =
        serde_json::to_string(value).map_err(|_| Error::input("message", "cannot be written as JSON"))?;
    let mut part = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            part.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to a text cannot fail.
            let _ = write!(part, "\\u{unit:04x}");
        }
    }
    Ok(part)
}
