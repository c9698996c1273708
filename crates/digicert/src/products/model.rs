//! Products as replies contain them.

use crate::ProductId;
use portcullis_core::Extra;
use portcullis_macros::Reply;

/// A ca cert.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CaCert {
    /// Opaque.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Product lists.
    pub chain_info: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A product ref.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ProductRef {
    /// The name id.
    pub name_id: Option<ProductId>,
    /// The name.
    pub name: Option<String>,
    /// The type.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A server platform.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ServerPlatform {
    /// -1 = other.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The install url.
    pub install_url: Option<String>,
    /// The csr url.
    pub csr_url: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
