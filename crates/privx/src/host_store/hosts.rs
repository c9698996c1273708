//! Hosts: their services, their accounts, and what the accounts allow.

mod certificate;
mod input;
mod model;
mod password_rotation;
mod principal;
mod service;
mod service_options;

pub use certificate::HostCertificateInfo;
pub(crate) use input::Disable;
pub use input::{HostAddress, HostFilter, HostSearch};
pub use model::{
    CloudProvider, Disabled, Host, HostDeployment, HostSshPublicKey, HostStatus, HostType,
    SessionRecordingOptions,
};
pub use password_rotation::{HostPasswordRotation, HostRotationStatus, OperatingSystem, RotationProtocol};
pub use principal::{HostApplication, HostCommandRestrictions, HostPrincipal, WhitelistGrant};
pub use service::{
    CertificateValidation, DbProtocol, HostService, HostServiceDb, HostServiceRdsBroker,
    HostServiceRdsLoadBalancer, HostServiceType, HostSource,
};
pub use service_options::{
    DbServiceOptions, HostServiceOptions, RdpServiceOptions, SshServiceOptions, VncServiceOptions,
    WebServiceOptions,
};

use crate::{Sort, ids::HostId, local_user_store::TagSearch};
use input::Deployable;
use portcullis_core::{Call, Client, List};

/// Hosts; made by [`HostStore::hosts`](super::HostStore::hosts).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::host_store::{Host, HostPrincipal, HostService};
///
/// let hosts = privx.host_store().hosts();
/// let host = Host::new("db1", ["10.0.0.5"])
///     .services([HostService::ssh("10.0.0.5")])
///     .principals([HostPrincipal::new("root").granted_to(["5f0a0d6e-0000-4000-8000-000000000001"])]);
/// let id = hosts.create(&host).await?;
/// // Passphrases come back masked: without `drop_masked` the host is refused.
/// let host = hosts.get(&id).await?.drop_masked().comment("production");
/// hosts.replace(&id, &host).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Hosts(pub(super) Client);

