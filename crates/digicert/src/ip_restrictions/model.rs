//! Rules as replies contain them.

use crate::{ApiKeyId, ContainerId, IpRuleId, Json, Refusal, Timestamp, UserId, finance::nonzero};
use portcullis_core::{Extra, Reply as Received, bytes::Bytes};
use portcullis_macros::Reply;

/// A rule: the addresses from which the account, a user or an API key can be used.
///
/// Without a user and a key it is for the whole account.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct IpRule {
    /// The rule's id.
    pub id: IpRuleId,
    /// Creation.
    pub date_created: Option<Timestamp>,
    /// The account's id.
    pub account_id: Option<String>,
    /// The account's top container.
    pub container_id: Option<ContainerId>,
    /// The user that the rule is for; `None` also where the server sends 0.
    #[reply(with = nonzero)]
    pub user_id: Option<UserId>,
    /// The API key that the rule is for; `None` also where the server sends 0.
    #[reply(with = nonzero)]
    pub api_key_id: Option<ApiKeyId>,
    /// The first IPv4 address of the range.
    pub ip_address: Option<String>,
    /// The last IPv4 address of the range; the first one again if the range has one address.
    pub ip_address_end: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Finds the id. A reply without a body, or with an empty object, has none.
pub(super) fn id_or_nothing(reply: &Received<'_>) -> Result<Bytes, Refusal> {
    match (reply.json(), reply.member("id")) {
        (Json::Empty, _) => Ok(Bytes::from_static(b"null")),
        (Json::Object(members), _) if members.is_empty() => Ok(Bytes::from_static(b"null")),
        (_, Some(id)) => Ok(reply.share(id)),
        _ => Err(Refusal::Foreign("expected the id of a rule")),
    }
}
