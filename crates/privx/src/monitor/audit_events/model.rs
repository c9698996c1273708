//! Audit events.

use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

/// An action of a user or of PrivX.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct AuditEvent {
    /// The id of the service.
    pub service_id: Option<String>,
    /// The name of the service, such as `MONITOR-SERVICE`.
    pub service_name: Option<String>,
    /// The code of the event: a key of [`AuditEventCodes`].
    pub event_id: Option<String>,
    /// The name of the event.
    pub event_name: Option<String>,
    /// When it happened.
    pub created: Option<Timestamp>,
    /// The details, by name. The vendor's SDK has texts as values, its documentation any JSON.
    pub message: Option<BTreeMap<String, Value>>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// What a code of audit events means.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct AuditEventInfo {
    /// The code.
    pub event_id: Option<String>,
    /// The name.
    pub event_name: Option<String>,
    /// The meaning.
    pub event_desc: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The codes of audit events. A server sends an object by code, one pair of `key` and `value`, or a list of such pairs.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AuditEventCodes {
    /// What each code means.
    pub codes: BTreeMap<String, AuditEventInfo>,
}

#[derive(Reply)]
struct Pair {
    key: String,
    value: AuditEventInfo,
}

impl<'de> Deserialize<'de> for AuditEventCodes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Codes;
        impl<'de> Visitor<'de> for Codes {
            type Value = AuditEventCodes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("codes of audit events")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut pairs: A) -> Result<AuditEventCodes, A::Error> {
                let mut found = AuditEventCodes::default();
                while let Some(Pair { key, value }) = pairs.next_element()? {
                    found.codes.insert(key, value);
                }
                Ok(found)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<AuditEventCodes, A::Error> {
                let mut found = AuditEventCodes::default();
                let mut key = None;
                while let Some(name) = members.next_key::<String>()? {
                    let value: Value = members.next_value()?;
                    match &*name {
                        "key" if !value.is_object() => key = Some(value),
                        _ => drop(found.codes.insert(name, info(value)?)),
                    }
                }
                if let Some(key) = key
                    && let Some(info) = found.codes.remove("value")
                {
                    let key = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
                    found.codes.insert(key, info);
                }
                Ok(found)
            }
        }
        from.deserialize_any(Codes)
    }
}

fn info<E: Error>(value: Value) -> Result<AuditEventInfo, E> {
    AuditEventInfo::deserialize(value).map_err(|_| E::custom("expected the description of a code"))
}