impl Hosts {
    /// Lists all hosts.
    ///
    /// `GET /host-store/api/v1/hosts`
    ///
    /// A page has 50 hosts unless [`page_size`](List::page_size) sets another size. Hosts that are created or deleted
    /// meanwhile shift the pages.
    ///
    /// - Operation: `hosts.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list(&self) -> List<Host> {
        self.0.get("/host-store/api/v1/hosts").list("items")
    }

    /// Lists all hosts in an order.
    ///
    /// `GET /host-store/api/v1/hosts`
    ///
    /// - Operation: `hosts.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list_sorted(&self, sort: &Sort) -> List<Host> {
        self.0.get("/host-store/api/v1/hosts").query_of(sort).list("items")
    }

    /// Lists the hosts of one view, in an order.
    ///
    /// `GET /host-store/api/v1/hosts`
    ///
    /// - Operation: `hosts.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list_filtered(&self, filter: &HostFilter, sort: &Sort) -> List<Host> {
        self.0.get("/host-store/api/v1/hosts").query_of(sort).query("filter", filter).list("items")
    }

    /// Finds hosts.
    ///
    /// `POST /host-store/api/v1/hosts/search`
    ///
    /// A caller without `hosts-view` finds the hosts that it may reach. Pages are as in [`list`](Self::list).
    ///
    /// - Operation: `hosts.search`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user; `hosts-view` for all hosts
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &HostSearch) -> List<Host> {
        self.0
            .post("/host-store/api/v1/hosts/search")
            .read_only()
            .query_of(&search.sort)
            .query_opt("filter", search.filter.as_ref())
            .json(search)
            .list("items")
    }

    /// Returns the host that has this service.
    ///
    /// `POST /host-store/api/v1/hosts/resolve`
    ///
    /// - Operation: `hosts.resolve`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn resolve(&self, address: &HostAddress) -> Call<Host> {
        self.0.post("/host-store/api/v1/hosts/resolve").read_only().json(address).identified_by("id").call()
    }

    /// Creates a host and returns its id.
    ///
    /// `POST /host-store/api/v1/hosts`
    ///
    /// Which members the server demands is not documented; the vendor's clients always send `common_name`,
    /// `addresses`, `services` and `principals`. Masked values (`***`) are refused.
    ///
    /// Limits: the kind of a service is in upper case; where command restrictions are enabled, a shell and a default
    /// whitelist are needed.
    ///
    /// - Operation: `hosts.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `hosts-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn create(&self, host: &Host) -> Call<HostId> {
        self.0.post("/host-store/api/v1/hosts").create(host).pick("id").call()
    }

    /// Creates a host, or rewrites the one with the same `external_id` or `instance_id`.
    ///
    /// `POST /host-store/api/v1/hosts/deploy`
    ///
    /// For a script that runs on the host. A host that exists is rewritten only if it is deployable
    /// ([`set_deployable`](Self::set_deployable)). The limits are those of [`create`](Self::create).
    ///
    /// - Operation: `hosts.deploy`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `privx-host-provisioning` (the credential of a deployment script)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn deploy(&self, host: &Host) -> Call<HostDeployment> {
        self.0.post("/host-store/api/v1/hosts/deploy").create(host).call()
    }

    /// Returns one host.
    ///
    /// `GET /host-store/api/v1/hosts/{host_id}`
    ///
    /// The passphrases of its principals come as masks.
    ///
    /// - Operation: `hosts.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, id: &HostId) -> Call<Host> {
        self.0.get("/host-store/api/v1/hosts/{host_id}").path(id).identified_by("id").call()
    }

    /// Replaces one host as a whole: what `host` does not hold is reset, and lists are replaced, not merged.
    ///
    /// `PUT /host-store/api/v1/hosts/{host_id}`
    ///
    /// A change by others between reading and writing is lost. Masked values (`***`) are refused, since the mask might
    /// become the password: [`drop_masked`](Host::drop_masked) leaves them out. What the server then does with the
    /// passphrase it has is not documented. The limits are those of [`create`](Self::create).
    ///
    /// - Operation: `hosts.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace(&self, id: &HostId, host: &Host) -> Call<()> {
        self.0.put("/host-store/api/v1/hosts/{host_id}").idempotent().replace(id, host).done()
    }

    /// Deletes one host, also while users are connected to it.
    ///
    /// `DELETE /host-store/api/v1/hosts/{host_id}`
    ///
    /// - Operation: `hosts.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, id: &HostId) -> Call<()> {
        self.0.delete("/host-store/api/v1/hosts/{host_id}").idempotent().path(id).done()
    }

    /// Allows or forbids that [`deploy`](Self::deploy) rewrites a host.
    ///
    /// `PUT /host-store/api/v1/hosts/{host_id}/deployable`
    ///
    /// - Operation: `hosts.set_deployable`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn set_deployable(&self, id: &HostId, deployable: bool) -> Call<()> {
        self.0
            .put("/host-store/api/v1/hosts/{host_id}/deployable")
            .idempotent()
            .path(id)
            .json(&Deployable { deployable })
            .done()
    }

    /// Disables a host, or enables it again.
    ///
    /// `PUT /host-store/api/v1/hosts/{host_id}/disabled`
    ///
    /// Afterwards [`Host::disabled`] is [`Disabled::ByAdmin`] or [`Disabled::No`].
    ///
    /// - Operation: `hosts.set_disabled`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn set_disabled(&self, id: &HostId, disabled: bool) -> Call<()> {
        self.0
            .put("/host-store/api/v1/hosts/{host_id}/disabled")
            .idempotent()
            .path(id)
            .json(&Disable { disabled })
            .done()
    }

    /// Lists the tags in use on hosts, in ascending order.
    ///
    /// `GET /host-store/api/v1/hosts/tags`
    ///
    /// A bare list and a listing with a count are both accepted.
    ///
    /// - Operation: `hosts.tags`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn tags(&self) -> List<String> {
        self.0.get("/host-store/api/v1/hosts/tags").list("items")
    }

    /// Lists the tags in use on hosts that match a text, in either order.
    ///
    /// `GET /host-store/api/v1/hosts/tags`
    ///
    /// - Operation: `hosts.tags`
    /// - Retried: also when the reply is lost
    /// - Permission: `hosts-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn search_tags(&self, search: &TagSearch) -> List<String> {
        self.0.get("/host-store/api/v1/hosts/tags").query_of(search).list("items")
    }
}
