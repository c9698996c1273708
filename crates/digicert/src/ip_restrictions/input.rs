//! Rules to be created.

use crate::{ApiKeyId, Error, Result, UserId, ids};
use portcullis_macros::Body;
use std::net::Ipv4Addr;

/// A rule to be created, for the whole account unless it has a user or an API key.
#[derive(Debug, Clone, Body)]
#[body(new(ip_address, ip_address_end), check)]
#[non_exhaustive]
pub struct NewIpRule {
    /// The first address of the range: IPv4 only.
    pub ip_address: String,
    /// The last address of the range: IPv4 only, and not before the first. The first again for one address.
    pub ip_address_end: String,
    /// A description.
    pub description: Option<String>,
    /// The user that the rule is for. Not together with `api_key_id`.
    #[body(with = ids::number)]
    pub user_id: Option<UserId>,
    /// The API key that the rule is for. Not together with `user_id`.
    #[body(with = ids::number)]
    pub api_key_id: Option<ApiKeyId>,
}

impl NewIpRule {
    fn check(&self) -> Result<()> {
        let [first, last] = [("ip_address", &self.ip_address), ("ip_address_end", &self.ip_address_end)].map(
            |(field, text)| {
                text.parse::<Ipv4Addr>().map_err(|_| Error::input(field, "must be an IPv4 address"))
            },
        );
        if first? > last? {
            return Err(Error::input("ip_address_end", "must not be before `ip_address`"));
        }
        if self.user_id.is_some() && self.api_key_id.is_some() {
            return Err(Error::input("api_key_id", "must not be set together with `user_id`"));
        }
        self.user_id.as_ref().map_or(Ok(()), |id| ids::check_number("user_id", id.as_str()))?;
        self.api_key_id.as_ref().map_or(Ok(()), |id| ids::check_number("api_key_id", id.as_str()))
    }
}
