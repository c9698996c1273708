//! Client scopes and protocol mappers.

use crate::{ClientScopeId, MapperId};
use portcullis_core::Extra;
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A client scope representation.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ClientScope {
    /// The UUID.
    #[record(id)]
    pub id: ClientScopeId,
    /// The name. Unique.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The protocol.
    pub protocol: Option<String>,
    /// Scalar strings, not arrays.
    pub attributes: Option<BTreeMap<String, String>>,
    /// The protocolMappers.
    #[record(name = "protocolMappers")]
    pub protocol_mappers: Option<Vec<ProtocolMapper>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A protocol mapper representation.
// No field: `consentRequired`: deprecated.
// No field: `consentText`: deprecated.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ProtocolMapper {
    /// The UUID.
    #[record(id)]
    pub id: MapperId,
    /// The name. Unique (inferred).
    pub name: Option<String>,
    /// Openid-connect.
    pub protocol: Option<String>,
    /// E.g. oidc-usermodel-attribute-mapper.
    #[record(name = "protocolMapper")]
    pub protocol_mapper: Option<String>,
    /// Booleans as strings. Keys of that mapper: user.attribute, claim.name, jsonType.label (String, boolean,
    /// long, int, JSON), access.token.claim, id.token.claim, userinfo.token.claim, multivalued.
    pub config: Option<BTreeMap<String, String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
