//! What is sent beside a host.

use super::{CloudProvider, Disabled, HostServiceType, HostType};
use crate::{
    Sort,
    ids::{AccessGroupId, HostId, RoleId, SourceId},
};
use portcullis_core::{Result, input};
use portcullis_macros::Body;

/// Which hosts to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct HostSearch {
    /// Only this host; known from the vendor's Go SDK alone.
    pub id: Option<HostId>,
    /// Words to look for anywhere in any attribute, separated by commas or blanks.
    pub keywords: Option<String>,
    /// Distinguished names.
    pub distinguished_name: Option<Vec<String>>,
    /// The id in the store that the host comes from.
    pub external_id: Option<String>,
    /// The id of the instance at its cloud provider.
    pub instance_id: Option<String>,
    /// The directory that the host comes from.
    pub source_id: Option<SourceId>,
    /// Common names.
    pub common_name: Option<Vec<String>>,
    /// Organizations.
    pub organization: Option<Vec<String>>,
    /// Organizational units.
    pub organizational_unit: Option<Vec<String>>,
    /// Addresses: IPv4, IPv6 or names.
    pub address: Option<Vec<String>>,
    /// Kinds of service.
    pub service: Option<Vec<HostServiceType>>,
    /// Ports of services.
    pub port: Option<Vec<i64>>,
    /// Zones.
    pub zone: Option<Vec<String>>,
    /// Kinds of equipment.
    pub host_type: Option<Vec<HostType>>,
    /// Classes of equipment.
    pub host_classification: Option<Vec<String>>,
    /// Roles that may use an account of the host.
    pub role: Option<Vec<RoleId>>,
    /// Scopes.
    pub scope: Option<Vec<String>>,
    /// Whether hosts of disabled directories are found, too. This is the documented meaning; the name suggests the
    /// opposite.
    pub ignore_disabled_sources: Option<bool>,
    /// Tags.
    pub tags: Option<Vec<String>>,
    /// The ids of access groups.
    pub access_group_ids: Option<Vec<AccessGroupId>>,
    /// Cloud providers.
    pub cloud_providers: Option<Vec<CloudProvider>>,
    /// Regions of cloud providers.
    pub cloud_provider_regions: Option<Vec<String>>,
    /// Whether a deployment script may rewrite the host.
    pub deployable: Option<bool>,
    /// States; their words are not documented.
    pub statuses: Option<Vec<String>>,
    /// Whether the host is disabled, and by whom; known from the vendor's Go SDK alone.
    pub disabled: Option<Disabled>,
    /// Only the hosts of this view. Sent in the query and in the body: the vendor's SDKs differ.
    pub filter: Option<HostFilter>,
    /// The order of the hosts.
    #[body(skip)]
    pub sort: Sort,
}

impl HostSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

portcullis_core::open_enum! {
    /// A view of hosts. The words are those of the user interface; they are not confirmed for the API.
    HostFilter {
        /// The hosts that the caller may connect to.
        Accessible = "accessible",
        /// The hosts that the caller may configure.
        Configured = "configured",
    }
}

/// A service of a host: its kind, its address and its port.
#[derive(Debug, Clone, Body)]
#[body(new(service, address, port), check)]
#[non_exhaustive]
pub struct HostAddress {
    /// The kind of service.
    pub service: HostServiceType,
    /// The address: IPv4, IPv6 or a name.
    pub address: String,
    /// The port.
    pub port: i64,
}

impl HostAddress {
    fn check(&self) -> Result<()> {
        self.service.check()?;
        input::required("address", &self.address)
    }
}

#[derive(Debug, Body)]
pub(super) struct Deployable {
    pub(super) deployable: bool,
}

/// The request takes a boolean, where the object has [`Disabled`].
#[derive(Debug, Body)]
pub(crate) struct Disable {
    pub(crate) disabled: bool,
}
