//! Which certificates events are about, and what the events contain.

use portcullis_core::{
    Extra, Input,
    record::Member,
    serde::{Serialize, Serializer},
};
use portcullis_macros::Record;
use serde_json::Number;

/// Settings of a webhook.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct WebhookSettings {
    /// On which days before the end of validity a notice is sent: of 90, 60, 30, 7, 0 and -7.
    pub webhook_notification_frequency: Option<Vec<i64>>,
    /// Whether events are also sent for certificates that are issued at once.
    pub instant_issue_webhook_notification: Option<Switch>,
    /// Whether [`CertificateIssued`](super::CertificateIssued) contains the chain.
    pub webhook_send_certificate_chain: Option<Switch>,
    /// Whether it does for certificates that are issued at once.
    pub webhook_send_instant_issued_certificate_chain: Option<Switch>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// Whether a setting is on; made from a `bool`.
///
/// The service has texts for it, `"1"` and `"0"`. Booleans and numbers are read, too, and the texts are sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
    /// A text that this version does not know.
    Other(String),
}

impl Switch {
    /// Returns whether the setting is on.
    pub fn is_on(&self) -> bool {
        *self == Self::On
    }
}

impl From<bool> for Switch {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

impl From<&str> for Switch {
    fn from(text: &str) -> Self {
        match text {
            "1" | "true" => Self::On,
            "0" | "false" => Self::Off,
            other => Self::Other(other.into()),
        }
    }
}

impl Input for Switch {}

impl Serialize for Switch {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(match self {
            Self::On => "1",
            Self::Off => "0",
            Self::Other(text) => text,
        })
    }
}

// By hand: `open_enum!` reads texts only.
impl Member for Switch {
    const SCALAR: bool = true;
    fn empty() -> Self {
        Self::Off
    }
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }
    fn flag(flag: bool) -> Option<Self> {
        Some(flag.into())
    }
    fn number(number: &Number) -> Option<Self> {
        match number.as_i64() {
            Some(1) => Some(Self::On),
            Some(0) => Some(Self::Off),
            _ => None,
        }
    }
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
}
