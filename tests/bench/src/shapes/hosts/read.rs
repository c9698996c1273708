//! A host with every member that `privx::host_store::Host` has, at every level: a type with fewer would skip members that
//! ours reads. Every field by derive, what is unknown is dropped.
#![allow(dead_code, reason = "read into, never looked at")]
#![allow(clippy::struct_field_names, reason = "the names are those on the wire")]

use serde::Deserialize;

use super::words::{
    CertificateValidation, CloudProvider, DbProtocol, Disabled, HostServiceType, HostSource, HostType,
    OperatingSystem, RotationProtocol, ShellVariant,
};

#[derive(Deserialize)]
pub(crate) struct Host {
    id: Option<String>,
    deployable: Option<bool>,
    tofu: Option<bool>,
    toch: Option<bool>,
    stand_alone_host: Option<bool>,
    external_id: Option<String>,
    instance_id: Option<String>,
    ssh_host_public_keys: Option<Vec<HostSshPublicKey>>,
    host_certificate_raw: Option<String>,
    host_certificate: Option<HostCertificateInfo>,
    contact_address: Option<String>,
    password_rotation_enabled: Option<bool>,
    services: Option<Vec<HostService>>,
    principals: Option<Vec<HostPrincipal>>,
    password_rotation: Option<HostPasswordRotation>,
    source_id: Option<String>,
    access_group_id: Option<String>,
    cloud_provider: Option<CloudProvider>,
    cloud_provider_region: Option<String>,
    status: Option<Vec<HostStatus>>,
    created: Option<String>,
    updated: Option<String>,
    updated_by: Option<String>,
    distinguished_name: Option<String>,
    common_name: Option<String>,
    organization: Option<String>,
    organizational_unit: Option<String>,
    zone: Option<String>,
    scope: Option<Vec<String>>,
    host_type: Option<HostType>,
    host_classification: Option<String>,
    comment: Option<String>,
    addresses: Option<Vec<String>>,
    audit_enabled: Option<bool>,
    tags: Option<Vec<String>>,
    user_message: Option<String>,
    disabled: Option<Disabled>,
    session_recording_options: Option<SessionRecordingOptions>,
    deleted: Option<bool>,
}

#[derive(Deserialize)]
struct HostSshPublicKey {
    key: Option<String>,
    fingerprint: Option<String>,
}

#[derive(Deserialize)]
struct HostCertificateInfo {
    subject: Option<String>,
    issuer: Option<String>,
    serial: Option<String>,
    not_before: Option<String>,
    not_after: Option<String>,
    dns_names: Option<Vec<String>>,
    email_addresses: Option<Vec<String>>,
    ip_addresses: Option<Vec<String>>,
    uris: Option<Vec<String>>,
    fingerprint_sha1: Option<String>,
    fingerprint_sha256: Option<String>,
}

#[derive(Deserialize)]
struct HostService {
    service: Option<HostServiceType>,
    address: Option<String>,
    port: Option<i64>,
    use_for_password_rotation: Option<bool>,
    ssh_tunnel_port: Option<i64>,
    use_plaintext_vnc: Option<bool>,
    source: Option<HostSource>,
    realm: Option<String>,
    login_page_url: Option<String>,
    username_field_name: Option<String>,
    password_field_name: Option<String>,
    login_request_url: Option<String>,
    login_request_password_property: Option<String>,
    auth_type: Option<String>,
    status: Option<String>,
    status_updated: Option<String>,
    allowed_domains: Option<Vec<String>>,
    browser: Option<String>,
    kiosk_mode: Option<bool>,
    enable_urlbar: Option<bool>,
    enable_navibar: Option<bool>,
    autohide_navibar: Option<bool>,
    enable_devtools: Option<bool>,
    enable_popups: Option<bool>,
    enable_web_compatibility_mode: Option<bool>,
    timezone: Option<String>,
    idle_time_limit: Option<i64>,
    web_x11_backend: Option<String>,
    service_version: Option<String>,
    created: Option<String>,
    updated: Option<String>,
    certificate_template: Option<String>,
    allow_modified_web_params: Option<bool>,
    protocol_version: Option<String>,
    latency_in_microseconds: Option<i64>,
    db: Option<HostServiceDb>,
    use_legacy_cipher_suites: Option<bool>,
    tls_min_version: Option<String>,
    tls_max_version: Option<String>,
    rds_type: Option<String>,
    rds_lb: Option<HostServiceRdsLoadBalancer>,
    rds_broker: Option<HostServiceRdsBroker>,
}

