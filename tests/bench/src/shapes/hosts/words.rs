//! The words of a host. Enumerations without a place for other words are the cheapest that can be written by hand.
#![allow(dead_code, reason = "read into, never looked at")]

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) enum CloudProvider {
    #[serde(rename = "AWS")]
    Aws,
    #[serde(rename = "GOOGLECLOUD")]
    GoogleCloud,
    #[serde(rename = "AZURE")]
    Azure,
    #[serde(rename = "OPENSTACK")]
    OpenStack,
}

#[derive(Deserialize)]
pub(super) enum HostType {
    #[serde(rename = "host")]
    Host,
    #[serde(rename = "aws-ec2")]
    AwsEc2,
    #[serde(rename = "azure-vm")]
    AzureVm,
    #[serde(rename = "gcp-instance")]
    GcpInstance,
}

#[derive(Deserialize)]
pub(super) enum Disabled {
    #[serde(rename = "FALSE")]
    No,
    #[serde(rename = "BY_ADMIN")]
    ByAdmin,
    #[serde(rename = "BY_LICENSE")]
    ByLicense,
}

#[derive(Deserialize)]
pub(super) enum HostServiceType {
    #[serde(rename = "SSH")]
    Ssh,
    #[serde(rename = "RDP")]
    Rdp,
    #[serde(rename = "VNC")]
    Vnc,
    #[serde(rename = "WEB")]
    Web,
    #[serde(rename = "DB")]
    Db,
}

#[derive(Deserialize)]
pub(super) enum HostSource {
    #[serde(rename = "UI")]
    Ui,
    #[serde(rename = "SCIM")]
    Scim,
    #[serde(rename = "SCAN")]
    Scan,
}

#[derive(Deserialize)]
pub(super) enum OperatingSystem {
    #[serde(rename = "LINUX")]
    Linux,
    #[serde(rename = "WINDOWS")]
    Windows,
}

#[derive(Deserialize)]
pub(super) enum CertificateValidation {
    #[serde(rename = "ENABLED")]
    Enabled,
    #[serde(rename = "DISABLED")]
    Disabled,
}

#[derive(Deserialize)]
pub(super) enum RotationProtocol {
    #[serde(rename = "SSH")]
    Ssh,
    #[serde(rename = "WINRM")]
    Winrm,
}

#[derive(Deserialize)]
pub(super) enum DbProtocol {
    #[serde(rename = "postgres")]
    Postgres,
    #[serde(rename = "mysql")]
    Mysql,
    #[serde(rename = "passthrough")]
    Passthrough,
    #[serde(rename = "tls")]
    Tls,
}

#[derive(Deserialize)]
pub(super) enum ShellVariant {
    #[serde(rename = "bash")]
    Bash,
    #[serde(rename = "posix")]
    Posix,
}
