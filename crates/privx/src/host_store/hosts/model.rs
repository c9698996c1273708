//! Hosts: what is read, created and written back.

use super::{HostCertificateInfo, HostPasswordRotation, HostPrincipal, HostService};
use crate::ids::{AccessGroupId, HostId, SourceId};
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::{Record, Reply};

/// A host: its addresses, its services and its accounts.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Host {
    /// The host's id; set by PrivX.
    #[record(id)]
    pub id: HostId,
    /// Whether [`deploy`](super::Hosts::deploy) may rewrite the host.
    pub deployable: Option<bool>,
    /// Whether the host key of the first connection is trusted.
    pub tofu: Option<bool>,
    /// Whether a host key that changed is trusted.
    pub toch: Option<bool>,
    /// Whether the host belongs to the built-in directory of hosts.
    pub stand_alone_host: Option<bool>,
    /// The id in the store that the host comes from.
    pub external_id: Option<String>,
    /// The id of the instance at its cloud provider.
    pub instance_id: Option<String>,
    /// The SSH host keys that are known.
    pub ssh_host_public_keys: Option<Vec<HostSshPublicKey>>,
    /// The host's certificate, as text.
    pub host_certificate_raw: Option<String>,
    /// What is in the host's certificate.
    #[record(server)]
    pub host_certificate: Option<HostCertificateInfo>,
    /// The public address that scripts which scan the host put into the addresses of services.
    pub contact_address: Option<String>,
    /// Whether PrivX changes the passwords of accounts.
    pub password_rotation_enabled: Option<bool>,
    /// How the host is reached.
    pub services: Option<Vec<HostService>>,
    /// The accounts, and which roles may use them.
    pub principals: Option<Vec<HostPrincipal>>,
    /// How the passwords of accounts are changed.
    pub password_rotation: Option<HostPasswordRotation>,
    /// The directory that the host comes from.
    pub source_id: Option<SourceId>,
    /// The access group that the object belongs to.
    pub access_group_id: Option<AccessGroupId>,
    /// The cloud provider.
    pub cloud_provider: Option<CloudProvider>,
    /// The region of the cloud provider.
    pub cloud_provider_region: Option<String>,
    /// The state, by name.
    #[record(server)]
    pub status: Option<Vec<HostStatus>>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub updated_by: Option<String>,
    /// The distinguished name.
    pub distinguished_name: Option<String>,
    /// The common name: what users see.
    pub common_name: Option<String>,
    /// The organization.
    pub organization: Option<String>,
    /// The organizational unit.
    pub organizational_unit: Option<String>,
    /// The zone, a label.
    pub zone: Option<String>,
    /// Scopes, which are labels.
    pub scope: Option<Vec<String>>,
    /// The kind of equipment.
    pub host_type: Option<HostType>,
    /// The class of equipment.
    pub host_classification: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// The addresses by which the host is known.
    pub addresses: Option<Vec<String>>,
    /// Whether sessions are recorded.
    pub audit_enabled: Option<bool>,
    /// Tags; their order may change between a write and a read.
    pub tags: Option<Vec<String>>,
    /// The text that users see when they connect.
    pub user_message: Option<String>,
    /// Whether the host is disabled, and by whom; changed by [`set_disabled`](super::Hosts::set_disabled).
    pub disabled: Option<Disabled>,
    /// What is left out of recordings.
    pub session_recording_options: Option<SessionRecordingOptions>,
    /// Whether the host has been deleted.
    #[record(server)]
    pub deleted: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl Host {
    /// Makes a host with a name and its addresses; it has no service and no account yet.
    pub fn new(
        common_name: impl Into<String>,
        addresses: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self {
            common_name: Some(common_name.into()),
            addresses: Some(addresses.into_iter().map(Into::into).collect()),
            ..Self::default()
        }
    }
}

/// An SSH host key.
#[derive(Debug, Clone, Default, Record)]
#[record(new(key))]
#[non_exhaustive]
pub struct HostSshPublicKey {
    /// The public key in the form of OpenSSH.
    pub key: Option<String>,
    /// The fingerprint.
    pub fingerprint: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// One part of a host's state. Which names there are is not documented.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct HostStatus {
    /// The name.
    #[record(name = "k")]
    pub key: Option<String>,
    /// The value.
    #[record(name = "v")]
    pub value: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// What is left out of recordings.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct SessionRecordingOptions {
    /// Whether the clipboard is not recorded.
    pub disable_clipboard_recording: Option<bool>,
    /// Whether transferred files are not recorded.
    pub disable_file_transfer_recording: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// What a deployment did.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct HostDeployment {
    /// The id of the host.
    pub id: HostId,
    /// What was done with it; the words are not documented.
    pub action: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// Whether something is disabled, and by whom.
    Disabled {
        /// It is not disabled.
        No = "FALSE",
        /// An administrator disabled it.
        ByAdmin = "BY_ADMIN",
        /// The license does not cover it.
        ByLicense = "BY_LICENSE",
    }
}

portcullis_core::open_enum! {
    /// The kind of equipment.
    HostType {
        /// A host.
        Host = "host",
        /// An instance of Amazon EC2.
        AwsEc2 = "aws-ec2",
        /// A virtual machine of Azure.
        AzureVm = "azure-vm",
        /// An instance of Google Cloud.
        GcpInstance = "gcp-instance",
    }
}

portcullis_core::open_enum! {
    /// A cloud provider.
    CloudProvider {
        /// Amazon Web Services.
        Aws = "AWS",
        /// Google Cloud.
        GoogleCloud = "GOOGLECLOUD",
        /// Azure.
        Azure = "AZURE",
        /// OpenStack.
        OpenStack = "OPENSTACK",
    }
}
