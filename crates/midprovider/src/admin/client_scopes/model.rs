//! Client scopes and protocol mappers.

use crate::{ClientScopeId, MapperId, admin::all_read};
use portcullis_core::{Extra, Result, input};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A client scope: settings, above all protocol mappers, that several clients share.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name), check, check_always)]
#[non_exhaustive]
pub struct ClientScope {
    /// The UUID.
    #[record(id)]
    pub id: ClientScopeId,
    /// The name, unique in the realm. Clients name their scopes by it.
    pub name: Option<String>,
    /// A note for administrators.
    pub description: Option<String>,
    /// The protocol of the clients that can have the scope.
    pub protocol: Option<Protocol>,
    /// Attributes: one text each, also for numbers and truth values.
    pub attributes: Option<BTreeMap<String, String>>,
    /// The mappers of the scope.
    #[record(name = "protocolMappers")]
    pub protocol_mappers: Option<Vec<ProtocolMapper>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl ClientScope {
    /// Returns an attribute.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.as_ref()?.get(key).map(String::as_str)
    }

    /// Sets one attribute and keeps the others.
    #[must_use]
    pub fn with_attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.get_or_insert_default().insert(key.into(), value.into());
        self
    }

    pub(super) fn creatable(&self) -> Result<()> {
        named(self.name.as_deref())
    }

    fn check(&self) -> Result<()> {
        // An update may leave it out.
        self.name.as_deref().map_or(Ok(()), |name| named(Some(name)))
    }

    fn check_always(&self) -> Result<()> {
        all_read("attributes", self.attributes.is_some(), &self.extra)
    }
}

/// A protocol mapper: it puts something about the user, such as an attribute, into tokens.
///
/// ```
/// use midprovider::admin::client_scopes::{MapperType, ProtocolMapper, Protocol};
///
/// let mapper = ProtocolMapper::new("cost centre", MapperType::UserAttribute)
///     .protocol(Protocol::OpenIdConnect)
///     .with_config("user.attribute", "costCentre")
///     .with_config("claim.name", "cost_centre")
///     .with_config("jsonType.label", "String")
///     .with_config("access.token.claim", "true");
/// assert_eq!(mapper.config_of("claim.name"), Some("cost_centre"));
/// ```
// No field: `consentRequired` and `consentText`, which are deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, protocol_mapper), check, check_always)]
#[non_exhaustive]
pub struct ProtocolMapper {
    /// The UUID.
    #[record(id)]
    pub id: MapperId,
    /// The name, unique in the client or client scope (inferred).
    pub name: Option<String>,
    /// The protocol of the tokens.
    pub protocol: Option<Protocol>,
    /// What the mapper does, and so which settings [`config`](Self::config) has.
    #[record(name = "protocolMapper")]
    pub protocol_mapper: Option<MapperType>,
    /// The settings: texts, also for truth values (`"true"`). Those of [`MapperType::UserAttribute`] are
    /// `user.attribute`, `claim.name`, `jsonType.label` (`String`, `boolean`, `long`, `int` or `JSON`),
    /// `access.token.claim`, `id.token.claim`, `userinfo.token.claim` and `multivalued`.
    pub config: Option<BTreeMap<String, String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl ProtocolMapper {
    /// Returns a setting.
    pub fn config_of(&self, key: &str) -> Option<&str> {
        self.config.as_ref()?.get(key).map(String::as_str)
    }

    /// Sets one setting and keeps the others.
    #[must_use]
    pub fn with_config(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.config.get_or_insert_default().insert(key.into(), value.into());
        self
    }

    pub(in crate::admin) fn creatable(&self) -> Result<()> {
        named(self.name.as_deref())
    }

    /// The server requires the id in the body too.
    pub(in crate::admin) fn updatable(&self) -> Result<()> {
        input::required("id", self.id.as_str())
    }

    fn check(&self) -> Result<()> {
        // An update may leave it out.
        self.name.as_deref().map_or(Ok(()), |name| named(Some(name)))
    }

    fn check_always(&self) -> Result<()> {
        all_read("config", self.config.is_some(), &self.extra)
    }
}

portcullis_core::open_enum! {
    /// The protocol of clients and tokens.
    Protocol {
        /// OpenID Connect.
        OpenIdConnect = "openid-connect",
    }
}

portcullis_core::open_enum! {
    /// What a protocol mapper does. Servers have many more than the one that the documentation names.
    MapperType {
        /// Puts an attribute of the user into tokens.
        UserAttribute = "oidc-usermodel-attribute-mapper",
    }
}

fn named(name: Option<&str>) -> Result<()> {
    input::required("name", name.unwrap_or_default())
}
