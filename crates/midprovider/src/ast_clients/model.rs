//! What the AST services return about app instances.

use crate::{AstClientId, UserId};
use portcullis_core::{Extra, Secret, lenient};
use portcullis_macros::Reply;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use std::fmt;

portcullis_core::open_enum! {
    /// The platform of an app. Only one word is known.
    Platform {
        /// An iPhone or iPad.
        Ios = "IOS",
    }
}

/// An app instance: an app on a phone that a user activated.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct AstClient {
    /// The id.
    #[reply(alias = "astClientId", default)]
    pub id: AstClientId,
    /// The user.
    #[reply(name = "userId")]
    pub user_id: Option<UserId>,
    /// The app.
    #[reply(name = "appName")]
    pub app_name: Option<String>,
    /// The platform.
    pub platform: Option<Platform>,
    /// The app's version.
    #[reply(name = "versionStr")]
    pub version: Option<String>,
    /// A state; its words are not documented.
    pub state: Option<String>,
    /// Another state; its words are not documented.
    pub status: Option<String>,
    /// Flags of risk, a number or a text; their meaning is not documented.
    #[reply(name = "riskBits", alias = "riskbits")]
    pub risk_bits: Option<Value>,
    /// When it was activated; the format is not documented.
    #[reply(name = "createdAt")]
    pub created_at: Option<Value>,
    /// The last login; the format is not documented.
    #[reply(name = "lastLogin")]
    pub last_login: Option<Value>,
    /// A token of the instance. `None` if it is no text.
    #[reply(with = lenient::opt_secret)]
    pub token: Option<Secret>,
    /// Members that this version does not know. Their values may be secret: do not log them.
    pub extra: Extra,
}

/// The app instances of a user.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AstClientList {
    /// The app instances in this reply.
    pub clients: Vec<AstClient>,
    /// How many the user has.
    pub total_count: Option<u64>,
    /// A sign of a further page, of which the meaning is not documented.
    pub last: Option<Value>,
    /// A sign of a further page, of which the meaning is not documented.
    pub next: Option<Value>,
    /// A sign of a further page, of which the meaning is not documented.
    pub next_cursor: Option<Value>,
}

impl AstClientList {
    /// Whether the reply proves that these are all: the total is that of the list, and no member shows a further page.
    /// How a further page is requested is not documented.
    pub fn is_complete(&self) -> bool {
        let total = self.total_count == Some(self.clients.len() as u64);
        let more = |sign: &Option<Value>| {
            !matches!(sign, None | Some(Value::Null | Value::Bool(false))) && *sign != Some("".into())
        };
        total && self.last != Some(Value::Bool(false)) && !more(&self.next) && !more(&self.next_cursor)
    }
}

// By hand: the list has three names, or is the reply itself, and a copy of the tokens in it would not be wiped.
impl<'de> Deserialize<'de> for AstClientList {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = AstClientList;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of app instances")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<AstClientList, A::Error> {
                let mut list = AstClientList::default();
                while let Some(client) = seq.next_element()? {
                    list.clients.push(client);
                }
                Ok(list)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AstClientList, A::Error> {
                let (mut list, mut rows) = (AstClientList::default(), None);
                while let Some(name) = map.next_key::<String>()? {
                    match &*name {
                        "data" | "content" | "apps" => {
                            if let Some(found) = map.next_value::<Option<Vec<AstClient>>>()? {
                                rows = Some(found);
                            }
                        }
                        "totalCount" | "totalElements" => list.total_count = map.next_value()?,
                        "last" => list.last = map.next_value()?,
                        "next" => list.next = map.next_value()?,
                        "nextCursor" => list.next_cursor = map.next_value()?,
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                list.clients =
                    rows.ok_or_else(|| serde::de::Error::custom("expected `data`, `content` or `apps`"))?;
                Ok(list)
            }
        }
        from.deserialize_any(Reader)
    }
}

/// What the AST services return about a message.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DisplayReceipt {
    /// An id.
    pub id: Option<String>,
    /// The id of the message.
    #[reply(name = "messageId")]
    pub message_id: Option<String>,
    /// A state; its words are not documented.
    pub status: Option<String>,
    /// Members that this version does not know. Their values may be secret: do not log them.
    pub extra: Extra,
}
