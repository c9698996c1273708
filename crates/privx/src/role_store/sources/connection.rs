//! How PrivX reaches a directory.

use portcullis_core::{Extra, Secret};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// How PrivX reaches a directory. Which members count depends on the kind; secrets come back blank or masked.
#[derive(Debug, Clone, Default, Record)]
#[record(new(kind))]
#[non_exhaustive]
pub struct SourceConnection {
    /// The kind of directory.
    #[record(name = "type")]
    pub kind: Option<SourceType>,
    /// String map PrivX attribute -> directory attribute.
    pub attribute_mapping: Option<BTreeMap<String, String>>,
    /// MFA type.
    pub mfa_type: Option<String>,
    /// MFA server.
    pub mfa_address: Option<String>,
    /// MFA port.
    pub mfa_port: Option<i64>,
    /// Follow address changes.
    pub service_address_auto_update: Option<bool>,
    /// Read instance tags.
    pub use_instance_tags: Option<bool>,
    /// Only import hosts with this tag.
    pub host_filter_tag: Option<String>,
    /// Filter for imported AWS roles.
    pub aws_role_filter_name: Option<String>,
    /// Directory may authenticate users.
    pub enable_user_authentication: Option<bool>,
    /// Directory may authenticate machines.
    pub enable_machine_authentication: Option<bool>,
    /// AWS access key id.
    pub iam_access_key_id: Option<String>,
    /// AWS secret key.
    pub iam_secret_access_key: Option<Secret>,
    /// AWS session token.
    pub iam_session_token: Option<Secret>,
    /// Role to assume.
    pub iam_role_arn: Option<String>,
    /// Import IAM roles.
    pub iam_fetch_roles: Option<bool>,
    /// Prefix of IAM roles to import.
    pub iam_fetch_role_path_prefix: Option<String>,
    /// AWS external id.
    pub iam_external_id: Option<String>,
    /// Projects.
    pub google_cloud_project_ids: Option<Vec<String>>,
    /// Service-account JSON.
    pub google_cloud_config_json: Option<Secret>,
    /// G Suite admin e-mail.
    pub google_gsuite_domain_admin_email: Option<String>,
    /// G Suite domain.
    pub google_gsuite_domain: Option<String>,
    /// Identity endpoint.
    pub openstack_endpoint: Option<String>,
    /// User.
    pub openstack_username: Option<String>,
    /// User id.
    pub openstack_user_id: Option<String>,
    /// Password.
    pub openstack_password: Option<Secret>,
    /// OpenStack domain.
    pub openstack_domainname: Option<String>,
    /// OpenStack domain id (docs call it openstack_domainid).
    pub openstack_domain_id: Option<String>,
    /// Token id.
    pub openstack_token_id: Option<Secret>,
    /// Tenants by id.
    pub openstack_tenant_ids: Option<Vec<String>>,
    /// Tenants by name.
    pub openstack_tenant_names: Option<Vec<String>>,
    /// E.g. V2.
    pub openstack_version: Option<String>,
    /// Region.
    pub openstack_region: Option<String>,
    /// Azure endpoint.
    pub azure_base_url: Option<String>,
    /// Azure subscription.
    pub azure_subscription_id: Option<String>,
    /// Azure tenant.
    pub azure_tenant_id: Option<String>,
    /// Azure application id.
    pub azure_client_id: Option<String>,
    /// Azure application secret.
    pub azure_client_secret: Option<Secret>,
    /// Graph endpoint.
    pub msgraph_base_url: Option<String>,
    /// Graph tenant.
    pub msgraph_tenant_id: Option<String>,
    /// Graph application id.
    pub msgraph_client_id: Option<String>,
    /// Graph application secret.
    pub msgraph_client_secret: Option<Secret>,
    /// Batch size.
    pub msgraph_batch_size: Option<i64>,
    /// Page size.
    pub msgraph_page_size: Option<i64>,
    /// Network address (IPv4, IPv6 or FQDN).
    pub address: Option<String>,
    /// Port.
    pub port: Option<i64>,
    /// LDAP base DN.
    pub ldap_base_dn: Option<String>,
    /// User DN pattern.
    pub ldap_user_dn_pattern: Option<String>,
    /// User filter.
    pub ldap_user_filter: Option<String>,
    /// LDAP bind DN.
    pub ldap_bind_dn: Option<String>,
    /// LDAP bind password.
    pub ldap_bind_password: Option<Secret>,
    /// LDAP protocol.
    pub ldap_protocol: Option<String>,
    /// PEM roots.
    pub root_certificates: Option<String>,
    /// Users may change the directory password.
    pub password_change_enabled: Option<bool>,
    /// Allow client-certificate login.
    pub client_certificate_authentication_enabled: Option<bool>,
    /// PEM CA for client certificates.
    pub client_ca_pem: Option<String>,
    /// Demand client-certificate login.
    pub client_certificate_authentication_required: Option<bool>,
    /// Relax certificate checks.
    pub skip_strict_cert_check: Option<bool>,
    /// OIDC on.
    pub oidc_enabled: Option<bool>,
    /// OIDC issuer URL.
    pub oidc_issuer: Option<String>,
    /// Second accepted issuer.
    pub oidc_additional_issuer: Option<String>,
    /// OIDC client id.
    pub oidc_client_id: Option<String>,
    /// OIDC client secret.
    pub oidc_client_secret: Option<Secret>,
    /// Login button text.
    pub oidc_button_title: Option<String>,
    /// Claim holding tags.
    pub oidc_tags_attribute_name: Option<String>,
    /// Tag that allows login.
    pub oidc_allow_login_tag: Option<String>,
    /// Extra scopes.
    pub oidc_additional_scopes: Option<Vec<String>>,
    /// Read user info endpoint.
    pub oidc_use_userinfo_endpoint: Option<bool>,
    /// Expire implicit roles of OIDC users.
    pub oidc_expire_implicit_roles: Option<bool>,
    /// String map of claims the ID token must have.
    pub oidc_require_idtoken_attributes: Option<BTreeMap<String, String>>,
    /// Keep OIDC/ephemeral users this long.
    pub user_retention_ttl: Option<i64>,
    /// Groups to import.
    pub group_filter: Option<Vec<String>>,
    /// SCIM authentication.
    pub scim_authentication_type: Option<String>,
    /// Create roles from SCIM groups.
    pub scim_create_roles: Option<bool>,
    /// Update host keys from SCIM.
    pub scim_update_ssh_host_keys: Option<bool>,
    /// SCIM user.
    pub scim_username: Option<String>,
    /// SCIM password.
    pub scim_password: Option<Secret>,
    /// SCIM user filter.
    pub scim_user_filter: Option<String>,
    /// Endpoint.
    pub vmware_url: Option<String>,
    /// User.
    pub vmware_username: Option<String>,
    /// Password.
    pub vmware_password: Option<Secret>,
    /// Datacenter.
    pub vmware_datacenter: Option<String>,
    /// Use BIOS UUIDs.
    pub vmware_use_vmbios_uuids: Option<bool>,
    /// UKM endpoint.
    pub ukm_endpoint: Option<String>,
    /// UKM token.
    pub ukm_token: Option<Secret>,
    /// PEM CA of UKM.
    pub um_ca_pem: Option<String>,
    /// User OCID.
    pub oci_user: Option<String>,
    /// Tenancy.
    pub oci_tenancy: Option<String>,
    /// Home region.
    pub oci_home_region: Option<String>,
    /// Key fingerprint.
    pub oci_fingerprint: Option<String>,
    /// Private key.
    pub oci_private_key: Option<Secret>,
    /// Key passphrase.
    pub oci_passphrase: Option<Secret>,
    /// Compartments.
    pub oci_compartment_filter: Option<Vec<String>>,
    /// Proxmox endpoint.
    pub proxmox_url: Option<String>,
    /// Token id.
    pub proxmox_token_id: Option<String>,
    /// Token secret.
    pub proxmox_secret: Option<Secret>,
    /// Use SMBIOS UUIDs.
    pub proxmox_use_smbios_uuids: Option<bool>,
    /// Attribute holding tags of ephemeral users.
    pub ephemeral_tags_attribute_name: Option<String>,
    /// Ephemeral users get privx-user.
    pub ephemeral_grant_privx_user_role: Option<bool>,
    /// Documentation only.
    #[record(server)]
    pub openstack_apikey: Option<Secret>,
    /// Documentation name of openstack_domain_id.
    #[record(server)]
    pub openstack_domainid: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The kind of a directory.
    SourceType {
        /// The built-in directory.
        Local = "LOCAL",
        /// Active Directory.
        ActiveDirectory = "AD",
        /// LDAP.
        Ldap = "LDAP",
        /// OpenID Connect.
        Oidc = "OIDC",
        /// API clients.
        ApiClient = "API-CLIENT",
    }
}