#[derive(Deserialize)]
struct HostPrincipal {
    principal: Option<String>,
    target_domain: Option<TargetDomainHandle>,
    passphrase: Option<String>,
    rotate: Option<bool>,
    use_for_password_rotation: Option<bool>,
    username_attribute: Option<String>,
    use_user_account: Option<bool>,
    source: Option<HostSource>,
    roles: Option<Vec<RoleHandle>>,
    applications: Option<Vec<HostApplication>>,
    service_options: Option<HostServiceOptions>,
    command_restrictions: Option<HostCommandRestrictions>,
}

#[derive(Deserialize)]
struct HostPasswordRotation {
    access_group_id: Option<String>,
    use_main_account: Option<bool>,
    operating_system: Option<OperatingSystem>,
    winrm_address: Option<String>,
    winrm_port: Option<i64>,
    certificate_validation_options: Option<CertificateValidation>,
    winrm_host_certificate_trust_anchors: Option<String>,
    protocol: Option<RotationProtocol>,
    rotation_status: Option<Vec<HostRotationStatus>>,
    password_policy_id: Option<String>,
    script_template_id: Option<String>,
    created: Option<String>,
    updated: Option<String>,
    created_by: Option<String>,
    updated_by: Option<String>,
}

#[derive(Deserialize)]
struct HostStatus {
    #[serde(rename = "k")]
    key: Option<String>,
    #[serde(rename = "v")]
    value: Option<String>,
}

#[derive(Deserialize)]
struct SessionRecordingOptions {
    disable_clipboard_recording: Option<bool>,
    disable_file_transfer_recording: Option<bool>,
}

#[derive(Deserialize)]
struct HostServiceDb {
    protocol: Option<DbProtocol>,
    tls_certificate_validation: Option<CertificateValidation>,
    tls_certificate_trust_anchors: Option<String>,
    audit_skip_bytes: Option<i64>,
}

#[derive(Deserialize)]
struct HostServiceRdsLoadBalancer {
    session_hosts_count: Option<i64>,
}

#[derive(Deserialize)]
struct HostServiceRdsBroker {
    broker_hostname: Option<String>,
    broker_port: Option<i64>,
    collection_name: Option<String>,
    session_hosts_count: Option<i64>,
}

#[derive(Deserialize)]
struct TargetDomainHandle {
    id: Option<String>,
    name: Option<String>,
    deleted: Option<bool>,
}

#[derive(Deserialize)]
struct RoleHandle {
    id: Option<String>,
    name: Option<String>,
    deleted: Option<bool>,
}

#[derive(Deserialize)]
struct HostApplication {
    name: Option<String>,
    application: Option<String>,
    arguments: Option<String>,
    working_directory: Option<String>,
}

#[derive(Deserialize)]
struct HostServiceOptions {
    ssh: Option<SshServiceOptions>,
    rdp: Option<RdpServiceOptions>,
    web: Option<WebServiceOptions>,
    vnc: Option<VncServiceOptions>,
    db: Option<DbServiceOptions>,
}

#[derive(Deserialize)]
struct HostCommandRestrictions {
    enabled: Option<bool>,
    rshell_variant: Option<ShellVariant>,
    default_whitelist: Option<WhitelistHandle>,
    whitelists: Option<Vec<WhitelistGrant>>,
    allow_no_match: Option<bool>,
    audit_match: Option<bool>,
    audit_no_match: Option<bool>,
    banner: Option<String>,
}

#[derive(Deserialize)]
struct HostRotationStatus {
    principal: Option<String>,
    last_rotated: Option<String>,
    last_error: Option<String>,
    last_error_details: Option<String>,
}

#[derive(Deserialize)]
struct SshServiceOptions {
    shell: Option<bool>,
    file_transfer: Option<bool>,
    exec: Option<bool>,
    tunnels: Option<bool>,
    x11: Option<bool>,
    other: Option<bool>,
}

#[derive(Deserialize)]
struct RdpServiceOptions {
    file_transfer: Option<bool>,
    audio: Option<bool>,
    clipboard: Option<bool>,
}

#[derive(Deserialize)]
struct WebServiceOptions {
    file_transfer: Option<bool>,
    audio: Option<bool>,
    clipboard: Option<bool>,
}

#[derive(Deserialize)]
struct VncServiceOptions {
    file_transfer: Option<bool>,
    clipboard: Option<bool>,
}

#[derive(Deserialize)]
struct DbServiceOptions {
    max_bytes_upload: Option<i64>,
    max_bytes_download: Option<i64>,
}

#[derive(Deserialize)]
struct WhitelistHandle {
    id: Option<String>,
    name: Option<String>,
    deleted: Option<bool>,
}

#[derive(Deserialize)]
struct WhitelistGrant {
    whitelist: Option<WhitelistHandle>,
    roles: Option<Vec<RoleHandle>>,
}
