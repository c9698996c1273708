//! An extender, a carrier or a web proxy.

use crate::{
    ids::{AccessGroupId, TrustedClientId},
    role_store::Permission,
};
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::Record;
use serde_json::Value;

/// An extender, a carrier or a web proxy.
#[derive(Debug, Clone, Default, Record)]
#[record(new(kind, name))]
#[non_exhaustive]
pub struct TrustedClient {
    /// The client's id; set by PrivX.
    #[record(id)]
    pub id: TrustedClientId,
    /// The kind of client.
    #[record(name = "type")]
    pub kind: Option<TrustedClientType>,
    /// The secret that it registers with.
    #[record(server)]
    pub secret: Option<Secret>,
    /// The name; unique (inferred).
    pub name: Option<String>,
    /// The access group that the object belongs to.
    pub access_group_id: Option<AccessGroupId>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// Its permissions in PrivX itself.
    pub permissions: Option<Vec<Permission>>,
    /// The subnets behind it.
    pub subnets: Option<Vec<String>>,
    /// Whether it is enabled.
    pub enabled: Option<bool>,
    /// Whether it has registered.
    #[record(server)]
    pub registered: Option<bool>,
    /// Whether it may register again with the same secret.
    pub allow_repeated_registration: Option<bool>,
    /// The addresses of an extender.
    pub extender_address: Option<Vec<String>>,
    /// The id of the OAuth client that it logs in through.
    #[record(server)]
    pub oauth_client_id: Option<String>,
    /// The secret of that OAuth client.
    #[record(server)]
    pub oauth_client_secret: Option<Secret>,
    /// The group of clients that it belongs to.
    pub group_id: Option<String>,
    /// The address of a web proxy.
    pub web_proxy_address: Option<String>,
    /// The port of a web proxy: by the documentation a number, by the vendor's SDK for Go a text.
    pub web_proxy_port: Option<Value>,
    /// The patterns of addresses that a web proxy reaches through extenders.
    pub web_proxy_extender_route_patterns: Option<Vec<String>>,
    /// Data whose meaning is not documented.
    pub data: Option<String>,
    /// The prefix of addresses that are reached through it.
    pub routing_prefix: Option<String>,
    /// The mode of an extender; the values are not documented.
    pub extender_mode: Option<String>,
    /// The SSH address of an extender.
    pub extender_ssh_address: Option<String>,
    /// The SSH port of an extender.
    pub extender_ssh_port: Option<i64>,
    /// The SSH public key of an extender.
    pub extender_public_key: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The kind of a trusted client. More exist, such as for the provisioning of hosts; their names are not confirmed.
    TrustedClientType {
        /// An extender: it connects PrivX with hosts of a closed network.
        Extender = "EXTENDER",
        /// A carrier.
        Carrier = "CARRIER",
        /// A web proxy.
        Icap = "ICAP",
    }
}
