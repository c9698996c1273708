//! Access groups: what is read, created and written back.

use crate::ids::{AccessGroupId, CaId};
use portcullis_core::{Extra, Result, Timestamp, input};
use portcullis_macros::Record;

/// An access group.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name), check)]
#[non_exhaustive]
pub struct AccessGroup {
    /// The group's id; set by PrivX.
    #[record(id)]
    pub id: AccessGroupId,
    /// The name; unique.
    pub name: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// The trust anchors of the certificates of hosts, as PEM.
    pub host_certificate_trust_anchors: Option<String>,
    /// The trust anchors of hosts that are reached through `WinRM`, as PEM.
    pub winrm_host_certificate_trust_anchors: Option<String>,
    /// The trust anchors of databases, as PEM.
    pub db_host_certificate_trust_anchors: Option<String>,
    /// The key of the group's certificate authority.
    #[record(server)]
    pub ca_id: Option<CaId>,
    /// The key that certificates are signed with (inferred).
    #[record(server)]
    pub primary_ca_id: Option<CaId>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Whether it is the built-in group.
    #[record(server)]
    pub default: Option<bool>,
    /// The kind of key of its certificate authority; the kinds are not documented.
    pub key_type: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl AccessGroup {
    fn check(&self) -> Result<()> {
        input::required("name", self.name.as_deref().unwrap_or_default())
    }
}
