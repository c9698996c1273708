//! Target domains: what is read, created and written back.

use crate::ids::TargetDomainId;
use crate::secrets_manager::PasswordPolicyHandle;
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::{Record, Reply};
use std::collections::BTreeMap;

/// A directory whose accounts PrivX scans and can manage.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name))]
#[non_exhaustive]
pub struct TargetDomain {
    /// The domain's id; set by PrivX.
    #[record(id)]
    pub id: TargetDomainId,
    /// The name; unique (inferred).
    pub name: Option<String>,
    /// The name of the domain in DNS or Active Directory.
    pub domain_name: Option<String>,
    /// Whether the domain is used.
    pub enabled: Option<bool>,
    /// Whether PrivX scans the domain periodically.
    pub periodic_scan: Option<bool>,
    /// The time between two scans; its unit is not documented.
    pub periodic_scan_interval: Option<i64>,
    /// The state of the scan. The words are not documented.
    #[record(server)]
    pub scan_status: Option<String>,
    /// The state of the scan as a sentence.
    #[record(server)]
    pub scan_message: Option<String>,
    /// When the domain was last scanned.
    #[record(server)]
    pub last_scanned: Option<Timestamp>,
    /// Whether scanned accounts become managed automatically.
    pub auto_onboarding: Option<bool>,
    /// The password policy of accounts that became managed automatically.
    pub auto_onboarding_policy: Option<PasswordPolicyHandle>,
    /// The servers of the directory, used in the order of their priorities.
    pub endpoints: Option<Vec<TargetDomainEndpoint>>,
    /// A note.
    pub comment: Option<String>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A server of a directory. Which members apply depends on the kind. Secrets may come back masked.
#[derive(Debug, Clone, Default, Record)]
#[record(new(kind))]
#[non_exhaustive]
pub struct TargetDomainEndpoint {
    /// The kind of directory: LDAP or Entra ID. The words themselves are not confirmed.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// The priority of this server for scans.
    pub scan_priority: Option<i64>,
    /// The priority of this server for rotations.
    pub rotation_priority: Option<i64>,
    /// The directory's attribute for each attribute of PrivX.
    pub attribute_mapping: Option<BTreeMap<String, String>>,
    /// The protocol of the LDAP server. Which words are accepted is not documented.
    pub ldap_protocol: Option<String>,
    /// The host of the LDAP server.
    pub ldap_address: Option<String>,
    /// The port of the LDAP server.
    pub ldap_port: Option<i64>,
    /// The distinguished name below which PrivX searches users.
    pub ldap_base_dn: Option<String>,
    /// The distinguished name that PrivX binds with.
    pub ldap_bind_dn: Option<String>,
    /// The password that PrivX binds with.
    pub ldap_bind_password: Option<Secret>,
    /// The filter that users must match.
    pub ldap_user_filter: Option<String>,
    /// The root certificates of the LDAP server, as PEM.
    pub ldap_root_certificates: Option<String>,
    /// Whether the certificate of the LDAP server is checked less strictly.
    pub ldap_skip_strict_cert_check: Option<bool>,
    /// The URL of the Graph API.
    pub entra_base_url: Option<String>,
    /// The tenant of Entra ID.
    pub entra_tenant_id: Option<String>,
    /// The application of Entra ID.
    pub entra_client_id: Option<String>,
    /// The secret of the application.
    pub entra_client_secret: Option<Secret>,
    /// How many requests PrivX sends to Entra ID in one batch.
    pub entra_batch_size: Option<i64>,
    /// How many objects PrivX requests from Entra ID at a time.
    pub entra_page_size: Option<i64>,
    /// The groups whose members are imported.
    pub entra_group_filter: Option<Vec<String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A target domain as other objects refer to it: the server goes by the id.
#[derive(Debug, Clone, Default, Record)]
#[record(new(id))]
#[non_exhaustive]
pub struct TargetDomainHandle {
    /// The id of the domain.
    pub id: Option<TargetDomainId>,
    /// The name of the domain.
    pub name: Option<String>,
    /// Whether the domain no longer exists; set by the server.
    #[record(server)]
    pub deleted: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The id of a target domain that was looked up by its name.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ResolvedTargetDomain {
    /// The id of the domain.
    pub id: Option<TargetDomainId>,
    /// The name of the domain.
    pub target_domain_name: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
