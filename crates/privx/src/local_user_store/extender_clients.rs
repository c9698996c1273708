//! Extenders as routes to hosts refer to them.

use portcullis_core::Extra;
use portcullis_macros::Reply;

/// An extender as routes to hosts refer to one.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ExtenderClient {
    /// The kind of client; the values are not documented.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The prefix of addresses that are reached through it.
    pub routing_prefix: Option<String>,
    /// The patterns of addresses that a web proxy reaches through it.
    pub web_proxy_extender_route_patterns: Vec<String>,
    /// The routes that a web proxy takes through it.
    pub web_proxy_extender_routes: Vec<String>,
    /// The mode; the values are not documented.
    pub extender_mode: Option<String>,
    /// The SSH address.
    pub extender_ssh_address: Option<String>,
    /// The SSH port.
    pub extender_ssh_port: Option<i64>,
    /// The SSH public key.
    pub extender_public_key: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
